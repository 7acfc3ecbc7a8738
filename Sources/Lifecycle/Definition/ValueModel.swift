import Expressions

/// What an answer earns or costs, in one unit of money.
///
/// The expressions are over the row's columns, `prediction`, `score` and the target by its name (or `outcome`).
public enum ValueModel: Sendable, Equatable, Codable {
  /// Value of one row, for regression or anything that four cells cannot say.
  case perRow(Expression)
  /// Value of each cell of the confusion matrix; a cell left out is worth 0.
  case confusion(
    truePositive: Expression?, falsePositive: Expression?, trueNegative: Expression?, falseNegative: Expression?)
}
