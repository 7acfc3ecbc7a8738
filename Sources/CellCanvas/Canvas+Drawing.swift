extension Canvas {
  /// Fills a rectangle with one glyph.
  public mutating func fill(_ area: Rect, _ glyph: Glyph = .space, style: Style) {
    let area = area.intersection(clip)
    guard glyph.width == 1 else { return }
    for y in area.y..<area.endY {
      for x in area.x..<area.endX { set(x, y, glyph, style) }
    }
  }

  /// Fills a rectangle with one glyph in the look of a role.
  public mutating func fill(_ area: Rect, _ glyph: Glyph, _ role: Role) {
    fill(area, glyph, style: theme.style(role))
  }

  /// Blanks a rectangle in the look of a role.
  public mutating func fill(_ area: Rect, _ role: Role) {
    fill(area, .space, style: theme.style(role))
  }

  /// Clears a rectangle to the theme's screen, as at the start.
  public mutating func clear(_ area: Rect) {
    fill(area, style: theme.screenStyle)
  }

  /// Changes the look of what is there and leaves the text: a selected row, a dimmed background.
  public mutating func restyle(_ area: Rect, _ role: Role) {
    let style = theme.style(role)
    let area = area.intersection(clip)
    for y in area.y..<area.endY {
      for x in area.x..<area.endX {
        let index = y * size.columns + x
        cells[index].style = style.tinting(cells[index].style)
      }
    }
  }

  /// Puts one glyph; outside, nothing happens. A wide glyph that would lose its half becomes a space.
  public mutating func put(_ glyph: Glyph, at point: Point, style: Style) {
    guard clip.contains(point), glyph.width > 0 else { return }
    let glyph = glyphs == .ascii ? glyph.plain : glyph
    guard glyph.width == 2 else { return set(point.x, point.y, glyph, style) }
    guard point.x + 1 < clip.endX else { return set(point.x, point.y, .space, style) }
    set(point.x, point.y, glyph, style)
    set(point.x + 1, point.y, .continuation, style)
  }

  /// Puts one glyph in the look of a role.
  public mutating func put(_ glyph: Glyph, at point: Point, _ role: Role = .text) {
    put(glyph, at: point, style: theme.style(role))
  }

  /// Puts text from a place to the right, on one row, at most `limit` columns.
  ///
  /// - Returns: columns taken, whether on the canvas or off it.
  @discardableResult
  public mutating func put(_ text: some StringProtocol, at point: Point, style: Style, limit: Int = .max) -> Int {
    var x = point.x
    let visible = point.y >= 0 && point.y < size.rows
    var isFull = false
    Glyph.forEach(in: text) { glyph in
      guard !isFull else { return }
      guard x - point.x + glyph.width <= limit else { return isFull = true }
      if visible { put(glyph, at: Point(x: x, y: point.y), style: style) }
      x += glyph.width
    }
    return x - point.x
  }

  /// Puts text in the look of a role.
  @discardableResult
  public mutating func put(
    _ text: some StringProtocol, at point: Point, _ role: Role = .text, limit: Int = .max
  ) -> Int {
    put(text, at: point, style: theme.style(role), limit: limit)
  }

  /// Puts a line into a rectangle's row, cut with "…" where it is too long.
  ///
  /// - Parameter row: counted from the rectangle's top; a row outside it draws nothing.
  /// - Returns: the columns drawn.
  @discardableResult
  public mutating func put(
    _ line: TextLine, in area: Rect, row: Int = 0, alignment: Alignment = .leading, role: Role = .text
  ) -> Int {
    guard row >= 0, row < area.height, area.width > 0 else { return 0 }
    let line = line.truncated(to: area.width)
    let width = line.width
    var x = area.x + alignment.offset(of: width, in: area.width)
    for span in line.spans {
      x += put(span.text, at: Point(x: x, y: area.y + row), span.role ?? role)
    }
    return width
  }

  /// Writes a cell whose place is known to be inside, and heals the wide glyphs it cuts through.
  private mutating func set(_ x: Int, _ y: Int, _ glyph: Glyph, _ style: Style) {
    let index = y * size.columns + x
    let old = cells[index]
    if !glyph.isContinuation, old.glyph.isContinuation, x > 0 { cells[index - 1].glyph = .space }
    if old.glyph.width == 2, x + 1 < size.columns { cells[index + 1].glyph = .space }
    cells[index] = Cell(glyph: glyph, style: style.over(old.style))
  }
}

/// Where text sits in the room it has.
public enum Alignment: Sendable, Hashable {
  case leading
  case center
  case trailing

  /// Columns to leave free on the left.
  func offset(of width: Int, in room: Int) -> Int {
    switch self {
    case .leading: 0
    case .center: max(0, (room - width) / 2)
    case .trailing: max(0, room - width)
    }
  }
}
