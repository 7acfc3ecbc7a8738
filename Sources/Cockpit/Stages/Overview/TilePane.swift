import CellCanvas
import Encoding
import Lifecycle

/// A stage at a glance: its headline and the one picture that matters for it.
struct TilePane: ChartPane {
  let context: PaneContext
  let stage: Stage
  /// Of the whole tile: narrow ones have the status as a glyph in the title and no word beside it.
  let width: Int

  private var status: StageStatus { summary?.status ?? .empty }
  private var word: String { context.snapshot.statusWord(of: stage) }
  private var summary: StageSummary? { context.snapshot.stages.first { $0.stage == stage } }

  private var isNarrow: Bool { stage.title.count + word.count + 14 > width }

  var title: TextLine {
    let name = TextLine("\(stage.rawValue) \(isNarrow ? stage.shortTitle : stage.title)")
    return isNarrow ? name + " " + status.mark : name
  }

  var note: TextLine? { TextLine(isNarrow ? word : "\(status.glyph) \(word)", status.role) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let lines = headline(in: area)
    canvas.put(lines.map { TextLine($0, .strong) }, in: area)
    let room = picture(in: area)
    guard room.height > 0 else { return }
    switch stage {
    case .scoping: drawGates(in: room, on: &canvas)
    case .data: drawTable(in: room, on: &canvas)
    case .development: drawCurve(in: room, on: &canvas)
    case .deployment: drawTraffic(in: room, on: &canvas)
    case .monitoring: drawMetric(in: room, on: &canvas)
    case .business: drawValue(in: room, on: &canvas)
    }
  }

  private func headline(in area: Rect) -> ArraySlice<String> {
    (summary?.headline ?? "nothing here yet").wrapped(to: area.width)
      .prefix(area.height >= 8 ? 3 : area.height >= 5 ? 2 : 1)
  }

  /// Below the headline.
  private func picture(in area: Rect) -> Rect {
    let count = headline(in: area).count
    return area.dropFirstRows(count + (area.height > count + 4 ? 1 : 0))
  }

  /// Which key fills an empty tile.
  private func remedy(_ text: String, in area: Rect, on canvas: inout Canvas) {
    canvas.put(text.wrapped(to: area.width).map { TextLine($0, .accent) }, in: area)
  }

  // MARK: Scoping

  /// Each gate with its verdicts on test and live, and its live course where there is room.
  private func drawGates(in area: Rect, on canvas: inout Canvas) {
    let gates = context.scope.gates
    guard !gates.isEmpty else { return remedy("\(context.key(.edit)) adds gates", in: area, on: &canvas) }
    var lines = area.height > gates.count ? [TextLine("test live".fitted(to: area.width, .trailing), .dim)] : []
    let showsCourse = area.height > gates.count * 3
    for gate in gates {
      let test = context.snapshot.gates.first { $0.gate == gate }?.verdict ?? .noData
      let live = context.snapshot.liveGates.first { $0.gate == gate }?.verdict ?? .noData
      lines.append(
        TextLine(gate.title.fitted(to: max(1, area.width - 9)), showsCourse ? .strong : nil)
          + TextLine("   \(test.glyph)", test.role) + TextLine("    \(live.glyph)", live.role))
      guard showsCourse else { continue }
      lines += [context.course(of: gate, width: area.width), ""]
    }
    canvas.put(lines, in: area)
  }

  // MARK: Data

  /// The target's distribution, and the shapes of the columns below it where there is room.
  private func drawTable(in area: Rect, on canvas: inout Canvas) {
    guard let data = context.snapshot.data else {
      if let trouble = context.dataTrouble { return remedy(trouble.mend, in: area, on: &canvas) }
      let text = context.watchesOnly ? trafficRemedy : "\(context.key(.retrain)) reads the table and trains"
      return remedy(text, in: area, on: &canvas)
    }
    let name = context.snapshot.definition.data.target
    guard let target = data.columns.first(where: { $0.name == name }) else { return }
    if area.height == 1 { return _ = canvas.put(Bars.histogram(target.histogram, width: area.width), in: area) }
    canvas.put(TextLine("target \(name)", .dim), in: area)
    let isCoded = target.minimum == nil || target.distinct <= 5
    let rows = isCoded ? target.top.count : min(area.height - 1, area.height >= 14 ? 6 : 40)
    let parts = area.dropFirstRows(1).rows([.fixed(rows), .rest])
    if isCoded {
      drawLevels(of: target, rows: data.rows, in: parts[0], on: &canvas)
    } else {
      let shown = Charts.stretched(target.histogram.map(Double.init), to: area.width)
      Sparkline(shown, bounds: 0...Double(max(1, target.histogram.max() ?? 1)))
        .draw(in: parts[0].prefixColumns(shown.count), on: &canvas)
    }
    drawShapes(data, in: parts[1].dropFirstRows(1), on: &canvas)
  }

  private func drawLevels(
    of column: DataSummary.ColumnSummary, rows: Int, in area: Rect, on canvas: inout Canvas
  ) {
    let bars = column.top.map { value in
      BarList.Bar(
        TextLine(value.value), Double(value.count),
        text: rows > 0 ? ColumnPane.percent(Double(value.count) / Double(rows)) : "")
    }
    BarList(bars).draw(in: area, on: &canvas)
  }

  private func drawShapes(_ data: DataSummary, in area: Rect, on canvas: inout Canvas) {
    guard area.height >= 4 else { return }
    let features = data.columns.filter { $0.role == "feature" }
    let lines = features.prefix(area.height).map { column -> TextLine in
      let missing = column.missing > 0 && data.rows > 0 ? Double(column.missing) / Double(data.rows) : 0
      let note = missing > 0 && area.width >= 56 ? "\(ColumnPane.percent(missing)) missing" : ""
      let shape = Bars.histogram(column.histogram, width: max(1, min(48, area.width - (area.width >= 56 ? 34 : 17))))
      return TextLine(column.name.fitted(to: 16) + " ", .dim) + shape
        + TextLine(note.fitted(to: max(0, area.width - 17 - shape.width), .trailing), .dim)
    }
    canvas.put(lines, in: area)
  }

  // MARK: Development

  private func drawCurve(in area: Rect, on canvas: inout Canvas) {
    guard let curve = context.snapshot.training, !curve.rounds.isEmpty else {
      if context.state.runs.isEmpty {
        let text = context.watchesOnly ? context.modelRemedy : "\(context.key(.retrain)) trains the first model"
        return remedy(text, in: area, on: &canvas)
      }
      // Curves are kept by the program that trained: later on the runs stand here instead.
      return canvas.put(context.state.runs.suffix(area.height).reversed().map { line(of: $0) }, in: area)
    }
    placed(CurvePane.chart(curve, showsLegend: area.height >= 8), in: area).draw(on: &canvas)
  }

  private func line(of run: Run) -> TextLine {
    let metric = context.scope.metric
    let value =
      run.metrics["test"]?[metric].map { "\(MetricText.title(metric)) \(MetricText.value(metric, $0)) " } ?? ""
    let verdict =
      run.status == .finished
      ? run.verdict.markAndWord : TextLine("\(run.status.glyph) \(run.status.rawValue)", run.status.role)
    return TextLine("run \(run.id) ", .dim) + TextLine(run.version.map { "v\($0) " } ?? "", .strong) + TextLine(value)
      + verdict
  }

  // MARK: Deployment

  private func drawTraffic(in area: Rect, on canvas: inout Canvas) {
    let traffic = context.snapshot.traffic
    guard traffic.state != .idle || traffic.predictions > 0 else {
      return remedy(trafficRemedy, in: area, on: &canvas)
    }
    let facts = area.height >= 8 ? self.facts(traffic, width: area.width) : []
    let parts = area.rows([.fixed(facts.count), .fixed(1), .rest])
    canvas.put(facts, in: parts[0])
    let speed = TextLine(" \(MetricText.number(traffic.rowsPerSecond.rounded())) rows/s", .dim)
    canvas.put(traffic.state.markAndWord + speed, in: parts[1])
    let plot = parts[2].prefixRows(6)
    let shown = Charts.stretched(traffic.rate, to: plot.width)
    Sparkline(shown, bounds: 0...max(1, traffic.rate.max() ?? 1)).draw(in: plot.prefixColumns(shown.count), on: &canvas)
  }

  private var trafficRemedy: String {
    if context.watchesOnly { return context.trafficRemedy }
    if context.state.champion != nil { return "\(context.key(.traffic)) plays the live rows" }
    if context.state.challenger != nil { return "\(context.key(.promote)) promotes the challenger" }
    return "\(context.key(.retrain)) trains a challenger to promote"
  }

  private func facts(_ traffic: TrafficStatus, width: Int) -> [TextLine] {
    var text = LabelledText(width: width)
    let versions = [("Champion", context.state.champion), ("Challenger", context.state.challenger)]
    for (label, version) in versions {
      guard let version else { continue }
      let metric = context.scope.metric
      let value = version.metrics["test"]?[metric].map {
        " \(MetricText.title(metric)) \(MetricText.value(metric, $0))"
      }
      text.add(
        label, TextLine("v\(version.id)", .strong) + TextLine((value ?? "") + " ") + version.verdict.markAndWord)
    }
    if let latency = traffic.latency { text.add("p99", TextLine(TrafficPane.micro(latency.p99))) }
    text.add("Answered", TextLine(NumberText.grouped(traffic.predictions)))
    return text.lines + [""]
  }

  // MARK: Charts

  /// Whether its picture is a chart.
  var hasChart: Bool {
    switch stage {
    case .development, .monitoring, .business: true
    case .scoping, .data, .deployment: false
    }
  }

  var axis: ChartAxis { stage == .development ? .rounds : .windows }

  func chart(in area: Rect) -> PlacedChart? {
    let room = picture(in: area)
    guard hasChart, room.height > 0 else { return nil }
    switch stage {
    case .scoping, .data, .deployment: return nil
    case .development:
      guard let curve = context.snapshot.training, !curve.rounds.isEmpty else { return nil }
      return placed(CurvePane.chart(curve, showsLegend: room.height >= 8), in: room)
    case .monitoring:
      guard context.digest.standing.value != nil else { return nil }
      return placed(MetricPane.chart(context, rows: room.height, showsLegend: false), in: room)
    case .business:
      guard context.newestValue != nil else { return nil }
      return placed(ValuePane.chart(context, showsLegend: room.height >= 8), in: room)
    }
  }

  private func placed(_ chart: LineChart, in room: Rect) -> PlacedChart {
    context.placed(chart, of: .tile(stage), along: axis, in: room)
  }

  // MARK: Monitoring and business

  private func drawMetric(in area: Rect, on canvas: inout Canvas) {
    guard context.digest.standing.value != nil else {
      return remedy(trafficRemedy, in: area, on: &canvas)
    }
    placed(MetricPane.chart(context, rows: area.height, showsLegend: false), in: area).draw(on: &canvas)
  }

  private func drawValue(in area: Rect, on canvas: inout Canvas) {
    guard context.newestValue != nil else {
      return context.scope.value == nil
        ? remedy("\(context.key(.edit)) adds a value model", in: area, on: &canvas) : ()
    }
    placed(ValuePane.chart(context, showsLegend: area.height >= 8), in: area).draw(on: &canvas)
  }
}
