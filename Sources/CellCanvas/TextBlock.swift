/// Paragraphs, wrapped at spaces. What does not fit below is left out.
public struct TextBlock: View, Sendable, Hashable {
  /// Line ends begin a new paragraph.
  public var text: String
  public var role: Role
  /// Wrapped lines to skip.
  public var offset: Int

  public init(_ text: String, role: Role = .text, offset: Int = 0) {
    self.text = text
    self.role = role
    self.offset = offset
  }

  /// Rows the text needs at a width.
  public func height(at columns: Int) -> Int { text.wrapped(to: columns).count }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    for (row, line) in text.wrapped(to: area.width).dropFirst(offset).prefix(area.height).enumerated() {
      canvas.put(line, at: Point(x: area.x, y: area.y + row), role, limit: area.width)
    }
  }
}
