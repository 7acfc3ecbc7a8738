import Encoding

/// The two text forms of metrics that collectors read.
enum MetricsText: Sendable {
  /// Prometheus 0.0.4.
  case prometheus
  /// OpenMetrics 1.0.0.
  case openMetrics

  /// What an `Accept` header asks for.
  init(accept: String?) {
    self = accept?.contains("application/openmetrics-text") == true ? .openMetrics : .prometheus
  }

  var contentType: String {
    switch self {
    case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }

  func text(_ families: [MetricFamily]) -> [UInt8] {
    var text = ""
    for family in families where !family.samples.isEmpty { write(family, into: &text) }
    switch self {
    case .prometheus: break
    case .openMetrics: text += "# EOF\n"
    }
    return Array(text.utf8)
  }

  private func write(_ family: MetricFamily, into text: inout String) {
    // OpenMetrics names the family of a counter without `_total` and every sample of it with; the older form has one
    // name for both.
    let total = "_total"
    var name = family.name
    var suffix = ""
    switch (self, family.kind) {
    case (.openMetrics, .counter):
      if name.hasSuffix(total) { name.removeLast(total.count) }
      suffix = total
    case (.prometheus, _), (.openMetrics, _): break
    }
    text += "# HELP \(name) \(escaped(family.help, quotes: quotesHelp))\n# TYPE \(name) \(family.kind.rawValue)\n"
    for sample in family.samples {
      text += name + suffix + sample.suffix
      if !sample.labels.isEmpty {
        text +=
          "{" + sample.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",") + "}"
      }
      text += " \(Self.number(sample.value))\n"
    }
  }

  /// The older form leaves quotes in a help text as they are.
  private var quotesHelp: Bool {
    switch self {
    case .prometheus: false
    case .openMetrics: true
    }
  }

  private func escaped(_ text: String, quotes: Bool) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): bytes += [byte, byte]
      case UInt8(ascii: "\n"): bytes += Array("\\n".utf8)
      case UInt8(ascii: "\"") where quotes: bytes += Array("\\\"".utf8)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if let whole = Int64(exactly: value), abs(whole) < 1 << 53 { return String(whole) }
    return value.description
  }
}
