import Lifecycle
import Monitoring

// What came true beside what was estimated, on the same rows.

extension WindowJudge {
  /// Nil where nothing estimates the metric, or its outcomes do not give it.
  func reconciliation(of window: OpenWindow, _ settled: WindowSettled) -> MetricReconciliation? {
    guard task == .binary, window.outcomeCount > 0, let estimator = window.model.estimator else { return nil }
    let reconciled = EstimatedMetric(rawValue: metric) ?? .auc
    guard let realised = settled.metrics[reconciled.rawValue],
      let estimated = estimate(of: reconciled, window, estimator),
      let chance = estimator.standardError(of: reconciled, rows: window.outcomeCount),
      let own = estimator.standardError(of: reconciled, rows: estimator.rowCount)
    else { return nil }
    // Where the window's own interval is wider than rows like the reference's would have, it knows better.
    let interval = settled.intervals[reconciled.rawValue]
    let width = interval.flatMap { bounds in bounds["upper"].flatMap { upper in bounds["lower"].map { upper - $0 } } }
    let error = max(chance, (width ?? 0) / (2 * 1.96))
    return MetricReconciliation(
      metric: reconciled.rawValue, estimated: estimated, realised: realised,
      standardError: (error * error + own * own).squareRoot(), rows: window.outcomeCount)
  }

  /// Of the rows with an outcome: those that have none yet may be of another kind.
  private func estimate(
    of metric: EstimatedMetric, _ window: OpenWindow, _ estimator: PerformanceEstimator
  ) -> Double? {
    if window.outcomeCount == window.rowCount, let known = window.estimated[metric.rawValue] { return known }
    let rows = window.outcomes.indices.filter { window.outcomes[$0].isFinite }
    return estimator.estimate(
      scores: rows.map { window.scores[$0] }, predictions: rows.map { window.predictions[$0] })[metric]?.value
  }
}

extension ErrorWatch {
  /// What a reconciliation's cumulative sum says with this window; a window with a broken column says nothing.
  mutating func judge(_ window: OpenWindow, _ found: MetricReconciliation, movedColumn: String?) -> MetricReconciliation
  {
    guard !window.isBroken else { return found }
    var found = found
    let own = window.model.estimator.flatMap { estimator in
      EstimatedMetric(rawValue: found.metric).flatMap { estimator.standardError(of: $0, rows: estimator.rowCount) }
    }
    let (before, hadParted) = (reconciliation.sum, reconciliation.isParted)
    reconciliation.add(
      ReconciliationWatch.Gap(
        shortfall: -found.difference,
        standardError: max(0, found.standardError * found.standardError - (own ?? 0) * (own ?? 0)).squareRoot(),
        estimateError: own ?? 0, estimated: found.estimated, rows: found.rows))
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
