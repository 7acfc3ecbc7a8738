import CNCurses
import CellCanvas

extension CellWriter {
  /// The sequence (SGR) that makes the terminal write as the library does in a style.
  mutating func graphic(_ style: Style) -> String {
    let attributes = attributes(of: style)
    let flags = [(NC_BOLD, "1"), (NC_DIM, "2"), (NC_ITALIC, "3"), (NC_UNDERLINE, "4"), (NC_REVERSE, "7")]
    var codes = ["0"] + flags.filter { attributes & $0.0 != 0 }.map(\.1)
    if depth != .monochrome {
      codes += CellWriter.codes(of: number(style.foreground), plain: 30, bright: 90, indexed: 38)
      codes += CellWriter.codes(of: number(style.background), plain: 40, bright: 100, indexed: 48)
    }
    return "\u{1B}[" + codes.joined(separator: ";") + "m"
  }

  private static func codes(of color: Int32, plain: Int32, bright: Int32, indexed: Int32) -> [String] {
    switch color {
    case ..<0: []
    case ..<8: ["\(plain + color)"]
    case ..<16: ["\(bright + color - 8)"]
    default: ["\(indexed)", "5", "\(color)"]
    }
  }
}
