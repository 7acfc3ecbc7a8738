import Tabular

/// What narrows a list, on the screen and with `--where`: words that a row shows, or a condition over what it has.
///
/// Nothing but letters, digits and `-_.:` between spaces are words, all of which must be found, in any case of letters;
/// everything else is an expression. A single word that names something true or false is an expression too.
public struct ListFilter: Sendable, Equatable {
  public let text: String
  private let kind: Kind

  private enum Kind: Sendable, Equatable {
    /// In small letters.
    case words([String])
    case condition(Expression)
  }

  /// - Parameter vocabulary: every name that a thing of the list may have.
  /// - Throws: what is wrong with a condition, names that are not known among it.
  public init(parsing text: String, vocabulary: Vocabulary) throws(ExpressionError) {
    self.text = text
    if let words = ListFilter.words(text, vocabulary) {
      kind = .words(words)
      return
    }
    let expression = try Expression(parsing: text)
    if let problem = expression.check(against: vocabulary, as: .row).first { throw problem }
    guard expression.isCondition(in: vocabulary) else {
      throw ExpressionError(
        text: text, column: 1, reason: "a filter is a condition, not a number",
        mend: "compare it, such as `\(text) > 0`")
    }
    kind = .condition(expression)
  }

  /// The words that are looked for; nil for a condition.
  public var words: [String]? {
    guard case .words(let words) = kind else { return nil }
    return words
  }

  /// The words of a text that is no condition, in small letters; nil for one that is to be an expression.
  public static func words(_ text: String, _ vocabulary: Vocabulary) -> [String]? {
    let words = text.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isWhitespace || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || "-_.:@#".unicodeScalars.contains(scalar) || scalar.value > 0x7F
    }
    guard isPlain, !words.contains(where: { operators.contains($0) }) else { return nil }
    if words.count == 1, vocabulary[text.filter { !$0.isWhitespace }] == .boolean { return nil }
    return words
  }

  private static let operators: Set<String> = ["and", "or", "not", "in"]

  /// The things of a list that it lets through.
  ///
  /// - Parameters:
  ///   - vocabulary: the one that it was read with.
  ///   - value: what a thing has under a name; a value of another kind counts as missing.
  ///   - words: the text of a thing in which words are looked for.
  /// - Returns: indices in order.
  public func matches<Record>(
    among records: [Record], vocabulary: Vocabulary, value: (Record, String) -> RecordValue, words: (Record) -> String
  ) throws(ExpressionError) -> [Int] {
    switch kind {
    case .condition(let expression): return try expression.matches(among: records, vocabulary: vocabulary, value)
    case .words(let wanted):
      return records.indices.filter { index in
        let row = words(records[index]).lowercased()
        return wanted.allSatisfy { row.contains($0) }
      }
    }
  }

  /// Words as a condition over the columns of a table: each is found in one of its texts or is one of its numbers.
  ///
  /// - Returns: nil where the table has nothing in which it could be found.
  public static func condition(of words: [String], over vocabulary: Vocabulary) -> String? {
    let texts = vocabulary.names.filter { vocabulary[$0] == .categorical || vocabulary[$0] == .text }
    let numbers = vocabulary.names.filter { vocabulary[$0] == .numeric }
    let tests = words.map { word -> String? in
      let text = Expression.quoted(word, by: "\"")
      var parts = texts.prefix(textCountMax).map { "contains(lower(\(spelled($0))), \(text))" }
      if let number = Double(word), number.isFinite {
        parts += numbers.prefix(textCountMax).map { "\(spelled($0)) == \(word)" }
      }
      return parts.isEmpty ? nil : "(" + parts.joined(separator: " or ") + ")"
    }
    guard !tests.isEmpty, !tests.contains(nil) else { return nil }
    return tests.compactMap { $0 }.joined(separator: " and ")
  }

  /// Columns in which words are looked for.
  private static let textCountMax = 40

  private static func spelled(_ name: String) -> String { Expression.quoted(name, by: "`") }
}
