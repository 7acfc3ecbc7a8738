import Encoding
import Lifecycle
import Monitoring

// From what a window says for a rule to the alarm that changes.

extension AlarmBook {
  /// What a window says for a rule that holds or not, with the figure it watches: near the bound is neither.
  static func input(holds: Bool?, value: Double?, bound: Double?) -> Hysteresis.Input {
    guard let holds else { return .noData }
    if holds { return .over }
    guard let value, let bound else { return .clear }
    return abs(value - bound) < Hysteresis.Policy().margin * abs(bound) ? .marginal : .clear
  }

  /// - Parameter isAbsentAllowed: the rule may say that it has no data without an alarm that it has raised.
  mutating func judge(
    _ rule: Rule, isAbsentAllowed: Bool = false, _ input: Hysteresis.Input, value: Double?, bound: Double?,
    price: AlarmPrice? = nil, at time: Timestamp, keyed: String? = nil
  ) -> [Alarm] {
    let key = keyed ?? Self.key(rule.rule, rule.column)
    if input == .noData { return withoutData(rule, key: key, isAbsentAllowed: isAbsentAllowed, at: time) }
    emptyWindows[key] = nil
    let returned = withDataAgain(rule, key: key, at: time)
    guard var track = tracks[key] ?? begun(rule, input, at: time) else { return returned }
    let transition = track.hysteresis.observe(input)
    track.alarm.value = value
    track.alarm.bound = bound
    if input == .over {
      track.alarm.advice = rule.advice
      track.alarm.column = rule.column
    }
    price?.write(to: &track.alarm)
    track.alarm.stateBefore = nil
    guard let transition else {
      tracks[key] = track
      return returned
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
    return returned + [track.alarm]
  }

  /// A rule gets an alarm of its own when a window first speaks for it.
  private mutating func begun(_ rule: Rule, _ input: Hysteresis.Input, at time: Timestamp) -> Track? {
    input == .over ? newTrack(rule, at: time) : nil
  }

  mutating func newTrack(_ rule: Rule, at time: Timestamp) -> Track {
    defer { nextID += 1 }
    return Track(
      alarm: Alarm(
        id: AlarmID(nextID), rule: rule.rule, metric: rule.metric, column: rule.column, severity: rule.severity,
        state: .inactive, since: time, advice: rule.advice, kind: rule.kind),
      hysteresis: Hysteresis(
        policy: Hysteresis.Policy(raiseAfter: rule.windows, resolveAfter: rule.resolveAfter ?? rule.windows)))
  }

  /// How an alarm of the journal goes on: as its rule says.
  static func policy(of alarm: Alarm, _ definition: ProjectDefinition) -> Hysteresis.Policy {
    switch alarm.kind {
    case .upstreamBreak: return Hysteresis.Policy(raiseAfter: 1, resolveAfter: 1)
    case .conceptChange, .mislabelling:
      return Hysteresis.Policy(raiseAfter: windowCount, resolveAfter: errorResolveCount)
    case .covariateShift where alarm.metric == errorMetric:
      return Hysteresis.Policy(raiseAfter: windowCount, resolveAfter: errorResolveCount)
    case .rule:
      let windows = definition.monitoring.alarms.first { $0.name == alarm.rule }?.windows ?? windowCount
      return Hysteresis.Policy(raiseAfter: windows, resolveAfter: windows)
    case .drift, .covariateShift, .gate, .service:
      return Hysteresis.Policy(raiseAfter: windowCount, resolveAfter: windowCount)
    }
  }
}
