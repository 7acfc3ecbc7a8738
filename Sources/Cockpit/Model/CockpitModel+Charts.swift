import CellCanvas
import Lifecycle

extension CockpitModel {
  /// The chart of a pane as it is on the screen; nil where it has none or is not shown.
  func chart(of pane: Pane) -> PlacedChart? {
    guard let snapshot, let digest, let area = layout.content(of: pane), !area.isEmpty else { return nil }
    let context = PaneContext(model: self, snapshot: snapshot, digest: digest)
    return (context.content(of: pane, width: area.width) as? any ChartPane)?.chart(in: area)
  }

  /// Why the scale of the focused chart cannot be changed; nil when it can.
  var scaleReason: String? { chart(of: focus) == nil ? "the focused pane has no chart" : nil }

  /// Why there is nothing to pan to; nil when there is.
  var panReason: String? {
    shownWindows.count == digest?.indices.count ?? 0
      ? "every window is shown; \(keymap.key(.tool(.zoomIn))) zooms in" : nil
  }

  /// Logarithmic where it was linear, and back.
  mutating func toggleScale() {
    chartSpan.logarithmic.formSymmetricDifference([focus])
  }

  // MARK: Reading

  /// Moves the cursor of the focused chart; false when the pane has none to move.
  mutating func readChart(by step: Int) -> Bool {
    // Arrows walk the tiles of the overview; the mouse reads their charts.
    if case .tile = focus { return false }
    guard let chart = chart(of: focus) else { return false }
    guard chart.axis != .windows else {
      moveWindow(by: step)
      return true
    }
    let places = chart.chart.positions
    guard let last = places.indices.last else { return false }
    let cursor = chart.chart.cursor
    let here = cursor.flatMap { cursor in places.lastIndex { $0 <= cursor } } ?? (cursor == nil ? last : 0)
    guard cursor != nil || step < 0 else { return true }
    let wanted = here + step
    chartSpan.readings[chart.axis, default: .init()].cursor = wanted > last ? nil : places[max(0, wanted)]
    return true
  }

  /// To the first point of the focused chart, or past the last one, where nothing is read.
  mutating func readChart(toEnd: Bool) {
    guard let chart = chart(of: focus) else { return }
    switch chart.axis {
    case .windows:
      windowCursor = toEnd ? nil : digest?.indices.first
      followCursor()
    case .rounds, .clock:
      chartSpan.readings[chart.axis, default: .init()].cursor = toEnd ? nil : chart.chart.positions.first
    }
  }

  /// Moves the cursor of a chart, and with it those of all charts that run over the same, to the point nearest to an x.
  mutating func readChart(_ chart: PlacedChart, at x: Double) {
    switch chart.axis {
    case .windows:
      if let place = window(nearest: x) { readWindow(place) }
    case .rounds, .clock:
      chartSpan.readings[chart.axis, default: .init()].cursor = Self.nearest(x, in: chart.chart.positions)
    }
  }

  /// - Parameter place: of the window, among those of the snapshot.
  mutating func readWindow(_ place: Int) {
    windowCursor = digest?.indices[place]
    followCursor()
  }

  /// Values are held against what is nearest to an x, or no longer when they are already.
  mutating func pin(_ chart: PlacedChart, at x: Double) {
    switch chart.axis {
    case .windows: if let place = window(nearest: x) { pinWindow(digest?.indices[place]) }
    case .rounds, .clock: pin(Self.nearest(x, in: chart.chart.positions), along: chart.axis)
    }
  }

  mutating func pin(_ x: Double?, along axis: ChartAxis) {
    let held = chartSpan.readings[axis]?.pin
    chartSpan.readings[axis, default: .init()].pin = held == x ? nil : x
  }

  /// Nothing is read any more and the charts follow the newest; false when that was so.
  mutating func releaseCharts() -> Bool {
    let axes = chartSpan.readings.filter { $0.value.cursor != nil }.keys.filter { axis in
      layout.panes.contains { chart(of: $0.pane)?.axis == axis }
    }
    guard windowCursor != nil || chartSpan.end != nil || !axes.isEmpty else { return false }
    windowCursor = nil
    chartSpan.end = nil
    for axis in axes { chartSpan.readings[axis]?.cursor = nil }
    return true
  }

  /// The window shown that ends nearest to a moment, among those of the snapshot.
  func window(nearest time: Double) -> Int? {
    guard let times = digest?.times else { return nil }
    return shownWindows.clamped(to: times.indices).min { abs(times[$0] - time) < abs(times[$1] - time) }
  }

  private static func nearest(_ x: Double, in places: [Double]) -> Double? {
    places.min { abs($0 - x) < abs($1 - x) }
  }
}
