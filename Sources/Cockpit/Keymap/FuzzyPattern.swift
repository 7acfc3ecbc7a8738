/// A typed pattern, prepared to be held against many texts: every letter must appear in order, ignoring case.
struct FuzzyPattern: Sendable, Equatable {
  /// Small letters without spaces.
  let letters: [UInt32]
  let mask: UInt64

  /// Letters of a pattern that count; more say no more.
  static let lengthMax = 64
  /// Places of the first letter that are tried in one text.
  private static let startsMax = 6

  init(_ text: String) {
    let wanted = text.filter { !$0.isWhitespace }.prefix(Self.lengthMax)
    letters = Array(FuzzyPattern.small(wanted))
    mask = FuzzyPattern.mask(letters)
  }

  /// How well it fits the letters of a range; nil when one is missing.
  func score(_ text: ContiguousArray<UInt32>, _ range: Range<Int>) -> Int? {
    guard let first = letters.first else { return 0 }
    var best: Int?
    var tried = 0
    var start = range.lowerBound
    while start < range.upperBound, tried < Self.startsMax {
      if text[start] == first {
        tried += 1
        // What is not found from here is not found from further on.
        guard let found = walk(text, range, from: start) else { break }
        if best.map({ found > $0 }) ?? true { best = found }
      }
      start += 1
    }
    return best
  }

  /// Letters at the start of a word and letters that follow one another count more; gaps cost a little.
  private func walk(_ text: ContiguousArray<UInt32>, _ range: Range<Int>, from start: Int) -> Int? {
    var score = -(start - range.lowerBound) / 8
    var place = start
    for (index, letter) in letters.enumerated() {
      var next = place
      while next < range.upperBound, text[next] != letter { next += 1 }
      guard next < range.upperBound else { return nil }
      let startsWord = next == range.lowerBound || !FuzzyPattern.isLetter(text[next - 1])
      score += 1 + (startsWord ? 6 : 0) + (index > 0 && next == place ? 4 : 0) - min(3, next - place)
      place = next + 1
    }
    return score
  }

  /// Scalars in small letters, one for one, so that what follows can be told by place.
  static func small(_ text: some StringProtocol) -> some Sequence<UInt32> {
    text.unicodeScalars.lazy.map { scalar in
      guard scalar.isASCII else { return (scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar).value }
      return (65...90).contains(scalar.value) ? scalar.value + 32 : scalar.value
    }
  }

  /// One bit for some of the letters each: a text that lacks a bit lacks a letter.
  static func mask(_ letters: some Sequence<UInt32>) -> UInt64 { letters.reduce(0) { $0 | 1 << UInt64($1 & 63) } }

  private static func isLetter(_ scalar: UInt32) -> Bool { (97...122).contains(scalar) || scalar >= 0xAA }
}
