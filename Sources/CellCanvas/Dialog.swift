/// A question in the middle of the screen, over everything else.
///
///     ╭ Promote version 7 ─────────────────╮
///     │                                    │
///     │  All traffic goes to version 7.    │
///     │                                    │
///     │          y promote   ▸n cancel     │
///     ╰────────────────────────────────────╯
///
/// The marked answer, the one Enter takes, has a "▸" and the look of a selection.
public struct Dialog: View, Sendable, Hashable {
  public struct Answer: Sendable, Hashable {
    public var key: String
    public var title: String

    public init(key: String, title: String) {
      self.key = key
      self.title = title
    }
  }

  public var title: TextLine
  /// Wrapped; line ends begin paragraphs.
  public var message: String
  public var answers: [Answer]
  /// The answer Enter takes.
  public var marked: Int?

  public init(_ title: TextLine, message: String, answers: [Answer], marked: Int? = nil) {
    self.title = title
    self.message = message
    self.answers = answers
    self.marked = marked
  }

  /// Where the box goes within a screen: as wide as its text up to 64 columns, as high as it needs.
  public func box(in area: Rect) -> Rect {
    let texts = message.split(separator: "\n").map { CharacterWidth.columns($0) }
    let widest = max(title.width + 4, answerLine("▸").width + 2, texts.max() ?? 0)
    let width = min(area.width, min(64, widest + 6))
    let lines = message.wrapped(to: max(1, width - 6)).count
    return area.centered(Size(columns: width, rows: lines + (answers.isEmpty ? 4 : 5)))
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    let box = box(in: area)
    guard !box.isEmpty else { return }
    let inner = canvas.popup(title, in: box)
    let text = inner.inset(columns: box.width > 10 ? 1 : 0, rows: box.height > 5 ? 1 : 0)
    let hasAnswers = !answers.isEmpty && inner.height > 0
    let body = text.prefixRows(max(0, min(text.height, inner.height - (hasAnswers ? 2 : 0))))
    canvas.draw(TextBlock(message, role: .dialog), in: body)
    if hasAnswers { drawAnswers(in: inner.row(inner.height - 1), on: &canvas) }
  }

  private func drawAnswers(in row: Rect, on canvas: inout Canvas) {
    let line = answerLine(canvas.glyphs.pointer.text)
    canvas.put(line, in: row, alignment: line.width > row.width ? .leading : .trailing, role: .dialog)
  }

  private func answerLine(_ pointer: String) -> TextLine {
    var spans: [TextLine.Span] = []
    for (index, answer) in answers.enumerated() {
      if index > 0 { spans.append(.init("  ")) }
      if index == marked {
        spans.append(.init(pointer + answer.key + " " + answer.title + " ", .selection))
      } else {
        spans += [.init(" "), .init(answer.key, .key), .init(" " + answer.title + " ")]
      }
    }
    return TextLine(spans)
  }
}

extension Canvas {
  /// An empty box over what is there, framed, with its title in the edge; gives the room inside.
  public mutating func popup(_ title: TextLine, in area: Rect) -> Rect {
    let area = area.intersection(self.area)
    fill(area, .dialog)
    frame(area, .dialogBorder)
    let edge = area.row(0).inset(columns: 1, rows: 0)
    if edge.width > 2, title.width > 0 {
      put(" " + title.truncated(to: edge.width - 2) + " ", in: edge, role: .titleFocus)
    }
    return Panel.content(of: area)
  }
}
