import CellCanvas

/// A box in the middle of the screen: lines, perhaps a field to type in, and answers.
struct BoxContent: View {
  var title: String
  var lines: [TextLine]
  var field: TextField?
  var complaint: String?
  /// Keys and what they answer.
  var answers: [Answer] = []
  /// The answer Enter takes.
  var marked: Int?
  var width = BoxContent.widthMax

  struct Answer {
    var key: String
    var title: String
  }

  static let widthMax = 72

  /// Columns for text in a box on a screen of some width.
  static func textWidth(on screen: Int, _ width: Int = widthMax) -> Int { max(1, min(screen, width) - 6) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let fieldRows = field == nil ? 0 : 2 + (complaint == nil ? 0 : 1)
    let wanted = lines.count + fieldRows + (answers.isEmpty ? 0 : 2) + 4
    let box = area.centered(Size(columns: min(area.width, width), rows: min(area.height, wanted)))
    let inner = canvas.popup(TextLine(title), in: box)
    let text = inner.inset(columns: inner.width > 8 ? 1 : 0, rows: inner.height >= wanted - 2 ? 1 : 0)
    let foot = answers.isEmpty ? 0 : 2
    let body = text.prefixRows(max(0, text.height - foot - fieldRows))
    for (row, line) in lines.prefix(body.height).enumerated() { canvas.put(line, in: body, row: row, role: .dialog) }
    if let field { draw(field, in: text.dropFirstRows(body.height), on: &canvas) }
    if !answers.isEmpty, text.height > 0 {
      canvas.put(answerLine, in: text, row: text.height - 1, alignment: .trailing, role: .dialog)
    }
  }

  private func draw(_ field: TextField, in area: Rect, on canvas: inout Canvas) {
    let row = area.row(1)
    guard row.width > 4 else { return }
    canvas.put(TextLine("› ", .accent), in: row, role: .dialog)
    FieldView(field: field).draw(in: row.dropFirstColumns(2), on: &canvas)
    if let complaint { canvas.put(TextLine("✗ \(complaint)", .failing), in: area, row: 2, role: .dialog) }
  }

  private var answerLine: TextLine {
    var line = TextLine("")
    for (index, answer) in answers.enumerated() {
      if index > 0 { line = line + "  " }
      if index == marked {
        line = line + TextLine(" ▸\(answer.key) \(answer.title) ", .selection)
      } else {
        line = line + TextLine("  \(answer.key)", .key) + TextLine(" \(answer.title) ")
      }
    }
    return line
  }
}

/// A line being typed, with its cursor; the part around the cursor shows where it is too long.
struct FieldView: View {
  let field: TextField

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard area.width > 1, area.height > 0 else { return }
    var before = field.halves.before
    while CharacterWidth.columns(before) > area.width - 1 { before.removeFirst() }
    let after = field.halves.after
    let start = canvas.put(before, at: area.origin, .strong)
    let cursor = Rect(x: area.x + start, y: area.y, width: 1, height: 1)
    canvas.put(after, at: cursor.origin, .strong, limit: area.width - start)
    canvas.restyle(cursor, .tabActive)
  }
}
