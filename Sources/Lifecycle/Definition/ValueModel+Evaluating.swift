import Expressions

extension ValueModel {
  /// What each answer earned.
  ///
  /// - Parameters:
  ///   - decisions: what was answered: 1 or 0 for a binary task, a number for regression; NaN none.
  ///   - outcomes: what turned out true, likewise; NaN not known yet.
  ///   - bindings: the rows' columns, `prediction`, `score` and the target by its name (or `outcome`).
  ///   - rows: rows of the bindings; nil means all. One decision and one outcome for each.
  /// - Returns: one value a row, in the value model's unit; NaN where it is not known.
  /// - Throws: the first thing that is wrong with an expression of the model.
  public func values(
    decisions: [Double], outcomes: [Double], over bindings: Bindings, rows: Range<Int>? = nil
  ) throws(ExpressionError) -> [Double] {
    switch self {
    case .perRow(let expression): return try expression.values(over: bindings, rows: rows)
    case .confusion:
      let values = try decisionValues(outcomes: outcomes, over: bindings, rows: rows)
      return values?.values(of: decisions) ?? []
    }
  }

  /// What answering positive or negative is worth, row by row; nil for a value per row, which has no such cells.
  public func decisionValues(
    outcomes: [Double], over bindings: Bindings, rows: Range<Int>? = nil
  ) throws(ExpressionError) -> DecisionValues? {
    guard case .confusion(let truePositive, let falsePositive, let trueNegative, let falseNegative) = self else {
      return nil
    }
    return try DecisionValues(
      truePositive: truePositive, falsePositive: falsePositive, trueNegative: trueNegative,
      falseNegative: falseNegative, outcomes: outcomes, over: bindings, rows: rows)
  }
}
