import CellCanvas
import Lifecycle

/// What the charts of a pane run over.
enum ChartAxis: Sendable, Hashable {
  /// The windows of traffic, which all charts of this kind read together.
  case windows
  /// The rounds of a training.
  case rounds
  /// The clock on the wall.
  case clock
}

/// A pane with a chart that a cursor reads.
protocol ChartPane: PaneContent {
  var axis: ChartAxis { get }
  /// The chart, as it is drawn, and where it is when the inside of the pane is `area`; nil when there is none.
  func chart(in area: Rect) -> PlacedChart?
}

/// A chart and the part of the screen it has.
struct PlacedChart {
  var chart: LineChart
  var area: Rect
  var axis: ChartAxis

  func draw(on canvas: inout Canvas) { chart.draw(in: area, on: &canvas) }
}

extension PaneContext {
  /// A chart with the cursor, the pin and the scale that hold for the pane.
  func placed(_ chart: LineChart, of pane: Pane, along axis: ChartAxis, in area: Rect) -> PlacedChart {
    var chart = chart
    chart.isLogarithmic = model.chartSpan.logarithmic.contains(pane)
    switch axis {
    case .windows: (chart.cursor, chart.pin) = (cursorTime, pinTime)
    case .rounds, .clock:
      let reading = model.chartSpan.readings[axis]
      (chart.cursor, chart.pin) = (reading?.cursor, reading?.pin)
    }
    return PlacedChart(chart: chart, area: area, axis: axis)
  }

  /// For the frame of a pane whose charts show some of the windows: which, and how to come back to the newest.
  func spanHint(_ content: any PaneContent) -> TextLine? {
    guard (content as? any ChartPane)?.axis == .windows, (content as? TilePane)?.hasChart ?? true else { return nil }
    let shown = model.shownWindows
    let total = digest.indices.count
    guard shown.count < total else { return nil }
    guard model.chartSpan.end != nil else { return TextLine("newest \(shown.count) of \(total) windows", .dim) }
    return TextLine("◂ \(shown.lowerBound + 1)–\(shown.upperBound) of \(total) windows, held ", .attention)
      + TextLine(model.keymap.key(.move(.back)), .key) + TextLine(" newest", .keyHint)
  }

  /// A figure per window as bars: those up to the newest that charts show, the one under the cursor marked.
  func bars(_ values: [Double], width: Int, accepted: ((Double) -> Bool)? = nil) -> TextLine {
    let end = model.chartSpan.end == nil ? values.count : min(values.count, model.shownWindows.upperBound)
    return Bars.line(Array(values.prefix(end)), width: width, accepted: accepted, marked: model.cursorPosition)
  }
}
