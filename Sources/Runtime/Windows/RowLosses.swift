import Expressions
import Lifecycle
import Serving
import Tabular

/// What each row of the log cost: how wrong its answer was and, where the scope prices answers, what it was worth.
struct RowLosses {
  /// One a row; NaN where the outcome is not known.
  var errors: [Double]
  /// In the value model's unit; empty where none applies.
  var values: [Double]

  /// The metric whose mean over rows the errors are: `brier`, `mae`, or `error`, the share of wrong classes.
  static func metric(of task: LearningTask) -> String {
    switch task {
    case .binary: "brier"
    case .multiclass: "error"
    case .regression: "mae"
    }
  }

  /// - Parameter bindings: the columns that the value model reads, a row each.
  init(
    scores: [Double], predictions: [Double], outcomes: [Double], task: LearningTask, value: ValueModel?,
    target: String, over bindings: Bindings
  ) throws(ExpressionError) {
    errors = outcomes.indices.map { row in
      switch task {
      case .binary: (scores[row] - outcomes[row]) * (scores[row] - outcomes[row])
      case .multiclass: outcomes[row].isNaN ? .nan : predictions[row] == outcomes[row] ? 0 : 1
      case .regression: abs(scores[row] - outcomes[row])
      }
    }
    values = []
    guard let value else { return }
    // Four cells say nothing of three classes.
    if case .confusion = value, task == .multiclass { return }
    values = try value.values(
      decisions: predictions, outcomes: outcomes,
      over: .answers(bindings, target: target, scores: scores, predictions: predictions, outcomes: outcomes))
  }
}
