import Learning
import Lifecycle
import Monitoring
import Tabular

extension TrainingWork {
  /// Rows that the estimator is fitted on at most: what more would add to its steps is noise.
  private static let estimatorRowCountMax = 50_000

  /// What will estimate the model's live metrics, from rows that it has not learnt from.
  ///
  /// - Parameter joint: how rows are told to what estimates losses.
  func estimator(_ run: TrainedRun, _ joint: JointProfile?) throws -> LiveEstimator? {
    let scores = (run.validate.scores + run.test.scores).suffix(Self.estimatorRowCountMax)
    let labels = (run.validate.labels + run.test.labels).suffix(Self.estimatorRowCountMax)
    guard scores.count == labels.count else { return nil }
    switch task {
    case .binary: return ScoreEstimator(scores: Array(scores), labels: Array(labels)).map { .scores($0) }
    case .multiclass:
      guard let first = run.validate.predictions, let second = run.test.predictions else { return nil }
      let predictions = (first + second).suffix(Self.estimatorRowCountMax)
      guard predictions.count == scores.count else { return nil }
      return ClassEstimator(
        scores: Array(scores), predictions: Array(predictions), labels: Array(labels),
        classCount: run.model.target.classNames.count
      ).map { .classes($0) }
    case .regression:
      let rows = (run.validate.rows + run.test.rows).suffix(Self.estimatorRowCountMax)
      guard let joint, rows.count == scores.count else { return nil }
      let columns = run.model.features.compactMap { set.table[$0] }
        .map { Column(name: $0.name, values: $0.values.gathering(Array(rows))) }
      return try LossEstimator(
        joint, table: Table(columns: columns), predictions: Array(scores), labels: Array(labels),
        isCancelled: isCancelled
      ).map { .losses($0) }
    }
  }
}
