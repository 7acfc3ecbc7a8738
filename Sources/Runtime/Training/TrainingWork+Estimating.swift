import Learning
import Lifecycle
import Monitoring

extension TrainingWork {
  /// Rows that the estimator is fitted on at most: what more would add to its steps is noise.
  private static let estimatorRowCountMax = 50_000

  /// What will estimate the model's live metrics, from rows that it has not learnt from.
  func estimator(_ run: TrainedRun) -> PerformanceEstimator? {
    guard case .binary = task else { return nil }
    let threshold = run.model.threshold ?? 0.5
    let scores = (run.validate.scores + run.test.scores).suffix(Self.estimatorRowCountMax)
    let labels = (run.validate.labels + run.test.labels).suffix(Self.estimatorRowCountMax)
    guard scores.count == labels.count else { return nil }
    return PerformanceEstimator(
      scores: Array(scores), predictions: scores.map { $0 >= threshold ? 1 : 0 }, labels: Array(labels))
  }
}
