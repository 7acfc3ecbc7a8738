/// What deciding one way or the other is worth, row by row, once the outcome is known.
///
/// Picking a threshold and drawing a profit curve need both columns; what a policy earned needs `values(of:)`.
public struct DecisionValues: Sendable, Equatable {
  /// Value of answering positive; NaN where the outcome or the value is missing.
  public let ifPositive: [Double]
  /// Value of answering negative; NaN likewise.
  public let ifNegative: [Double]

  /// The value of each cell of the confusion matrix, by row; a cell left out is worth 0.
  ///
  /// - Parameters:
  ///   - outcomes: 1 positive, 0 negative, NaN not known yet; one for each of `rows`.
  ///   - rows: rows of the bindings; nil means all.
  /// - Throws: the first thing that `check` finds in a cell's expression.
  /// - Precondition: as many outcomes as rows.
  public init(
    truePositive: Expression?, falsePositive: Expression?, trueNegative: Expression?, falseNegative: Expression?,
    outcomes: [Double], over bindings: Bindings, rows: Range<Int>? = nil
  ) throws(ExpressionError) {
    let rows = bindings.checked(rows)
    precondition(outcomes.count == rows.count, "\(outcomes.count) outcomes for \(rows.count) rows")
    ifPositive = try DecisionValues.chosen(truePositive, falsePositive, outcomes, bindings, rows)
    ifNegative = try DecisionValues.chosen(falseNegative, trueNegative, outcomes, bindings, rows)
  }

  /// The value of decisions that were made.
  ///
  /// - Parameter decisions: 1 positive, 0 negative, NaN none.
  /// - Precondition: one decision a row.
  public func values(of decisions: [Double]) -> [Double] {
    precondition(decisions.count == ifPositive.count, "\(decisions.count) decisions for \(ifPositive.count) rows")
    return decisions.indices.map { row in
      decisions[row].isNaN ? .nan : (decisions[row] != 0 ? ifPositive[row] : ifNegative[row])
    }
  }

  /// Takes the first cell where the outcome is positive and the second where it is negative.
  private static func chosen(
    _ positive: Expression?, _ negative: Expression?, _ outcomes: [Double], _ bindings: Bindings, _ rows: Range<Int>
  ) throws(ExpressionError) -> [Double] {
    let whenPositive = try positive?.values(over: bindings, rows: rows)
    let whenNegative = try negative?.values(over: bindings, rows: rows)
    return outcomes.indices.map { row in
      if outcomes[row].isNaN { return .nan }
      return (outcomes[row] != 0 ? whenPositive : whenNegative)?[row] ?? 0
    }
  }
}
