import Encoding
import Lifecycle

/// What an alarm is estimated to cost.
struct AlarmPrice: Equatable {
  var costPerDay: Double?
  var metricChange: Double?
  var effectiveRows: Double?
  var pricing: Alarm.Pricing

  func write(to alarm: inout Alarm) {
    alarm.costPerDay = costPerDay
    alarm.metricChange = metricChange
    alarm.effectiveRows = effectiveRows
    alarm.pricing = pricing
  }
}

/// Prices alarms: by what the window's inputs make of rows kept at training, or by what settled windows lost.
struct AlarmPricing {
  /// Windows whose pace of rows is kept.
  private static let windowCountMax = 24
  private static let calmWeight = 0.2

  /// The version that the last window with readings of all columns was of.
  var versionSeen: VersionID?
  /// Value a day and the scope's metric of the windows that settled while nothing was wrong.
  private var calmValuePerDay: Double?
  private var calmMetric: Double?
  private var starts: [(from: Timestamp, rows: Int)] = []
  private var newest: (from: Timestamp, to: Timestamp, rows: Int)?

  mutating func take(_ window: WindowClosed) {
    newest = (window.from, window.to, window.rows)
    starts.append((window.from, window.rows))
    if starts.count > Self.windowCountMax { starts.removeFirst() }
  }

  /// Rows a day of event time, from start to start of the newest windows; of the first one by its own length.
  var rowsPerDay: Double? {
    if starts.count > 1, let first = starts.first, let last = starts.last {
      let days = last.from.seconds(since: first.from) / 86_400
      let rows = starts.dropLast().reduce(0) { $0 + $1.rows }
      if days > 0 { return Double(rows) / days }
    }
    guard let newest, newest.rows > 1 else { return nil }
    let days = newest.to.seconds(since: newest.from) / 86_400
    return days > 0 ? Double(newest.rows - 1) / days : nil
  }

  // MARK: By reweighting

  /// What the shift of one column alone is expected to do.
  func price(ofShift column: String, _ window: WindowClosed) -> AlarmPrice? {
    guard let impact = window.impacts?.first(where: { $0.column == column }) else { return nil }
    let change = impact.valueChange.flatMap { change in rowsPerDay.map { change * $0 } }
    return AlarmPrice(
      costPerDay: change.map { $0 == 0 ? 0 : -$0 }, metricChange: impact.metricChange,
      effectiveRows: impact.effectiveRows, pricing: .reweighted)
  }

  /// A break that puts rows where the reference has some is priced as a shift; else settled windows will tell.
  func price(ofBreak column: String, _ window: WindowClosed) -> AlarmPrice? { price(ofShift: column, window) }

  // MARK: By what settled windows say

  /// What a settled window lost against calm ones.
  func observed(_ window: WindowSettled, metric: String) -> AlarmPrice? {
    let cost = calmValuePerDay.flatMap { calm in Self.valuePerDay(window).map { max(0, calm - $0) } }
    let change = calmMetric.flatMap { calm in window.metrics[metric].map { $0 - calm } }
    guard cost != nil || change != nil else { return nil }
    return AlarmPrice(costPerDay: cost, metricChange: change, effectiveRows: nil, pricing: .observed)
  }

  /// A window in which nothing was wrong.
  mutating func calm(_ window: WindowSettled, metric: String) {
    func blend(_ old: Double?, _ new: Double?) -> Double? {
      guard let new else { return old }
      return old.map { (1 - Self.calmWeight) * $0 + Self.calmWeight * new } ?? new
    }
    calmValuePerDay = blend(calmValuePerDay, Self.valuePerDay(window))
    calmMetric = blend(calmMetric, window.metrics[metric])
  }

  private static func valuePerDay(_ window: WindowSettled) -> Double? {
    let days = window.to.seconds(since: window.from) / 86_400
    return days > 0 ? window.value.map { $0 / days } : nil
  }
}
