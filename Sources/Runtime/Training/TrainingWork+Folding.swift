import Encoding
import Learning
import Lifecycle

extension TrainingWork {
  /// The recipe's cross-validation over the rows that it may learn from and be judged by; nil where it asks for none.
  func crossValidation(
    _ specification: TrainingSpecification, _ value: ValueFunction?, progress: (Double) -> Void
  ) throws -> OutOfFold? {
    guard let folds = recipe.options.folds else { return nil }
    return try OutOfFold.scores(
      table: set.table, schema: set.schema, specification: specification,
      rows: set.parts.train + set.parts.validate + set.parts.test, folds: folds, seed: recipe.seed, value: value,
      isCancelled: isCancelled, progress: progress)
  }
}

extension JSON {
  /// A cross-validation as `train` prints it: mean and standard deviation of each metric over the folds.
  static func crossValidation(_ result: OutOfFold) -> JSON {
    let metrics = MetricID.ids(for: result.target.task).compactMap { id -> JSON.Member? in
      guard let spread = result.spread(of: id) else { return nil }
      let values = result.metrics.map { $0[id].map { JSON($0.value) } ?? .null }
      return JSON.Member(
        id.rawValue, ["mean": JSON(spread.mean), "sd": JSON(spread.deviation), "folds": .array(values)])
    }
    return [
      "folds": JSON(result.metrics.count), "rows": JSON(result.rows.count), "metrics": .object(metrics),
    ]
  }
}
