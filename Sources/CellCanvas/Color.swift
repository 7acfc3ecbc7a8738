/// A cell's colour, in the terms a terminal understands.
public enum Color: Sendable, Hashable {
  /// Whatever the terminal itself shows text or background in.
  case terminal
  /// An entry of the 256-colour palette: 0–15 are the user's own, 16–231 a 6×6×6 cube, 232–255 greys.
  case indexed(UInt8)
  /// Twenty-four bits.
  case rgb(red: UInt8, green: UInt8, blue: UInt8)
}

extension Color {
  /// Whether the person's own terminal says what it looks like.
  public var isOfSixteen: Bool {
    switch self {
    case .terminal: true
    case .indexed(let index): index < 16
    case .rgb: false
    }
  }
}

extension Color: CustomStringConvertible {
  public var description: String {
    switch self {
    case .terminal: "default"
    case .indexed(let index): String(index)
    case .rgb(let red, let green, let blue): "#" + [red, green, blue].map(Color.hexadecimal).joined()
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}

/// How many colours may be used, from the most to none at all.
public enum ColorDepth: Sendable, Hashable, CaseIterable, Comparable {
  /// Bold, dim, underline and reverse alone; also what `NO_COLOR` asks for.
  case monochrome
  /// The sixteen colours of the user's own palette.
  case ansi16
  /// The 256-colour palette.
  case indexed256
  /// Twenty-four bits.
  case truecolor
}
