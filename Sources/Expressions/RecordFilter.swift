import Encoding
import Tabular

/// A value of a thing that a list shows: of a run, a version, an alarm.
public enum RecordValue: Sendable, Equatable {
  case number(Double)
  case text(String)
  case boolean(Bool)
  case time(Timestamp)
  case missing
}

extension Expression {
  /// The things of a list for which the expression is true: what `--where` and `/` keep.
  ///
  /// - Parameters:
  ///   - vocabulary: every name that a thing may have, with its kind. An unknown name is an error, so that a misspelt
  ///     filter is not taken for an empty list.
  ///   - value: what a thing has under a name of the vocabulary; a value of another kind counts as missing.
  /// - Returns: indices in order.
  /// - Throws: what `check` finds first, or that the expression is no condition.
  public func matches<Record>(
    among records: [Record], vocabulary: Vocabulary, _ value: (Record, String) -> RecordValue
  ) throws(ExpressionError) -> [Int] {
    if let problem = check(against: vocabulary, as: .row).first { throw problem }
    guard isCondition(in: vocabulary) else {
      throw ExpressionError(
        text: text, column: 1, reason: "a filter is a condition, not a number",
        mend: "compare it, such as `\(text) > 0`")
    }
    var bindings = Bindings(rowCount: records.count)
    for name in names {
      bindings.bind(
        name, to: Expression.column(vocabulary[name] ?? .numeric, records.map { value($0, name) }))
    }
    return try matches(over: bindings)
  }

  private static func column(_ kind: ColumnKind, _ values: [RecordValue]) -> ColumnValues {
    switch kind {
    case .numeric: return .numeric(values.map { $0.number ?? .nan })
    case .boolean: return .boolean(values.map { $0.boolean.map { $0 ? 1 : 0 } ?? ColumnValues.missingBoolean })
    case .timestamp: return .timestamp(values.map { $0.time?.microseconds ?? ColumnValues.missingTimestamp })
    case .text, .categorical:
      var codes: [String: UInt32] = [:]
      var levels: [String] = []
      let coded = values.map { value -> UInt32 in
        guard case .text(let text) = value else { return CategoricalValues.missing }
        if let code = codes[text] { return code }
        codes[text] = UInt32(levels.count)
        levels.append(text)
        return UInt32(levels.count - 1)
      }
      return .categorical(CategoricalValues(codes: coded, levels: levels))
    }
  }
}

extension RecordValue {
  fileprivate var number: Double? {
    guard case .number(let value) = self else { return nil }
    return value
  }

  fileprivate var boolean: Bool? {
    guard case .boolean(let value) = self else { return nil }
    return value
  }

  fileprivate var time: Timestamp? {
    guard case .time(let value) = self else { return nil }
    return value
  }
}
