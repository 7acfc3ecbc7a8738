/// One line of text whose parts may look different: titles, table cells, hints, toasts.
public struct TextLine: Sendable, Hashable {
  public struct Span: Sendable, Hashable {
    public var text: String
    /// nil takes the look of the surroundings.
    public var role: Role?

    public init(_ text: String, _ role: Role? = nil) {
      self.text = text
      self.role = role
    }
  }

  public var spans: [Span]

  public init(_ text: String, _ role: Role? = nil) {
    spans = [Span(text, role)]
  }

  public init(_ spans: [Span]) {
    self.spans = spans
  }

  /// Columns it takes.
  public var width: Int { spans.reduce(0) { $0 + CharacterWidth.columns($1.text) } }

  /// The text without its looks.
  public var text: String { spans.map(\.text).joined() }

  public static func + (one: TextLine, other: TextLine) -> TextLine { TextLine(one.spans + other.spans) }

  /// The line, or as much as fits with "…" after it.
  public func truncated(to columns: Int) -> TextLine {
    guard width > columns else { return self }
    guard columns > 0 else { return TextLine([]) }
    var room = columns - 1
    var kept: [Span] = []
    for span in spans {
      let text = span.text.prefix(columns: room)
      kept.append(Span(text, span.role))
      room -= CharacterWidth.columns(text)
      if text.unicodeScalars.count < span.text.unicodeScalars.count { break }
    }
    kept[kept.count - 1].text += "…"
    return TextLine(kept)
  }
}

extension TextLine: ExpressibleByStringInterpolation {
  public init(stringLiteral value: String) { self.init(value) }
}

extension String {
  /// As many whole characters as fit in a number of columns.
  public func prefix(columns: Int) -> String {
    var room = columns
    var result = ""
    for character in self {
      room -= CharacterWidth.columns(String(character))
      guard room >= 0 else { break }
      result.append(character)
    }
    return result
  }

  /// Exactly `columns` wide: filled with spaces on the side the alignment leaves, or cut with "…".
  public func fitted(to columns: Int, _ alignment: Alignment = .leading) -> String {
    let width = CharacterWidth.columns(self)
    guard width <= columns else {
      guard columns > 0 else { return "" }
      let kept = prefix(columns: columns - 1)
      return kept + "…" + String(repeating: " ", count: columns - 1 - CharacterWidth.columns(kept))
    }
    let before = alignment.offset(of: width, in: columns)
    return String(repeating: " ", count: before) + self + String(repeating: " ", count: columns - width - before)
  }

  /// The text in lines of at most `columns`, broken at spaces where there are any; line ends are kept.
  public func wrapped(to columns: Int) -> [String] {
    guard columns > 0 else { return [] }
    return split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
      String(paragraph).wrappedParagraph(to: columns)
    }
  }

  private func wrappedParagraph(to columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var width = 0
    for part in split(separator: " ") {
      var word = String(part)
      while CharacterWidth.columns(word) > columns {
        if width > 0 { lines.append(line) }
        (line, width) = ("", 0)
        var head = word.prefix(columns: columns)
        // A wide character in a room one column wide is dropped: it cannot be shown.
        if head.isEmpty { head = String(word.prefix(1)) } else { lines.append(head) }
        word.removeFirst(head.count)
      }
      let wordWidth = CharacterWidth.columns(word)
      guard wordWidth > 0 else { continue }
      if width > 0, width + 1 + wordWidth > columns {
        lines.append(line)
        (line, width) = (word, wordWidth)
      } else {
        line += (width > 0 ? " " : "") + word
        width += (width > 0 ? 1 : 0) + wordWidth
      }
    }
    if width > 0 || lines.isEmpty { lines.append(line) }
    return lines
  }
}
