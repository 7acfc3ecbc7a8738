import CellCanvas
import Encoding
import Lifecycle

/// Alarms in words.
enum AlarmText {
  /// "psi 3.41 of euribor3m, bound 0.2, since 3 Mar 2009": what, how far, since when.
  static func sentence(_ alarm: Alarm) -> String {
    var text = MetricText.title(alarm.metric)
    if let value = alarm.value { text += " \(MetricText.value(alarm.metric, value))" }
    if let column = alarm.column { text += " of \(DriftReading.title(of: column))" }
    if let bound = alarm.bound { text += ", bound \(MetricText.number(bound))" }
    return text + " since \(TimeText.day(alarm.since))"
  }

  /// "decays to the gate in about 9 days (6–15)"; nothing where the gate fails already.
  static func decay(_ staleness: Staleness) -> TextLine? {
    let metric = MetricText.title(staleness.metric)
    switch staleness.finding {
    case .beyond: return nil
    case .noDecay: return TextLine("✓ no decay of \(metric) seen in \(staleness.windows) windows", .dim)
    case .decays(let days, let lower, let upper):
      let range = "\(length(lower))–\(upper.map { length($0) } ?? "many")"
      return TextLine("\(metric) decays to the gate in about ", .dim)
        + TextLine("\(length(days)) days", days < 14 ? .attention : .strong) + TextLine(" (\(range))", .dim)
    }
  }

  private static func length(_ days: Double) -> String {
    days < 3 ? MetricText.number(days, digits: 2) : NumberText.fixed(days, 0)
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
