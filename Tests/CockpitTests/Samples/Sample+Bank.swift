import Encoding
import Expressions
import Lifecycle

/// Phone marketing of a bank, whose world changed after the crisis: the model is no better than chance, drift is
/// everywhere, a retraining is under way.
extension Sample {
  static var bank: Snapshot {
    var state = LifecycleState()
    state.sequence = 412
    state.eventTime = bankStart.advanced(bySeconds: 40.4 * week)
    state.iterations = [
      Iteration(number: 1, stage: .scoping),
      Iteration(number: 2, stage: .development, reason: "baseline was better", since: bankStart),
      Iteration(
        number: 3, stage: .data, reason: "AUC below 0.78 since 3 Mar 2009",
        since: bankStart.advanced(bySeconds: 30 * week)),
    ]
    state.runs = bankRuns
    state.versions = bankVersions
    state.aliases = Aliases(champion: VersionID(5), challenger: VersionID(6), previous: VersionID(3))
    state.aliasHistory = bankHistory
    state.session = SessionState(id: SessionID(4), source: "bank-additional-full.csv.gz")
    state.windows = bankWindows
    state.alarms = bankAlarms
    state.marks = bankMarks
    state.undoables = [
      Undoable(
        sequence: 398, time: bankWall.advanced(bySeconds: 2400), what: "sextant promote 5 --override 'calls doubled'",
        inverses: [.champion(VersionID(3), previous: VersionID(5))])
    ]
    let gates = [
      result("auc >= 0.78", bound: 0.78, 0.791, 0.779, 0.803, n: 4118, .inconclusive),
      result("ece <= 0.05", bound: 0.05, 0.031, 0.024, 0.038, n: 4118, .passed),
      result("latency_p99_ms <= 10", bound: 10, 0.021, 0.021, 0.021, n: 12_000, .passed),
    ]
    let live = [
      result("auc >= 0.78", bound: 0.78, 0.491, 0.447, 0.537, n: 812, .failed),
      result("ece <= 0.05", bound: 0.05, 0.228, 0.201, 0.255, n: 812, .failed),
      result("latency_p99_ms <= 10", bound: 10, 0.024, 0.024, 0.024, n: 28_410, .passed),
    ]
    return Snapshot(
      revision: 2210, definition: bankDefinition, path: "/projects/bank", task: .binary, state: state,
      stages: stages([
        (.failing, "AUC gate fails on live traffic"), (.attention, "3 columns dominated by one value"),
        (.busy, "run 8 trains: round 186 of 300"), (.ok, "v5 answers 2,000 rows/s, v6 waits"),
        (.failing, "AUC 0.491, no better than chance; 6 columns drift"),
        (.failing, "412 € below baseline in the newest window"),
      ]),
      gates: gates, liveGates: live, data: bankData,
      tasks: [
        TaskProgress(
          id: TaskID(11), kind: "replay", title: "replay", fraction: 0.689, detail: "28,410 of 41,188", state: .running,
          elapsed: 14.2, remaining: 6.4),
        TaskProgress(
          id: TaskID(12), kind: "train", title: "run 8", fraction: 0.62, detail: "round 186 of 300", state: .running,
          elapsed: 1.9, remaining: 1.2),
      ],
      training: bankCurve, traffic: bankTraffic, histograms: bankHistograms)
  }

  static let week = 7 * 86_400.0
  static let bankStart = Timestamp(year: 2008, month: 8, day: 4)
  static let bankWall = Timestamp(year: 2026, month: 3, day: 14, hour: 9, minute: 12)

  static var bankDefinition: ProjectDefinition {
    ProjectDefinition(
      name: "bank",
      scope: Scope(
        problem: "Which customers should the call centre phone about a term deposit, so that calls end in contracts?",
        users: ["call centre"],
        stakeholders: [.init(name: "Marketing", role: "decision maker"), .init(name: "Compliance", role: "privacy")],
        metric: "auc", gates: [gate("auc >= 0.78"), gate("ece <= 0.05"), gate("latency_p99_ms <= 10")],
        value: .confusion(
          truePositive: expression("120"), falsePositive: expression("-4"), trueNegative: nil,
          falseNegative: expression("-0.5")),
        constraints: .init(budget: 5000, privacy: "no personal identifiers leave the project"),
        risks: [
          .init(
            what: "The economy turns and the reference year says nothing any more", likelihood: 3, impact: 3,
            plan: "watch the euribor columns, retrain on released rows, step back to Data"),
          .init(what: "Calls annoy customers", likelihood: 2, impact: 2, plan: "cap calls per customer"),
          .init(what: "duration leaks the outcome", likelihood: 1, impact: 2, plan: "left out"),
        ],
        milestones: [
          .init(what: "Feasibility shown", due: "2026-02-01", hours: 40),
          .init(what: "First champion live", due: "2026-04-15"),
        ]),
      data: DataDefinition(
        source: .file("bank-additional-full.csv.gz"), target: "y", positive: "yes",
        time: .rowOrder(from: Timestamp(year: 2008, month: 5, day: 1), to: Timestamp(year: 2010, month: 11, day: 30)),
        leaveOut: ["duration"], split: SplitDefinition()),
      recipes: [
        Recipe(name: "trees", algorithm: .boostedTrees, parameters: ["rounds": 300, "depth": 6]),
        Recipe(name: "linear", algorithm: .logistic),
      ],
      monitoring: MonitoringDefinition(window: .period(week), outcomeDelaySeconds: 86_400),
      business: BusinessDefinition(
        unit: "€",
        kpis: [
          KPI(
            name: "contracts a week", formula: expression("sum(prediction * y)"),
            target: .init(comparison: .greaterOrEqual, bound: 60)),
          KPI(
            name: "cost per contract", unit: "€", formula: expression("sum(prediction) * 4 / sum(prediction * y)"),
            target: .init(comparison: .lessOrEqual, bound: 40)),
          KPI(name: "calls", formula: expression("sum(prediction)")),
        ]))
  }

  private static var bankRuns: [Run] {
    let trees = Recipe(name: "trees", algorithm: .boostedTrees, parameters: ["rounds": 300, "depth": 6])
    let linear = Recipe(name: "linear", algorithm: .logistic)
    let rows: [(Recipe, Run.Status, Double?, Verdict, Double?)] = [
      (linear, .finished, 0.712, .failed, 0.41), (trees, .cancelled, nil, .noData, nil),
      (trees, .finished, 0.783, .inconclusive, 2.9), (linear, .failed, nil, .noData, nil),
      (trees, .finished, 0.791, .inconclusive, 3.1), (trees, .finished, 0.641, .failed, 3.3),
      (linear, .finished, 0.588, .failed, 0.52), (trees, .running, nil, .noData, nil),
    ]
    let versions: [Int: Int] = [1: 1, 3: 3, 5: 5, 6: 6, 7: 7]
    return rows.enumerated().map { index, row in
      var run = Run(
        id: RunID(index + 1), recipe: row.0, dataset: "1f0c9a77be21",
        newestRelease: index >= 5 ? bankStart.advanced(bySeconds: Double(index * 6) * week) : nil,
        rows: PartCounts(train: 24_712 + max(0, index - 4) * 6000, validate: 4118, test: 4118),
        started: bankWall.advanced(bySeconds: Double(index) * 340), status: row.1,
        version: versions[index + 1].map { VersionID($0) },
        verdict: row.3, seconds: row.4,
        reason: row.1 == .failed ? "the columns euribor3m and nr.employed are constant" : nil)
      if let auc = row.2 { run.metrics = bankMetrics(auc) }
      return run
    }
  }

  private static func bankMetrics(_ auc: Double) -> [String: [String: Double]] {
    func part(_ shift: Double) -> [String: Double] {
      [
        "auc": min(0.99, auc + shift), "average_precision": 0.41 + (auc - 0.7) + shift / 2,
        "log_loss": 0.291 - shift / 2,
        "brier": 0.083, "f1": 0.447 + shift, "precision": 0.402, "recall": 0.503, "accuracy": 0.887 + shift / 4,
        "ece": 0.031,
        "value": 11_240 + shift * 10_000,
      ]
    }
    return [
      "train": part(0.061), "validate": part(0.008), "test": part(0),
      "baseline": ["auc": 0.5, "average_precision": 0.113, "log_loss": 0.352, "brier": 0.1, "accuracy": 0.887],
    ]
  }

  private static var bankVersions: [Version] {
    [
      (1, 1, "linear", 0.712), (3, 3, "trees", 0.783), (5, 5, "trees", 0.791), (6, 6, "trees", 0.641),
      (7, 7, "linear", 0.588),
    ]
    .map { id, run, recipe, auc in
      let verdict: Verdict = auc > 0.803 ? .passed : auc > 0.77 ? .inconclusive : .failed
      return Version(
        id: VersionID(id), run: RunID(run), recipe: recipe, algorithm: recipe == "trees" ? .boostedTrees : .logistic,
        dataset: "1f0c9a77be21", created: bankWall.advanced(bySeconds: Double(id) * 340),
        model: artifact(id, bytes: recipe == "trees" ? 412_332 : 6204), metrics: bankMetrics(auc),
        gates: [
          result("auc >= 0.78", bound: 0.78, auc, auc - 0.012, auc + 0.012, n: 4118, verdict),
          result("ece <= 0.05", bound: 0.05, 0.031, 0.024, 0.038, n: 4118, .passed),
          result("latency_p99_ms <= 10", bound: 10, 0.021, 0.021, 0.021, n: 12_000, .passed),
        ], threshold: 0.174, features: bankData.columns.filter { $0.role == "feature" }.map(\.name),
        blessing: id == 5
          ? Event.Blessing(
            version: VersionID(5), verdict: .inconclusive, gates: [],
            override: "the best there is until more is released")
          : nil)
    }
  }

  private static var bankHistory: [AliasChange] {
    [
      AliasChange(
        alias: "champion", version: VersionID(1), at: bankWall.advanced(bySeconds: 200), who: "ana", why: "first model"),
      AliasChange(
        alias: "challenger", version: VersionID(3), at: bankWall.advanced(bySeconds: 900), who: "engine",
        why: "run 3 finished"),
      AliasChange(
        alias: "champion", version: VersionID(3), from: VersionID(1), at: bankWall.advanced(bySeconds: 1100),
        who: "ana",
        why: "AUC .783 against .712"),
      AliasChange(
        alias: "champion", version: VersionID(5), from: VersionID(3), at: bankWall.advanced(bySeconds: 1900),
        who: "ana",
        why: "the best there is until more is released"),
      AliasChange(
        alias: "champion", version: VersionID(3), from: VersionID(5), at: bankWall.advanced(bySeconds: 2100),
        who: "ben",
        why: "calls doubled"),
      AliasChange(
        alias: "champion", version: VersionID(5), from: VersionID(3), at: bankWall.advanced(bySeconds: 2400), who: "ana"
      ),
    ]
  }

  private static var bankAlarms: [Alarm] {
    [
      Alarm(
        id: AlarmID(1), rule: "gate auc >= 0.78", metric: "auc", severity: .critical, state: .firing,
        since: bankStart.advanced(bySeconds: 30 * week), value: 0.491, bound: 0.78, costPerDay: 58.9,
        advice: "Retrain on released rows; if no recipe passes, step back to Data.", kind: .gate),
      Alarm(
        id: AlarmID(2), rule: "drift euribor3m", metric: "psi", column: "euribor3m", severity: .warning, state: .firing,
        since: bankStart.advanced(bySeconds: 14 * week), value: 8.31, bound: 0.2,
        advice: "Compare the histograms; leave the column out or retrain.", isAcknowledged: true),
      Alarm(
        id: AlarmID(3), rule: "drift nr.employed", metric: "psi", column: "nr.employed", severity: .warning,
        state: .firing,
        since: bankStart.advanced(bySeconds: 16 * week), value: 6.02, bound: 0.2,
        advice: "Compare the histograms; leave the column out or retrain."),
      Alarm(
        id: AlarmID(4), rule: "cost per contract > 40", metric: "cost per contract", severity: .warning,
        state: .pending,
        since: bankStart.advanced(bySeconds: 39 * week), value: 47.2, bound: 40, advice: "Raise the threshold."),
      Alarm(
        id: AlarmID(5), rule: "drift month", metric: "psi", column: "month", severity: .information, state: .resolved,
        since: bankStart.advanced(bySeconds: 9 * week), until: bankStart.advanced(bySeconds: 12 * week), value: 0.11,
        bound: 0.2, advice: ""),
    ]
  }

  private static var bankMarks: [Mark] {
    [
      Mark(kind: .session, at: bankStart, label: "session 4"),
      Mark(kind: .trained, at: bankStart.advanced(bySeconds: 8 * week), label: "v3"),
      Mark(kind: .promoted, at: bankStart.advanced(bySeconds: 8.8 * week), label: "▲v3"),
      Mark(kind: .alarm, at: bankStart.advanced(bySeconds: 14 * week), label: "! drift euribor3m"),
      Mark(kind: .trained, at: bankStart.advanced(bySeconds: 19 * week), label: "v5"),
      Mark(kind: .promoted, at: bankStart.advanced(bySeconds: 20 * week), label: "▲v5"),
      Mark(kind: .rolledBack, at: bankStart.advanced(bySeconds: 23 * week), label: "▼v3"),
      Mark(kind: .promoted, at: bankStart.advanced(bySeconds: 25 * week), label: "▲v5"),
      Mark(kind: .alarm, at: bankStart.advanced(bySeconds: 30 * week), label: "! gate auc"),
      Mark(kind: .steppedBack, at: bankStart.advanced(bySeconds: 31 * week), label: "↺ Data"),
      Mark(kind: .trained, at: bankStart.advanced(bySeconds: 36 * week), label: "v6"),
    ]
  }

  private static var bankTraffic: TrafficStatus {
    TrafficStatus(
      state: .playing, source: "bank-additional-full.csv.gz", speed: .rowsPerSecond(2000), rowsPerSecond: 1998.4,
      predictions: 28_410, outcomes: 26_004, lost: 0, fraction: 0.689,
      latency: .init(p50: 1.6, p95: 4.8, p99: 24.1),
      answered: [.init(version: VersionID(3), rows: 9120), .init(version: VersionID(5), rows: 19_290)],
      rate: (0..<60).map { 2000 + 90 * Wave.noise($0) - ($0 == 33 ? 900 : 0) })
  }

  private static var bankCurve: TrainingCurve {
    let rounds = Array(stride(from: 1, through: 186, by: 1))
    return TrainingCurve(
      run: RunID(8), recipe: "trees", isRunning: true, loss: "log_loss", rounds: rounds,
      train: rounds.map { 0.262 + 0.12 / (1 + Double($0) / 14) + 0.0006 * Wave.noise($0) },
      validate: rounds.map {
        0.291 + 0.09 / (1 + Double($0) / 11) + 0.00012 * max(0, Double($0) - 88) + 0.0012 * Wave.noise($0, 1)
      },
      roundCountMax: 300)
  }
}
