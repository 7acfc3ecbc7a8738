import CellCanvas
import Lifecycle

/// Which windows the charts of all screens show, how, and which one values are held against.
struct ChartSpan: Sendable, Equatable {
  /// Windows across; nil shows all.
  var count: Int?
  /// The newest that is shown, by its index in the session; nil follows the newest there is.
  var end: Int?
  /// By its index in the session.
  var pin: Int?
  /// Where charts that do not run over windows are read.
  var readings: [ChartAxis: Reading] = [:]
  /// Panes whose charts have a logarithmic axis.
  var logarithmic: Set<Pane> = []
  /// What the mouse holds.
  var grip: Grip?

  /// Fewer make no line.
  static let countMin = 4

  /// Places on an axis; nil where nothing is read or held against.
  struct Reading: Sendable, Equatable {
    var cursor: Double?
    var pin: Double?
  }

  /// A chart with a button held down on it.
  struct Grip: Sendable, Equatable {
    var pane: Pane
    /// The column where it began.
    var column: Int
    /// The windows that were shown then.
    var shown: Range<Int>
    var hasMoved = false
    /// Moves the windows; otherwise the cursor.
    var pans: Bool
  }
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

  /// The window under the cursor, among those of the snapshot; nil while the newest is followed.
  var cursorPosition: Int? {
    windowCursor.flatMap { cursor in digest?.indices.lastIndex { $0 <= cursor } }
  }

  /// Half as many windows for each step up, twice as many for each step down, so that as many of these bring all back.
  ///
  /// - Parameter place: the window that stays where it is on the screen; nil takes the cursor, which comes to the
  ///   middle, or the newest that is shown.
  mutating func zoomCharts(by step: Int, about place: Int? = nil) {
    let total = digest?.indices.count ?? 0
    guard total > ChartSpan.countMin else { return }
    let shown = shownWindows
    let wanted = step > 0 ? max(ChartSpan.countMin, shown.count / 2) : shown.count * 2 + 1
    guard wanted < total else { return showAllWindows() }
    let last: Int
    if let place {
      let share = Double(place - shown.lowerBound) / Double(max(1, shown.count - 1))
      last = place - Int((share * Double(wanted - 1)).rounded()) + wanted - 1
    } else {
      last = cursorPosition.map { $0 + wanted / 2 } ?? shown.upperBound - 1
    }
    chartSpan.count = wanted
    holdCharts(upTo: last)
  }

  /// Shows the windows up to a position; up to the newest they are followed.
  private mutating func holdCharts(upTo last: Int) {
    guard let indices = digest?.indices, let count = chartSpan.count else { return }
    let last = max(last, count - 1)
    chartSpan.end = last >= indices.count - 1 && windowCursor == nil ? nil : indices[min(last, indices.count - 1)]
  }

  mutating func showAllWindows() {
    chartSpan.count = nil
    chartSpan.end = nil
  }

  /// Moves what is shown and leaves the cursor: a quarter of it for each step, on in time for positive ones.
  mutating func panCharts(by step: Int) {
    let shown = shownWindows
    panCharts(to: shown.upperBound - 1 + step * max(1, shown.count / 4))
  }

  /// - Parameter last: the newest window to show; at the newest there is, they are followed again.
  mutating func panCharts(to last: Int) {
    guard let indices = digest?.indices, let count = chartSpan.count, count < indices.count else { return }
    let last = max(last, count - 1)
    chartSpan.end = last >= indices.count - 1 ? nil : indices[last]
  }

  /// Charts go where the cursor goes, and stay while it is there; without one they follow the newest window.
  mutating func followCursor() {
    guard chartSpan.count != nil else { return }
    guard let cursor = cursorPosition, let indices = digest?.indices else { return chartSpan.end = nil }
    let shown = shownWindows
    if cursor < shown.lowerBound {
      chartSpan.end = indices[min(indices.count - 1, cursor + shown.count - 1)]
    } else if cursor >= shown.upperBound {
      chartSpan.end = indices[cursor]
    } else if let last = shown.last {
      chartSpan.end = indices[last]
    }
  }

  /// Holds values against the window under the cursor, or no longer; of a chart that runs over something else its place.
  mutating func pinWindow() {
    if let chart = chart(of: focus), chart.axis != .windows {
      return pin(chart.chart.cursor ?? chart.chart.positions.last, along: chart.axis)
    }
    pinWindow(windowCursor ?? digest?.indices.last)
  }

  /// - Parameter window: by its index in the session.
  mutating func pinWindow(_ window: Int?) {
    chartSpan.pin = chartSpan.pin == window ? nil : window
  }
}
