/// A framed pane: its number and title in the top edge, a note at the right of it, hints in the bottom edge.
///
///     ╭ 2 Drift ─────────────── 3 of 24 ╮
///     │                                 │
///     ╰ enter open ─────────────────────╯
///
/// The frame of the pane that has the focus takes the accent and a heavier title, so that it is seen without colour
/// as well: a "▸" stands before its number.
public struct Panel: View, Sendable, Hashable {
  public var title: TextLine
  public var number: Int?
  public var isFocused: Bool
  /// Right in the top edge; left out where there is no room beside the title.
  public var note: TextLine?
  /// Left in the bottom edge.
  public var hint: TextLine?

  public init(
    _ title: TextLine, number: Int? = nil, isFocused: Bool = false, note: TextLine? = nil, hint: TextLine? = nil
  ) {
    self.title = title
    self.number = number
    self.isFocused = isFocused
    self.note = note
    self.hint = hint
  }

  /// Where the content goes: inside the frame, with a column of air left and right where the pane is wide enough.
  public static func content(of area: Rect) -> Rect {
    guard area.width > 1, area.height > 1 else { return Rect(x: area.x, y: area.y, width: 0, height: 0) }
    return area.inset(columns: area.width >= 12 ? 2 : 1, rows: 1)
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let border: Role = isFocused ? .borderFocus : .border
    guard area.width > 1, area.height > 1 else { return canvas.fill(area, canvas.glyphs.track, border) }
    canvas.frame(area, border)
    drawTopEdge(in: area.row(0).inset(columns: 1, rows: 0), on: &canvas)
    if let hint {
      let edge = area.row(area.height - 1).inset(columns: 1, rows: 0)
      drawOnEdge(hint, in: edge, at: .leading, role: .keyHint, on: &canvas)
    }
  }

  private func drawTopEdge(in edge: Rect, on canvas: inout Canvas) {
    var heading = title
    if let number { heading = TextLine("\(number) ") + heading }
    if isFocused { heading = TextLine(canvas.glyphs.pointer.text) + heading }
    let role: Role = isFocused ? .titleFocus : .title
    let taken = drawOnEdge(heading, in: edge, at: .leading, role: role, on: &canvas)
    guard let note else { return }
    let room = edge.dropFirstColumns(taken + 1)
    guard note.width + 2 <= room.width else { return }
    drawOnEdge(note, in: room, at: .trailing, role: .dim, on: &canvas)
  }

  /// Text with a blank on both sides, so that the frame does not touch it.
  @discardableResult
  private func drawOnEdge(
    _ line: TextLine, in edge: Rect, at alignment: Alignment, role: Role, on canvas: inout Canvas
  ) -> Int {
    guard edge.width > 2, line.width > 0 else { return 0 }
    let padded = " " + line.truncated(to: edge.width - 2) + " "
    return canvas.put(padded, in: edge, alignment: alignment, role: role)
  }
}

extension Canvas {
  /// Draws a panel and gives the rectangle for its content.
  public mutating func panel(_ panel: Panel, in area: Rect) -> Rect {
    draw(panel, in: area)
    return Panel.content(of: area)
  }

  /// Draws the outline of a rectangle of at least 2×2 cells.
  public mutating func frame(_ area: Rect, _ role: Role) {
    guard area.width > 1, area.height > 1 else { return }
    let frame = glyphs.frame
    let (left, right, top, bottom) = (area.x, area.endX - 1, area.y, area.endY - 1)
    let style = self.style(role)
    for x in left + 1..<max(left + 1, right) {
      put(frame.horizontal, at: Point(x: x, y: top), style: style)
      put(frame.horizontal, at: Point(x: x, y: bottom), style: style)
    }
    for y in top + 1..<max(top + 1, bottom) {
      put(frame.vertical, at: Point(x: left, y: y), style: style)
      put(frame.vertical, at: Point(x: right, y: y), style: style)
    }
    put(frame.topLeft, at: Point(x: left, y: top), style: style)
    put(frame.topRight, at: Point(x: right, y: top), style: style)
    put(frame.bottomLeft, at: Point(x: left, y: bottom), style: style)
    put(frame.bottomRight, at: Point(x: right, y: bottom), style: style)
  }
}
