import CellCanvas
import Encoding
import Lifecycle

/// Estimate less truth, window by window: where they part, the errors themselves changed.
struct GapPane: ChartPane {
  let context: PaneContext

  private var metric: String { context.scope.metric }
  private var pairs: [(window: Window, found: Reconciliation)] {
    context.state.windows.compactMap { window in
      Reconciliation(window, metric).flatMap { $0.isComplete ? (window, $0) : nil }
    }
  }

  var title: TextLine {
    guard let last = pairs.last?.found.difference else { return "Estimate less truth" }
    return TextLine("Estimate less truth · ")
      + TextLine(CellText.signed(metric, last), context.hasParted ? .failing : .strong)
  }

  var note: TextLine? {
    guard pairs.last != nil else { return nil }
    return context.hasParted ? TextLine("✗ concept drift suspected", .failing) : TextLine("✓ they agree", .ok)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !pairs.isEmpty else {
      return canvas.putEmpty("No window has both yet: outcomes come later than estimates.", in: area)
    }
    chart(in: area)?.draw(on: &canvas)
  }

  var axis: ChartAxis { .windows }

  func chart(in area: Rect) -> PlacedChart? {
    let range = context.windowRange
    let pairs = pairs.filter { pair in range?.contains(pair.window.closed.to.seconds) ?? true }
    guard !pairs.isEmpty else { return nil }
    let times = pairs.map(\.window.closed.to.seconds)
    let series = LineChart.Series(
      "difference", x: times, y: pairs.map { $0.found.difference ?? .nan }, role: .line(1))
    // The interval around the estimate, moved to nought: inside it the two agree.
    var band = LineChart.Band([], from: [], to: [], role: .line(2))
    for (window, found) in pairs {
      guard let estimated = found.estimated, let lower = found.lower, let upper = found.upper else { continue }
      band.append(window.closed.to.seconds, from: estimated - upper, to: estimated - lower)
    }
    var chart = LineChart(
      [series], thresholds: [.init(0, label: "agree")], events: context.versionEvents, xAxis: .time,
      xRange: context.windowRange,
      yRange: Charts.range(of: [series], including: [0] + band.lower + band.upper), showsLegend: false)
    chart.bands = [band]
    return context.placed(chart, of: .part(.gap), along: .windows, in: area)
  }
}

extension PaneContext {
  /// Whether the engine holds estimate and truth for parted, as the newest window that was judged says.
  var hasParted: Bool {
    state.windows.last { $0.settled?.reconciliation?.sum != nil }?.settled?.reconciliation?.isParted == true
  }
}
