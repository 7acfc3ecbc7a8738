import Encoding
import Expressions
import Lifecycle
import Monitoring

// Rules about the sources: judged when a window's inputs are complete, and while nothing comes.

extension AlarmBook {
  /// A source that is silent for so many of its usual gaps, and for at least a minute, is told without a rule.
  static let silentGapCount = 20.0
  static let silentSecondsMin = 60.0
  static let silenceRule = "the source is silent"

  /// Alarms that change with what a window shows of its source.
  mutating func upstreamChanges(_ window: WindowClosed) -> [Alarm] {
    let values = ["freshness": window.figures["freshness"], "volume": window.figures["volume"]].compactMapValues { $0 }
    return judgeUpstream(values, at: window.to) + judgeSilence(isSilent: false, seconds: nil, bound: nil, at: window.to)
  }

  /// Alarms that change because nothing has come for so long. A rule fires at once here: its windows do not come.
  mutating func silent(seconds: Double, expectedGap: Double?, at time: Timestamp) -> [Alarm] {
    let bound = max(Self.silentSecondsMin, Self.silentGapCount * (expectedGap ?? 0))
    var values = ["freshness": seconds]
    if seconds > bound { values["volume"] = 0 }
    return judgeUpstream(values, at: time, isSilence: true)
      + (expectedGap == nil ? [] : judgeSilence(isSilent: seconds > bound, seconds: seconds, bound: bound, at: time))
  }

  private mutating func judgeUpstream(
    _ values: [String: Double], at time: Timestamp, isSilence: Bool = false
  ) -> [Alarm] {
    var changes: [Alarm] = []
    let series: (String, Int) -> Double? = { name, ago in ago == 0 ? values[name] : nil }
    for rule in definition.monitoring.alarms where rule.isUpstream {
      let read = RuleReading(rule, series)
      // While nothing comes, silence can only speak for a rule: rows end it.
      if isSilence, read.input != .over { continue }
      changes += judge(
        Rule(
          rule: rule.name, metric: read.metric, column: nil, severity: rule.severity,
          windows: isSilence ? 1 : rule.windows,
          advice: "the rule is `\(rule.condition)`: look at what delivers the rows"),
        read.input, value: read.value, bound: read.bound, at: time)
    }
    return changes
  }

  private mutating func judgeSilence(isSilent: Bool, seconds: Double?, bound: Double?, at time: Timestamp) -> [Alarm] {
    judge(
      Rule(
        rule: Self.silenceRule, kind: .service, metric: "freshness", column: nil, severity: .warning, windows: 1,
        advice: "no row for \(NumberText.duration(seconds ?? 0)): look at what writes the log", resolveAfter: 1),
      isSilent ? .over : .clear, value: seconds, bound: bound, at: time)
  }
}
