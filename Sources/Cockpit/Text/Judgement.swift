import Encoding
import Expressions
import Lifecycle

/// What a metric's value means, said plainly where it is bad.
enum Judgement {
  /// - Parameter baseline: the same metric of the baseline on the same rows, where it is known.
  /// - Returns: nil when nothing bad can be said of the value by itself.
  static func words(_ metric: String, _ value: Double, baseline: Double? = nil) -> String? {
    guard value.isFinite else { return nil }
    switch metric {
    case "auc", "macro_auc":
      if value < 0.45 { return "worse than chance" }
      if value < 0.55 { return "no better than chance" }
      if value < 0.6 { return "hardly better than chance" }
    case "r2":
      if value <= 0 { return "no better than always saying the mean" }
    default: break
    }
    guard let baseline, baseline.isFinite else { return nil }
    let isBetter = MetricText.wantsSmall(metric) ? value < baseline : value > baseline
    return isBetter ? nil : "no better than the baseline"
  }
}

/// How the scope's metric stands on live traffic.
struct LiveStanding: Sendable, Equatable {
  var metric: String
  /// On the newest settled window; nil before one has settled.
  var value: Double?
  var gate: Gate?
  var bound: Double?
  /// Start of the first of the newest windows that are all beyond the bound; nil when the newest is within.
  var failingSince: Timestamp?
  /// "no better than chance", where it is that bad.
  var words: String?

  /// "AUC 0.492, no better than chance; below 0.78 since 3 Mar 2009".
  var sentence: String {
    guard let value else { return "\(MetricText.title(metric)) not known yet: no window has settled" }
    var text = "\(MetricText.title(metric)) \(MetricText.value(metric, value))"
    if let words { text += ", \(words)" }
    if let failingSince, let failure = failure { text += "; \(failure) since \(TimeText.day(failingSince))" }
    return text
  }

  /// "below 0.78"; nil without a bound.
  var failure: String? {
    guard let gate, let bound else { return nil }
    return "\(gate.comparison.wantsSmall ? "above" : "below") \(MetricText.number(bound))"
  }

  var isBad: Bool { failingSince != nil || words != nil }
}
