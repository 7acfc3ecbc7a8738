import Tabular

/// The value of one segment of a window's rows.
public struct SegmentValue: Sendable, Equatable {
  /// The level of the segment's column; nil for the rows where it is missing.
  public var level: String?
  /// Rows of the segment.
  public var count: Int
  /// Nil when there is none, as for `Expression.aggregate`.
  public var value: Double?

  public init(level: String?, count: Int, value: Double?) {
    self.level = level
    self.count = count
    self.value = value
  }
}

extension Expression {
  /// Levels that a segment's column may have.
  public static let segmentCountMax = 1000

  /// The column after `by segment(…)`, if there is one.
  public var segment: String? {
    guard case .segmented(_, by: .name(let name)) = root else { return nil }
    return name
  }

  /// The expression without `by segment(…)`.
  public var unsegmented: Expression {
    guard case .segmented(let whole, by: _) = root else { return self }
    return Expression(root: whole)
  }

  /// The value over each segment of a window's rows, the largest segment first.
  ///
  /// - Parameters:
  ///   - column: categorical or boolean; nil takes the one after `by segment(…)`, and without one all rows are one
  ///     segment.
  ///   - rows: rows of the bindings; nil means all.
  /// - Returns: segments that have rows.
  /// - Throws: the first thing that `check` finds, or a column that is unfit or has more than `segmentCountMax` levels.
  public func segments(
    over bindings: Bindings, by column: String? = nil, rows: Range<Int>? = nil
  ) throws(ExpressionError) -> [SegmentValue] {
    if let problem = check(against: bindings.vocabulary, as: .window).first { throw problem }
    let rows = bindings.checked(rows)
    guard let column = column ?? segment else {
      return [SegmentValue(level: nil, count: rows.count, value: try aggregate(over: bindings, rows: rows))]
    }
    let (groups, levels) = try groups(column, bindings, rows)
    let values = try Aggregation(self).values(bindings, rows, groups: groups, count: levels.count)
    var counts = [Int](repeating: 0, count: levels.count)
    for group in groups { counts[group] += 1 }
    return levels.indices.filter { counts[$0] > 0 }.sorted { (counts[$1], $0) < (counts[$0], $1) }
      .map { SegmentValue(level: levels[$0], count: counts[$0], value: values[$0]) }
  }

  /// The group of each row, and the levels by group; the last stands for missing.
  private func groups(
    _ column: String, _ bindings: Bindings, _ rows: Range<Int>
  ) throws(ExpressionError) -> ([Int], [String?]) {
    switch bindings[column] {
    case .categorical(let values):
      guard values.levels.count <= Expression.segmentCountMax else {
        throw unfit(
          column, "has \(values.levels.count) levels", "name one with at most \(Expression.segmentCountMax)")
      }
      let count = values.levels.count
      return (rows.map { Swift.min(Int(values.codes[$0]), count) }, values.levels + [nil])
    case .boolean(let values): return (rows.map { Swift.min(Int(values[$0]), 2) }, ["false", "true", nil])
    case .numeric, .timestamp, .text: throw unfit(column, "has no segments", "name a categorical or boolean column")
    case nil: throw unfit(column, "is not there", bindings.vocabulary.mend(for: column, calling: "columns"))
    }
  }

  private func unfit(_ column: String, _ reason: String, _ mend: String) -> ExpressionError {
    ExpressionError(text: text, column: 1, reason: "the segment `\(column)` \(reason)", mend: mend)
  }
}
