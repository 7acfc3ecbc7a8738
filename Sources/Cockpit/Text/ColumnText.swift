import Encoding
import Lifecycle

/// Figures of a column in the column's own terms: moments for timestamps, numbers for the rest.
enum ColumnText {
  /// A mean, a minimum or a maximum.
  static func value(_ column: DataSummary.ColumnSummary, _ value: Double, digits: Int = 4) -> String {
    guard isTime(column), let time = timestamp(value) else { return MetricText.number(value, digits: digits) }
    return TimeText.day(time)
  }

  /// A standard deviation.
  static func spread(_ column: DataSummary.ColumnSummary, _ value: Double) -> String {
    isTime(column) ? NumberText.duration(value / 1e6) : MetricText.number(value)
  }

  static func isTime(_ column: DataSummary.ColumnSummary) -> Bool { column.kind == "timestamp" }

  /// Timestamps are profiled in microseconds.
  private static func timestamp(_ value: Double) -> Timestamp? {
    value.isFinite && abs(value) < 9e18 ? Timestamp(microseconds: Int64(value)) : nil
  }
}
