import CellCanvas

/// A filter being typed, at the foot of the screen, so that the rows it narrows are seen.
struct FilterBar: View {
  let prompt: Prompt
  let model: CockpitModel

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard case .filter(let pane) = prompt.purpose, area.height > 3 else { return }
    let complaint = prompt.complaint.map { "✗ \($0)".wrapped(to: max(1, area.width - 4)) } ?? []
    let rows = 3 + min(2, complaint.count)
    let box = Rect(x: area.x, y: area.endY - rows - 1, width: area.width, height: rows)
    let inner = canvas.popup(TextLine(title(pane)), in: box)
    let row = inner.row(0)
    let count = model.filterCount(of: pane).map { TextLine($0, .dim) } ?? ""
    canvas.put(count, in: row, alignment: .trailing, role: .dialog)
    canvas.put(TextLine("/ ", .accent), in: row, role: .dialog)
    FieldView(field: prompt.field).draw(
      in: row.dropFirstColumns(2).prefixColumns(max(0, row.width - count.width - 4)), on: &canvas)
    for (index, line) in complaint.prefix(2).enumerated() {
      canvas.put(TextLine(line, .failing), in: inner, row: index + 1, role: .dialog)
    }
  }

  private func title(_ pane: Pane) -> String {
    switch pane {
    case .part(.rows): "Rows: words, or a condition such as age > 40 and job == \"admin.\""
    case .runs: "Runs: words, or a condition such as auc > 0.7"
    case .alarms: "Alarms: words, or a condition such as severity == \"critical\""
    case .versions: "Versions: words, or a condition such as auc > 0.7"
    case .columns: "Columns: words, or a condition such as missing > 0"
    case .drift: "Columns: words, or a condition such as drifted"
    case .part, .tile, .gates, .problem, .risks, .course, .column, .source, .curve, .metrics, .runGates,
      .aliases, .traffic, .history, .metric, .histogram, .service, .value, .difference,
      .indicators, .outlay:
      "Rows with these words, or for which a condition holds"
    }
  }
}
