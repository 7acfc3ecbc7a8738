/// Rows in aligned columns under a header, one of them chosen.
///
///     feature          PSI   KS p  drift        ← header
///     ▸ price        0.31   0.000  ✗ drifted   ← selection
///       day           .04   0.213  ✓ same
///
/// Where the width is short, columns of the least importance are left out as far as they do not fit, then flexible ones shrink and are cut with
/// "…". The rows given may be all rows or just those around the visible part: `firstRow` says where they stand.
public struct DataTable: View, Sendable, Hashable {
  public struct Column: Sendable, Hashable {
    public enum Width: Sendable, Hashable {
      /// As wide as its widest visible cell, at most this.
      case fitting(max: Int)
      case fixed(Int)
      /// At least `min`; what is left over is shared by weight.
      case flexible(min: Int, weight: Double)
    }

    public var title: String
    public var width: Width
    public var alignment: Alignment
    /// The lowest goes first when the room is short; the highest never goes.
    public var importance: Int

    public init(
      _ title: String, _ width: Width = .fitting(max: 24), alignment: Alignment = .leading, importance: Int = 0
    ) {
      self.title = title
      self.width = width
      self.alignment = alignment
      self.importance = importance
    }
  }

  public var columns: [Column]
  /// A cell for each column; missing ones are blank.
  public var rows: [[TextLine]]
  /// The place of `rows[0]` in the whole.
  public var firstRow: Int
  /// Rows in the whole, for the scroll indicator.
  public var totalRows: Int
  /// The first row of the whole to show, before `selection` is taken into account.
  public var offset: Int
  /// A row of the whole.
  public var selection: Int?
  /// Whether keys go to this table; else the selection is drawn faint.
  public var isFocused: Bool
  /// Shown where there are no rows.
  public var emptyText: String

  public init(
    columns: [Column], rows: [[TextLine]], selection: Int? = nil, offset: Int = 0, isFocused: Bool = true,
    firstRow: Int = 0, totalRows: Int? = nil, emptyText: String = "nothing here yet"
  ) {
    self.columns = columns
    self.rows = rows
    self.selection = selection
    self.offset = offset
    self.isFocused = isFocused
    self.firstRow = firstRow
    self.totalRows = totalRows ?? rows.count
    self.emptyText = emptyText
  }

  /// The first row to show in `height` rows so that the selection is seen, moving as little as possible.
  ///
  /// `height` leaves out the header.
  public static func offset(_ offset: Int, showing selection: Int?, of total: Int, height: Int) -> Int {
    guard height > 0 else { return 0 }
    var first = offset
    if let selection { first = min(max(first, selection - height + 1), selection) }
    return max(0, min(first, total - height))
  }

  /// Which row of the whole lies at a point of the screen, for clicks.
  public func row(at point: Point, in area: Rect) -> Int? {
    guard area.contains(point) else { return nil }
    let body = area.dropFirstRows(1)
    let first = DataTable.offset(offset, showing: selection, of: totalRows, height: body.height)
    let row = first + point.y - body.y
    return point.y >= body.y && row < totalRows ? row : nil
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let body = area.dropFirstRows(1)
    let first = DataTable.offset(offset, showing: selection, of: totalRows, height: body.height)
    let visible = first..<min(totalRows, first + body.height)
    let inner = area.prefixColumns(canvas.scrolling(body, first: first, total: totalRows).width)
    let placed = place(in: inner, visible: visible)
    drawHeader(placed, inner, on: &canvas)
    for index in visible { drawRow(index, placed, inner.row(1 + index - first), on: &canvas) }
    if totalRows == 0 { canvas.put(TextLine(emptyText), in: body, role: .dim) }
  }

  private struct Placed {
    let column: Int
    let x: Int
    let width: Int
  }

  private func drawHeader(_ placed: [Placed], _ area: Rect, on canvas: inout Canvas) {
    let row = area.row(0)
    for part in placed {
      let cell = Rect(x: part.x, y: row.y, width: part.width, height: 1)
      canvas.put(
        TextLine(columns[part.column].title), in: cell, alignment: columns[part.column].alignment,
        role: .tableHeader)
    }
  }

  private func drawRow(_ index: Int, _ placed: [Placed], _ area: Rect, on canvas: inout Canvas) {
    let isSelected = index == selection
    if isSelected, area.width > 2 { canvas.put(canvas.glyphs.pointer, at: area.origin, .accent) }
    guard rows.indices.contains(index - firstRow) else { return }
    let cells = rows[index - firstRow]
    for part in placed where part.column < cells.count {
      let cell = Rect(x: part.x, y: area.y, width: part.width, height: 1)
      canvas.put(cells[part.column], in: cell, alignment: columns[part.column].alignment)
    }
    if isSelected { canvas.restyle(area, isFocused ? .selection : .selectionFaint) }
  }

  // MARK: Widths

  private static let gap = 2

  /// The columns that fit, in order. The first two columns of the area are kept for the pointer.
  private func place(in area: Rect, visible: Range<Int>) -> [Placed] {
    let margin = selection == nil ? 0 : min(2, area.width)
    let room = area.width - margin
    let wanted = columns.indices.map { minimum($0, visible) }
    var kept = Array(columns.indices)
    while kept.count > 1, needed(kept, wanted) > room {
      guard let least = kept.min(by: { isLessImportant($0, than: $1) }) else { break }
      kept.removeAll { $0 == least }
    }
    // A narrow column may fit where a wider one had to go, but not at the expense of text that is cut then.
    let whole = columns.indices.map { max(wanted[$0], widest($0, visible)) }
    let dropped = columns.indices.filter { !kept.contains($0) }.sorted { isLessImportant($1, than: $0) }
    for column in dropped {
      let more = (kept + [column]).sorted()
      if needed(more, whole) <= room { kept = more }
    }
    let widths = Length.solve(kept.map { length($0, wanted[$0]) }, total: room, gap: DataTable.gap)
    var x = area.x + margin
    return zip(kept, widths).map { column, width in
      defer { x += width + DataTable.gap }
      return Placed(column: column, x: x, width: width)
    }
  }

  private func needed(_ kept: [Int], _ wanted: [Int]) -> Int {
    kept.reduce(0) { $0 + wanted[$1] } + DataTable.gap * (kept.count - 1)
  }

  /// Of equal columns the later one goes first.
  private func isLessImportant(_ one: Int, than other: Int) -> Bool {
    let (first, second) = (columns[one].importance, columns[other].importance)
    return first == second ? one > other : first < second
  }

  private func minimum(_ column: Int, _ visible: Range<Int>) -> Int {
    switch columns[column].width {
    case .fixed(let width): return max(0, width)
    case .flexible(let least, _): return max(0, least)
    case .fitting(let most): return min(max(0, most), widest(column, visible))
    }
  }

  private func widest(_ column: Int, _ visible: Range<Int>) -> Int {
    var widest = CharacterWidth.columns(columns[column].title)
    for index in visible where rows.indices.contains(index - firstRow) {
      let cells = rows[index - firstRow]
      if column < cells.count { widest = max(widest, cells[column].width) }
    }
    return widest
  }

  private func length(_ column: Int, _ minimum: Int) -> Length {
    switch columns[column].width {
    case .fixed, .fitting: .fixed(minimum)
    case .flexible(_, let weight): .atLeast(minimum, weight: weight)
    }
  }
}
