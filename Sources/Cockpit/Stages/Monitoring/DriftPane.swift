import CellCanvas
import Encoding
import Lifecycle

/// Columns down, windows across: how far each has moved from the reference.
struct DriftPane: PaneContent {
  let context: PaneContext

  private var grid: DriftGrid { context.digest.drift }

  var title: TextLine {
    guard !grid.rows.isEmpty else { return "Drift" }
    let count = grid.driftedNow
    return TextLine("Drift · ")
      + TextLine(
        count == 0 ? "✓ none of \(grid.rows.count) columns" : "✗ \(count) of \(grid.rows.count) columns",
        count == 0 ? .ok : .failing)
  }

  var note: TextLine? {
    guard let row = selectedRow, let reading = reading(row) else { return nil }
    return TextLine("\(DriftReading.title(of: row.column)) \(MetricText.method(reading.method)) ", .dim)
      + TextLine(NumberText.significant(reading.statistic, 3), reading.isDrifted ? .failing : .ok)
      + TextLine(" of \(MetricText.number(reading.threshold))", .dim)
  }

  private var selectedRow: DriftGrid.Row? {
    grid.rows.first { $0.column == context.model.selectedDriftColumn }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !grid.rows.isEmpty else {
      return canvas.putEmpty(
        "No window has closed yet: drift is measured on live traffic.", context.trafficRemedy, in: area)
    }
    let methods = DriftPane.methodRows(in: area)
    if methods > 0 { drawMethods(in: area.dropFirstRows(area.height - methods), on: &canvas) }
    let (strip, figures) = DriftPane.parts(of: area)
    heat.draw(in: strip, on: &canvas)
    drawFigures(context.model.selectedIndex(of: .drift), in: figures, on: &canvas)
  }

  private var heat: HeatStrip {
    let rows = grid.rows.map { row in
      HeatStrip.Row(
        TextLine(row.newest?.isDrifted == true ? "✗ " : "  ", .failing) + TextLine(DriftReading.title(of: row.column)),
        row.heat)
    }
    return HeatStrip(
      rows, columnLabels: labels, selectedRow: context.model.selectedIndex(of: .drift),
      selectedColumn: context.model.cursorPosition, offset: context.model.offsets[.drift] ?? 0)
  }

  /// The cells, and the figures beside them where there is room.
  private static func parts(of area: Rect) -> (strip: Rect, figures: Rect) {
    let area = area.prefixRows(area.height - methodRows(in: area))
    let strip = area.prefixColumns(area.width - (area.width >= 64 ? figureWidth : 0))
    return (strip, area.dropFirstColumns(strip.width + 2))
  }

  /// The window whose cells lie at a point, among those of the snapshot.
  func window(at point: Point, in area: Rect) -> Int? {
    grid.rows.isEmpty ? nil : heat.column(at: point, in: DriftPane.parts(of: area).strip)
  }

  private static let figureWidth = 24

  /// Rows for what every method says of the selected column.
  static func methodRows(in content: Rect) -> Int { content.height >= 14 ? 3 : content.height >= 8 ? 2 : 0 }

  /// What every method says of the selected column in the window under the cursor.
  private func drawMethods(in area: Rect, on canvas: inout Canvas) {
    guard let window = context.model.selectedWindow, let column = context.model.selectedDriftColumn else { return }
    let readings = window.closed.drift.filter { $0.column == column }
    guard !readings.isEmpty else {
      return _ = canvas.put(TextLine("\(column): no reading in this window", .dim), in: area)
    }
    var lines = [TextLine("")]
    for reading in readings {
      let word = reading.isDrifted ? TextLine(" ✗", .failing) : TextLine(" ✓", .ok)
      let text =
        TextLine(MetricText.method(reading.method) + " ", .dim)
        + TextLine(MetricText.number(reading.statistic, digits: 3), .strong)
        + TextLine("/\(MetricText.number(reading.threshold, digits: 2))", .dim) + word
      let line = lines[lines.count - 1]
      if line.width > 0, line.width + 3 + text.width > area.width {
        lines.append(text)
      } else {
        lines[lines.count - 1] = line.width > 0 ? line + TextLine("   ") + text : text
      }
    }
    canvas.put(lines, in: area)
  }

  /// The reading of each column in the window under the cursor, else the newest, where the strip leaves room.
  private func drawFigures(_ selection: Int?, in area: Rect, on canvas: inout Canvas) {
    // The methods have their rows already: what is left is the strip and its labels.
    let height = max(0, area.height - (area.height >= 3 ? 1 : 0))
    let first = DataTable.offset(
      context.model.offsets[.drift] ?? 0, showing: selection, of: grid.rows.count, height: height)
    for (row, drift) in grid.rows.dropFirst(first).prefix(height).enumerated() {
      guard let reading = reading(drift) else { continue }
      let figure = NumberText.fixed(reading.statistic, 3).fitted(to: 7, .trailing)
      let words = reading.isDrifted ? TextLine(" ✗ drifted", .failing) : TextLine(" ✓ same", .ok)
      canvas.put(
        TextLine(MetricText.method(reading.method).fitted(to: 4), .dim) + TextLine(figure) + words, in: area, row: row)
    }
  }

  private var labels: [String] {
    context.state.windows.map { TimeText.window(from: $0.closed.from, to: $0.closed.to) }
  }

  /// What decides about a column in the window looked at.
  private func reading(_ row: DriftGrid.Row) -> DriftReading? {
    guard let place = context.model.cursorPosition, place < context.state.windows.count else { return row.newest }
    return DriftGrid.deciding(context.state.windows[place].closed.drift.filter { $0.column == row.column })
  }
}

/// The distribution of the selected column: then and now.
struct HistogramPane: PaneContent {
  let context: PaneContext

  var title: TextLine { TextLine(context.model.selectedDriftColumn ?? "Distribution") }

  var note: TextLine? { TextLine("shares", .dim) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let column = context.model.selectedDriftColumn else {
      return canvas.putEmpty("Nothing to compare yet: no window has closed.", in: area)
    }
    guard let histogram = context.snapshot.histograms.first(where: { $0.column == column }) else {
      let text =
        context.snapshot.histograms.isEmpty
        ? "Shapes come with the next window." : "\(column) has not drifted far enough for its shape to be kept."
      return canvas.putEmpty(text, in: area)
    }
    PairedHistogram(
      reference: histogram.reference, window: histogram.window, labels: histogram.labels, windowName: "newest window"
    ).draw(in: area, on: &canvas)
  }
}
