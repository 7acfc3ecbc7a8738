import CellCanvas
import Encoding
import Lifecycle

/// Every column with its figures and its shape.
struct ColumnsPane: PaneContent {
  let context: PaneContext

  var title: TextLine {
    guard let columns = context.snapshot.data?.columns else { return "Columns" }
    let features = columns.filter { $0.role == "feature" }.count
    return TextLine("Columns · \(features) features")
  }

  var note: TextLine? {
    guard let data = context.snapshot.data, data.rows > 0 else { return nil }
    let missing = data.columns.filter { $0.missing > 0 }.count
    return missing > 0 ? TextLine("\(missing) with missing values", .attention) : TextLine("nothing missing", .dim)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let data = context.snapshot.data else {
      if let trouble = context.dataTrouble { return canvas.putEmpty("✗ \(trouble.why)", trouble.mend, in: area) }
      return canvas.putEmpty("No table yet.", "\(context.key(.retrain)) reads it and trains", in: area)
    }
    let shapes = max(12, min(48, area.width - 84))
    context.table(.columns, columns: columns(shapes), height: area.height) { item in
      guard case .column(let name) = item, let column = data.columns.first(where: { $0.name == name }) else {
        return []
      }
      return row(column, rows: data.rows, shapes)
    }
    .draw(in: area, on: &canvas)
  }

  private func columns(_ shapes: Int) -> [DataTable.Column] {
    [
      .init("column", .fitting(max: 22), importance: 9), .init("kind", importance: 5), .init("role", importance: 4),
      .init("missing", alignment: .trailing, importance: 6), .init("distinct", alignment: .trailing, importance: 3),
      .init("mean", alignment: .trailing, importance: 2), .init("sd", alignment: .trailing, importance: 1),
      .init("shape", .flexible(min: 12, weight: 1), importance: 7),
    ]
  }

  private func row(_ column: DataSummary.ColumnSummary, rows: Int, _ shapes: Int) -> [TextLine] {
    let role: Role? = column.role == "feature" ? nil : column.role == "target" ? .accent : .dim
    let missing = rows > 0 ? Double(column.missing) / Double(rows) : 0
    return [
      TextLine(column.name, role ?? .strong), TextLine(column.kind, .dim), TextLine(column.role, role),
      column.missing == 0
        ? TextLine("·", .dim) : TextLine(ColumnPane.percent(missing), missing >= 0.2 ? .attention : nil),
      TextLine(NumberText.grouped(column.distinct)), TextLine(column.mean.map { ColumnText.value(column, $0) } ?? "–"),
      TextLine(column.standardDeviation.map { ColumnText.spread(column, $0) } ?? "–", .dim),
      Bars.histogram(column.histogram, width: shapes, role: role == .dim ? .dim : .spark),
    ]
  }
}

/// One column in full.
struct ColumnPane: PaneContent {
  let context: PaneContext

  var title: TextLine { TextLine(context.model.selectedColumn?.name ?? "Column") }

  var note: TextLine? {
    context.model.selectedColumn.map { TextLine("\($0.kind) · \($0.role)", .dim) }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let column = context.model.selectedColumn, let data = context.snapshot.data else {
      return canvas.putEmpty("No column is selected.", in: area)
    }
    let figures = figures(column, rows: data.rows, width: area.width)
    let isNumeric = column.minimum != nil
    let topRows =
      column.top.isEmpty || ColumnText.isTime(column) || (isNumeric && area.height < 16) ? 0 : column.top.count + 1
    let parts = area.rows([.fixed(figures.count), .fixed(topRows), .rest])
    canvas.put(figures, in: parts[0])
    if topRows > 0 { drawTop(column, rows: data.rows, in: parts[1].dropFirstRows(1), on: &canvas) }
    drawShape(column, in: parts[2].dropFirstRows(parts[2].height > 4 ? 1 : 0).prefixRows(13), on: &canvas)
  }

  static func percent(_ share: Double) -> String {
    share > 0 && share < 0.001 ? "<0.1 %" : NumberText.fixed(share * 100, 1) + " %"
  }

  private func figures(_ column: DataSummary.ColumnSummary, rows: Int, width: Int) -> [TextLine] {
    var text = LabelledText(width: width, labelWidth: 10)
    let share = rows > 0 ? Double(column.missing) / Double(rows) : 0
    text.add(
      "missing", TextLine(NumberText.grouped(column.missing)) + TextLine("  \(ColumnPane.percent(share))", .dim))
    text.add("distinct", TextLine(NumberText.grouped(column.distinct)))
    if let mean = column.mean, let deviation = column.standardDeviation {
      text.add(
        "mean",
        TextLine(ColumnText.value(column, mean), .strong)
          + TextLine(" ± \(ColumnText.spread(column, deviation))", .dim))
    }
    if let minimum = column.minimum, let maximum = column.maximum {
      text.add("range", TextLine("\(ColumnText.value(column, minimum)) – \(ColumnText.value(column, maximum))"))
      if !ColumnText.isTime(column), let quarters = Quantiles.approximate(column.histogram, from: minimum, to: maximum)
      {
        text.add(
          "quarters",
          TextLine("≈ " + quarters.map { ColumnText.value(column, $0, digits: 3) }.joined(separator: " · "), .dim))
      }
    }
    if let drift = context.digest.drift.rows.first(where: { $0.column == column.name })?.newest {
      text.add(
        "live",
        TextLine("\(MetricText.method(drift.method)) \(NumberText.significant(drift.statistic, 3)) ")
          + (drift.isDrifted ? TextLine("✗ drifted", .failing) : TextLine("✓ as before", .ok)))
    }
    return text.lines
  }

  private func drawTop(_ column: DataSummary.ColumnSummary, rows: Int, in area: Rect, on canvas: inout Canvas) {
    let bars = column.top.map { value in
      BarList.Bar(
        TextLine(value.value.isEmpty ? "(empty)" : value.value), Double(value.count),
        text: rows > 0 ? ColumnPane.percent(Double(value.count) / Double(rows)) : "")
    }
    BarList(bars).draw(in: area, on: &canvas)
  }

  /// The distribution, as high as there is room for.
  private func drawShape(_ column: DataSummary.ColumnSummary, in area: Rect, on canvas: inout Canvas) {
    guard !column.histogram.isEmpty, area.height >= 2, area.width >= 4 else { return }
    let most = Double(column.histogram.max() ?? 1)
    let shown = Charts.stretched(column.histogram.map(Double.init), to: area.width)
    let plot = area.prefixRows(area.height - 1).prefixColumns(shown.count)
    Sparkline(shown, bounds: 0...max(1, most)).draw(in: plot, on: &canvas)
    guard let minimum = column.minimum, let maximum = column.maximum else { return }
    let (low, high) = (ColumnText.value(column, minimum), ColumnText.value(column, maximum))
    // Long labels need more than a narrow picture has; where even the pane is too narrow the figures above tell.
    let wanted = CharacterWidth.columns(low) + CharacterWidth.columns(high) + 2
    let axis = Rect(x: plot.x, y: plot.endY, width: min(area.width, max(plot.width, wanted)), height: 1)
    canvas.put(TextLine(low, .axisLabel), in: axis)
    if wanted <= axis.width { canvas.put(TextLine(high, .axisLabel), in: axis, alignment: .trailing) }
  }
}

/// Quartiles from bins of equal width.
enum Quantiles {
  /// First quartile, median and third quartile, each placed within its bin as if the bin were even; nil without
  /// counts.
  static func approximate(_ counts: [Int], from minimum: Double, to maximum: Double) -> [Double]? {
    let total = counts.reduce(0, +)
    guard total > 0, maximum > minimum else { return nil }
    let width = (maximum - minimum) / Double(counts.count)
    return [0.25, 0.5, 0.75].map { share in
      let wanted = share * Double(total)
      var before = 0.0
      for (index, count) in counts.enumerated() {
        let after = before + Double(count)
        if after >= wanted, count > 0 {
          return minimum + (Double(index) + (wanted - before) / Double(count)) * width
        }
        before = after
      }
      return maximum
    }
  }
}
