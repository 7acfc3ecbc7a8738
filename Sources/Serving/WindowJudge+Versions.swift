import Learning
import Lifecycle

extension WindowJudge {
  /// Metrics of each version that answered some of a window, by its number, with `rows` and `n` (rows with outcomes).
  /// Empty where one version answered all: the window's own metrics are that version's.
  func metricsByVersion(of window: OpenWindow) -> [String: [String: Double]] {
    guard !window.answeredBy.isEmpty else { return [:] }
    var result: [String: [String: Double]] = [:]
    for version in window.versionCounts.keys {
      let rows = window.answeredBy.indices.filter { window.answeredBy[$0] == version }
      let scores = rows.map { window.scores[$0] }
      let outcomes = rows.map { window.outcomes[$0] }
      var figures: [String: Double] = [
        "rows": Double(rows.count), "n": Double(outcomes.count { !$0.isNaN }),
      ]
      let metrics = metrics(
        scores: scores, predictions: rows.map { window.predictions[$0] }, outcomes: outcomes,
        classCount: window.model.scorer.classCount, threshold: window.thresholds[version] ?? 0.5)
      for (id, estimate) in metrics.entries where estimate.value.isFinite { figures[id.rawValue] = estimate.value }
      result[version.description] = figures
    }
    return result
  }

  private func metrics(
    scores: [Double], predictions: [Double], outcomes: [Double], classCount: Int, threshold: Double
  ) -> MetricSet {
    switch task {
    case .binary:
      BinaryEvaluation(scores: scores, labels: outcomes, threshold: threshold, curvePointCount: 3).metrics
    case .regression: RegressionEvaluation(predictions: scores, labels: outcomes).metrics
    case .multiclass:
      MulticlassEvaluation(predictions: predictions, labels: outcomes, classCount: classCount).metrics
    }
  }
}
