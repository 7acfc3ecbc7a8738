import CellCanvas
import Encoding
import Lifecycle

/// The scope's metric on live traffic against its gate.
struct MetricPane: ChartPane {
  let context: PaneContext

  private var standing: LiveStanding { context.digest.standing }

  var title: TextLine {
    let name = MetricText.title(standing.metric)
    guard let value = standing.value else { return TextLine("Live \(name)") }
    let mark: TextLine = standing.isBad ? TextLine(" ✗", .failing) : TextLine(" ✓", .ok)
    return TextLine("Live \(name) ") + TextLine(MetricText.value(standing.metric, value)) + mark
  }

  var note: TextLine? {
    if let words = standing.words { return TextLine(words, .failing) }
    guard let since = standing.failingSince, let failure = standing.failure else { return nil }
    return TextLine("\(failure) since \(TimeText.day(since))", .failing)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard standing.value != nil else { return drawEmpty(in: area, on: &canvas) }
    if let line = headline(in: area) { canvas.put(line.truncated(to: area.width), in: area.row(0)) }
    chart(in: area)?.draw(on: &canvas)
  }

  var axis: ChartAxis { .windows }

  func chart(in area: Rect) -> PlacedChart? {
    guard standing.value != nil else { return nil }
    let rest = headline(in: area) == nil ? area : area.dropFirstRows(1)
    let chart = MetricPane.chart(context, rows: rest.height, showsLegend: rest.height >= 12)
    return context.placed(chart, of: .metric, along: .windows, in: rest)
  }

  private func headline(in area: Rect) -> TextLine? { area.height >= 8 ? headline : nil }

  /// Since when the gate fails; while it holds, how long it will.
  private var headline: TextLine? {
    if standing.words != nil, let since = standing.failingSince, let failure = standing.failure {
      return TextLine("✗ \(failure) since \(TimeText.day(since))", .failing)
    }
    return context.digest.staleness.flatMap { AlarmText.decay($0) }
  }

  private func drawEmpty(in area: Rect, on canvas: inout Canvas) {
    let closed = context.state.windows.count
    guard closed > 0 else {
      return canvas.putEmpty(
        "Nothing is known about live traffic yet.", context.trafficRemedy, in: area)
    }
    canvas.putEmpty("\(closed) windows wait for their outcomes.", in: area)
  }

  /// The metric per window, its gate, the champion's value on test, and where another version took over.
  ///
  /// - Parameter rows: of the chart; where the two levels would share a row only the gate is drawn.
  static func chart(_ context: PaneContext, rows: Int, showsLegend: Bool) -> LineChart {
    let standing = context.digest.standing
    let metric = standing.metric
    let series = context.series(MetricText.title(metric), context.digest.metrics[metric] ?? [])
    let onTest = context.state.champion?.metrics["test"]?[metric]
    let levels = [standing.bound, onTest].compactMap { $0 }
    let range = Charts.range(of: [series], including: levels)
    var thresholds: [LineChart.Threshold] = []
    if let champion = context.state.champion, let onTest, Charts.areApart(levels, in: range, rows: rows) {
      let label = "v\(champion.id) on test \(MetricText.value(metric, onTest))"
      thresholds.append(.init(onTest, label: label, role: .reference))
    }
    if let bound = standing.bound {
      thresholds.append(.init(bound, label: "gate \(MetricText.value(metric, bound))"))
    }
    return LineChart(
      [series], thresholds: thresholds, events: context.versionEvents, xAxis: .time, xRange: context.windowRange,
      yRange: range, cursor: context.cursorTime, pin: context.pinTime, showsLegend: showsLegend)
  }
}

extension PaneContext {
  /// A figure per window as a line, up to the newest window that has one.
  func series(_ name: String, _ values: [Double], role: Role? = nil) -> LineChart.Series {
    let known = (values.lastIndex(where: \.isFinite) ?? -1) + 1
    let shown = model.shownWindows.clamped(to: 0..<known)
    return .init(name, x: Array(digest.times[shown]), y: Array(values[shown]), role: role)
  }

  /// From the first window that is shown to the last, so that charts of one screen share their time.
  var windowRange: ClosedRange<Double>? {
    let times = digest.times[model.shownWindows.clamped(to: digest.times.indices)]
    guard let first = times.first, let last = times.last, first < last else { return nil }
    return first...last
  }

  /// The moment of the window that values are held against.
  var pinTime: Double? {
    guard let pin = model.chartSpan.pin, let position = digest.indices.lastIndex(where: { $0 <= pin }) else {
      return nil
    }
    return digest.times[position]
  }

  /// Marks where another version began to answer.
  var versionEvents: [LineChart.Event] {
    digest.changes.map { .init(x: $0.time, label: "v\($0.version)") }
  }

  /// The moment of the window under the cursor; nil while the newest is followed.
  var cursorTime: Double? {
    model.windowCursor == nil ? nil : model.selectedWindow?.closed.to.seconds
  }
}
