import CellCanvas

/// Paragraphs with a label at their left: the shape of most texts in the cockpit.
struct LabelledText {
  private(set) var lines: [TextLine] = []
  let width: Int
  let labelWidth: Int

  init(width: Int, labelWidth: Int = 11) {
    self.width = max(1, width)
    self.labelWidth = width < labelWidth * 5 / 2 ? max(0, width / 3) : labelWidth
  }

  /// A wrapped paragraph; nothing for an empty text.
  mutating func add(_ label: String, _ text: String, _ role: Role? = nil, labelRole: Role = .dim) {
    guard !text.isEmpty else { return }
    for (index, line) in text.wrapped(to: max(1, width - labelWidth)).enumerated() {
      lines.append(head(index == 0 ? label : "", labelRole) + TextLine(line, role))
    }
  }

  /// One line, cut where it is too long.
  mutating func add(_ label: String, _ line: TextLine, labelRole: Role = .dim) {
    lines.append(head(label, labelRole) + line.truncated(to: max(1, width - labelWidth)))
  }

  /// A heading.
  mutating func head(_ text: String, _ role: Role = .dim, spaced: Bool = true) {
    if spaced, !lines.isEmpty { lines.append("") }
    lines.append(TextLine(text, role))
  }

  mutating func add(line: TextLine) { lines.append(line.truncated(to: width)) }

  private func head(_ label: String, _ role: Role = .dim) -> TextLine {
    labelWidth == 0 ? TextLine("") : TextLine(label.fitted(to: max(0, labelWidth - 1)) + " ", role)
  }
}
