import CNCurses
import CSys
import CellCanvas
import Glibc

/// What the terminal can do, as far as it can be known without taking it: for `sextant doctor`.
public struct TerminalReport: Sendable, Equatable {
  /// One ability: what there is, how that was found out, and how to get more; empty where nothing is missing.
  public struct Ability: Sendable, Equatable {
    public let name: String
    public let has: String
    public let because: String
    public let mend: String
  }

  public let abilities: [Ability]

  /// - Parameter variable: the value of an environment variable; nil when it is not set.
  public init(environment variable: (String) -> String?) {
    TerminalScreen.useUnicode()
    let options = TerminalOptions(environment: variable)
    let entry = TerminalReport.entry(options)
    let between = variable("TMUX") != nil ? "tmux" : variable("STY") != nil ? "screen" : nil
    let knowsModes = entry?.facts.has_second_screen == 1
    let modes = "TERM is a terminal with a second screen, which nearly always has it"
    let lacksModes = "TERM is a terminal without a second screen, which might print the question"
    func mode(_ name: String, _ what: String, _ mend: String = "") -> Ability {
      Ability(
        name: name, has: knowsModes ? what : "no", because: knowsModes ? modes : lacksModes,
        mend: knowsModes ? mend : "use a terminal whose TERM is such as xterm-256color")
    }
    abilities = [
      TerminalReport.screen(options, entry), TerminalReport.colors(options, entry, between, variable),
      TerminalReport.glyphs(options, knowsModes, variable), TerminalReport.size, TerminalReport.locale(variable),
      mode("mouse", "asked for", between == "tmux" ? "tmux passes it on after `set -g mouse on`" : ""),
      mode("focus", "asked for", between == "tmux" ? "tmux passes it on after `set -g focus-events on`" : ""),
      mode("paste", "bracketed"),
      mode("synchronised_output", "asked for; what does not know it shows frames as they come"),
      TerminalReport.clipboard(options, knowsModes), TerminalReport.title(options, knowsModes, variable),
      TerminalReport.links(options, knowsModes, variable),
    ]
  }

  private static func entry(_ options: TerminalOptions) -> (name: String, facts: nc_terminal_facts)? {
    guard let name = TerminalScreen.terminalName(options, STDOUT_FILENO) else { return nil }
    var facts = nc_terminal_facts()
    guard nc_terminal_look_up(name, STDOUT_FILENO, &facts) == 1 else { return nil }
    return (name, facts)
  }

  private static func screen(_ options: TerminalOptions, _ entry: (name: String, facts: nc_terminal_facts)?) -> Ability
  {
    guard let entry else {
      return Ability(
        name: "screen", has: "no: `sextant` gives lines, as `--plain` does",
        because: options.terminal.isEmpty ? "TERM is not set" : "TERM=\(options.terminal) cannot place text",
        mend: "set TERM to what the terminal is, such as xterm-256color")
    }
    let because =
      entry.name == options.terminal
      ? "TERM=\(options.terminal)" : "TERM=\(options.terminal), taken for \(entry.name)"
    return Ability(name: "screen", has: "yes", because: because, mend: "")
  }

  // MARK: Colours

  private static func colors(
    _ options: TerminalOptions, _ entry: (name: String, facts: nc_terminal_facts)?, _ between: String?,
    _ variable: (String) -> String?
  ) -> Ability {
    let facts = entry?.facts ?? nc_terminal_facts()
    let most = TerminalScreen.depth(facts.colors, options, canChange: facts.can_change_color == 1)
    let depth = min(options.colors ?? .truecolor, most)
    let (because, mend) = reason(options, facts, most, between, variable)
    return Ability(name: "colours", has: word(depth), because: because, mend: mend)
  }

  private static func reason(
    _ options: TerminalOptions, _ facts: nc_terminal_facts, _ most: ColorDepth, _ between: String?,
    _ variable: (String) -> String?
  ) -> (because: String, mend: String) {
    if let value = variable("NO_COLOR"), !value.isEmpty { return ("NO_COLOR is set", "unset NO_COLOR for colours") }
    if let wish = variable("SEXTANT_COLORS"), let depth = TerminalOptions.depth(wish) {
      return depth <= most
        ? ("SEXTANT_COLORS=\(wish)", "") : ("SEXTANT_COLORS=\(wish), but the terminal has fewer", "")
    }
    let database = "TERM=\(options.terminal) has \(max(0, facts.colors)) colours"
    switch most {
    case .truecolor: return ("COLORTERM=\(variable("COLORTERM") ?? ""), and \(database) that can be changed", "")
    case .indexed256 where options.claimsManyColors:
      let why = between.map { "\($0) stands between" } ?? "its palette cannot be changed"
      return ("\(database); COLORTERM asks for more, but \(why)", "")
    case .indexed256: return (database, "where the terminal has more, set COLORTERM=truecolor")
    case .ansi16, .monochrome:
      return (database, "where the terminal has more, set TERM=xterm-256color, or tmux-256color within tmux")
    }
  }

  private static func word(_ depth: ColorDepth) -> String {
    switch depth {
    case .truecolor: "24 bits"
    case .indexed256: "256"
    case .ansi16: "16"
    case .monochrome: "none"
    }
  }

  // MARK: Signs, size, locale

  private static func glyphs(
    _ options: TerminalOptions, _ knowsModes: Bool, _ variable: (String) -> String?
  ) -> Ability {
    if let wish = variable("SEXTANT_GLYPHS"), let glyphs = TerminalOptions.glyphs(wish) {
      return Ability(
        name: "glyphs", has: glyphs == .ascii ? "ASCII" : wish, because: "SEXTANT_GLYPHS=\(wish)", mend: "")
    }
    if options.hasOtherEncoding {
      return Ability(
        name: "glyphs", has: "ASCII", because: "the locale is C, or names an encoding that is not UTF-8",
        mend: "set LANG to a UTF-8 locale, such as C.UTF-8")
    }
    if options.terminal == "linux" || !knowsModes {
      return Ability(
        name: "glyphs", has: "ASCII", because: "TERM=\(options.terminal) has few signs",
        mend: "use a terminal with a font of its own")
    }
    return Ability(name: "glyphs", has: "braille", because: "nothing speaks against UTF-8", mend: "")
  }

  private static var size: Ability {
    var size = winsize()
    let found = [STDOUT_FILENO, STDIN_FILENO, STDERR_FILENO].contains { ioctl($0, UInt(TIOCGWINSZ), &size) == 0 }
    guard found, size.ws_col > 0 else {
      return Ability(name: "size", has: "not known", because: "no terminal is here", mend: "")
    }
    let isSmall = size.ws_col < 80 || size.ws_row < 24
    return Ability(
      name: "size", has: "\(size.ws_col)×\(size.ws_row)", because: "the terminal says so",
      mend: isSmall ? "80×24 shows whole stages; below 40×12 there is no room for panes" : "")
  }

  private static func locale(_ variable: (String) -> String?) -> Ability {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].first { !(variable($0) ?? "").isEmpty }
    return Ability(
      name: "locale", has: set.flatMap(variable) ?? "none", because: set.map { "\($0) is set" } ?? "nothing is set",
      mend: "")
  }
}
