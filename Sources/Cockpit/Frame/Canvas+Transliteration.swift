import CellCanvas

extension Canvas {
  /// Replaces what lies past ASCII by the nearest ASCII character, cell by cell: for terminals that have nothing else,
  /// and for screen readers.
  mutating func transliterate() {
    for y in 0..<size.rows {
      for x in 0..<size.columns {
        let place = Point(x: x, y: y)
        guard let cell = self[place], let scalar = cell.glyph.soleScalar, !scalar.isASCII else { continue }
        put(Canvas.substitutes[scalar] ?? Glyph("?"), at: place, style: cell.style)
      }
    }
  }

  /// Replaces the sign of work under way, which looks as if it turned, by one that stands still.
  mutating func stand() {
    for y in 0..<size.rows {
      for x in 0..<size.columns {
        let place = Point(x: x, y: y)
        if let cell = self[place], cell.glyph.soleScalar == "⠹" { put(Glyph("…"), at: place, style: cell.style) }
      }
    }
  }

  private static let substitutes: [Unicode.Scalar: Glyph] = [
    "✓": Glyph("+"), "✗": Glyph("x"), "⠹": Glyph("~"), "·": Glyph("."), "–": Glyph("-"), "—": Glyph("-"),
    "≥": Glyph(">"), "≤": Glyph("<"), "≠": Glyph("#"), "≈": Glyph("~"), "→": Glyph(">"), "←": Glyph("<"),
    "↑": Glyph("^"), "↓": Glyph("v"), "↺": Glyph("@"), "▲": Glyph("^"), "▼": Glyph("v"), "●": Glyph("o"),
    "├": Glyph("|"), "▶": Glyph(">"), "‖": Glyph("="), "■": Glyph("#"), "…": Glyph("."), "²": Glyph("2"),
    "×": Glyph("x"), "χ": Glyph("X"), "∞": Glyph("8"), "µ": Glyph("u"), "›": Glyph(">"), "−": Glyph("-"),
    "▁": Glyph("_"), "▂": Glyph("_"), "▃": Glyph("-"), "▄": Glyph("-"),
    "▅": Glyph("="), "▆": Glyph("="), "▇": Glyph("#"), "█": Glyph("#"), "▸": Glyph(">"), "│": Glyph("|"),
    "€": Glyph("E"), "◆": Glyph("*"), "◂": Glyph("<"), "«": Glyph("<"), "»": Glyph(">"), "ä": Glyph("a"),
    "ö": Glyph("o"), "ü": Glyph("u"), "é": Glyph("e"), "è": Glyph("e"),
  ]
}
