import CellCanvas

extension TerminalOptions {
  /// What `SEXTANT_GLYPHS` may say; nil for anything else.
  static func glyphs(_ name: String) -> GlyphSet? {
    switch name {
    case "braille": .braille
    case "block": .block
    case "ascii": .ascii
    default: nil
    }
  }

  /// What a variable says that turns something on or off; nil where it says neither.
  static func wish(_ value: String?) -> Bool? {
    switch value {
    case "on", "1", "yes", "true": true
    case "off", "0", "no", "false": false
    default: nil
    }
  }

  /// Whether a terminal takes OSC 8, as far as its names tell.
  ///
  /// What does not know the sequence is meant to pass over it, and nearly everything does. Left out are terminals that
  /// might print it, GNU screen, which swallows it, and VTE before 0.50, which crashed on links.
  static func knowsLinks(_ terminal: String, _ between: Between?, vte: String?) -> Bool {
    if between == .screen { return false }
    if let version = vte.flatMap({ Int($0) }), version < 5000 { return false }
    let older = [
      "linux", "vt", "dumb", "ansi", "cons", "sun", "wsvt", "pcansi", "Eterm", "hurd", "mach", "rxvt", "cygwin",
    ]
    return !terminal.isEmpty && terminal != "unknown" && !older.contains { terminal.hasPrefix($0) }
  }
}

extension TerminalOptions.Between {
  /// Both tell a program within them by a variable; over ssh only the terminal's name is left.
  init?(terminal: String, environment variable: (String) -> String?) {
    if let socket = variable("TMUX"), !socket.isEmpty {
      self = .tmux
    } else if let session = variable("STY"), !session.isEmpty {
      self = .screen
    } else if terminal.hasPrefix("tmux") {
      self = .tmux
    } else if terminal == "screen" || terminal.hasPrefix("screen.") || terminal.hasPrefix("screen-") {
      self = .screen
    } else {
      return nil
    }
  }
}
