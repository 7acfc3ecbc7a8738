import Encoding
import Expressions
import Lifecycle
import Monitoring

// The project's own rules over what windows say as they settle.

extension AlarmBook {
  /// What figures say for a rule of the project, and what stands on both sides of its condition.
  struct RuleReading {
    var input: Hysteresis.Input
    var metric: String
    var value: Double?
    var bound: Double?

    init(_ rule: AlarmRule, _ series: (String, Int) -> Double?) {
      let sides = rule.condition.comparison
      metric = sides?.left.name ?? rule.name
      value = sides?.left.number(inSeries: series)
      bound = sides?.right.number(inSeries: series)
      let holds = rule.condition.number(inSeries: series).map { $0 != 0 }
      input = AlarmBook.input(holds: holds, value: value, bound: bound)
    }
  }

  mutating func ownRules(_ window: WindowSettled, _ measurements: [String: Measurement]) -> [Alarm] {
    var changes: [Alarm] = []
    latest.take(window, measurements)
    history.insert(latest, at: 0)
    if history.count > historyCountMax { history.removeLast() }
    for rule in definition.monitoring.alarms where !rule.isUpstream {
      let read = RuleReading(rule, series)
      changes += judge(
        Rule(
          rule: rule.name, metric: read.metric, column: nil, severity: rule.severity,
          windows: rule.windows(of: window.to.seconds(since: window.from)), advice: "the rule is `\(rule.condition)`",
          // What it looks back to is not there in the first windows.
          noDataAfter: (rule.noDataWindows ?? AlarmRule.noDataWindowsUsual) + rule.condition.windowsBack),
        isAbsentAllowed: true, read.input, value: read.value, bound: read.bound, at: window.to)
    }
    return changes
  }

  /// What a name stood for so many windows ago; the newest is 0.
  private var series: (String, Int) -> Double? {
    let history = history
    return { name, ago in ago < history.count ? history[ago][name] : nil }
  }

  /// Whether a condition holds by the newest window; nil without data.
  func holds(_ condition: Expression) -> Bool? {
    condition.number(inSeries: series).map { $0 != 0 }
  }

  /// A window's metrics as gates judge them, with what the champion and its baseline did on the test rows.
  static func measurements(
    _ window: WindowSettled, champion: Version?
  ) -> [String: Measurement] {
    var measurements = Measurement.byMetric(window.metrics, window.intervals)
    measurements.add(champion?.metrics["baseline"] ?? [:], of: .baseline)
    measurements.add(champion?.metrics["test"] ?? [:], of: .champion)
    return measurements
  }
}
