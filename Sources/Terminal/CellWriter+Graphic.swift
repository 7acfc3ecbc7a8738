import CNCurses
import CellCanvas

extension CellWriter {
  /// The sequence (SGR) that makes the terminal write as the library does in a style.
  mutating func graphic(_ style: Style) -> String {
    var look = Rendition()
    let attributes = attributes(of: style)
    let flags = [
      (NC_BOLD, Rendition.Set.bold), (NC_DIM, .dim), (NC_ITALIC, .italic), (NC_UNDERLINE, .underline),
      (NC_REVERSE, .reverse),
    ]
    for (flag, mark) in flags where attributes & flag != 0 { look.attributes.insert(mark) }
    if depth != .monochrome {
      look.foreground = CellWriter.paint(number(style.foreground))
      look.background = CellWriter.paint(number(style.background))
    }
    return String(decoding: look.sequence(from: nil, offs: false), as: UTF8.self)
  }

  private static func paint(_ number: Int32) -> Rendition.Paint {
    switch number {
    case ..<0: .own
    case ..<16: .basic(Int(number))
    default: .indexed(Int(number))
    }
  }
}
