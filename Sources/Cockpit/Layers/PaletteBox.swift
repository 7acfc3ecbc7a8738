import CellCanvas

/// The command palette: what is typed, the actions that fit, and how the chosen one is done without the cockpit.
struct PaletteBox: View {
  let palette: Palette
  let model: CockpitModel

  func draw(in area: Rect, on canvas: inout Canvas) {
    let count = palette.matches.count
    let rows = min(area.height - 2, max(8, min(count, 16)) + 5)
    let box = area.centered(Size(columns: min(area.width, 84), rows: max(0, rows)))
    let inner = canvas.popup(TextLine("Find anything"), in: box)
    let parts = inner.rows([.fixed(1), .fixed(1), .rest, .fixed(1)])
    canvas.put(TextLine(": ", .accent), in: parts[0], role: .dialog)
    FieldView(field: palette.field).draw(in: parts[0].dropFirstColumns(2), on: &canvas)
    canvas.put(TextLine("\(count)", .dim), in: parts[0], alignment: .trailing, role: .dialog)
    drawEntries(in: parts[2], on: &canvas)
    if palette.matches.indices.contains(palette.choice) {
      canvas.put(TextLine("$ " + palette.entry(palette.choice, model).twin, .dim), in: parts[3], role: .dialog)
    }
  }

  private func drawEntries(in area: Rect, on canvas: inout Canvas) {
    guard !palette.matches.isEmpty else {
      return _ = canvas.put(TextLine("nothing is called that", .dim), in: area, role: .dialog)
    }
    let first = DataTable.offset(0, showing: palette.choice, of: palette.matches.count, height: area.height)
    for row in 0..<min(area.height, palette.matches.count - first) {
      let entry = palette.entry(first + row, model)
      let line = area.row(row)
      let isChosen = first + row == palette.choice
      canvas.put(TextLine(isChosen ? "▸ " : "  ", .accent), in: line, role: .dialog)
      let room = line.dropFirstColumns(2).prefixColumns(max(0, line.width - 10))
      let reason = entry.disabledReason.map { TextLine(" – \($0)", .dim) } ?? ""
      canvas.put(title(entry) + reason, in: room, role: .dialog)
      canvas.put(TextLine(entry.key, .key), in: line, alignment: .trailing, role: .dialog)
      if isChosen {
        canvas.restyle(line, .selection)
        underline(title(entry), in: room, on: &canvas)
      }
    }
  }

  /// Letters that were met, where the selection has taken their colour.
  private func underline(_ title: TextLine, in room: Rect, on canvas: inout Canvas) {
    var style = canvas.theme.style(.selection).tinting(canvas.theme.style(.accent))
    style.attributes.insert(.underline)
    var x = room.x
    for span in title.truncated(to: room.width).spans {
      if span.role == .accent { canvas.put(span.text, at: Point(x: x, y: room.y), style: style) }
      x += CharacterWidth.columns(span.text)
    }
  }

  /// The title with the letters that were met standing out.
  private func title(_ entry: PaletteEntry) -> TextLine {
    let plain: Role? = entry.disabledReason == nil ? nil : .dim
    let met = Set(entry.positions)
    var spans: [TextLine.Span] = []
    for (index, character) in entry.title.enumerated() {
      let role = met.contains(index) ? .accent : plain
      if let last = spans.last, last.role == role {
        spans[spans.count - 1].text.append(character)
      } else {
        spans.append(.init(String(character), role))
      }
    }
    return TextLine(spans)
  }
}
