import CellCanvas
import Encoding
import Lifecycle

/// How the program fares, on wall time: rate, latency, errors by kind, memory, processor, queue, each with its course.
struct SoftwarePane {
  let context: PaneContext
  let series: [LiveSeries]

  private var resolution: SeriesResolution { context.model.desk.figures.resolution }
  private var newest: Double { series.compactMap { $0.times.last }.max() ?? 0 }

  var note: TextLine {
    let time = Timestamp(seconds: newest)
    return TextLine("\(FigureText.word(resolution)) to \(TimeText.clock(time))\(seconds(of: time))", .dim)
  }

  /// Seconds matter where a point is one.
  private func seconds(of time: Timestamp) -> String {
    guard resolution == .second else { return "" }
    let second = time.civil.second
    return ":" + (second < 10 ? "0" : "") + String(second)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let (list, chart) = FiguresPane.parts(of: area, rows: series.count)
    let course = max(6, list.width - FiguresPane.figureWidth)
    context.table(.part(.software), columns: FiguresPane.columns, height: list.height) { item in
      guard case .named(let name) = item, let found = series.first(where: { $0.name == name }) else { return [] }
      return row(found, course: course)
    }
    .draw(in: list, on: &canvas)
    self.chart(placed: chart)?.draw(on: &canvas)
  }

  func chart(in area: Rect) -> PlacedChart? {
    chart(placed: FiguresPane.parts(of: area, rows: series.count).chart)
  }

  private func row(_ series: LiveSeries, course: Int) -> [TextLine] {
    let value = context.model.valueAtCursor(series) ?? .nan
    let isFault = series.name.contains("errors") && value > 0
    let (number, unit) = FigureText.parts(series.name, value)
    return [
      TextLine(FigureText.title(series.name)),
      TextLine(isFault ? "✗ " : "", .failing) + TextLine(number, isFault ? .failing : .strong), TextLine(unit, .dim),
      Bars.line(series.places(course, of: resolution.seconds, upTo: newest), width: course),
    ]
  }

  private func chart(placed area: Rect) -> PlacedChart? {
    guard area.height >= 5, area.width >= 20, case .named(let name) = context.model.selectedItem(of: .part(.software)),
      let found = series.first(where: { $0.name == name }), let first = found.times.first, let last = found.times.last
    else { return nil }
    let (x, raw) = found.broken(at: resolution.seconds)
    // What a bucket of a minute or an hour ranged over is in the same unit.
    let (factor, unit) = FigureText.scale(name, upTo: found.maxima.max() ?? 0)
    let y = raw.map { $0 * factor }
    let (minima, maxima) = (found.minima.map { $0 * factor }, found.maxima.map { $0 * factor })
    var line = LineChart.Series(FigureText.trimmedTitle(name), x: x, y: y)
    line.role = .line(1)
    var range = Charts.range(of: [line])
    let low = min(range?.lowerBound ?? .infinity, minima.min() ?? .infinity)
    let high = max(range?.upperBound ?? -.infinity, maxima.max() ?? -.infinity)
    if low < high { range = low...high }
    var chart = LineChart([line], xAxis: .time, xRange: first < last ? first...last : nil, yRange: range)
    chart.unit = unit
    // What a bucket of a minute or an hour ranged over.
    if resolution != .second {
      chart.bands = [LineChart.Band(found.times, from: minima, to: maxima, role: .line(1))]
    }
    return context.placed(chart, of: .part(.software), along: .clock, in: area)
  }
}
