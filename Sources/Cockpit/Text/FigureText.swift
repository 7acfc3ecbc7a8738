import Encoding
import Lifecycle

/// The figures of a window as people read them.
enum FigureText {
  /// Figures of the whole come before those of single columns.
  static func rank(_ name: String) -> Int {
    if let place = order.firstIndex(of: name) { return place }
    return order.count + name.split(separator: ".", maxSplits: 2).count
  }

  /// "missing values · age".
  static func title(_ name: String) -> String {
    let parts = name.split(separator: ".", maxSplits: 2).map(String.init)
    guard parts.count >= 2 else { return name }
    let word = titles[parts[1]] ?? parts[1].split(separator: "_").joined(separator: " ")
    return parts.count == 3 ? "  \(word) · \(parts[2])" : word
  }

  static func value(_ name: String, _ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let id = name.split(separator: ".", maxSplits: 2).dropFirst().first.map(String.init) ?? name
    if id.hasSuffix("_share") || ["out_of_range", "unseen"].contains(id) { return CellText.percent(value) }
    if id.hasSuffix("_bytes") { return NumberText.bytes(Int(min(max(0, value), 1e18))) }
    if id.hasSuffix("_ms") { return MetricText.value(id, value) }
    if id.hasSuffix("_seconds") { return NumberText.duration(value) }
    return MetricText.number(value)
  }

  private static let titles = [
    "rows": "rows", "missing_share": "missing values", "out_of_range": "out of range", "unseen": "unseen levels",
    "empty_share": "not answered", "score_mean": "score, mean", "score_p05": "score, 5 %", "score_p50": "score, median",
    "score_p95": "score, 95 %", "positive_share": "answered positive", "low_confidence_share": "low confidence",
    "rows_per_second": "rows a second", "queue": "waiting for outcomes", "lost": "unknown outcomes",
    "memory_bytes": "memory", "cpu_seconds": "processor time", "latency_p50_ms": "latency p50",
    "latency_p95_ms": "latency p95", "latency_p99_ms": "latency p99",
  ]

  private static let order = [
    "input.rows", "input.missing_share", "input.out_of_range", "input.unseen", "output.score_mean", "output.score_p05",
    "output.score_p50", "output.score_p95", "output.positive_share", "output.low_confidence_share",
    "output.empty_share", "software.rows_per_second", "software.latency_p50_ms", "software.latency_p95_ms",
    "software.latency_p99_ms", "software.memory_bytes", "software.cpu_seconds", "software.queue", "software.lost",
  ]
}
