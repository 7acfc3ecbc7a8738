import Encoding
import Expressions
import Lifecycle
import Monitoring

/// Judges every window against the rules and keeps the alarms.
///
/// Rules: each gate of the scope on live metrics, drift of each column, and the project's own. An alarm is raised when
/// enough windows in a row agree, and resolved when as many in a row agree that it is over; a window without data
/// counts for neither.
struct AlarmBook {
  /// Windows in a row that raise or resolve a gate's or a column's alarm.
  static let windowCount = 2

  private struct Rule {
    var rule: String
    var metric: String
    var column: String?
    var severity: AlarmRule.Severity
    var windows: Int
    var advice: String
  }

  private struct Track {
    var alarm: Alarm
    var hysteresis: Hysteresis
  }

  private let definition: ProjectDefinition
  private var tracks: [String: Track] = [:]
  private var nextID: Int
  /// Value per day of the windows that settled while nothing was wrong, for pricing an alarm.
  private var calmValuePerDay: Double?
  private var latestDrift: [Lifecycle.DriftReading] = []
  /// Figures of the session's windows by name, the newest first; as many as the rules look back.
  private var history: [[String: Double]] = []
  private let historyCountMax: Int

  /// - Parameter open: the alarms of the journal; those that are open go on.
  init(definition: ProjectDefinition, open: [Alarm]) {
    self.definition = definition
    historyCountMax = 1 + (definition.monitoring.alarms.map(\.condition.windowsBack).max() ?? 0)
    nextID = (open.map(\.id.number).max() ?? 0) + 1
    let rules = Self.ruleNames(definition)
    for alarm in open where alarm.state == .firing || alarm.state == .pending {
      guard alarm.column != nil || rules.contains(alarm.rule) else { continue }
      let state: Hysteresis.State = alarm.state == .firing ? .firing(clearWindows: 0) : .pending(windows: 1)
      tracks[Self.key(alarm.rule, alarm.column)] = Track(
        alarm: alarm, hysteresis: Hysteresis(policy: Self.policy(Self.windowCount), state: state))
    }
  }

  private static func ruleNames(_ definition: ProjectDefinition) -> Set<String> {
    Set(definition.scope.gates.map(ruleName) + definition.monitoring.alarms.map(\.name))
  }

  private static func ruleName(_ gate: Gate) -> String { "\(gate.text) fails on live traffic" }

  /// Open alarms whose rule is no longer in the project file, resolved: no window will ever speak for them again.
  static func orphans(of definition: ProjectDefinition, among alarms: [Alarm], at time: Timestamp) -> [Alarm] {
    let rules = ruleNames(definition)
    return alarms.compactMap { alarm in
      let isOpen = alarm.state == .firing || alarm.state == .pending
      guard isOpen, alarm.column == nil, !rules.contains(alarm.rule) else { return nil }
      var ended = alarm
      ended.state = .resolved
      ended.since = time
      ended.until = time
      return ended
    }
  }

  /// What is worth how much begins anew with a session; alarms that are open stay open until windows say otherwise.
  mutating func beginSession() {
    calmValuePerDay = nil
    latestDrift = []
    history = []
  }

  /// The same alarm, acknowledged or snoozed.
  mutating func change(_ id: AlarmID, _ body: (inout Alarm) -> Void) -> Alarm? {
    guard let key = tracks.first(where: { $0.value.alarm.id == id })?.key, var track = tracks[key] else { return nil }
    body(&track.alarm)
    tracks[key] = track
    return track.alarm
  }

  private static func key(_ rule: String, _ column: String?) -> String { "\(rule)|\(column ?? "")" }

  // MARK: Windows

  /// Alarms that change with a window's inputs.
  mutating func closed(_ window: WindowClosed, at now: Timestamp) -> [Alarm] {
    latestDrift = window.drift
    var changes: [Alarm] = []
    var seen: Set<String> = []
    for reading in window.drift where seen.insert(reading.column).inserted {
      let readings = window.drift.filter { $0.column == reading.column }
      let worst = readings.max { $0.statistic / $0.threshold < $1.statistic / $1.threshold } ?? reading
      let isDrifted = readings.contains(where: \.isDrifted)
      let rule = Rule(
        rule: "\(reading.column) drifts", metric: worst.method, column: reading.column, severity: .warning,
        windows: Self.windowCount, advice: "look at its histogram; retrain (r) if the live metric falls too")
      let input = Self.input(holds: isDrifted, value: worst.statistic, bound: worst.threshold)
      changes += judge(rule, input, value: worst.statistic, bound: worst.threshold, at: window.to)
    }
    return changes
  }

  /// Alarms that change with a window's outcomes.
  mutating func settled(_ window: WindowSettled, champion: Version?, at now: Timestamp) -> [Alarm] {
    var changes: [Alarm] = []
    let measurements = Self.measurements(window, champion: champion)
    let perDay = Self.valuePerDay(window)
    var isCalm = true
    for gate in definition.scope.gates where window.metrics[gate.metric] != nil {
      let result = gate.judge(measurements)
      if result.verdict == .failed { isCalm = false }
      let rule = Rule(
        rule: Self.ruleName(gate), metric: gate.metric, column: nil, severity: .critical,
        windows: Self.windowCount, advice: "retrain on what has been released (r), or roll back (R)")
      let cost = calmValuePerDay.flatMap { calm in perDay.map { max(0, calm - $0) } }
      changes += judge(
        rule, Self.input(result.verdict), value: window.metrics[gate.metric], bound: result.bound, cost: cost,
        at: window.to)
    }
    changes += ownRules(window)
    if isCalm, let perDay { calmValuePerDay = calmValuePerDay.map { 0.8 * $0 + 0.2 * perDay } ?? perDay }
    return changes
  }

  /// An interval that straddles the bound gives no reason to fire and none to resolve.
  private static func input(_ verdict: Verdict) -> Hysteresis.Input {
    switch verdict {
    case .failed: .over
    case .passed: .clear
    case .inconclusive: .marginal
    case .noData: .noData
    }
  }

  private mutating func ownRules(_ window: WindowSettled) -> [Alarm] {
    remember(window)
    let history = history
    func figure(_ name: String, _ ago: Int) -> Double? {
      ago < history.count ? history[ago][name] : nil
    }
    var changes: [Alarm] = []
    for rule in definition.monitoring.alarms {
      let value = rule.condition.number(inSeries: figure)
      let left = rule.condition.comparison?.left
      let measured = left?.number(inSeries: figure)
      let bound = rule.condition.comparison?.right.number { _ in nil }
      changes += judge(
        Rule(
          rule: rule.name, metric: left?.name ?? rule.name, column: nil, severity: rule.severity,
          windows: rule.windows, advice: "the rule is `\(rule.condition)`"),
        Self.input(holds: value.map { $0 != 0 }, value: measured, bound: bound), value: measured, bound: bound,
        at: window.to)
    }
    return changes
  }

  /// Metrics, KPIs and drift under the names that rules use; the first of two of one name counts, as it does there.
  private mutating func remember(_ window: WindowSettled) {
    var figures = window.metrics.merging(window.kpis) { metric, _ in metric }
    let names = Set(definition.monitoring.alarms.flatMap(\.condition.names))
    for name in names where figures[name] == nil { figures[name] = Self.drift(named: name, in: latestDrift) }
    history.insert(figures.filter { names.contains($0.key) }, at: 0)
    if history.count > historyCountMax { history.removeLast() }
  }

  /// `psi.COLUMN` and the like.
  private static func drift(named name: String, in readings: [Lifecycle.DriftReading]) -> Double? {
    guard let dot = name.firstIndex(of: ".") else { return nil }
    let method = name[..<dot] == "ks" ? "kolmogorov_smirnov" : String(name[..<dot])
    let column = String(name[name.index(after: dot)...])
    return readings.first { $0.method == method && $0.column == column }?.statistic
  }

  private static func valuePerDay(_ window: WindowSettled) -> Double? {
    let days = window.to.seconds(since: window.from) / 86_400
    return days > 0 ? window.value.map { $0 / days } : nil
  }

  /// A window's metrics as gates judge them, with what the champion and its baseline did on the test rows.
  static func measurements(
    _ window: WindowSettled, champion: Version?
  ) -> [String: Measurement] {
    var measurements = Measurement.byMetric(window.metrics, window.intervals)
    for (part, prefix) in [("baseline", "baseline."), ("test", "champion.")] {
      for (id, value) in champion?.metrics[part] ?? [:] {
        measurements[prefix + id] = Measurement(value: value, lower: value, upper: value, count: 1)
      }
    }
    return measurements
  }

  // MARK: Hysteresis

  /// What a window says for a rule that holds or not, with the figure it watches: near the bound is neither.
  private static func input(holds: Bool?, value: Double?, bound: Double?) -> Hysteresis.Input {
    guard let holds else { return .noData }
    if holds { return .over }
    guard let value, let bound else { return .clear }
    return abs(value - bound) < Hysteresis.Policy().margin * abs(bound) ? .marginal : .clear
  }

  private mutating func judge(
    _ rule: Rule, _ input: Hysteresis.Input, value: Double?, bound: Double?, cost: Double? = nil, at time: Timestamp
  ) -> [Alarm] {
    let key = Self.key(rule.rule, rule.column)
    guard var track = tracks[key] ?? begun(rule, input, at: time) else { return [] }
    let transition = track.hysteresis.observe(input)
    track.alarm.value = value
    track.alarm.bound = bound
    if let cost { track.alarm.costPerDay = cost }
    guard let transition else {
      tracks[key] = track
      return []
    }
    track.alarm.since = time
    switch transition {
    case .becamePending: track.alarm.state = .pending
    case .fired: track.alarm.state = .firing
    case .calmed, .resolved:
      track.alarm.state = transition == .calmed ? .inactive : .resolved
      track.alarm.until = time
    }
    tracks[key] = track.alarm.state == .pending || track.alarm.state == .firing ? track : nil
    return [track.alarm]
  }

  /// A rule gets an alarm of its own when a window first speaks for it.
  private mutating func begun(_ rule: Rule, _ input: Hysteresis.Input, at time: Timestamp) -> Track? {
    guard input == .over else { return nil }
    defer { nextID += 1 }
    return Track(
      alarm: Alarm(
        id: AlarmID(nextID), rule: rule.rule, metric: rule.metric, column: rule.column, severity: rule.severity,
        state: .inactive, since: time, advice: rule.advice),
      hysteresis: Hysteresis(policy: Self.policy(rule.windows)))
  }

  /// As many windows resolve an alarm as raise it.
  private static func policy(_ windows: Int) -> Hysteresis.Policy {
    Hysteresis.Policy(raiseAfter: windows, resolveAfter: windows)
  }
}
