/// Keys and what they do, in a row: `r retrain  p promote  ? help`. Those that do not fit are left out from the end.
public struct KeyHints: View, Sendable, Hashable {
  public struct Hint: Sendable, Hashable {
    public var key: String
    public var title: String

    public init(_ key: String, _ title: String) {
      self.key = key
      self.title = title
    }
  }

  public var hints: [Hint]

  public init(_ hints: [Hint]) { self.hints = hints }

  /// The hints as a line, as many as fit in a number of columns.
  public func line(fitting columns: Int) -> TextLine {
    var spans: [TextLine.Span] = []
    var width = 0
    for hint in hints {
      let gap = spans.isEmpty ? 0 : 2
      let needed = gap + CharacterWidth.columns(hint.key) + 1 + CharacterWidth.columns(hint.title)
      guard width + needed <= columns else { break }
      if gap > 0 { spans.append(.init("  ")) }
      spans += [.init(hint.key, .key), .init(" " + hint.title, .keyHint)]
      width += needed
    }
    return TextLine(spans)
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    canvas.put(line(fitting: area.width), in: area)
  }
}

/// A short message at the right end of a row, with a glyph for what kind it is; in an area of several rows it takes as
/// many as it needs, from the top.
public struct Toast: View, Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case done
    case note
    case attention
    case failed
  }

  public var kind: Kind
  public var text: String

  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard area.width >= 4, area.height >= 1 else { return }
    if area.height > 1 { return drawRows(in: area, on: &canvas) }
    let line = (TextLine(" ") + mark(canvas.glyphs) + TextLine(" " + text + " ")).truncated(to: area.width)
    let row = area.row(0)
    let box = Rect(x: row.endX - line.width, y: row.y, width: line.width, height: 1)
    canvas.fill(box, .toast)
    canvas.put(line, in: box, role: .toast)
  }

  /// Rows that the whole message takes in a width.
  public func height(in width: Int) -> Int { max(1, text.wrapped(to: max(1, width - Toast.margins)).count) }

  /// Columns beside the text: a blank, the mark, a blank, and one at the end.
  private static let margins = 5

  private func drawRows(in area: Rect, on canvas: inout Canvas) {
    let lines = text.wrapped(to: max(1, area.width - Toast.margins)).prefix(area.height)
    canvas.fill(area.prefixRows(lines.count), .toast)
    canvas.put(TextLine(" ") + mark(canvas.glyphs), in: area, role: .toast)
    for (row, line) in lines.enumerated() {
      canvas.put(TextLine(line), in: area.dropFirstColumns(Toast.margins - 1), row: row, role: .toast)
    }
  }

  private func mark(_ glyphs: GlyphSet) -> TextLine {
    let ascii = glyphs == .ascii
    switch kind {
    case .done: return TextLine(ascii ? "ok" : "✓", .ok)
    case .note: return TextLine(ascii ? "*" : "●", .accent)
    case .attention: return TextLine("!", .attention)
    case .failed: return TextLine(ascii ? "x" : "✗", .failing)
    }
  }
}
