import CellCanvas
import Encoding
import Lifecycle

/// One panel of figures, each with its course: inputs and outputs over the windows, the software over wall time too.
struct FiguresPane: ChartPane {
  let context: PaneContext
  let group: FigureGroup

  private var pane: Pane {
    switch group {
    case .inputs: .part(.inputs)
    case .outputs: .part(.outputs)
    case .software: .part(.software)
    }
  }

  var title: TextLine {
    switch group {
    case .inputs: "Inputs"
    case .outputs: "Outputs"
    case .software: TextLine("Software · \(FigureText.phrase(shown))")
    }
  }

  /// Wall time was chosen and there is some of it.
  private var live: SoftwarePane? {
    guard group == .software, context.model.showsLiveSeries else { return nil }
    return SoftwarePane(context: context, series: context.model.liveSeries)
  }

  private var shown: SeriesResolution {
    context.model.showsLiveSeries ? context.model.desk.figures.resolution : .window
  }

  var note: TextLine? {
    if let live { return live.note }
    guard let window = context.model.selectedWindow else { return nil }
    let name = TimeText.window(from: window.closed.from, to: window.closed.to)
    let faults = group == .inputs ? window.closed.faults.count : 0
    return faults == 0
      ? TextLine(name, .dim)
      : TextLine("✗ \(TurnText.count(faults, "column")) broken", .failing) + TextLine(" \(name)", .dim)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    if let live { return live.draw(in: area, on: &canvas) }
    guard !context.state.windows.isEmpty else {
      return canvas.putEmpty("No window has closed yet.", context.trafficRemedy, in: area)
    }
    let items = context.model.items(of: pane)
    guard !items.isEmpty else { return canvas.putEmpty("The windows bear no figures of this kind.", in: area) }
    let (list, chart) = Self.parts(of: area, rows: items.count)
    let course = max(6, list.width - Self.figureWidth)
    context.table(pane, columns: Self.columns, height: list.height) { item in
      guard case .named(let name) = item else { return [] }
      return row(name, course: course)
    }
    .draw(in: list, on: &canvas)
    self.chart(placed: chart)?.draw(on: &canvas)
  }

  static let columns: [DataTable.Column] = [
    .init("figure", .fitting(max: 26), importance: 9), .init("value", alignment: .trailing, importance: 9),
    .init("unit", importance: 8), .init("course", .flexible(min: 6, weight: 1), importance: 5),
  ]

  /// What a row takes beside its course.
  static let figureWidth = 44

  /// The list, and where there is room a chart of the chosen figure: beside it on wide panes, below it on high ones.
  static func parts(of area: Rect, rows: Int) -> (list: Rect, chart: Rect) {
    if area.width >= 100, area.height >= 6 {
      let parts = area.columns([.fixed(area.width / 2 - 1), .fixed(2), .rest])
      return (parts[0], parts[2])
    }
    let chart = area.height >= 16 ? max(area.height / 2, area.height - rows - 2) : 0
    let parts = area.withFoot(chart, below: rows + 1, least: 4)
    return (parts[0], parts[1])
  }

  private func row(_ name: String, course: Int) -> [TextLine] {
    let value = context.model.figureAtCursor(name)
    let fault = fault(of: name)
    let role: Role = fault == nil ? .strong : .failing
    let (number, unit) = FigureText.parts(name, value ?? .nan)
    return [
      TextLine(FigureText.title(name)), TextLine(fault == nil ? "" : "✗ ", .failing) + TextLine(number, role),
      TextLine(unit, .dim),
      context.bars(values(name), width: course),
    ]
  }

  /// What looks broken upstream in the column that a figure is about.
  private func fault(of name: String) -> ColumnFault? {
    let parts = name.split(separator: ".", maxSplits: 2).map(String.init)
    guard group == .inputs, parts.count == 3 else { return nil }
    return context.model.selectedWindow?.closed.faults.first { $0.column == parts[2] }
  }

  private func values(_ name: String) -> [Double] {
    context.state.windows.map { $0.closed.figures[name] ?? .nan }
  }

  var axis: ChartAxis { live == nil ? .windows : .clock }

  func chart(in area: Rect) -> PlacedChart? {
    if let live { return live.chart(in: area) }
    let items = context.model.items(of: pane)
    guard !context.state.windows.isEmpty, !items.isEmpty else { return nil }
    return chart(placed: Self.parts(of: area, rows: items.count).chart)
  }

  /// - Parameter area: the chart's own.
  private func chart(placed area: Rect) -> PlacedChart? {
    guard area.height >= 5, case .named(let name) = context.model.selectedItem(of: pane) else { return nil }
    let (values, unit) = FigureText.scaled(name, values(name))
    let series = [context.series(FigureText.trimmedTitle(name), values)]
    var chart = LineChart(
      series, events: context.versionEvents, xAxis: .time, xRange: context.windowRange,
      yRange: Charts.range(of: series))
    chart.unit = unit
    return context.placed(chart, of: pane, along: .windows, in: area)
  }
}
