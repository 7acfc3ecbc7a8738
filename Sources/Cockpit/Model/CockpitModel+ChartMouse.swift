import CellCanvas
import Lifecycle

extension CockpitModel {
  /// The pane whose chart lies under a point, the chart, and where its lines are.
  private func chart(at point: Point) -> (pane: Pane, chart: PlacedChart, plot: LineChart.Plot)? {
    guard layer == nil, let pane = layout.panes.first(where: { $0.area.contains(point) })?.pane,
      let chart = chart(of: pane), chart.area.contains(point), let plot = chart.chart.plot(in: chart.area),
      point.x >= plot.area.x, point.x < plot.area.endX
    else { return nil }
    return (pane, chart, plot)
  }

  /// Whether a point lies on the lines of a chart, where a click reads.
  func isOnChart(_ point: Point) -> Bool { chart(at: point) != nil }

  /// A button went down: the left one reads what is under it, the middle one pins it, the right one takes hold of the
  /// windows.
  mutating func pressChart(_ button: MouseEvent.Button, at point: Point) {
    chartSpan.grip = nil
    guard layer == nil else { return }
    guard let found = chart(at: point) else {
      guard let window = heatWindow(at: point) ?? timelineWindow(at: point) else { return }
      if button == .left { readWindow(window) } else { pinWindow(digest?.indices[window]) }
      return
    }
    let x = found.plot.x(at: point.x)
    switch button {
    case .left: readChart(found.chart, at: x)
    case .middle: return pin(found.chart, at: x)
    case .right: break
    }
    chartSpan.grip = .init(pane: found.pane, column: point.x, shown: shownWindows, pans: button == .right)
  }

  /// The window whose cells of the heat strip lie under a point, among those of the snapshot.
  private func heatWindow(at point: Point) -> Int? {
    guard let snapshot, let digest, let area = layout.content(of: .drift) else { return nil }
    return DriftPane(context: PaneContext(model: self, snapshot: snapshot, digest: digest)).window(at: point, in: area)
  }

  /// The window that ends nearest to a point of the timeline.
  private func timelineWindow(at point: Point) -> Int? {
    guard !isInPast, let time = TimelineBar(self).time(at: point, in: layout.timeline), let times = digest?.times else {
      return nil
    }
    return times.indices.min { abs(times[$0] - time) < abs(times[$1] - time) }
  }

  /// The mouse moved with a button held: the cursor goes along, or the windows do. Beside the chart its ends count.
  mutating func dragChart(to point: Point) {
    guard let grip = chartSpan.grip, let chart = chart(of: grip.pane), let plot = chart.chart.plot(in: chart.area)
    else {
      return
    }
    if point.x != grip.column { chartSpan.grip?.hasMoved = true }
    guard grip.pans else { return readChart(chart, at: plot.x(at: point.x)) }
    guard chart.axis == .windows, plot.area.width > 1 else { return }
    let perColumn = Double(grip.shown.count - 1) / Double(plot.area.width - 1)
    panCharts(to: grip.shown.upperBound - 1 - Int((Double(point.x - grip.column) * perColumn).rounded()))
  }

  /// The button is up; a right one that held still pins what is under it.
  mutating func releaseChart(at point: Point) {
    guard let grip = chartSpan.grip else { return }
    chartSpan.grip = nil
    guard grip.pans, !grip.hasMoved, let found = chart(at: point), found.pane == grip.pane else { return }
    pin(found.chart, at: found.plot.x(at: point.x))
  }

  /// The wheel on a chart over windows zooms about the mouse, with shift it pans; false elsewhere.
  mutating func wheelChart(by step: Int, at point: Point, pans: Bool) -> Bool {
    guard let found = chart(at: point), found.chart.axis == .windows else { return false }
    if pans {
      panCharts(by: step)
    } else {
      zoomCharts(by: -step, about: window(nearest: found.plot.x(at: point.x)))
    }
    return true
  }
}
