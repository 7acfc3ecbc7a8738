import Encoding
import Lifecycle

/// The figures of a window as people read them.
enum FigureText {
  /// Figures of the whole come before those of single columns.
  static func rank(_ name: String) -> Int {
    if let place = order.firstIndex(of: name) { return 2 * place }
    // Kinds of errors follow their sum.
    if name.hasPrefix("software.errors_"), let all = order.firstIndex(of: "software.errors_per_second") {
      return 2 * all + 1
    }
    return 2 * order.count + name.split(separator: ".", maxSplits: 2).count
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
    if id.hasSuffix("_per_second") || id.hasPrefix("errors_") { return MetricText.number(value) + " /s" }
    if id == "backlog" { return NumberText.grouped(Int(min(max(0, value), 1e15))) }
    if id == "text_length" { return MetricText.number(value, digits: 3) + " chars" }
    if id == "redo_clock_backwards" { return MetricText.number(value) }
    if id.hasSuffix("_share") || ["out_of_range", "unseen"].contains(id) { return CellText.percent(value) }
    if id.hasSuffix("_bytes") { return NumberText.bytes(Int(min(max(0, value), 1e18))) }
    if id.hasSuffix("_ms") { return MetricText.value(id, value) }
    if id.hasSuffix("_seconds") { return NumberText.duration(value) }
    return MetricText.number(value)
  }

  /// The number and its unit apart, so that both can be aligned.
  static func parts(_ name: String, _ figure: Double) -> (number: String, unit: String) {
    let words = value(name, figure).split(separator: " ")
    guard words.count == 2 else { return (value(name, figure), "") }
    return (String(words[0]), String(words[1]))
  }

  /// "1 s", for a point of that length.
  static func word(_ resolution: SeriesResolution) -> String {
    switch resolution {
    case .second: "1 s"
    case .minute: "1 min"
    case .hour: "1 h"
    case .window: "window"
    }
  }

  /// For a title.
  static func phrase(_ resolution: SeriesResolution) -> String {
    switch resolution {
    case .second: "by the second"
    case .minute: "by the minute"
    case .hour: "by the hour"
    case .window: "by window"
    }
  }

  private static let titles = [
    "requests_per_second": "requests", "errors_per_second": "errors", "errors_client": "  client errors",
    "errors_server": "  server errors", "errors_overload": "  too busy",
    "errors_unknown_outcomes": "  unknown outcomes",
    "errors_duplicate_outcomes": "  outcomes twice", "errors_late_outcomes": "  late outcomes",
    "errors_invalid_outcomes": "  invalid outcomes", "errors_refused": "  refused", "errors_lost": "  lost",
    "errors_malformed": "  malformed lines", "cpu_share": "processor, of a core", "backlog": "log behind",
    "text_length": "text length", "schema_breaks": "schema breaks", "overridden_share": "overridden by people",
    "redo_share": "asked again", "redo_clock_backwards": "asked back in time", "beyond_share": "beyond training",
    "rows": "rows", "missing_share": "missing values", "out_of_range": "out of range", "unseen": "unseen levels",
    "empty_share": "not answered", "score_mean": "score, mean", "score_p05": "score, 5 %", "score_p50": "score, median",
    "score_p95": "score, 95 %", "positive_share": "answered positive", "low_confidence_share": "low confidence",
    "rows_per_second": "rows", "queue": "waiting", "lost": "unknown outcomes",
    "memory_bytes": "memory", "cpu_seconds": "processor time", "latency_p50_ms": "latency p50",
    "latency_p95_ms": "latency p95", "latency_p99_ms": "latency p99",
  ]

  private static let order = [
    "input.rows", "input.rows_per_second", "input.missing_share", "input.out_of_range", "input.unseen",
    "input.schema_breaks", "input.text_length", "output.score_mean", "output.score_p05",
    "output.score_p50", "output.score_p95", "output.positive_share", "output.low_confidence_share",
    "output.empty_share", "output.beyond_share", "output.overridden_share", "output.redo_share",
    "software.requests_per_second", "software.rows_per_second", "software.latency_p50_ms", "software.latency_p95_ms",
    "software.latency_p99_ms", "software.errors_per_second", "software.cpu_share", "software.memory_bytes",
    "software.cpu_seconds", "software.queue", "software.backlog", "software.lost",
  ]
}
