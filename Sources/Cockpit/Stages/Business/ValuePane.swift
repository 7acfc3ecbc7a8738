import CellCanvas
import Encoding
import Lifecycle

/// What each window was worth, beside what the baseline would have made of it.
struct ValuePane: ChartPane {
  let context: PaneContext

  var title: TextLine {
    guard let newest = context.newestValue else { return "Value per window" }
    return TextLine("Value per window · ") + TextLine(MetricText.amount(newest.value, context.unit))
  }

  var note: TextLine? {
    guard let newest = context.newestValue, let baseline = newest.baseline else { return nil }
    let isBetter = newest.value >= baseline
    return TextLine("baseline \(MetricText.amount(baseline, context.unit)) ", .dim)
      + TextLine(isBetter ? "✓ above" : "✗ below", isBetter ? .ok : .failing)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.newestValue != nil else { return context.putNoValue(in: area, on: &canvas) }
    chart(in: area)?.draw(on: &canvas)
  }

  var axis: ChartAxis { .windows }

  func chart(in area: Rect) -> PlacedChart? {
    guard context.newestValue != nil else { return nil }
    return context.placed(ValuePane.chart(context), of: .value, along: .windows, in: area)
  }

  static func chart(_ context: PaneContext, showsLegend: Bool = true) -> LineChart {
    var series = [context.series("model", context.digest.value)]
    if context.digest.baselineValue.contains(where: \.isFinite) {
      series.append(context.series("baseline", context.digest.baselineValue, role: .reference))
    }
    for (place, name) in ["nobody", "everybody", "previous"].enumerated() {
      guard let values = context.digest.alternatives[name] else { continue }
      series.append(context.series(name, values, role: .line(place + 2)))
    }
    return LineChart(
      series, events: context.versionEvents, xAxis: .time, xRange: context.windowRange,
      yRange: Charts.range(of: series), cursor: context.cursorTime, pin: context.pinTime, showsLegend: showsLegend)
  }
}

/// The sum of what the model brought over the baseline.
struct DifferencePane: ChartPane {
  let context: PaneContext

  private var total: Double? { context.digest.difference.last { $0.isFinite } }

  var title: TextLine {
    guard let total else { return "Over the baseline" }
    return TextLine("Over the baseline · ")
      + TextLine((total > 0 ? "+" : "") + MetricText.amount(total, context.unit), total >= 0 ? .ok : .failing)
  }

  var note: TextLine? {
    guard let total, total < 0 else { return TextLine("summed", .dim) }
    return TextLine("✗ the baseline would have earned more", .failing)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let chart = chart(in: area) else { return context.putNoValue(in: area, on: &canvas) }
    chart.draw(on: &canvas)
  }

  var axis: ChartAxis { .windows }

  func chart(in area: Rect) -> PlacedChart? {
    guard total != nil else { return nil }
    let series = [context.series("sum", context.digest.difference, role: .line(3))]
    let chart = LineChart(
      series, thresholds: [.init(0, role: .axis)], events: context.versionEvents, xAxis: .time,
      xRange: context.windowRange, yRange: Charts.range(of: series, including: [0]))
    return context.placed(chart, of: .difference, along: .windows, in: area)
  }
}

extension PaneContext {
  /// The newest settled window's value and its baseline's.
  var newestValue: (value: Double, baseline: Double?)? {
    guard let place = digest.value.lastIndex(where: \.isFinite) else { return nil }
    let baseline = digest.baselineValue[place]
    return (digest.value[place], baseline.isFinite ? baseline : nil)
  }

  /// Why there is no value to show.
  func putNoValue(in area: Rect, on canvas: inout Canvas) {
    if scope.value == nil {
      canvas.putEmpty(
        "No value model: nothing says what an answer earns or costs.", "\(key(.edit)) edits scope.value", in: area)
    } else {
      canvas.putEmpty("No window has settled yet.", trafficRemedy, in: area)
    }
  }
}
