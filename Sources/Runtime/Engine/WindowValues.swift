import Lifecycle

/// Everything that a condition may name, as the newest windows say it.
struct WindowValues {
  /// Readings that a window holds at most.
  static let readingCountMax = 64

  private var drift: [Lifecycle.DriftReading] = []
  private var estimated: [String: [String: Double]] = [:]
  private var figures: [String: Double] = [:]
  private var settled: [String: Double] = [:]

  mutating func take(_ window: WindowClosed) {
    drift = window.drift
    estimated = window.estimated
    figures = window.figures
  }

  mutating func take(_ window: WindowSettled, _ measurements: [String: Measurement]) {
    settled = measurements.compactMapValues { $0.value }
    settled.merge(window.metrics) { $1 }
    settled.merge(window.kpis) { $1 }
    if let found = window.reconciliation { settled["reconciliation." + found.metric] = found.difference }
  }

  /// Metrics and KPIs by their names, `psi.COLUMN` and the like, `estimated.METRIC`, `reconciliation.METRIC`, `input.…`, `output.…` and
  /// `software.…`; nil without data.
  subscript(name: String) -> Double? {
    if let value = settled[name] ?? figures[name] { return value }
    guard let dot = name.firstIndex(of: ".") else { return nil }
    let (prefix, rest) = (String(name[..<dot]), String(name[name.index(after: dot)...]))
    switch prefix {
    case "estimated": return estimated[rest]?["value"]
    // Of the columns only those with something to tell are named.
    case "input": return figures.isEmpty || !rest.contains(".") ? nil : 0
    default:
      let method = prefix == "ks" ? "kolmogorov_smirnov" : prefix
      return drift.first { $0.method == method && $0.column == rest }?.statistic
    }
  }
}
