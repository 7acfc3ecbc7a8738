/// Where the visible rows stand in the whole: a thumb on a track, one column wide. Nothing when all is seen.
public struct ScrollIndicator: View, Sendable, Hashable {
  public var first: Int
  public var visible: Int
  public var total: Int

  public init(first: Int, visible: Int, total: Int) {
    self.first = first
    self.visible = visible
    self.total = total
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty, visible > 0, total > visible else { return }
    let column = area.prefixColumns(1)
    let ascii = canvas.glyphs == .ascii
    canvas.fill(column, Glyph(ascii ? "|" : "│"), .scrollTrack)
    let length = max(1, column.height * visible / total)
    let travel = column.height - length
    let start = travel * min(max(0, first), total - visible) / (total - visible)
    let thumb = Rect(x: column.x, y: column.y + start, width: 1, height: length)
    canvas.fill(thumb, Glyph(ascii ? "#" : "┃"), .scroll)
  }
}

extension Canvas {
  /// Room for a list whose rows do not all fit: draws the indicator at the right edge and gives what is left of it.
  ///
  /// A list that fits, or one too narrow to spare two columns, gets all of the area.
  mutating func scrolling(_ area: Rect, first: Int, total: Int) -> Rect {
    let rest = Canvas.scrolled(area, total: total)
    guard rest != area else { return area }
    draw(
      ScrollIndicator(first: first, visible: area.height, total: total),
      in: area.dropFirstColumns(area.width - 1))
    return rest
  }

  /// What the rows of a list keep of an area beside the indicator.
  static func scrolled(_ area: Rect, total: Int) -> Rect {
    total > area.height && area.width > 12 ? area.prefixColumns(area.width - 2) : area
  }
}
