import Boosting

/// What a model does with the numbers of a row.
public enum Predictor: Sendable, Equatable {
  /// The same answer for every row: the mean of the target, or the share of positives.
  case baseline(Double)
  case linear(LinearModel)
  /// The same shares of the classes for every row; all above 0.
  case shares([Double])
  case softmax(SoftmaxModel)
  case trees(BoostedTrees)

  /// Numbers that a row must have.
  var featureCount: Int {
    switch self {
    case .baseline, .shares: 0
    case .softmax(let model): model.featureCount
    case .linear(let model): model.coefficients.count
    case .trees(let trees): trees.featureCount
    }
  }
}
