import Encoding
import Expressions
import Glibc
import Lifecycle

/// Hourly bike rentals, retrained once, doing well; the traffic has ended.
extension Sample {
  static let bikeStart = Timestamp(year: 2012, month: 8, day: 8)

  static var bikes: Snapshot {
    var state = LifecycleState()
    state.sequence = 201
    state.eventTime = bikeStart.advanced(bySeconds: 60 * 86_400)
    let recipe = Recipe(name: "trees", algorithm: .boostedTrees, parameters: ["rounds": 300, "depth": 6])
    let gates = [
      result("rmse <= 70", bound: 70, 62.96, 60.1, 65.9, n: 1738, .passed),
      result("rmse <= 0.8 * baseline.rmse", bound: 142.1, 62.96, 60.1, 65.9, n: 1738, .passed),
    ]
    let metrics: [String: [String: Double]] = [
      "train": ["rmse": 38.2, "mae": 25.1, "r2": 0.952, "mape": 0.31],
      "validate": ["rmse": 58.8, "mae": 39.9, "r2": 0.921, "mape": 0.34],
      "test": ["rmse": 62.96, "mae": 42.35, "r2": 0.918, "mape": 0.352],
      "baseline": ["rmse": 177.6, "mae": 141.2, "r2": 0, "mape": 2.91],
    ]
    state.runs = [
      Run(
        id: RunID(1), recipe: recipe, dataset: "77aa", rows: PartCounts(train: 8690, validate: 1738, test: 1738),
        started: bankWall, status: .finished, version: VersionID(1), metrics: metrics, verdict: .passed, seconds: 0.84)
    ]
    state.versions = [
      Version(
        id: VersionID(1), run: RunID(1), recipe: "trees", algorithm: .boostedTrees, dataset: "77aa", created: bankWall,
        model: artifact(1, bytes: 221_004), metrics: metrics, gates: gates, features: ["temp", "hr", "hum"])
    ]
    state.aliases = Aliases(champion: VersionID(1))
    state.aliasHistory = [
      AliasChange(alias: "champion", version: VersionID(1), at: bankWall, who: "ana", why: "gates passed")
    ]
    state.session = SessionState(id: SessionID(1), source: "hour.csv", isEnded: true, predictions: 1440, outcomes: 1440)
    state.windows = (0..<60).map { bikeWindow($0) }
    state.marks = [
      Mark(kind: .session, at: bikeStart, label: "session 1"),
      Mark(kind: .promoted, at: bikeStart.advanced(bySeconds: 3600), label: "▲v1"),
    ]
    return Snapshot(
      revision: 90, definition: bikeDefinition, path: "/projects/bikes", task: .regression, state: state,
      stages: stages([
        (.ok, "2 gates, all passed on test"), (.ok, "17,379 rows, nothing missing"), (.ok, "run 1: RMSE 62.96"),
        (.ok, "v1 is champion"), (.ok, "RMSE 61.4 on the newest window, no drift"), (.ok, "1,204 bikes saved in a day"),
      ]),
      gates: gates,
      liveGates: [
        result("rmse <= 70", bound: 70, 61.4, 55.2, 67.1, n: 240, .passed),
        result("rmse <= 0.8 * baseline.rmse", bound: 140.2, 61.4, 55.2, 67.1, n: 240, .passed),
      ],
      data: bikeData,
      training: TrainingCurve(
        run: RunID(1), recipe: "trees", isRunning: false, loss: "rmse", rounds: Array(1...300),
        train: (1...300).map { 38 + 140 * exp(-Double($0) / 30) },
        validate: (1...300).map { 58.8 + 120 * exp(-Double($0) / 26) }, roundCountMax: 300),
      traffic: TrafficStatus(
        state: .ended, source: "hour.csv", speed: .max, rowsPerSecond: 0, predictions: 1440, outcomes: 1440,
        fraction: 1,
        latency: .init(p50: 1.1, p95: 2.2, p99: 6.1), answered: [.init(version: VersionID(1), rows: 1440)],
        rate: (0..<60).map { $0 < 50 ? 0 : 144 }))
  }

  private static var bikeDefinition: ProjectDefinition {
    ProjectDefinition(
      name: "bikes",
      scope: Scope(
        problem: "How many bikes will be out next hour?", users: ["dispatch"], metric: "rmse",
        gates: [gate("rmse <= 70"), gate("rmse <= 0.8 * baseline.rmse")],
        value: .perRow(expression("-abs(prediction - cnt) * 0.4"))),
      data: DataDefinition(source: .file("hour.csv"), target: "cnt", leaveOut: ["casual", "registered", "instant"]),
      recipes: [Recipe(name: "trees", algorithm: .boostedTrees, parameters: ["rounds": 300, "depth": 6])],
      monitoring: MonitoringDefinition(window: .period(86_400), outcomeDelaySeconds: 7200),
      business: BusinessDefinition(
        unit: "bikes",
        kpis: [
          KPI(
            name: "bikes missed", unit: "bikes", formula: expression("sum(abs(prediction - cnt))"),
            target: .init(comparison: .lessOrEqual, bound: 1100))
        ]))
  }

  private static var bikeData: DataSummary {
    DataSummary(
      rows: 17_379, parts: PartCounts(train: 8690, validate: 1738, test: 1738), liveRows: 5213,
      columns: [
        .init(
          name: "temp", kind: "numeric", role: "feature", missing: 0, distinct: 50, minimum: 0.02, maximum: 1,
          mean: 0.497,
          standardDeviation: 0.193, histogram: Wave.bell(24, center: 12, width: 5, total: 17_379), top: []),
        .init(
          name: "hr", kind: "numeric", role: "feature", missing: 0, distinct: 24, minimum: 0, maximum: 23, mean: 11.5,
          standardDeviation: 6.91, histogram: Array(repeating: 724, count: 24), top: []),
        .init(
          name: "hum", kind: "numeric", role: "feature", missing: 0, distinct: 89, minimum: 0, maximum: 1, mean: 0.627,
          standardDeviation: 0.193, histogram: Wave.bell(24, center: 15, width: 4.6, total: 17_379), top: []),
        .init(
          name: "cnt", kind: "numeric", role: "target", missing: 0, distinct: 869, minimum: 1, maximum: 977,
          mean: 189.5,
          standardDeviation: 181.4, histogram: (0..<24).map { Int(4200 * exp(-Double($0) / 4.5)) }, top: []),
      ],
      sha256: "77aa0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d8",
      from: Timestamp(year: 2011, month: 1, day: 1),
      to: Timestamp(year: 2012, month: 12, day: 31, hour: 23), notes: [])
  }

  private static func bikeWindow(_ index: Int) -> Window {
    let from = bikeStart.advanced(bySeconds: Double(index) * 86_400)
    let to = from.advanced(bySeconds: 86_400)
    let rmse = 61 + 6 * sin(Double(index) / 4) + 3 * Wave.noise(index, 9)
    let drift = ["temp", "hr", "hum", "score"].enumerated().map { place, name in
      DriftReading(
        column: name, method: "psi", statistic: 0.05 + 0.04 * abs(Wave.noise(index, place + 30)), threshold: 0.2,
        isDrifted: false)
    }
    return Window(
      closed: WindowClosed(
        session: SessionID(1), index: index, firstID: index * 24, from: from, to: to, rows: 24, version: VersionID(1),
        drift: drift),
      settled: WindowSettled(
        session: SessionID(1), index: index, from: from, to: to, version: VersionID(1), settled: 24,
        metrics: ["rmse": rmse, "mae": rmse * 0.68, "baseline.rmse": 178], lower: rmse - 6, upper: rmse + 6,
        value: -rmse * 0.68 * 24 * 0.4, baselineValue: -1360, kpis: ["bikes missed": rmse * 0.68 * 24]))
  }
}
