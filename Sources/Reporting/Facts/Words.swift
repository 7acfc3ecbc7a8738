import Encoding
import Expressions
import Lifecycle

/// Figures and names as a report writes them.
enum Words {
  /// With a real minus sign.
  static func signed(_ text: String) -> String { text.hasPrefix("-") ? "−" + text.dropFirst() : text }

  /// A fixed number of decimals, thousands set apart.
  static func number(_ value: Double, decimals: Int) -> String {
    let text = NumberText.fixed(value, decimals)
    guard value.isFinite, abs(value) >= 1000, abs(value) < 9e15 else { return signed(text) }
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    guard let whole = Int(parts[0]) else { return signed(text) }
    return signed(([NumberText.grouped(whole)] + parts.dropFirst()).joined(separator: "."))
  }

  /// About three significant digits, whole numbers from a hundred on.
  static func number(_ value: Double?, digits: Int = 3) -> String {
    guard let value, value.isFinite else { return "–" }
    if abs(value) >= 100 || value == value.rounded() { return number(value, decimals: 0) }
    return signed(NumberText.significant(value, digits))
  }

  static func count(_ value: Int?) -> String { value.map { NumberText.grouped($0) } ?? "–" }

  /// `3 runs`, `1 run`.
  static func count(_ value: Int, _ noun: String) -> String {
    "\(NumberText.grouped(value)) \(noun)\(value == 1 ? "" : "s")"
  }

  static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return "–" }
    let percent = share * 100
    return "\(number(percent, decimals: abs(percent) < 10 && percent != percent.rounded() ? 1 : 0)) %"
  }

  static func amount(_ value: Double?, _ unit: String) -> String {
    value == nil ? "–" : [number(value), unit].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// `0.791 (0.779 – 0.803)`.
  static func interval(_ lower: Double?, _ upper: Double?) -> String {
    if lower == nil && upper == nil { return "–" }
    let joint = (lower ?? 0) < 0 || (upper ?? 0) < 0 ? "to" : "–"
    return "\(number(lower)) \(joint) \(number(upper))"
  }

  static func date(_ time: Timestamp?) -> String { time?.date ?? "–" }

  static func bound(_ comparison: ComparisonOperator, _ bound: Double?) -> String {
    let words =
      switch comparison {
      case .less: "less than"
      case .lessOrEqual: "at most"
      case .greater: "more than"
      case .greaterOrEqual: "at least"
      case .equal: "exactly"
      case .notEqual: "anything but"
      }
    return "\(words) \(trimmed(number(bound)))"
  }

  /// Without the noughts that say how exact a measured figure is; a bound is exact.
  static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// A sentence begins with a capital letter and ends with a stop.
  static func sentence(_ text: String) -> String {
    let start = text.prefix(1).uppercased() + text.dropFirst()
    return start.isEmpty || ".!?…".contains(start.last ?? ".") ? start : start + "."
  }

  /// Joined as people say it: `a, b and c`.
  static func and(_ parts: [String]) -> String {
    guard parts.count > 1, let last = parts.last else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// A metric without jargon, its id behind it.
  static func plain(_ metric: String) -> String {
    let names = [
      "auc": "how well it tells likely from unlikely cases", "average_precision": "how clean its first choices are",
      "log_loss": "how far off its probabilities are", "brier": "how far off its probabilities are",
      "ece": "how far its probabilities can be taken at their word", "accuracy": "the share of right answers",
      "f1": "the balance of hits and false alarms", "precision": "the share of its picks that are right",
      "recall": "the share of the real cases that it finds", "value": "what its answers are worth",
      "rmse": "the typical size of its errors", "mae": "the average size of its errors",
      "r2": "the share of the ups and downs that it explains", "mape": "its average error in per cent",
    ]
    let id = metric.hasPrefix("macro_") ? String(metric.dropFirst(6)) : metric
    if let name = names[id] { return "\(name) (\(metric))" }
    return metric.hasPrefix("latency") ? "how long an answer takes (\(metric))" : metric
  }

  static func tone(_ verdict: Verdict) -> Tone {
    switch verdict {
    case .passed: .good
    case .failed: .bad
    case .inconclusive, .noData: .warning
    }
  }
}

extension Words {
  /// Seconds since 1970 as a date, with the minute where it is not midnight.
  static func moment(_ seconds: Double) -> String {
    let time = Timestamp(seconds: seconds)
    let text = time.minuteText
    return text.hasSuffix("00:00") ? time.date : text
  }
}

extension Words {
  /// `41 days`; shorter stretches by the hour.
  static func days(_ days: Double) -> String {
    guard days < 2 else { return "\(number(days, decimals: 0)) days" }
    let hours = (days * 24).rounded()
    return hours >= 2 ? "\(number(hours, decimals: 0)) hours" : NumberText.duration(days * 86_400)
  }

  /// With its sign: `+120 €`.
  static func gain(_ value: Double, _ unit: String) -> String {
    (value > 0 ? "+" : "") + amount(value, unit)
  }
}
