import CellCanvas
import Encoding
import Expressions
import Lifecycle

/// The selected gate on live traffic, window by window.
struct CoursePane: ChartPane {
  let context: PaneContext

  private var gate: Gate? {
    guard case .gate(let index) = context.model.selectedItem(of: .gates) else { return nil }
    return context.scope.gates[index]
  }

  private var values: [Double] { gate.flatMap { context.digest.metrics[$0.metric] } ?? [] }

  private var bound: Double? {
    gate.flatMap { context.bound(of: $0) }
  }

  var title: TextLine { TextLine(gate.map { "\($0.title) · live" } ?? "Live course") }

  var note: TextLine? {
    guard let gate, let bound else { return nil }
    let settled = values.filter(\.isFinite)
    let within = settled.filter { gate.comparison.holds($0, bound) }.count
    guard !settled.isEmpty else { return nil }
    return TextLine("holds in \(within) of \(settled.count) windows", within == settled.count ? .ok : .failing)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let chart = chart(in: area) else {
      return canvas.putEmpty(
        gate == nil ? "No gate is selected." : "No window tells about this gate yet.",
        context.state.windows.isEmpty ? context.trafficRemedy : "", in: area)
    }
    chart.draw(on: &canvas)
  }

  var axis: ChartAxis { .windows }

  func chart(in area: Rect) -> PlacedChart? {
    guard let gate, values.contains(where: \.isFinite) else { return nil }
    let series = context.series(MetricText.title(gate.metric), values)
    let thresholds = bound.map { [LineChart.Threshold($0, label: "gate \(MetricText.value(gate.metric, $0))")] } ?? []
    let chart = LineChart(
      [series], thresholds: thresholds, events: context.versionEvents, xAxis: .time, xRange: context.windowRange,
      yRange: Charts.range(of: [series], including: bound.map { [$0] } ?? []))
    return context.placed(chart, of: .course, along: .windows, in: area)
  }
}
