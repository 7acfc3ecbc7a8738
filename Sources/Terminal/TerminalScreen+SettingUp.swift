import CNCurses
import CellCanvas
import Glibc

extension TerminalScreen {
  /// ncurses draws wide characters only in a UTF-8 locale. Number formats stay those of "C".
  static func useUnicode() {
    setlocale(LC_CTYPE, "")
    if String(cString: nl_langinfo(Int32(CODESET))) != "UTF-8" { setlocale(LC_CTYPE, "C.UTF-8") }
  }

  /// The entry of the terminal database to use; nil when the terminal cannot place text.
  static func terminalName(_ options: TerminalOptions, _ descriptor: Int32) -> String? {
    let name = options.terminal
    guard !name.isEmpty, name != "unknown" else { return nil }
    // The same terminal with a palette, whose entries show twenty-four bits as well.
    let direct = TerminalOptions.directSuffix
    if name.hasSuffix(direct) {
      let indexed = String(name.dropLast(direct.count)) + "-256color"
      if nc_can_place_text(indexed, descriptor) == 1 { return indexed }
    }
    let richer = name + "-256color"
    if options.claimsManyColors, !name.contains("256color"), nc_can_place_text(richer, descriptor) == 1 {
      return richer
    }
    switch nc_can_place_text(name, descriptor) {
    case 1: return name
    case 0: return nil
    default:
      // A newer terminal than this machine's database, which nearly always means one that speaks xterm.
      return nc_can_place_text("xterm-256color", descriptor) == 1 ? "xterm-256color" : nil
    }
  }

  /// How many colours there are; 0 for none.
  static func startColors() -> Int32 {
    guard has_colors() else { return 0 }
    start_color()
    use_default_colors()
    return nc_colors()
  }

  /// Twenty-four bits are shown by redefining entries of the palette, where the terminal lets us and says it has them.
  static func depth(_ colors: Int32, _ options: TerminalOptions, canChange: Bool) -> ColorDepth {
    switch colors {
    case ..<8: return .monochrome
    case ..<256: return .ansi16
    default:
      let isWanted = options.colors == .truecolor || options.colors == nil && options.claimsManyColors
      return isWanted && options.ownsPalette && canChange ? .truecolor : .indexed256
    }
  }

  /// The Linux console's fonts, and terminals with one screen, lack all but the plainest signs.
  static func glyphs(_ options: TerminalOptions, _ modes: TerminalModes) -> GlyphSet {
    options.hasOtherEncoding || modes.updateBegin.isEmpty || options.terminal == "linux" ? .ascii : .braille
  }

  /// Keys come one by one and unchanged; ncurses never looks at the input, which the decoder reads.
  static func configure() {
    raw()
    noecho()
    nonl()
    typeahead(-1)
    curs_set(0)
    leaveok(nc_stdscr(), true)
    keypad(nc_stdscr(), true)
  }
}
