import CNCurses

/// The escape sequences that ncurses does not send for us.
struct TerminalModes {
  /// Mouse with drags (1002) in the SGR form (1006), focus (1004), bracketed paste (2004), and to be told when the
  /// background changes (2031).
  let enter: String
  let leave: String
  /// Brackets round an update that the terminal then shows at once (2026).
  let updateBegin: String
  let updateEnd: String
  /// All that must be sent when there is no time to ask ncurses: our modes off, then the terminal's own way out.
  let reset: String
  /// Asks for the background; empty where the question might be printed.
  let backgroundQuestion: String
  /// The title may be set: the one before is kept by the terminal, and put back with everything else.
  let hasTitle: Bool
  /// The terminal is young enough to pass over what it does not know.
  let knowsModes: Bool

  /// Asks the terminal that ncurses has just set up.
  ///
  /// - Parameter asksForBackground: false where nobody wants to know, or the terminal would print the question.
  init(
    usesMouse: Bool, changesPalette: Bool = false, asksForBackground: Bool = true, changesTitle: Bool = false
  ) {
    // A terminal without a second screen is too old to know any of these and might print them.
    knowsModes = TerminalModes.capability("smcup") != nil
    let mouse = usesMouse ? ["1002", "1006"] : []
    let asks = knowsModes && asksForBackground
    let modes = knowsModes ? mouse + ["1004", "2004"] + (asks ? ["2031"] : []) : []
    backgroundQuestion = asks ? ColorReport.question : ""
    hasTitle = knowsModes && changesTitle
    enter = (hasTitle ? TerminalModes.keepTitle : "") + modes.map { "\u{1B}[?\($0)h" }.joined()
    leave = modes.reversed().map { "\u{1B}[?\($0)l" }.joined() + (hasTitle ? TerminalModes.returnTitle : "")
    updateBegin = knowsModes ? "\u{1B}[?2026h" : ""
    updateEnd = knowsModes ? "\u{1B}[?2026l" : ""
    let ownWayOut = (changesPalette ? ["oc"] : []) + ["sgr0", "op", "rmkx", "cnorm", "rmcup"]
    reset = updateEnd + leave + ownWayOut.compactMap(TerminalModes.capability).joined()
  }

  /// A string of the terminal database without its padding; nil when there is none.
  static func capability(_ name: String) -> String? {
    guard let text = tigetstr(name), text != nc_no_string() else { return nil }
    return withoutPadding(String(cString: text))
  }

  /// Delays are written `$<5>`; they are for terminals on serial lines.
  private static func withoutPadding(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let mark = rest.firstIndex(of: "$") {
      result += rest[..<mark]
      rest = rest[rest.index(after: mark)...]
      if rest.first == "<", let end = rest.firstIndex(of: ">") {
        rest = rest[rest.index(after: end)...]
      } else {
        result += "$"
      }
    }
    return result + rest
  }
}
