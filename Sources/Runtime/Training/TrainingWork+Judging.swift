import Learning
import Lifecycle
import Serving

// A trained model beside its baseline and the champion, on the same test rows.

extension TrainingWork {
  func judge(_ run: TrainedRun) throws -> [GateResult] {
    var measurements = Measurement.byID(run.test.metrics)
    measurements.merge(Measurement.byID(run.baseline, of: .baseline)) { $1 }
    if let champion {
      let metrics = try championMetrics(champion, run)
      measurements.merge(Measurement.byID(metrics, of: .champion)) { $1 }
    }
    if definition.scope.gates.contains(where: { $0.metric.hasPrefix("latency_") }) {
      measurements.merge(try latency(of: run)) { $1 }
    }
    return definition.scope.gates.map { $0.judge(measurements) }
  }

  private func championMetrics(_ champion: ServedModel, _ run: TrainedRun) throws -> MetricSet {
    let rows = run.test.rows
    switch task {
    case .binary:
      let scores = try champion.scorer.scores(of: set.table, rows: rows)
      return BinaryEvaluation(scores: scores, labels: run.test.labels, threshold: champion.threshold ?? 0.5).metrics
    case .regression:
      let scores = try champion.scorer.scores(of: set.table, rows: rows)
      return RegressionEvaluation(predictions: scores, labels: run.test.labels).metrics
    case .multiclass:
      guard champion.scorer.task == .multiclass else { return MetricSet() }
      let probabilities = try champion.scorer.probabilities(of: set.table, rows: rows, by: run.model.target.classNames)
      return MulticlassEvaluation(
        probabilities: probabilities, labels: run.test.labels, classCount: run.model.target.classNames.count
      ).metrics
    }
  }

  static let latencyRowCount = 2000

  /// Milliseconds to answer one row by itself, over test rows.
  private func latency(of run: TrainedRun) throws -> [String: Measurement] {
    let scorer = Scorer(run.model)
    let rows = run.test.rows.isEmpty ? run.train.rows : run.test.rows
    var histogram = ScoringLatency()
    var levelMaps = LevelMaps()
    var score = [0.0]
    for row in rows.prefix(Self.latencyRowCount) {
      let started = clock.monotonic()
      try score.withUnsafeMutableBufferPointer {
        try scorer.score(set.table, rows: row..<row + 1, levelMaps: &levelMaps, into: $0)
      }
      histogram.add(microseconds: (clock.monotonic() - started) * 1e6)
    }
    let count = min(rows.count, Self.latencyRowCount)
    var measurements: [String: Measurement] = [:]
    for (name, share) in [("latency_p50_ms", 0.5), ("latency_p95_ms", 0.95), ("latency_p99_ms", 0.99)] {
      guard let value = histogram.quantile(share).map({ $0 / 1000 }) else { continue }
      measurements[name] = Measurement(exactly: value, count: count)
    }
    return measurements
  }
}
