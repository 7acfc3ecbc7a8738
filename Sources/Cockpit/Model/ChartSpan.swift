import Lifecycle

/// Which windows the charts of all screens show, and which one values are held against.
struct ChartSpan: Sendable, Equatable {
  /// Windows across; nil shows all.
  var count: Int?
  /// The newest that is shown, by its index in the session; nil follows the newest there is.
  var end: Int?
  /// By its index in the session.
  var pin: Int?

  /// Fewer make no line.
  static let countMin = 4
}

extension CockpitModel {
  /// Positions of the windows that charts show, among those of the snapshot.
  var shownWindows: Range<Int> {
    let indices = digest?.indices ?? []
    guard let count = chartSpan.count, count < indices.count else { return indices.indices }
    let last = chartSpan.end.flatMap { end in indices.lastIndex { $0 <= end } } ?? indices.count - 1
    let first = max(0, last - count + 1)
    return first..<min(indices.count, first + count)
  }

  private var cursorPosition: Int? {
    windowCursor.flatMap { cursor in digest?.indices.lastIndex { $0 <= cursor } }
  }

  /// Half as many windows for each step up, twice as many for each step down, about the cursor or the newest.
  mutating func zoomCharts(by step: Int) {
    let total = digest?.indices.count ?? 0
    guard total > ChartSpan.countMin else { return }
    let now = min(chartSpan.count ?? total, total)
    let wanted = step > 0 ? max(ChartSpan.countMin, now / 2) : now * 2
    guard wanted < total else { return showAllWindows() }
    chartSpan.count = wanted
    guard let cursor = cursorPosition, let indices = digest?.indices else { return chartSpan.end = nil }
    chartSpan.end = indices[min(total - 1, max(cursor + wanted / 2, wanted - 1))]
  }

  mutating func showAllWindows() {
    chartSpan.count = nil
    chartSpan.end = nil
  }

  /// Charts go where the cursor goes; without one they follow the newest window.
  mutating func followCursor() {
    guard chartSpan.count != nil else { return }
    guard let cursor = cursorPosition, let indices = digest?.indices else { return chartSpan.end = nil }
    let shown = shownWindows
    if cursor < shown.lowerBound {
      chartSpan.end = indices[min(indices.count - 1, cursor + shown.count - 1)]
    } else if cursor >= shown.upperBound {
      chartSpan.end = indices[cursor]
    }
  }

  /// Holds values against the window under the cursor, or no longer.
  mutating func pinWindow() {
    let here = windowCursor ?? digest?.indices.last
    chartSpan.pin = chartSpan.pin == here ? nil : here
  }
}
