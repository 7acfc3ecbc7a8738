import Learning
import Lifecycle
import Monitoring

// What came true beside what was estimated, on the same rows.

extension WindowJudge {
  /// Nil where nothing estimates a metric, or its outcomes do not give it.
  func reconciliation(of window: OpenWindow, _ settled: WindowSettled) -> MetricReconciliation? {
    guard window.outcomeCount > 0, let estimates = estimatesOfKnown(window) else { return nil }
    // The scope's metric, or the one that stands for it where that one is not estimated.
    let standIn = ["auc", "macro_f1", "rmse"]
    guard let name = ([metric] + standIn).first(where: { estimates[$0] != nil && settled.metrics[$0] != nil }),
      let estimate = estimates[name], let errors = estimate.errors, let realised = settled.metrics[name]
    else { return nil }
    // Where the window's own interval is wider than chance would make it, it knows better.
    let interval = settled.intervals[name]
    let width = interval.flatMap { bounds in bounds["upper"].flatMap { upper in bounds["lower"].map { upper - $0 } } }
    let error = max(errors.chance, (width ?? 0) / (2 * 1.96))
    return MetricReconciliation(
      metric: name, estimated: estimate.value, realised: realised,
      standardError: PerformanceEstimate.Errors(chance: error, shared: errors.shared).total,
      rows: window.outcomeCount, estimateError: errors.shared)
  }

  /// Of the rows with an outcome: those that have none yet may be of another kind.
  private func estimatesOfKnown(_ window: OpenWindow) -> [String: PerformanceEstimate]? {
    guard let estimator = window.model.estimator else { return nil }
    let rows = window.outcomes.indices.filter { window.outcomes[$0].isFinite }
    if rows.count == window.rowCount { return window.estimated }
    // A regression is estimated from a sample of all rows; where most are known it stands for them.
    if task == .regression {
      return rows.count * 20 >= window.rowCount * 19 ? window.estimated : nil
    }
    let scores = rows.map { window.scores[$0] }
    return estimator.estimate(
      scores: scores,
      predictions: decisions(scores, rows.map { window.predictions[$0] }, threshold: window.model.threshold))
  }
}

extension ErrorWatch {
  /// What a reconciliation's cumulative sum says with this window; a window with a broken column says nothing.
  mutating func judge(_ window: OpenWindow, _ found: MetricReconciliation, movedColumn: String?) -> MetricReconciliation
  {
    guard !window.isBroken else { return found }
    var found = found
    let own = found.estimateError ?? 0
    let isSmallerBetter = MetricID(rawValue: found.metric)?.isSmallerBetter ?? false
    let (before, hadParted) = (reconciliation.sum, reconciliation.isParted)
    reconciliation.add(
      ReconciliationWatch.Gap(
        shortfall: isSmallerBetter ? found.difference : -found.difference,
        standardError: max(0, found.standardError * found.standardError - own * own).squareRoot(),
        estimateError: own, estimated: found.estimated, rows: found.rows))
    if before == 0 { risingWith = nil }
    // What moves once they have parted explains nothing.
    if reconciliation.sum > 0, !hadParted { risingWith = movedColumn ?? risingWith }
    found.sum = reconciliation.sum
    found.limit = ReconciliationWatch.limit
    found.rowsSinceCalm = reconciliation.rowsSinceCalm
    found.movedColumn = reconciliation.sum > 0 ? risingWith : nil
    return found
  }
}
