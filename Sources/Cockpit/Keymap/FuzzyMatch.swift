/// How well a typed pattern fits a text: every letter must appear in order, ignoring case.
struct FuzzyMatch: Sendable, Equatable {
  /// Higher is better; only comparable for one pattern.
  let score: Int
  /// Which characters of the text were met, in order.
  let positions: [Int]

  /// Letters at the start of a word and letters that follow one another count more; gaps cost a little. Nil when a
  /// letter is missing. Spaces in the pattern are ignored.
  init?(_ pattern: String, in text: String) {
    let wanted = pattern.lowercased().filter { !$0.isWhitespace }
    let letters = Array(text.lowercased())
    guard !wanted.isEmpty else {
      score = 0
      positions = []
      return
    }
    // Tries each place the first letter may stand, because the first one is often not the best one.
    var best: (score: Int, positions: [Int])?
    for start in letters.indices where letters[start] == wanted.first {
      guard let found = FuzzyMatch.walk(Array(wanted), letters, from: start) else { break }
      if found.score > best?.score ?? .min { best = found }
    }
    guard let best else { return nil }
    score = best.score
    positions = best.positions
  }

  private static func walk(_ wanted: [Character], _ letters: [Character], from start: Int) -> (
    score: Int, positions: [Int]
  )? {
    var score = -start / 8
    var positions: [Int] = []
    var place = start
    for letter in wanted {
      guard let next = letters[place...].firstIndex(of: letter) else { return nil }
      let startsWord = next == 0 || !letters[next - 1].isLetter
      let follows = positions.last.map { $0 == next - 1 } ?? false
      score += 1 + (startsWord ? 6 : 0) + (follows ? 4 : 0) - min(3, next - place)
      positions.append(next)
      place = next + 1
    }
    return (score, positions)
  }
}
