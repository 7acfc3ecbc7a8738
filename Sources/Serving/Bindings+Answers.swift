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
