import Encoding
import Lifecycle

/// The bank on its way round: a canary that paused, people in the loop, decisions, and windows with all their figures.
extension Sample {
  static var round: Snapshot {
    var snapshot = Sample.bank
    snapshot.tasks.removeAll()
    snapshot.state.runs.removeAll { $0.status == .running }
    snapshot.definition.deployment.strategy = .canary
    snapshot.state.automation = .partial
    snapshot.state.rollout = rollout
    snapshot.state.decisions = decisions
    snapshot.state.policyActions = [
      PolicyAction(
        fact: Event.PolicyActed(
          number: 7, policy: "on drift", action: .suggested, reason: "euribor3m drifts since 10 Nov 2008 (PSI 8.31)"),
        at: bankWall)
    ]
    for index in snapshot.state.marks.indices { snapshot.state.marks[index].sequence = 30 * (index + 1) }
    for index in snapshot.state.windows.indices { enrich(&snapshot.state.windows[index], index) }
    let kinds: [Alarm.Kind] = [.conceptChange, .covariateShift, .upstreamBreak, .rule, .drift]
    for (index, kind) in kinds.enumerated() { snapshot.state.alarms[index].kind = kind }
    return snapshot
  }

  private static var rollout: Rollout {
    var rollout = Rollout(
      started: Event.RolloutStarted(
        strategy: .canary, challenger: VersionID(6), champion: VersionID(5), steps: [0.05, 0.25, 0.5]),
      since: bankStart.advanced(bySeconds: 38 * week))
    rollout.step = 1
    rollout.share = 0.25
    rollout.isPaused = true
    return rollout
  }

  private static var decisions: [DecisionRecord] {
    [
      DecisionRecord(
        fact: Event.Decided(decision: .stepBack, iteration: 1, because: "the baseline earns more"), at: bankWall,
        who: "ana"),
      DecisionRecord(
        fact: Event.Decided(decision: .retrain, iteration: 2, because: "newer rows are released"),
        at: bankWall.advanced(bySeconds: 4000), who: "ben"),
    ]
  }

  /// Gives a window its estimate, figures, alternatives and, in the thirtieth, a change of the error.
  private static func enrich(_ window: inout Window, _ index: Int) {
    // The estimate is blind to what changed between inputs and outcomes: it stays high while the truth falls.
    let estimated = 0.79 - (index < 9 ? 0.06 : 0) - (index > 30 ? 0.05 : 0) + 0.008 * Wave.noise(index, 61)
    window.closed.estimated = ["auc": ["value": estimated, "lower": estimated - 0.04, "upper": estimated + 0.04]]
    window.closed.figures = [
      "input.rows": Double(window.closed.rows), "input.missing_share": index > 33 ? 0.09 : 0.004,
      "input.out_of_range": 0.002 + 0.001 * Wave.noise(index, 62), "input.unseen": 0, "output.score_mean": 0.14,
      "output.score_p05": 0.01, "output.score_p50": 0.09, "output.score_p95": 0.47,
      "output.positive_share": 0.21 + 0.05 * Wave.noise(index, 63), "output.low_confidence_share": 0.06,
      "output.empty_share": 0, "software.rows_per_second": 2000 + 80 * Wave.noise(index, 64),
      "software.latency_p50_ms": 0.0016, "software.latency_p95_ms": 0.0048, "software.latency_p99_ms": 0.0241,
      "software.memory_bytes": 61_000_000 + Double(index) * 40_000, "software.queue": 690, "software.lost": 0,
      "software.cpu_seconds": 0.8 * Double(index),
    ]
    if index > 33 {
      window.closed.figures["input.missing_share.nr.employed"] = 0.82
      window.closed.faults = [ColumnFault(column: "nr.employed", manner: "missing", share: 0.82, referenceShare: 0)]
    }
    window.closed.drift += [
      DriftReading(
        column: "euribor3m", method: "kolmogorov_smirnov", statistic: 0.71, threshold: 0.1, isDrifted: true),
      DriftReading(column: "euribor3m", method: "jensen_shannon", statistic: 0.62, threshold: 0.1, isDrifted: true),
      DriftReading(column: "euribor3m", method: "wasserstein", statistic: 2.3, threshold: 0.1, isDrifted: true),
      DriftReading(column: "euribor3m", method: "missing_share", statistic: 0.001, threshold: 0.05, isDrifted: false),
    ]
    guard window.settled != nil else { return }
    if let realised = window.settled?.metrics["auc"] {
      window.settled?.reconciliation = MetricReconciliation(
        metric: "auc", estimated: estimated, realised: realised, standardError: 0.02, rows: window.closed.rows,
        sum: max(0, (estimated - realised) / 0.02 - 1), limit: 5)
    }
    window.settled?.alternatives = [
      "nobody": 0, "everybody": -1100 + 90 * Wave.noise(index, 65), "previous": 900 + 120 * Wave.noise(index, 66),
    ]
    if index == 30 {
      window.settled?.changes = [20_801]
      window.settled?.errorChanges = [
        ErrorChange(detector: "adwin", row: 20_801, cause: .conceptChange, before: 0.11, after: 0.31)
      ]
    }
  }
}
