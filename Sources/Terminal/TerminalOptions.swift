import CellCanvas

/// What the environment and the person say about the terminal.
public struct TerminalOptions: Sendable, Hashable {
  /// `TERM`; empty when not set.
  public var terminal: String
  /// nil finds out.
  public var colors: ColorDepth?
  /// nil finds out.
  public var glyphs: GlyphSet?
  /// Whether the mouse is asked for; without, the terminal's own selection works.
  public var usesMouse: Bool
  /// Where the terminal is. Standard input and output may be pipes: they are never touched.
  public var device: String
  /// `COLORTERM` says the terminal has more colours than its `TERM` admits.
  var claimsManyColors: Bool
  /// Nobody stands between us and the terminal who would not pass on a change of its palette: tmux, screen.
  var ownsPalette: Bool
  /// The locale names an encoding that is not UTF-8.
  var hasOtherEncoding: Bool
  /// Whether the window's title is set, and put back in the end.
  public var setsTitle: Bool
  /// Who stands between us and the terminal.
  var between: Between?
  /// GNU screen has said itself that it stands between.
  var namesScreenItself: Bool
  /// Whether addresses on the screen are links.
  public var showsLinks: Bool

  /// A program that shows terminals of its own within the person's one.
  enum Between: String, Sendable, Hashable {
    case tmux, screen
  }

  /// Reads `TERM`, `COLORTERM`, `NO_COLOR`, `SEXTANT_COLORS`, `SEXTANT_GLYPHS`, `SEXTANT_TITLE`, `SEXTANT_LINKS`, `TMUX`, `STY`,
  /// `VTE_VERSION` and the locale's variables.
  ///
  /// - Parameter variable: the value of an environment variable; nil when it is not set.
  public init(environment variable: (String) -> String?) {
    terminal = variable("TERM") ?? ""
    colors =
      (variable("NO_COLOR") ?? "").isEmpty ? variable("SEXTANT_COLORS").flatMap(Self.depth) : .monochrome
    glyphs = variable("SEXTANT_GLYPHS").flatMap(Self.glyphs)
    usesMouse = true
    device = "/dev/tty"
    between = Between(terminal: terminal, environment: variable)
    ownsPalette = between == nil
    namesScreenItself = !(variable("STY") ?? "").isEmpty
    setsTitle = Self.wish(variable("SEXTANT_TITLE")) ?? (between != .screen && terminal != "linux")
    showsLinks =
      Self.wish(variable("SEXTANT_LINKS")) ?? Self.knowsLinks(terminal, between, vte: variable("VTE_VERSION"))
    claimsManyColors =
      ["truecolor", "24bit"].contains(variable("COLORTERM") ?? "") || terminal.hasSuffix(Self.directSuffix)
    let locale = [variable("LC_ALL"), variable("LC_CTYPE"), variable("LANG")].compactMap { $0 }.first { !$0.isEmpty }
    hasOtherEncoding = TerminalOptions.namesOtherEncoding(locale ?? "")
  }

  /// Ends the names of database entries that take colours as they are, in place of numbers of a palette.
  static let directSuffix = "-direct"

  /// What `SEXTANT_COLORS` may say; nil for anything else.
  static func depth(_ name: String) -> ColorDepth? {
    switch name {
    case "truecolor", "24bit": .truecolor
    case "256": .indexed256
    case "16": .ansi16
    case "mono": .monochrome
    default: nil
    }
  }

  /// "C" and "POSIX" ask for ASCII. Nothing at all, and names without an encoding, say nothing: nearly every terminal
  /// is UTF-8.
  private static func namesOtherEncoding(_ locale: String) -> Bool {
    if locale == "C" || locale == "POSIX" { return true }
    guard let dot = locale.firstIndex(of: ".") else { return false }
    let encoding = locale[locale.index(after: dot)...].prefix { $0 != "@" }.lowercased().filter { $0 != "-" }
    return encoding != "utf8"
  }
}
