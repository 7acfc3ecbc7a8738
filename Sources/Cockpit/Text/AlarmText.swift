import CellCanvas
import Encoding
import Lifecycle

/// Alarms in words.
enum AlarmText {
  /// "psi 3.41 of euribor3m, bound 0.2, since 3 Mar 2009": what, how far, since when.
  static func sentence(_ alarm: Alarm) -> String {
    var text = MetricText.title(alarm.metric)
    if let value = alarm.value { text += " \(MetricText.value(alarm.metric, value))" }
    if let column = alarm.column { text += " of \(column)" }
    if let bound = alarm.bound { text += ", bound \(MetricText.number(bound))" }
    return text + " since \(TimeText.day(alarm.since))"
  }

  /// What an alarm is about, in words.
  static func title(of kind: Alarm.Kind) -> String { kind.rawValue.split(separator: "_").joined(separator: " ") }

  /// "✗ firing", or "✗ seen" once it has been acknowledged.
  static func state(_ alarm: Alarm) -> TextLine {
    let word = alarm.state.isOpen && alarm.isAcknowledged ? "seen" : alarm.state.words
    return TextLine("\(alarm.glyph) \(word)", alarm.role)
  }
}

extension Alarm {
  var glyph: String {
    switch state {
    case .firing: severity == .critical ? "✗" : "!"
    case .pending: "~"
    case .noData: "?"
    case .resolved: "✓"
    case .inactive: "·"
    }
  }

  var role: Role {
    switch state {
    case .firing: severity == .critical ? .failing : .attention
    case .pending, .noData: .attention
    case .resolved: .ok
    case .inactive: .idle
    }
  }
}
