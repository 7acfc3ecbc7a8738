import Expressions
import Lifecycle

extension ValueModel {
  /// Columns and other names that the model reads.
  public var names: [String] {
    switch self {
    case .perRow(let expression): expression.names
    case .confusion(let a, let b, let c, let d): [a, b, c, d].compactMap { $0 }.flatMap(\.names)
    }
  }

  /// What each row is worth with its prediction, given its outcome; NaN where the outcome is not known.
  ///
  /// - Parameter bindings: must hold `prediction`, `score`, `outcome` and the target's name beside the columns.
  public func values(predictions: [Double], outcomes: [Double], over bindings: Bindings) throws(ExpressionError)
    -> [Double]
  {
    switch self {
    case .perRow(let expression):
      let values = try expression.values(over: bindings)
      return zip(values, outcomes).map { $1.isNaN ? .nan : $0 }
    case .confusion(let truePositive, let falsePositive, let trueNegative, let falseNegative):
      return try DecisionValues(
        truePositive: truePositive, falsePositive: falsePositive, trueNegative: trueNegative,
        falseNegative: falseNegative, outcomes: outcomes, over: bindings
      ).values(of: predictions)
    }
  }

  /// What each row is worth when it is answered yes, and when it is answered no.
  public func valuesOfAnswers(
    outcomes: [Double], over bindings: Bindings
  ) throws(ExpressionError) -> (positive: [Double], negative: [Double]) {
    switch self {
    case .perRow(let expression):
      return (
        try Self.values(expression, answering: 1, over: bindings),
        try Self.values(expression, answering: 0, over: bindings)
      )
    case .confusion(let truePositive, let falsePositive, let trueNegative, let falseNegative):
      let values = try DecisionValues(
        truePositive: truePositive, falsePositive: falsePositive, trueNegative: trueNegative,
        falseNegative: falseNegative, outcomes: outcomes, over: bindings)
      return (values.ifPositive, values.ifNegative)
    }
  }

  private static func values(
    _ expression: Expression, answering answer: Double, over bindings: Bindings
  ) throws(ExpressionError) -> [Double] {
    var bindings = bindings
    bindings.bind("prediction", to: [Double](repeating: answer, count: bindings.rowCount))
    return try expression.values(over: bindings)
  }
}

extension Bindings {
  /// Columns with what was answered and what turned out, under the names that value model and KPIs use.
  public static func answers(
    _ columns: Bindings, target: String, scores: [Double], predictions: [Double], outcomes: [Double]
  ) -> Bindings {
    var bindings = columns
    bindings.bind("score", to: scores)
    bindings.bind("prediction", to: predictions)
    bindings.bind("outcome", to: outcomes)
    bindings.bind(target, to: outcomes)
    return bindings
  }
}
