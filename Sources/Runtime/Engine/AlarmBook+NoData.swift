import Encoding
import Lifecycle
import Monitoring

// Rules whose figure is not there: a state of its own, which ends as soon as data come.

extension AlarmBook {
  /// A window had nothing for a rule.
  ///
  /// - Parameter isAbsentAllowed: the rule may say so without an alarm that it has raised before.
  mutating func withoutData(_ rule: Rule, key: String, isAbsentAllowed: Bool, at time: Timestamp) -> [Alarm] {
    guard var track = tracks[key] else {
      let count = (emptyWindows[key] ?? 0) + 1
      emptyWindows[key] = count
      guard isAbsentAllowed || rule.kind == .gate, count >= rule.noDataAfter else { return [] }
      var track = newTrack(rule, at: time)
      track.emptyWindows = count
      return [silence(&track, rule, key: key, at: time)]
    }
    track.emptyWindows += 1
    guard track.alarm.state != .noData, track.emptyWindows >= rule.noDataAfter else {
      tracks[key] = track
      return []
    }
    return [silence(&track, rule, key: key, at: time)]
  }

  private mutating func silence(_ track: inout Track, _ rule: Rule, key: String, at time: Timestamp) -> Alarm {
    track.alarm.stateBefore = track.alarm.state
    track.alarm.state = .noData
    track.alarm.since = time
    track.alarm.advice = Self.noDataAdvice(rule, windows: track.emptyWindows)
    tracks[key] = track
    return track.alarm
  }

  /// Data have come again: the alarm is what it was before they stopped, and is judged on from there.
  mutating func withDataAgain(_ rule: Rule, key: String, at time: Timestamp) -> [Alarm] {
    guard var track = tracks[key] else { return [] }
    track.emptyWindows = 0
    guard track.alarm.state == .noData else {
      tracks[key] = track
      return []
    }
    let before = track.alarm.stateBefore ?? .inactive
    track.alarm.state = before
    track.alarm.since = time
    track.alarm.advice = rule.advice
    tracks[key] = before.isOpen ? track : nil
    if !before.isOpen { track.alarm.until = time }
    return [track.alarm]
  }

  private static func noDataAdvice(_ rule: Rule, windows: Int) -> String {
    let what = "no window of the last \(windows) has \(rule.column.map { "a figure of \($0)" } ?? rule.metric)"
    switch rule.kind {
    case .gate, .conceptChange, .mislabelling:
      return "\(what): look at where the outcomes come from; nothing is known of the model meanwhile"
    case .drift, .covariateShift, .upstreamBreak: return "\(what): look at what delivers the column"
    case .rule, .service: return "\(what): look at the rule's names and at what delivers its figure"
    }
  }

  static func hysteresisState(_ state: Alarm.State) -> Hysteresis.State {
    switch state {
    case .firing: .firing(clearWindows: 0)
    case .pending: .pending(windows: 1)
    case .inactive, .noData: .inactive
    case .resolved: .resolved
    }
  }
}

extension WindowClosed {
  /// Whether its readings are of every column; at many columns they are cut off.
  var showsAllColumns: Bool { !drift.isEmpty && drift.count < WindowValues.readingCountMax }
}
