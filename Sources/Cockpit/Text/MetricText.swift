import Encoding
import Expressions
import Lifecycle

/// Metrics as people read them.
enum MetricText {
  /// "AUC" for `auc`; an unknown id is shown as it is.
  static func title(_ id: String) -> String {
    if let known = titles[id] { return known }
    if id.hasPrefix("baseline.") { return "baseline " + title(String(id.dropFirst(9))) }
    return methods[id] ?? id.split(separator: "_").joined(separator: " ")
  }

  /// The number alone, with as many digits as it deserves and its unit.
  static func value(_ id: String, _ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if id == "mape" { return NumberText.fixed(value * 100, 1) + " %" }
    if id.hasSuffix("_ms") { return trimmed(NumberText.significant(value, 3)) + " ms" }
    return isShare(id) ? NumberText.fixed(value, 3) : number(value)
  }

  /// A number without a known scale: four digits that matter or fewer, thousands apart.
  static func number(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return value.isFinite ? NumberText.short(value) : "–" }
    if abs(value) >= 1000 { return NumberText.grouped(Int(value.rounded())) }
    return trimmed(NumberText.significant(value, digits))
  }

  /// Without zeros at the end of a fraction.
  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// An amount with its unit: "1,204 €".
  static func amount(_ value: Double, _ unit: String) -> String {
    unit.isEmpty ? number(value) : "\(number(value)) \(unit)"
  }

  /// Whether smaller values are the better ones.
  static func wantsSmall(_ id: String) -> Bool {
    ["rmse", "mae", "mape", "log_loss", "brier", "ece"].contains(id) || id.hasPrefix("latency")
  }

  /// The metrics of a run in the order people look for them: the scope's first.
  static func ordered(_ ids: some Sequence<String>, first: String) -> [String] {
    ids.sorted { rank($0, first) < rank($1, first) }
  }

  private static func rank(_ id: String, _ first: String) -> (Int, String) {
    id == first ? (-1, id) : (order.firstIndex(of: id) ?? order.count, id)
  }

  private static func isShare(_ id: String) -> Bool {
    shares.contains(id) || id.hasPrefix("macro_")
      || (id.hasPrefix("baseline.") && shares.contains(String(id.dropFirst(9))))
  }

  private static let titles = [
    "auc": "AUC", "average_precision": "avg precision", "log_loss": "log loss", "brier": "Brier",
    "accuracy": "accuracy", "f1": "F1", "precision": "precision", "recall": "recall", "ece": "ECE",
    "value": "value", "rmse": "RMSE", "mae": "MAE", "r2": "R²", "mape": "MAPE", "latency_p50_ms": "latency p50",
    "latency_p95_ms": "latency p95", "latency_p99_ms": "latency p99",
  ]

  /// A drift method in two or three letters, for columns of figures.
  static func method(_ id: String) -> String { methods[id] ?? id.split(separator: "_").joined(separator: " ") }

  /// A drift method by its name.
  static func longMethod(_ id: String) -> String {
    [
      "kolmogorov_smirnov": "Kolmogorov–Smirnov", "jensen_shannon": "Jensen–Shannon", "hellinger": "Hellinger",
      "wasserstein": "Wasserstein", "chi_square": "chi-square", "missing_share": "missing share",
      "l_infinity": "L∞", "psi": "PSI",
    ][id] ?? method(id)
  }

  private static let methods = [
    "psi": "PSI", "kl_divergence": "KL", "jensen_shannon": "JS", "hellinger": "Hel", "wasserstein": "W1",
    "kolmogorov_smirnov": "KS", "chi_square": "χ²", "l_infinity": "L∞", "z_test": "z", "total_variation": "TV",
    "missing_share": "gap", "reconstruction": "PCA",
  ]

  private static let order = [
    "auc", "rmse", "r2", "average_precision", "mae", "log_loss", "mape", "f1", "precision", "recall", "accuracy",
    "brier", "ece", "value",
  ]

  private static let shares: Set<String> = [
    "auc", "average_precision", "log_loss", "brier", "accuracy", "f1", "precision", "recall", "ece", "r2",
  ]
}

extension Gate {
  /// "AUC ≥ 0.78": the metric's title, and the bound as it was written.
  var title: String {
    "\(MetricText.title(metric)) \(comparison.symbol) \(bound.text)"
  }
}

extension ComparisonOperator {
  /// As people write it: "≥".
  var symbol: String {
    switch self {
    case .less: "<"
    case .lessOrEqual: "≤"
    case .greater: ">"
    case .greaterOrEqual: "≥"
    case .equal: "="
    case .notEqual: "≠"
    }
  }
}
