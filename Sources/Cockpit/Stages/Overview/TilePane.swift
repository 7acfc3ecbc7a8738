import CellCanvas
import Encoding
import Lifecycle

/// A stage at a glance: its headline and the one picture that matters for it.
struct TilePane: PaneContent {
  let context: PaneContext
  let stage: Stage

  private var summary: StageSummary? { context.snapshot.stages.first { $0.stage == stage } }

  var title: TextLine { TextLine("\(stage.rawValue) \(stage.title)") }

  var note: TextLine? { (summary?.status ?? .empty).markAndWord }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let headline = (summary?.headline ?? "nothing here yet").wrapped(to: area.width)
    let lines = headline.prefix(area.height >= 8 ? 3 : area.height >= 5 ? 2 : 1)
    canvas.put(lines.map { TextLine($0, .strong) }, in: area)
    let gap = area.height > lines.count + 4 ? 1 : 0
    let room = area.dropFirstRows(lines.count + gap)
    guard room.height > 0 else { return }
    switch stage {
    case .scoping: drawGates(in: room, on: &canvas)
    case .data: drawTarget(in: room, on: &canvas)
    case .development: drawCurve(in: room, on: &canvas)
    case .deployment: drawTraffic(in: room, on: &canvas)
    case .monitoring: drawMetric(in: room, on: &canvas)
    case .business: drawValue(in: room, on: &canvas)
    }
  }

  private func remedy(_ text: String, in area: Rect, on canvas: inout Canvas) {
    canvas.put(text.wrapped(to: area.width).map { TextLine($0, .accent) }, in: area)
  }

  /// Each gate with its verdict on test and live.
  private func drawGates(in area: Rect, on canvas: inout Canvas) {
    guard !context.scope.gates.isEmpty else { return remedy("\(context.key(.edit)) adds gates", in: area, on: &canvas) }
    let lines = context.scope.gates.map { gate -> TextLine in
      let test = context.snapshot.gates.first { $0.gate == gate }?.verdict ?? .noData
      let live = context.snapshot.liveGates.first { $0.gate == gate }?.verdict ?? .noData
      let verdicts =
        TextLine(" test ", .dim) + TextLine(test.glyph, test.role) + TextLine(" live ", .dim)
        + TextLine(live.glyph, live.role)
      let room = max(1, area.width - verdicts.width)
      return TextLine(gate.title.fitted(to: room)) + verdicts
    }
    canvas.put(lines, in: area)
  }

  /// The target's distribution and how much there is of each part.
  private func drawTarget(in area: Rect, on canvas: inout Canvas) {
    guard let data = context.snapshot.data else {
      return remedy("\(context.key(.retrain)) reads the table and trains", in: area, on: &canvas)
    }
    let name = context.snapshot.definition.data.target
    guard let target = data.columns.first(where: { $0.name == name }) else { return }
    if area.height == 1 { return _ = canvas.put(Bars.histogram(target.histogram, width: area.width), in: area) }
    canvas.put(TextLine("target \(name)", .dim), in: area)
    let room = area.dropFirstRows(1)
    if target.minimum == nil || target.distinct <= 5 {
      let bars = target.top.map { value in
        BarList.Bar(
          TextLine(value.value), Double(value.count),
          text: data.rows > 0 ? ColumnPane.percent(Double(value.count) / Double(data.rows)) : "")
      }
      BarList(bars).draw(in: room.prefixRows(bars.count), on: &canvas)
    } else {
      let pitch = max(1, area.width / max(1, target.histogram.count))
      let shown = target.histogram.flatMap { Array(repeating: Double($0), count: pitch) }
      Sparkline(shown, bounds: 0...Double(max(1, target.histogram.max() ?? 1)))
        .draw(in: room.prefixColumns(shown.count), on: &canvas)
    }
  }

  private func drawCurve(in area: Rect, on canvas: inout Canvas) {
    guard let curve = context.snapshot.training, !curve.rounds.isEmpty else {
      return context.state.runs.isEmpty
        ? remedy("\(context.key(.retrain)) trains the first model", in: area, on: &canvas) : ()
    }
    CurvePane.chart(curve, showsLegend: area.height >= 5).draw(in: area, on: &canvas)
  }

  private func drawTraffic(in area: Rect, on canvas: inout Canvas) {
    let traffic = context.snapshot.traffic
    guard traffic.state != .idle || traffic.predictions > 0 else {
      let words =
        context.state.champion == nil
        ? "\(context.key(.promote)) promotes a version" : "\(context.key(.traffic)) plays the live rows"
      return remedy(words, in: area, on: &canvas)
    }
    canvas.put(
      traffic.state.markAndWord + TextLine(" \(MetricText.number(traffic.rowsPerSecond.rounded())) rows/s", .dim),
      in: area)
    let plot = area.dropFirstRows(1)
    Sparkline(traffic.rate, bounds: 0...max(1, traffic.rate.max() ?? 1)).draw(in: plot, on: &canvas)
  }

  private func drawMetric(in area: Rect, on canvas: inout Canvas) {
    guard context.digest.standing.value != nil else {
      return context.state.champion == nil
        ? () : remedy("\(context.key(.traffic)) plays the traffic", in: area, on: &canvas)
    }
    MetricPane.chart(context, showsLegend: false).draw(in: area, on: &canvas)
  }

  private func drawValue(in area: Rect, on canvas: inout Canvas) {
    guard context.newestValue != nil else {
      return context.scope.value == nil
        ? remedy("\(context.key(.edit)) adds a value model", in: area, on: &canvas) : ()
    }
    ValuePane.chart(context, showsLegend: area.height >= 5).draw(in: area, on: &canvas)
  }
}
