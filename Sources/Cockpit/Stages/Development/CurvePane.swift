import CellCanvas
import Encoding
import Lifecycle

/// The loss round by round, while it happens.
struct CurvePane: ChartPane {
  let context: PaneContext

  var title: TextLine {
    guard let curve = context.snapshot.training else { return "Training curve" }
    return TextLine("Run \(curve.run) · \(curve.recipe) · ") + TextLine(MetricText.title(curve.loss))
  }

  var note: TextLine? {
    guard let curve = context.snapshot.training, let round = curve.rounds.last else { return nil }
    return curve.isRunning
      ? TextLine("⠹ round \(round) of \(curve.roundCountMax)", .busy) : TextLine("\(round) rounds", .dim)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let chart = chart(in: area) else {
      let text =
        context.snapshot.state.runs.isEmpty
        ? "No training to show yet." : "A run's curve is shown while the program that trained it is open."
      return canvas.putEmpty(text, "\(context.key(.retrain)) starts one", in: area)
    }
    chart.draw(on: &canvas)
  }

  var axis: ChartAxis { .rounds }

  func chart(in area: Rect) -> PlacedChart? {
    guard let curve = context.snapshot.training, !curve.rounds.isEmpty else { return nil }
    return context.placed(CurvePane.chart(curve), of: .curve, along: .rounds, in: area)
  }

  /// Both losses over the rounds; the best round of validate is marked.
  static func chart(_ curve: TrainingCurve, showsLegend: Bool = true) -> LineChart {
    let x = curve.rounds.map(Double.init)
    var series: [LineChart.Series] = []
    if !curve.validate.isEmpty { series.append(.init("validate", x: x, y: curve.validate)) }
    series.append(.init("train", x: x, y: curve.train, role: .line(2)))
    let events = best(curve).map { [LineChart.Event(x: Double($0.round), label: "best", role: .ok)] } ?? []
    return LineChart(series, events: events, xAxis: .number, yRange: Charts.range(of: series), showsLegend: showsLegend)
  }

  static func best(_ curve: TrainingCurve) -> (round: Int, loss: Double)? {
    zip(curve.rounds, curve.validate).min { $0.1 < $1.1 }.map { (round: $0.0, loss: $0.1) }
  }
}
