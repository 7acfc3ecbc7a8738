import CellCanvas
import Terminal
import Testing

extension TerminalScreenTests {
  private static let roles: [Role] = [
    .text, .strong, .dim, .accent, .selection, .attention, .key, .keyHint, .threshold, .chartEvent, .borderFocus,
    .failing,
  ]
  private static let words = [
    "price", "x", "   ", "a  b", "価格", "e\u{301}tat", "⠤⣀⡀", "│", "1 234", "\u{1F600}!", "    tail", "ครอบครัว", "शिक्षा",
    "שיעור", "المدة",
  ]

  /// A canvas that differs from the one before in some rows.
  private func scribbled(_ before: Canvas, _ random: inout some RandomNumberGenerator) -> Canvas {
    var canvas = before
    for row in 0..<canvas.size.rows where Int.random(in: 0..<3, using: &random) == 0 {
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let word = TerminalScreenTests.words.randomElement(using: &random) ?? ""
        let role = TerminalScreenTests.roles.randomElement(using: &random) ?? .dim
        canvas.put(word, at: Point(x: Int.random(in: 0..<canvas.size.columns, using: &random), y: row), role)
      }
    }
    return canvas
  }

  @Test(
    "What the terminal shows is the canvas, whatever was left out on the way",
    arguments: ["dark", "light", "high-contrast-dark", "mono"], ["xterm-256color", "screen-256color"])
  func shownCells(theme: String, terminal: String) throws {
    let size = Size(columns: 44, rows: 12)
    let far = try #require(PseudoTerminal(size: size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path, ["TERM": terminal]))
    defer { screen.close() }
    var emulated = EmulatedTerminal(size: size)
    var random = Sequence64(state: 7)
    let look = (Theme.named(theme) ?? .dark).reduced(to: screen.colorDepth)
    var canvas = Canvas(size: size, theme: look, glyphs: screen.glyphs)
    emulated.take(far.output())
    for frame in 0..<40 {
      // Another program has had the terminal.
      if frame == 20 { screen.runOutside {} }
      canvas = scribbled(canvas, &random)
      screen.draw(canvas)
      emulated.take(far.output())
      try #require(emulated.unknown.isEmpty, "\(emulated.unknown)")
      for row in 0..<size.rows {
        let wrong = canvas.withRow(row) { cells in
          cells.indices.first { !shows(emulated[$0, row], cells[$0]) }
            .map { "frame \(frame), \($0):\(row): \(emulated[$0, row]) for \(cells[$0])" }
        }
        try #require(wrong == .some(nil), "\((wrong ?? nil) ?? "")")
      }
    }
  }

  /// Whether a person sees the same; of a blank, that is its background and its lines.
  private func shows(_ look: EmulatedTerminal.Look, _ cell: Cell) -> Bool {
    guard !cell.glyph.isContinuation else { return true }
    var attributes: Set<Int> = []
    for (bit, code) in [(Style.Attributes.bold, 1), (.dim, 2), (.italic, 3), (.underline, 4), (.reverse, 7)]
    where cell.style.attributes.contains(bit) { attributes.insert(code) }
    let isBlank =
      cell.glyph == .space && attributes.isDisjoint(with: [4, 7]) && look.attributes.isDisjoint(with: [4, 7])
    guard look.background == number(cell.style.background) else { return false }
    if isBlank { return look.text == " " }
    return look.text == cell.glyph.text && look.foreground == number(cell.style.foreground)
      && look.attributes == attributes
  }

  private func number(_ color: Color?) -> Int? {
    guard case .indexed(let index) = color else { return nil }
    return Int(index)
  }
}

/// Numbers that are the same each time.
private struct Sequence64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}
