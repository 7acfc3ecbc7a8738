/// A small square of numbers with names on both sides, each cell shaded by its weight: a confusion matrix.
///
///                  said no      said yes
///     was no     ▓▓ 8123        ░░ 310
///     was yes    ░░  402        ▒▒ 1165
public struct MatrixGrid: View, Sendable, Hashable {
  public struct Cell: Sendable, Hashable {
    public var text: String
    /// 0…1: how strongly to shade; NaN leaves the shade out.
    public var weight: Double

    public init(_ text: String, weight: Double) {
      self.text = text
      self.weight = weight
    }
  }

  public var rowLabels: [String]
  public var columnLabels: [String]
  /// Row after row; missing cells are blank.
  public var cells: [[Cell]]

  public init(rowLabels: [String], columnLabels: [String], cells: [[Cell]]) {
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.cells = cells
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty, !columnLabels.isEmpty else { return }
    let names = min(rowLabels.map { CharacterWidth.columns($0) }.max() ?? 0, area.width / 3)
    let body = area.dropFirstColumns(names + 1)
    let texts = (cells.joined().map(\.text) + columnLabels).map { CharacterWidth.columns($0) }.max() ?? 0
    let pitch = min(body.width / columnLabels.count, texts + 6)
    guard pitch > 0 else { return }
    for (index, label) in columnLabels.enumerated() {
      canvas.put(TextLine(label), in: cell(index, pitch, in: body), alignment: .trailing, role: .tableHeader)
    }
    for (index, label) in rowLabels.enumerated().prefix(max(0, area.height - 1)) {
      canvas.put(TextLine(label), in: area.prefixColumns(names), row: index + 1, role: .dim)
      guard index < cells.count else { continue }
      for (column, entry) in cells[index].prefix(columnLabels.count).enumerated() {
        draw(entry, in: cell(column, pitch, in: body).row(index + 1), on: &canvas)
      }
    }
  }

  /// A column of the grid, without the air at its left.
  private func cell(_ index: Int, _ pitch: Int, in body: Rect) -> Rect {
    let air = min(2, pitch - 1)
    return Rect(x: body.x + index * pitch + air, y: body.y, width: pitch - air, height: body.height)
  }

  private func draw(_ entry: Cell, in room: Rect, on canvas: inout Canvas) {
    canvas.put(TextLine(entry.text), in: room, alignment: .trailing)
    guard entry.weight.isFinite, room.width >= CharacterWidth.columns(entry.text) + 3 else { return }
    let share = min(1, max(0, entry.weight))
    let shades = canvas.glyphs.shades
    let shade = shades[min(shades.count - 1, Int(share * Double(shades.count)))]
    canvas.fill(room.prefixColumns(2), shade, .heat(Int((share * 8).rounded())))
  }
}
