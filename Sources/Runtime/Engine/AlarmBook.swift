import Encoding
import Expressions
import Lifecycle
import Monitoring

/// Judges every window against the rules and keeps the alarms.
///
/// Rules: each gate of the scope on live metrics, drift of each column, and the project's own. An alarm is raised when
/// enough windows in a row agree, and resolved when as many in a row agree that it is over. A window without data counts
/// for neither; enough of them in a row are a state of their own, which ends as soon as data come.
struct AlarmBook {
  /// Windows in a row that raise or resolve a gate's or a column's alarm.
  static let windowCount = 2

  struct Rule {
    var rule: String
    var kind: Alarm.Kind = .rule
    var metric: String
    var column: String?
    var severity: AlarmRule.Severity
    var windows: Int
    var advice: String
    /// Windows that resolve it; nil for as many as raise it.
    var resolveAfter: Int?
    /// Windows without data after which it says so.
    var noDataAfter = AlarmRule.noDataWindowsUsual
  }

  struct Track {
    var alarm: Alarm
    var hysteresis: Hysteresis
    /// Windows in a row that had nothing for it.
    var emptyWindows = 0
  }

  let definition: ProjectDefinition
  var tracks: [String: Track] = [:]
  /// Windows in a row without data for rules that have no alarm.
  var emptyWindows: [String: Int] = [:]
  /// Gates whose metric this session has shown.
  var shownMetrics: Set<String> = []
  var nextID: Int
  var pricing = AlarmPricing()
  var latest = WindowValues()
  /// What the session's windows said as they settled, the newest first; as many as the rules look back.
  var history: [WindowValues] = []
  let historyCountMax: Int

  /// - Parameter open: the alarms of the journal; those that are open go on.
  init(definition: ProjectDefinition, open: [Alarm]) {
    self.definition = definition
    historyCountMax =
      1
      + ((definition.monitoring.alarms.map(\.condition) + definition.monitoring.policies.compactMap(\.trigger.condition))
        .map(\.windowsBack).max() ?? 0)
    nextID = (open.map(\.id.number).max() ?? 0) + 1
    let rules = Self.ruleNames(definition)
    for alarm in open where alarm.state.isOpen {
      guard Self.isKept(alarm, rules, nil) else { continue }
      let state = Self.hysteresisState(alarm.state == .noData ? alarm.stateBefore ?? .inactive : alarm.state)
      tracks[Self.key(of: alarm)] = Track(
        alarm: alarm, hysteresis: Hysteresis(policy: Self.policy(of: alarm, definition), state: state))
    }
  }

  private static func ruleNames(_ definition: ProjectDefinition) -> Set<String> {
    Set(definition.scope.gates.map(ruleName) + definition.monitoring.alarms.map(\.name))
  }

  private static func ruleName(_ gate: Gate) -> String { "\(gate.text) fails on live traffic" }

  /// Whether windows may still speak for an alarm: its rule is in the project file, or it is one of those that need
  /// none, about the inputs and errors of a column that is still there.
  private static func isKept(_ alarm: Alarm, _ rules: Set<String>, _ columns: Set<String>?) -> Bool {
    switch alarm.kind {
    case .gate, .rule: return rules.contains(alarm.rule) || alarm.kind == .rule && alarm.column != nil
    case .drift, .upstreamBreak, .covariateShift, .conceptChange, .mislabelling, .service:
      guard let column = alarm.column, let columns else { return true }
      return columns.contains(column)
    }
  }

  /// Open alarms for which no window will ever speak again, resolved with the reason: their rule is no longer in the
  /// project file, or their column no longer in the data.
  ///
  /// - Parameter columns: of the data; nil while they are not known.
  static func orphans(
    of definition: ProjectDefinition, among alarms: [Alarm], columns: Set<String>? = nil, at time: Timestamp
  ) -> [Alarm] {
    let rules = ruleNames(definition)
    return alarms.compactMap { alarm in
      guard alarm.state.isOpen, !isKept(alarm, rules, columns) else { return nil }
      var ended = alarm
      ended.state = .resolved
      ended.since = time
      ended.until = time
      ended.advice =
        alarm.column.map { "resolved: column `\($0)` is no longer among the model's inputs" }
        ?? "resolved: the rule is no longer in sextant.yaml"
      return ended
    }
  }

  /// What is worth how much begins anew with a session; alarms that are open stay open until windows say otherwise.
  mutating func beginSession() {
    pricing = AlarmPricing()
    emptyWindows = [:]
    shownMetrics = []
    latest = WindowValues()
    history = []
  }

  /// The same alarm, acknowledged or snoozed.
  mutating func change(_ id: AlarmID, _ body: (inout Alarm) -> Void) -> Alarm? {
    guard let key = tracks.first(where: { $0.value.alarm.id == id })?.key, var track = tracks[key] else { return nil }
    body(&track.alarm)
    tracks[key] = track
    return track.alarm
  }

  func isTracked(_ id: AlarmID) -> Bool { tracks.contains { $0.value.alarm.id == id } }

  static func key(_ rule: String, _ column: String?) -> String { "\(rule)|\(column ?? "")" }

  /// Alarms about errors have one track a cause, whatever column they name.
  private static func key(of alarm: Alarm) -> String {
    alarm.metric == errorMetric && errorRules.contains { $0.0 == alarm.kind && $0.1 == alarm.rule }
      ? alarm.rule : key(alarm.rule, alarm.column)
  }

  // MARK: Windows

  /// Alarms that change with a window's inputs.
  mutating func closed(_ window: WindowClosed) -> [Alarm] {
    latest.take(window)
    pricing.take(window)
    // A break begins and ends within windows: what is odd about the last of them is still the break.
    let broken = brokenColumns.union(window.faults.map(\.column))
    var changes = orphansOfColumns(window)
    changes += faultChanges(window)
    changes += driftChanges(window, broken: broken)
    changes += upstreamChanges(window)
    return changes
  }

  /// A column breaks for every row: one window is proof, and its drift is no news beside it.
  private mutating func faultChanges(_ window: WindowClosed) -> [Alarm] {
    var changes: [Alarm] = []
    let watched = brokenColumns
    for fault in window.faults {
      changes += judge(
        Rule(
          rule: Self.breakName(fault.column), kind: .upstreamBreak, metric: fault.manner, column: fault.column,
          severity: .critical, windows: 1, advice: Self.advice(fault), resolveAfter: 1),
        .over, value: fault.share, bound: fault.referenceShare, price: pricing.price(ofBreak: fault.column, window),
        at: window.to)
    }
    for column in watched.subtracting(window.faults.map(\.column)).sorted() {
      let isSeen = window.drift.contains { $0.column == column }
      guard isSeen || window.showsAllColumns else { continue }
      changes += judge(
        Rule(
          rule: Self.breakName(column), kind: .upstreamBreak, metric: "", column: column, severity: .critical,
          windows: 1, advice: "", resolveAfter: 1),
        isSeen ? .clear : .noData, value: nil, bound: nil, at: window.to)
    }
    return changes
  }

  private var brokenColumns: Set<String> {
    Set(tracks.values.filter { $0.alarm.kind == .upstreamBreak }.compactMap(\.alarm.column))
  }

  static func breakName(_ column: String) -> String { "upstream break in \(column)" }

  private static func advice(_ fault: Lifecycle.ColumnFault) -> String {
    let (share, before) = (percent(fault.share), percent(fault.referenceShare))
    let what =
      switch fault.manner {
      case "absent": "\(fault.column) is not there in \(share) of the rows"
      case "kind": "\(share) of \(fault.column) is of another kind than before"
      case "missing": "\(share) of \(fault.column) is missing, \(before) at training"
      case "constant": "\(share) of \(fault.column) is one value, \(before) at training"
      case "unseen": "\(share) of \(fault.column) are levels that training never saw"
      default: "\(share) of \(fault.column) lies beyond all of training, as another unit makes it"
      }
    return "\(what): mend the pipeline that delivers it; retraining would learn the fault"
  }

  private static func percent(_ share: Double) -> String { NumberText.fixed(share * 100, 0) + " %" }

  private mutating func driftChanges(_ window: WindowClosed, broken: Set<String>) -> [Alarm] {
    var changes: [Alarm] = []
    var seen: Set<String> = []
    for reading in window.drift where seen.insert(reading.column).inserted {
      let readings = window.drift.filter { $0.column == reading.column }
      let worst = readings.max { $0.statistic / $0.threshold < $1.statistic / $1.threshold } ?? reading
      let isDrifted = readings.contains(where: \.isDrifted)
      // Neither is an input of its own: what moved it is told by the input's alarm.
      let isScore = reading.column == "score" || reading.column == Lifecycle.DriftReading.allColumns
      let rule = Rule(
        rule: reading.column == Lifecycle.DriftReading.allColumns
          ? "columns drift together" : "\(reading.column) drifts", kind: isScore ? .drift : .covariateShift,
        metric: worst.method,
        column: reading.column, severity: .warning,
        windows: Self.windowCount, advice: "look at its histogram; retrain if the live metric falls too")
      // Scores follow a broken column, as its own distribution does: the break is what is to be told.
      guard !broken.contains(reading.column), !isScore || broken.isEmpty else {
        changes += judgeExplained(rule, value: worst.statistic, bound: worst.threshold, at: window.to)
        continue
      }
      changes += judge(
        rule, Self.input(holds: isDrifted, value: worst.statistic, bound: worst.threshold), value: worst.statistic,
        bound: worst.threshold, price: pricing.price(ofShift: reading.column, window), at: window.to)
    }
    return changes + driftsWithoutData(window, seen: seen)
  }

  /// What a broken window says of a drift: the break is why it was about to be told; one that was told before stays.
  private mutating func judgeExplained(_ rule: Rule, value: Double, bound: Double, at time: Timestamp) -> [Alarm] {
    guard tracks[Self.key(rule.rule, rule.column)]?.alarm.state == .pending else { return [] }
    return judge(rule, .clear, value: value, bound: bound, at: time)
  }

  /// Drifts of columns that this window does not show, although it shows all it has.
  private mutating func driftsWithoutData(_ window: WindowClosed, seen: Set<String>) -> [Alarm] {
    guard window.showsAllColumns || window.drift.isEmpty else { return [] }
    let silent = tracks.values.map(\.alarm).filter { alarm in
      (alarm.kind == .drift || alarm.kind == .covariateShift && alarm.metric != Self.errorMetric)
        && alarm.column.map { !seen.contains($0) } ?? false
    }
    return silent.sorted { $0.id < $1.id }.flatMap { alarm in
      judge(
        Rule(
          rule: alarm.rule, kind: alarm.kind, metric: alarm.metric, column: alarm.column, severity: alarm.severity,
          windows: Self.windowCount, advice: alarm.advice),
        .noData, value: nil, bound: nil, at: window.to)
    }
  }

  /// Alarms of columns that the answering model no longer has. Readings may be cut off at many columns: only a window
  /// that shows all of its columns can tell, and only where another version answers: else the column has vanished.
  private mutating func orphansOfColumns(_ window: WindowClosed) -> [Alarm] {
    defer { if window.showsAllColumns { pricing.versionSeen = window.version } }
    guard window.showsAllColumns, pricing.versionSeen != window.version else { return [] }
    let columns = Set(window.drift.map(\.column))
    let inputs = tracks.values.map(\.alarm).filter { $0.kind == .covariateShift || $0.kind == .upstreamBreak }
    let ended = Self.orphans(
      of: definition, among: inputs.filter { $0.metric != Self.errorMetric }.sorted { $0.id < $1.id }, columns: columns,
      at: window.to)
    for alarm in ended { tracks[Self.key(alarm.rule, alarm.column)] = nil }
    return ended
  }

  /// Alarms that change with a window's outcomes.
  mutating func settled(_ window: WindowSettled, champion: Version?) -> [Alarm] {
    var changes: [Alarm] = []
    let measurements = Self.measurements(window, champion: champion)
    var isCalm = true
    for gate in definition.scope.gates {
      let isShown = window.metrics[gate.metric] != nil
      if isShown { shownMetrics.insert(gate.metric) }
      // What no window ever shows, such as the latency on test rows, is not what live traffic is asked for.
      guard isShown || shownMetrics.contains(gate.metric) || tracks[Self.key(Self.ruleName(gate), nil)] != nil else {
        continue
      }
      let result = gate.judge(measurements)
      if result.verdict == .failed { isCalm = false }
      let rule = Rule(
        rule: Self.ruleName(gate), kind: .gate, metric: gate.metric, column: nil, severity: .critical,
        windows: Self.windowCount, advice: "retrain on what has been released, or roll back")
      changes += judge(
        rule, isShown ? Self.input(result.verdict) : .noData, value: window.metrics[gate.metric], bound: result.bound,
        price: pricing.observed(window, metric: definition.scope.metric), at: window.to)
    }
    changes += errorChanges(window)
    changes += ownRules(window, measurements)
    let isBroken = !brokenColumns.isEmpty
    changes += isBroken ? repricedBreaks(window) : []
    if isCalm, !isBroken { pricing.calm(window, metric: definition.scope.metric) }
    return changes
  }

  /// Breaks that rows kept at training cannot price, by what settled windows lost since.
  private mutating func repricedBreaks(_ window: WindowSettled) -> [Alarm] {
    guard let price = pricing.observed(window, metric: definition.scope.metric) else { return [] }
    var changes: [Alarm] = []
    for (key, var track) in tracks.sorted(by: { $0.value.alarm.id < $1.value.alarm.id }) {
      // Windows of before the break say nothing of it.
      guard track.alarm.kind == .upstreamBreak, track.alarm.state == .firing, track.alarm.pricing != .reweighted,
        window.to >= track.alarm.since
      else { continue }
      let before = track.alarm
      price.write(to: &track.alarm)
      tracks[key] = track
      // Prices move with every window: only a first one is news.
      if before.pricing == nil { changes.append(track.alarm) }
    }
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
}
