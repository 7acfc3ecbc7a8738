import CellCanvas

/// What may follow the keys pressed so far, at the foot of the screen: gone with the next key.
struct PrefixBox: View {
  let model: CockpitModel

  private static let columnWidth = 38

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let wait = model.waitingKeys, !wait.presses.isEmpty, area.height > 3 else { return }
    let hints = model.keymap.continuations(of: wait.presses, in: model.context)
    let columns = max(1, min((area.width - 4) / Self.columnWidth, 4))
    let rows = min((hints.count + columns - 1) / columns, max(1, area.height - 4))
    let leaving = TextLine(" Esc", .key) + TextLine(" leaves ", .keyHint)
    let box = Rect(x: area.x, y: area.endY - rows - 3, width: area.width, height: rows + 2)
    let pressed = (wait.count.map { "\($0) " } ?? "") + KeySequence(wait.presses).label
    let inner = canvas.popup(TextLine("\(pressed) …"), in: box)
    canvas.put(leaving, in: box.row(box.height - 1), alignment: .trailing, role: .dialog)
    let width = inner.width / columns
    for (index, hint) in hints.prefix(rows * columns).enumerated() {
      let place = inner.dropFirstColumns(index / rows * width).prefixColumns(width - 1)
      let isPossible = model.disabledReason(hint.binding.action) == nil
      let line =
        TextLine(" " + hint.rest.label.fitted(to: 6), .key) + TextLine(hint.binding.title, isPossible ? nil : .dim)
      canvas.put(line.truncated(to: place.width), in: place, row: index % rows, role: .dialog)
    }
  }
}
