import CellCanvas

/// The themes to choose from: a narrow column at the right, on narrow screens a strip at the foot, so that the screen
/// which shows the marked one can be judged.
struct ThemeBox: View {
  let choice: Choice
  let model: CockpitModel

  /// A column of names with the screen's better part beside it.
  private static let stripWidth = 70

  func draw(in area: Rect, on canvas: inout Canvas) {
    let options = model.options(of: .theme)
    guard !options.isEmpty else { return }
    let index = min(max(0, choice.index), options.count - 1)
    if area.width < Self.stripWidth {
      drawStrip(options[index], place: index, of: options.count, in: area, on: &canvas)
    } else {
      drawColumn(options, index, in: area, on: &canvas)
    }
  }

  private var choose: String { model.keymap.key(.answer(.choose)) }
  private var decline: String { model.keymap.key(.answer(.decline)) }

  private func drawColumn(_ options: [Choice.Option], _ index: Int, in area: Rect, on canvas: inout Canvas) {
    let names = options.map { CharacterWidth.columns($0.title) }.max() ?? 0
    let hint = TextLine(choose, .key) + TextLine(" keep  ", .keyHint) + TextLine(decline, .key) + TextLine(" leave")
    let width = min(area.width / 2, max(names + 8, hint.width + 4))
    // Title, ribbon and footer stay in sight.
    let height = min(max(5, area.height - 4), options.count + 4)
    let box = Rect(x: area.endX - width, y: area.y + min(2, area.height - height), width: width, height: height)
    let inner = canvas.popup("Theme", in: box)
    let parts = inner.rows([.rest, .fixed(min(2, inner.height - 1))])
    let first = DataTable.offset(0, showing: index, of: options.count, height: parts[0].height)
    for (row, option) in options.dropFirst(first).prefix(parts[0].height).enumerated() {
      let isChosen = first + row == index
      let wasKept = model.themes.wishes[first + row] == model.themes.wish
      canvas.put(
        TextLine(isChosen ? "▸ " : "  ", .accent) + TextLine(first + row < 9 ? "\(first + row + 1) " : "  ", .key)
          + TextLine(option.title, isChosen ? .strong : nil)
          + TextLine(wasKept ? " ✓" : "", .dim), in: parts[0], row: row, role: .dialog)
    }
    if parts[1].height > 1 { canvas.put(TextLine(options[index].detail, .dim), in: parts[1], role: .dialog) }
    canvas.put(hint, in: parts[1], row: parts[1].height - 1, alignment: .trailing, role: .dialog)
    let edge = Rect(x: box.endX - 1, y: parts[0].y, width: 1, height: parts[0].height)
    ScrollIndicator(first: first, visible: parts[0].height, total: options.count).draw(in: edge, on: &canvas)
  }

  private func drawStrip(
    _ option: Choice.Option, place: Int, of count: Int, in area: Rect, on canvas: inout Canvas
  ) {
    let box = Rect(x: area.x, y: max(area.y, area.endY - 4), width: area.width, height: min(3, area.height))
    let row = canvas.popup(TextLine("Theme \(place + 1) of \(count)"), in: box).row(0)
    let hint = TextLine(choose, .key) + TextLine(" keep  ", .keyHint) + TextLine(decline, .key) + TextLine(" leave")
    canvas.put(hint, in: row, alignment: .trailing, role: .dialog)
    canvas.put(
      TextLine("↑↓ ", .key) + TextLine(option.title, .strong).truncated(to: max(1, row.width - hint.width - 5)),
      in: row, role: .dialog)
  }
}
