/// A set of level codes, as bits.
public struct CategorySet: Sendable, Equatable {
  /// Codes a set may hold: 0 ..< 65 536.
  public static let codeLimit = 1 << 16

  /// Bit c % 32 of word c / 32 says whether code c is in the set; the last word is not 0.
  let words: [UInt32]

  /// - Throws: `BoostingError.corrupt` for a code outside 0 ..< 65 536.
  public init(_ codes: some Sequence<Int>) throws(BoostingError) {
    var words: [UInt32] = []
    for code in codes {
      guard code >= 0, code < Self.codeLimit else {
        throw .corrupt("category \(code); codes from 0 to \(Self.codeLimit - 1) are possible")
      }
      while words.count <= code / 32 { words.append(0) }
      words[code / 32] |= 1 << UInt32(code % 32)
    }
    self.words = words
  }

  /// - Throws: `BoostingError.corrupt` for too many words, or zeros at their end.
  init(words: [UInt32]) throws(BoostingError) {
    guard words.count <= Self.codeLimit / 32, words.last != 0 else { throw .corrupt("a set of categories") }
    self.words = words
  }

  /// Whether a feature's value is a code of the set; fractions are cut off, as XGBoost does.
  @inline(__always)
  public func contains(_ value: Float) -> Bool {
    guard value >= 0, value < Float(words.count * 32) else { return false }
    let code = Int(value)
    return words[code / 32] >> UInt32(code % 32) & 1 == 1
  }

  /// The codes, rising.
  public var codes: [Int] {
    words.indices.flatMap { word in
      (0..<32).filter { words[word] >> UInt32($0) & 1 == 1 }.map { word * 32 + $0 }
    }
  }
}
