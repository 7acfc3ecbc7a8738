import Boosting

/// What a model does with the numbers of a row.
public enum Predictor: Sendable, Equatable {
  /// The same answer for every row: the mean of the target, or the share of positives.
  case baseline(Double)
  case linear(LinearModel)
  case trees(BoostedTrees)

  /// Numbers that a row must have.
  var featureCount: Int {
    switch self {
    case .baseline: 0
    case .linear(let model): model.coefficients.count
    case .trees(let trees): trees.featureCount
    }
  }
}
