import CellCanvas
import Encoding
import Lifecycle

/// One panel of the windows' figures: inputs, outputs or the software, each with its course over the windows.
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
    case .software: "Software"
    }
  }

  var note: TextLine? {
    guard let window = context.model.selectedWindow else { return nil }
    let name = TimeText.window(from: window.closed.from, to: window.closed.to)
    let faults = group == .inputs ? window.closed.faults.count : 0
    return faults == 0
      ? TextLine(name, .dim)
      : TextLine("✗ \(TurnText.count(faults, "column")) broken", .failing) + TextLine(" \(name)", .dim)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !context.state.windows.isEmpty else {
      return canvas.putEmpty("No window has closed yet.", context.trafficRemedy, in: area)
    }
    let items = context.model.items(of: pane)
    guard !items.isEmpty else { return canvas.putEmpty("The windows bear no figures of this kind.", in: area) }
    // Zoomed, the chosen figure has room for a chart of its own.
    let parts = area.withFoot(area.height >= 16 ? area.height / 2 : 0, below: items.count + 1, least: 4)
    let course = max(6, area.width - 36)
    context.table(
      pane,
      columns: [
        .init("figure", .fitting(max: 26), importance: 9), .init("value", alignment: .trailing, importance: 9),
        .init("course", .flexible(min: 6, weight: 1), importance: 5),
      ], height: parts[0].height
    ) { item in
      guard case .named(let name) = item else { return [] }
      return row(name, course: course)
    }
    .draw(in: parts[0], on: &canvas)
    drawChart(in: parts[1], on: &canvas)
  }

  private func row(_ name: String, course: Int) -> [TextLine] {
    let value = context.model.figureAtCursor(name)
    let fault = fault(of: name)
    let role: Role = fault == nil ? .strong : .failing
    return [
      TextLine(FigureText.title(name)),
      TextLine(fault == nil ? "" : "✗ ", .failing) + TextLine(value.map { FigureText.value(name, $0) } ?? "–", role),
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
      cursor: context.cursorTime
    ).draw(in: area, on: &canvas)
  }
}
