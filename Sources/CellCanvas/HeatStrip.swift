/// A matrix of shares as shades: features down, windows across, the newest at the right.
///
///     price      ··░░▒▒▓█
///     weekday    ········
///                3 Mar  9 Mar
///
/// Denser and warmer is more; a blank cell has no value. Where there are more columns than room, neighbours are taken
/// together and the greatest shows, so that nothing bad is hidden.
public struct HeatStrip: View, Sendable, Hashable {
  public struct Row: Sendable, Hashable {
    public var label: TextLine
    /// 0…1 each; outside is taken to the nearest, NaN is no value.
    public var values: [Double]

    public init(_ label: TextLine, _ values: [Double]) {
      self.label = label
      self.values = values
    }
  }

  public var rows: [Row]
  /// A label for each column; the ones that fit are shown below.
  public var columnLabels: [String]
  /// A chosen row and column; either may be nil.
  public var selectedRow: Int?
  public var selectedColumn: Int?
  /// The first row to show.
  public var offset: Int

  public init(
    _ rows: [Row], columnLabels: [String] = [], selectedRow: Int? = nil, selectedColumn: Int? = nil, offset: Int = 0
  ) {
    self.rows = rows
    self.columnLabels = columnLabels
    self.selectedRow = selectedRow
    self.selectedColumn = selectedColumn
    self.offset = offset
  }

  /// Where the parts go and how many values share how many cells.
  private struct Places {
    var hasLabels: Bool
    var body: Rect
    /// Of the rows' labels and of the cells.
    var parts: [Rect]
    var columns: Int
    /// Values in a cell, and cells that a value has.
    var merged: Int
    var pitch: Int
  }

  private func hasLabels(_ area: Rect) -> Bool { !columnLabels.isEmpty && area.height >= 3 }

  /// The rows that have room, with the scroll indicator.
  private func visible(_ area: Rect) -> Rect {
    area.prefixRows(min(rows.count, area.height - (hasLabels(area) ? 1 : 0)))
  }

  /// - Parameter body: the visible rows without their scroll indicator.
  private func places(_ area: Rect, body: Rect) -> Places? {
    let labelWidth = min(rows.map(\.label.width).max() ?? 0, area.width * 2 / 5)
    let parts = body.columns([.fixed(labelWidth), .atLeast(0, weight: 1)], gap: 1)
    let columns = rows.map(\.values.count).max() ?? 0
    guard columns > 0, !parts[1].isEmpty else { return nil }
    let merged = (columns + parts[1].width - 1) / parts[1].width
    let shown = (columns + merged - 1) / merged
    return Places(
      hasLabels: hasLabels(area), body: body, parts: parts, columns: columns, merged: merged,
      pitch: max(1, min(3, parts[1].width / shown)))
  }

  /// The column of values at a point, the first of those that share the cell; nil beside the cells.
  public func column(at point: Point, in area: Rect) -> Int? {
    guard !area.isEmpty, !rows.isEmpty else { return nil }
    let visible = visible(area)
    guard let places = places(area, body: Canvas.scrolled(visible, total: rows.count)), places.parts[1].contains(point)
    else { return nil }
    let column = (point.x - places.parts[1].x) / places.pitch * places.merged
    return column < places.columns ? column : nil
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty, !rows.isEmpty else { return }
    let visible = visible(area)
    let first = DataTable.offset(offset, showing: selectedRow, of: rows.count, height: visible.height)
    guard let places = places(area, body: canvas.scrolling(visible, first: first, total: rows.count)) else { return }
    let (body, parts, merged, pitch) = (places.body, places.parts, places.merged, places.pitch)
    for index in first..<min(rows.count, first + body.height) {
      canvas.put(rows[index].label, in: parts[0], row: index - first)
      drawCells(rows[index].values, merged, pitch, in: parts[1].row(index - first), on: &canvas)
      if index == selectedRow { canvas.restyle(parts[0].row(index - first), .selection) }
    }
    if let selectedColumn, selectedColumn < places.columns {
      let x = parts[1].x + selectedColumn / merged * pitch
      canvas.restyle(Rect(x: x, y: body.y, width: pitch, height: body.height), .selectionFaint)
    }
    if places.hasLabels {
      let line = Rect(x: parts[1].x, y: body.endY, width: parts[1].width, height: 1)
      drawColumnLabels(merged, pitch, in: line, on: &canvas)
    }
  }

  private func drawCells(_ values: [Double], _ merged: Int, _ pitch: Int, in row: Rect, on canvas: inout Canvas) {
    let shades = canvas.glyphs.shades
    for start in stride(from: 0, to: values.count, by: merged) {
      let greatest = values[start..<min(values.count, start + merged)].filter { !$0.isNaN }.max()
      guard let greatest else { continue }
      let share = min(1, max(0, greatest))
      let shade = shades[min(shades.count - 1, Int(share * Double(shades.count)))]
      let x = row.x + start / merged * pitch
      canvas.fill(
        Rect(x: x, y: row.y, width: min(pitch, row.endX - x), height: 1), shade, .heat(Int((share * 8).rounded())))
    }
  }

  private func drawColumnLabels(_ merged: Int, _ pitch: Int, in row: Rect, on canvas: inout Canvas) {
    var free = row.x
    for start in stride(from: 0, to: columnLabels.count, by: merged) {
      let label = columnLabels[start]
      let width = CharacterWidth.columns(label)
      let x = row.x + start / merged * pitch
      guard width > 0, x >= free, x + width <= row.endX else { continue }
      canvas.put(label, at: Point(x: x, y: row.y), .axisLabel)
      free = x + width + 2
    }
  }
}
