/// An expression bound to columns once, to be asked about many ranges of rows: what a browser of millions of rows
/// filters with, a piece at a time.
///
/// Columns are shared, not copied.
public struct CompiledExpression: Sendable {
  private let program: RowProgram
  /// Rows that may be asked about.
  public let rowCount: Int

  /// - Throws: the first thing that `check` finds against the bindings.
  public init(_ expression: Expression, over bindings: Bindings) throws(ExpressionError) {
    if let problem = expression.check(against: bindings.vocabulary, as: .row).first { throw problem }
    program = RowProgram(expression.root, over: bindings)
    rowCount = bindings.rowCount
  }

  /// The value of each row; booleans are 1 and 0, missing is NaN.
  ///
  /// - Precondition: rows within `0..<rowCount`.
  public func values(_ rows: Range<Int>) -> [Double] {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
    return [Double](unsafeUninitializedCapacity: rows.count) { result, initialized in
      program.run(rows) { offset, values in
        _ = UnsafeMutableBufferPointer(rebasing: result[offset...]).initialize(fromContentsOf: values)
      }
      initialized = rows.count
    }
  }

  /// Adds the rows where the expression is true, neither 0 nor missing, to a list.
  ///
  /// - Precondition: rows within `0..<rowCount`.
  public func appendMatches(_ rows: Range<Int>, to matches: inout [Int]) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
    program.run(rows) { offset, values in
      for index in values.indices where values[index] != 0 && !values[index].isNaN {
        matches.append(rows.lowerBound + offset + index)
      }
    }
  }

  /// How many rows the expression is true of.
  ///
  /// - Precondition: rows within `0..<rowCount`.
  public func matchCount(_ rows: Range<Int>) -> Int {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
    var count = 0
    program.run(rows) { _, values in
      for value in values { count &+= value != 0 && !value.isNaN ? 1 : 0 }
    }
    return count
  }
}
