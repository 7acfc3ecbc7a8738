import Encoding
import Expressions
import Lifecycle
import Reporting

/// A small bank whose model paid until the world changed; made by hand, so that a report has something to tell.
enum Sample {
  static let start = Timestamp(year: 2008, month: 8, day: 4)
  static let wall = Timestamp(year: 2026, month: 3, day: 14, hour: 9, minute: 12)
  static let week = 7 * 86_400.0

  static var empty: ReportFacts {
    let definition = ProjectDefinition(
      name: "new", scope: Scope(metric: "auc"), data: DataDefinition(source: .file("data.csv"), target: "y"),
      recipes: [Recipe(name: "trees", algorithm: .boostedTrees)])
    return ReportFacts(snapshot: Snapshot(definition: definition, path: "/new", task: .binary), today: wall)
  }

  static func bank(column: String = "euribor3m", problem: String = "Whom should the call centre phone?") throws
    -> ReportFacts
  {
    var state = LifecycleState()
    state.sequence = 412
    state.eventTime = start.advanced(bySeconds: 12 * week)
    state.runs = [run]
    state.versions = [try version]
    state.aliases = Aliases(champion: VersionID(1))
    state.aliasHistory = [
      AliasChange(alias: "champion", version: VersionID(1), at: wall, who: "ana", why: "the first that pays")
    ]
    state.session = SessionState(id: SessionID(1), source: "bank.csv", isEnded: true, predictions: 8280)
    state.windows = (0..<12).map { window($0, column) }
    state.alarms = [
      Alarm(
        id: AlarmID(1), rule: "\(column) drifts", metric: "psi", column: column, severity: .warning, state: .firing,
        since: start.advanced(bySeconds: 8 * week), value: 1.2, bound: 0.2, costPerDay: 58.9,
        advice: "look at its histogram", kind: .covariateShift)
    ]
    state.marks = [
      Mark(kind: .promoted, at: start, label: "▲v1"),
      Mark(kind: .alarm, at: start.advanced(bySeconds: 8 * week), label: "! \(column) drifts"),
    ]
    state.decisions = [
      DecisionRecord(
        fact: Event.Decided(decision: .continue, iteration: 1, because: "watch it"),
        at: start.advanced(bySeconds: 11 * week), who: "ana")
    ]
    let snapshot = Snapshot(
      definition: try definition(column, problem), path: "/bank", task: .binary, state: state, gates: try gates(0.79),
      liveGates: try gates(0.7))
    return ReportFacts(
      snapshot: snapshot,
      pages: ReportFacts.Pages(analysis: try analysis(column), refusals: ["datasets": "the file is away"]),
      recorded: wall, today: wall)
  }

  private static func definition(_ column: String, _ problem: String) throws -> ProjectDefinition {
    ProjectDefinition(
      name: "bank",
      scope: Scope(
        problem: problem, users: ["call centre"],
        stakeholders: [.init(name: "Ana", role: "decision-maker")], metric: "auc",
        gates: [try Gate(parsing: "auc >= 0.75")],
        value: .confusion(
          truePositive: try Expression(parsing: "120"), falsePositive: nil, trueNegative: nil, falseNegative: nil),
        constraints: .init(budget: 10_000, deadline: "2026-06-30"),
        risks: [.init(what: "The economy turns", likelihood: 3, impact: 3, plan: "watch \(column)")],
        milestones: [
          .init(what: "Feasibility", due: "2026-02-01", hours: 40, isDone: true),
          .init(what: "All branches", due: "2026-03-01"),
        ], costs: .init(perHour: 80, perMonth: 50, once: 2000)),
      data: DataDefinition(source: .file("bank.csv"), target: "y", positive: "yes"),
      recipes: [Recipe(name: "trees", algorithm: .boostedTrees, parameters: ["rounds": 300])],
      business: BusinessDefinition(
        unit: "€",
        kpis: [
          KPI(
            name: "contracts", formula: try Expression(parsing: "sum(prediction)"),
            target: .init(comparison: .greaterOrEqual, bound: 60))
        ]))
  }

  private static func gates(_ value: Double) throws -> [GateResult] {
    let gate = try Gate(parsing: "auc >= 0.75")
    let measured = Measurement(value: value, lower: value - 0.02, upper: value + 0.02, count: 690)
    return [gate.judge(["auc": measured])]
  }

  private static var run: Run {
    Run(
      id: RunID(1), recipe: Recipe(name: "trees", algorithm: .boostedTrees, parameters: ["rounds": 300]),
      dataset: "1f0c9a77be21d04f", rows: PartCounts(train: 24_712, validate: 4118, test: 4118), started: wall,
      status: .finished, version: VersionID(1), metrics: ["test": ["auc": 0.79]], verdict: .passed, seconds: 2.9)
  }

  private static var version: Version {
    get throws {
      Version(
        id: VersionID(1), run: RunID(1), recipe: "trees", algorithm: .boostedTrees, dataset: "1f0c9a77be21d04f",
        created: wall, model: ModelArtifact(sha256: "aa11bb22cc33dd44", bytes: 412_332, path: ".sextant/models/aa11"),
        metrics: ["train": ["auc": 0.85], "test": ["auc": 0.79], "baseline": ["auc": 0.5]], gates: try gates(0.79),
        threshold: 0.174, features: ["age", "euribor3m"],
        intervals: ["auc": ["lower": 0.77, "upper": 0.81, "n": 4118]])
    }
  }

  private static func window(_ index: Int, _ column: String) -> Window {
    let from = start.advanced(bySeconds: Double(index) * week)
    let to = from.advanced(bySeconds: week)
    let fall = index < 7 ? 0 : Double(index - 6) * 0.02
    let drift = index < 7 ? 0.05 : 0.2 * Double(index - 6)
    return Window(
      closed: WindowClosed(
        session: SessionID(1), index: index, firstID: index * 690, from: from, to: to, rows: 690, version: VersionID(1),
        drift: [
          DriftReading(column: column, method: "psi", statistic: drift, threshold: 0.2, isDrifted: drift >= 0.2),
          DriftReading(column: "age", method: "psi", statistic: 0.01, threshold: 0.2, isDrifted: false),
        ], estimated: ["auc": ["value": 0.78]]),
      // The tenth week's outcomes never came.
      settled: index == 9
        ? nil
        : WindowSettled(
          session: SessionID(1), index: index, from: from, to: to, version: VersionID(1), settled: 660,
          metrics: ["auc": 0.79 - fall], lower: 0.75 - fall, upper: 0.83 - fall, value: 1900 - 8000 * fall,
          baselineValue: 640, kpis: ["contracts": 71 - 200 * fall], alternatives: ["nobody": 0, "everybody": -310]))
  }

  private static func analysis(_ column: String) throws -> JSON {
    [
      "version": 1, "part": "test", "rows": 4118, "threshold": 0.174,
      "metrics": ["auc": ["value": 0.79, "lower": 0.77, "upper": 0.81, "n": 4118]],
      "curves": [
        "roc": ["fpr": [0, 0.2, 1], "tpr": [0, 0.7, 1]], "pr": ["recall": [0, 0.5, 1], "precision": [1, 0.5, 0.11]],
        "calibration": ["predicted": [0.1, 0.5, 0.9], "observed": [0.12, 0.45, nil], "rows": [3000, 900, 0]],
      ],
      "confusion": ["classes": ["no", "yes"], "counts": [[3400, 225], [180, 313]]],
      "histogram": ["edges": [0, 0.5, 1], "counts": ["no": [3400, 225], "yes": [180, 313]]], "residuals": nil,
      "thresholds": [
        ["threshold": 0.1, "precision": 0.4, "recall": 0.8, "f1": 0.53, "value": 900, "positives": 986],
        ["threshold": 0.174, "precision": 0.58, "recall": 0.63, "f1": 0.61, "value": 1240, "positives": 538],
      ], "best": ["value": ["threshold": 0.174], "f1": nil],
      "slices": [
        [
          "filter": JSON("\(column) < 1.5"), "rows": 356, "share": 0.086, "metric": "log_loss", "value": 1.32,
          "rest": 0.32, "difference": 1, "lower": 0.84, "upper": 1.16, "p_value": 0.00001, "significant": true,
        ]
      ], "slices_tested": 144,
      "errors": [
        [
          "row": 30011, "label": "no", "score": 0.97, "prediction": "yes", "loss": 3.5,
          "values": .object([JSON.Member(column, 0.63)]), "contributions": [[JSON(column), 0.4]],
        ]
      ], "importances": [["column": JSON(column), "mean": 0.04, "sd": 0.003]],
      "stale": ["verdict": "stale", "difference": ["value": -0.035, "lower": -0.063, "upper": -0.007]],
      "sentences": ["The scores promise too little."],
    ]
  }
}
