// What reaches beyond the screen: the clipboard, the window's title, links.

extension TerminalReport {
  private static let lacksScreen = "TERM is a terminal without a second screen, which might print the sequence"
  private static let otherTerminal = "use a terminal whose TERM is such as xterm-256color"

  static func clipboard(_ options: TerminalOptions, _ knowsModes: Bool) -> Ability {
    guard knowsModes else {
      return Ability(name: "clipboard", has: "no", because: lacksScreen, mend: otherTerminal)
    }
    switch options.between {
    case .tmux:
      return Ability(
        name: "clipboard", has: "OSC 52, plain and wrapped for tmux", because: "tmux stands between",
        mend: "tmux passes it on after `set -g set-clipboard on`, or `set -g allow-passthrough on`")
    case .screen:
      return Ability(
        name: "clipboard", has: "OSC 52, in pieces that screen passes on", because: "screen stands between",
        mend: "where the terminal outside does not take it, use tmux, or copy with the mouse")
    case nil:
      return Ability(
        name: "clipboard", has: "OSC 52",
        because: "nearly every terminal with a second screen takes it, some after being allowed to",
        mend: "")
    }
  }

  static func title(
    _ options: TerminalOptions, _ knowsModes: Bool, _ variable: (String) -> String?
  ) -> Ability {
    if let wish = variable("SEXTANT_TITLE"), TerminalOptions.wish(wish) == false {
      return Ability(name: "title", has: "left alone", because: "SEXTANT_TITLE=\(wish)", mend: "")
    }
    guard knowsModes else { return Ability(name: "title", has: "left alone", because: lacksScreen, mend: "") }
    guard options.setsTitle else {
      return Ability(
        name: "title", has: "left alone", because: "screen could not put the old one back",
        mend: "SEXTANT_TITLE=on sets it all the same")
    }
    return Ability(
      name: "title", has: "tells how the project stands, and is put back at the end",
      because: "the terminal keeps the old one", mend: "")
  }

  static func links(
    _ options: TerminalOptions, _ knowsModes: Bool, _ variable: (String) -> String?
  ) -> Ability {
    if let wish = variable("SEXTANT_LINKS"), let isOn = TerminalOptions.wish(wish) {
      return Ability(name: "links", has: isOn ? "OSC 8" : "no", because: "SEXTANT_LINKS=\(wish)", mend: "")
    }
    if options.showsLinks, knowsModes {
      return Ability(
        name: "links", has: "OSC 8: addresses on the screen, paths that a command tells",
        because: "TERM=\(options.terminal) passes over it where it does not know it",
        mend: options.between == .tmux ? "tmux shows them from version 3.4 on" : "")
    }
    return Ability(
      name: "links", has: "no", because: "TERM=\(options.terminal) might print the sequence, or swallow it",
      mend: "SEXTANT_LINKS=on where it is known to take OSC 8")
  }
}
