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

  /// Reads `TERM`, `COLORTERM`, `NO_COLOR`, `SEXTANT_COLORS`, `TMUX`, `STY` and the locale's variables.
  ///
  /// - Parameter variable: the value of an environment variable; nil when it is not set.
  public init(environment variable: (String) -> String?) {
    terminal = variable("TERM") ?? ""
    colors =
      (variable("NO_COLOR") ?? "").isEmpty ? variable("SEXTANT_COLORS").flatMap(Self.depth) : .monochrome
    glyphs = nil
    usesMouse = true
    device = "/dev/tty"
    ownsPalette = variable("TMUX") == nil && variable("STY") == nil
    claimsManyColors = ["truecolor", "24bit"].contains(variable("COLORTERM") ?? "")
    let locale = [variable("LC_ALL"), variable("LC_CTYPE"), variable("LANG")].compactMap { $0 }.first { !$0.isEmpty }
    hasOtherEncoding = TerminalOptions.namesOtherEncoding(locale ?? "")
  }

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

  /// "C", "POSIX" and names without an encoding say nothing: nearly every terminal is UTF-8.
  private static func namesOtherEncoding(_ locale: String) -> Bool {
    guard let dot = locale.firstIndex(of: ".") else { return false }
    let encoding = locale[locale.index(after: dot)...].prefix { $0 != "@" }.lowercased().filter { $0 != "-" }
    return encoding != "utf8"
  }
}
