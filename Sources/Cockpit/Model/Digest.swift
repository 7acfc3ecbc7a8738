import Encoding
import Expressions
import Lifecycle

/// What the screens draw from a snapshot's windows, worked out once when the windows change rather than for each
/// frame.
struct Digest: Sendable, Equatable {
  /// Index of each window within its session, oldest first; the other arrays run beside it.
  var indices: [Int] = []
  /// End of each window, in seconds of event time.
  var times: [Double] = []
  var drift = DriftGrid()
  /// Metric ids to values per window; NaN where a window has none.
  var metrics: [String: [Double]] = [:]
  var value: [Double] = []
  var baselineValue: [Double] = []
  /// What other answers would have been worth per window: `nobody`, `everybody`, `previous`, where one is known.
  var alternatives: [String: [Double]] = [:]
  /// Sum of value over baseline up to each window.
  var difference: [Double] = []
  /// KPI names to values per window.
  var indicators: [String: [Double]] = [:]
  /// Where another version began to answer.
  var changes: [VersionChange] = []
  var standing: LiveStanding
  /// How fast the champion loses its nearest gate; nil where windows say nothing of it.
  var staleness: Staleness?

  struct VersionChange: Sendable, Equatable {
    var time: Double
    var version: VersionID
  }

  init(_ snapshot: Snapshot) {
    let windows = snapshot.state.windows
    let scope = snapshot.definition.scope
    indices = windows.map(\.closed.index)
    times = windows.map(\.closed.to.seconds)
    drift = DriftGrid(windows)
    for metric in Set(scope.gates.map(\.metric) + [scope.metric]) {
      metrics[metric] = windows.map { $0.settled?.metrics[metric] ?? .nan }
    }
    value = windows.map { $0.settled?.value ?? .nan }
    baselineValue = windows.map { $0.settled?.baselineValue ?? .nan }
    for name in ["nobody", "everybody", "previous"] {
      let values = windows.map { $0.settled?.alternatives[name] ?? .nan }
      if values.contains(where: \.isFinite) { alternatives[name] = values }
    }
    difference = Digest.running(value, baselineValue)
    for kpi in snapshot.definition.business.kpis {
      indicators[kpi.name] = windows.map { $0.settled?.kpis[kpi.name] ?? .nan }
    }
    changes = Digest.changes(windows)
    standing = Digest.standing(snapshot)
    staleness = snapshot.staleness
  }

  private static func running(_ values: [Double], _ baselines: [Double]) -> [Double] {
    var sum = 0.0
    return zip(values, baselines).map { value, baseline in
      guard value.isFinite, baseline.isFinite else { return .nan }
      sum += value - baseline
      return sum
    }
  }

  private static func changes(_ windows: [Window]) -> [VersionChange] {
    var changes: [VersionChange] = []
    var current = windows.first?.closed.version
    for window in windows {
      guard let version = window.closed.version, version != current else { continue }
      if current != nil { changes.append(VersionChange(time: window.closed.from.seconds, version: version)) }
      current = version
    }
    return changes
  }

  private static func standing(_ snapshot: Snapshot) -> LiveStanding {
    let metric = snapshot.definition.scope.metric
    let gate = snapshot.definition.scope.gates.first { $0.metric == metric }
    let judged =
      snapshot.liveGates.first { $0.gate.metric == metric } ?? snapshot.gates.first { $0.gate.metric == metric }
    let bound = judged?.bound ?? gate?.bound.number { _ in nil }
    var standing = LiveStanding(metric: metric, gate: gate, bound: bound)
    let settled = snapshot.state.windows.compactMap(\.settled).filter { $0.metrics[metric]?.isFinite == true }
    guard let newest = settled.last, let value = newest.metrics[metric] else { return standing }
    standing.value = value
    standing.words = Judgement.words(metric, value, baseline: newest.metrics["baseline.\(metric)"])
    guard let gate, let bound else { return standing }
    for window in settled.reversed() {
      guard let value = window.metrics[metric], !gate.comparison.holds(value, bound) else { break }
      standing.failingSince = window.from
    }
    return standing
  }
}
