import CellCanvas
import Encoding
import Lifecycle

/// One panel of figures, each with its course: inputs and outputs over the windows, the software over wall time too.
struct FiguresPane: PaneContent {
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
    drawChart(in: chart, on: &canvas)
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
      Bars.line(values(name, newest: course), width: course),
    ]
  }

  /// What looks broken upstream in the column that a figure is about.
  private func fault(of name: String) -> ColumnFault? {
    let parts = name.split(separator: ".", maxSplits: 2).map(String.init)
    guard group == .inputs, parts.count == 3 else { return nil }
    return context.model.selectedWindow?.closed.faults.first { $0.column == parts[2] }
  }

  private func values(_ name: String, newest count: Int) -> [Double] {
    context.state.windows.suffix(count).map { $0.closed.figures[name] ?? .nan }
  }

  private func drawChart(in area: Rect, on canvas: inout Canvas) {
    guard area.height >= 5, case .named(let name) = context.model.selectedItem(of: pane) else { return }
    let series = [context.series(FigureText.title(name), values(name, newest: .max))]
    LineChart(
      series, events: context.versionEvents, xAxis: .time, xRange: context.windowRange,
      yRange: Charts.range(of: series),
      cursor: context.cursorTime, pin: context.pinTime
    ).draw(in: area, on: &canvas)
  }
}
