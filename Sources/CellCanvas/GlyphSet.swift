/// What a terminal and its font can show, from the finest to the plainest.
public enum GlyphSet: Sendable, Hashable, CaseIterable {
  /// Braille dots (2×4 a cell), blocks and lines.
  case braille
  /// Quarter blocks (2×2 a cell), blocks and lines.
  case block
  /// Nothing past ASCII: also for screen readers and plain logs.
  case ascii
}

extension GlyphSet {
  /// The characters of a frame.
  struct Frame {
    let topLeft, topRight, bottomLeft, bottomRight, horizontal, vertical: Glyph
  }

  var frame: Frame {
    switch self {
    case .braille, .block:
      Frame(
        topLeft: Glyph("╭"), topRight: Glyph("╮"), bottomLeft: Glyph("╰"), bottomRight: Glyph("╯"),
        horizontal: Glyph("─"), vertical: Glyph("│"))
    case .ascii:
      Frame(
        topLeft: Glyph("+"), topRight: Glyph("+"), bottomLeft: Glyph("+"), bottomRight: Glyph("+"),
        horizontal: Glyph("-"), vertical: Glyph("|"))
    }
  }

  /// Bars from the bottom, from one eighth to the whole; ASCII has three steps.
  var bars: [Glyph] {
    switch self {
    case .braille, .block: GlyphSet.eighthsUp
    case .ascii: GlyphSet.asciiUp
    }
  }

  /// Bars from the left, from one eighth to the whole; ASCII knows only the whole.
  var sideBars: [Glyph] {
    switch self {
    case .braille, .block: GlyphSet.eighthsRight
    case .ascii: [Glyph("#")]
    }
  }

  /// Ever denser fills, from almost nothing to full: tells a heat step without its colour.
  var shades: [Glyph] {
    switch self {
    case .braille, .block: GlyphSet.blockShades
    case .ascii: GlyphSet.asciiShades
    }
  }

  /// A gap in a series, or a heat cell without a value.
  var gap: Glyph { self == .ascii ? Glyph(".") : Glyph("·") }
  /// Points at the chosen row.
  var pointer: Glyph { self == .ascii ? Glyph(">") : Glyph("▸") }
  var track: Glyph { self == .ascii ? Glyph("-") : Glyph("─") }
  var dashHorizontal: Glyph { self == .ascii ? Glyph("-") : Glyph("╌") }
  var dashVertical: Glyph { self == .ascii ? Glyph(":") : Glyph("┊") }

  private static let eighthsUp = Array("▁▂▃▄▅▆▇█".unicodeScalars).map { Glyph($0) }
  private static let asciiUp = Array("_-=#".unicodeScalars).map { Glyph($0) }
  private static let eighthsRight = Array("▏▎▍▌▋▊▉█".unicodeScalars).map { Glyph($0) }
  private static let blockShades = Array("·░▒▓█".unicodeScalars).map { Glyph($0) }
  private static let asciiShades = Array(".:+*#".unicodeScalars).map { Glyph($0) }
}

extension Glyph {
  /// An ASCII stand-in for the signs and lines our own screens use. People's words stay as they are.
  var plain: Glyph {
    guard let scalar = soleScalar, scalar.value > 0x7F, let ascii = Glyph.stand(inFor: scalar) else { return self }
    return Glyph(ascii)
  }

  private static func stand(inFor scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar {
    case "…": "~"
    case "–", "—", "─", "━", "╌", "−": "-"
    case "│", "┃", "┊": "|"
    case "·", "•": "."
    case "✓", "✔": "v"
    case "✗", "✘", "×": "x"
    case "●", "◆", "■": "*"
    case "○", "◇", "□", "◌", "◦": "o"
    case "▸", "▶", "→": ">"
    case "◂", "◀", "←", "↩": "<"
    case "▲", "△", "↑": "^"
    case "▼", "▽", "↓": "v"
    case "↺", "↻", "⟲": "@"
    case "≤": "<"
    case "≥": ">"
    case "Δ": "d"
    case "µ", "μ": "u"
    case "∞": "8"
    default: nil
    }
  }
}
