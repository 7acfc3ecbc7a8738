import Encoding
import Lifecycle
import Serving

/// What a session's sources are expected to bring: windows are held against those before them.
struct UpstreamBook {
  /// Windows that tell what is expected.
  static let windowCountMax = 24
  private static let windowCountMin = 3

  private var rates: [Double] = []
  private var lastTo: Timestamp?

  init() {}

  /// Of a session that goes on after these windows.
  init(after windows: [Window]) {
    for window in windows {
      var closed = window.closed
      add(to: &closed)
    }
  }

  /// The same facts; closed windows have their figures.
  mutating func adding(to facts: [WindowFact]) -> [WindowFact] {
    facts.map { fact in
      guard case .closed(var window, let histograms) = fact else { return fact }
      add(to: &window)
      return .closed(window, histograms)
    }
  }

  /// Gives a window its `freshness` (seconds, the longest pause before or in it) and `volume` (rows a second as a share of
  /// what the windows before it had).
  mutating func add(to window: inout WindowClosed) {
    let span = window.to.seconds(since: window.from)
    let within = window.rows > 1 ? span / Double(window.rows - 1) : 0
    let before = lastTo.map { max(0, window.from.seconds(since: $0)) } ?? 0
    window.figures["freshness"] = max(window.figures["freshness"] ?? within, before)
    let length = span + (window.rows > 1 ? within : 0)
    let whole = max(length, length + before - within)
    lastTo = window.to
    guard whole > 0 else { return }
    let rate = Double(window.rows) / whole
    if rates.count >= Self.windowCountMin, let expected = Self.median(rates),
      expected > 0
    {
      window.figures["volume"] = rate / expected
    }
    rates.append(rate)
    if rates.count > Self.windowCountMax { rates.removeFirst() }
  }

  static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
