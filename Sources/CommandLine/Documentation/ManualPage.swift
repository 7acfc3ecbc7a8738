/// The manual page, from the tables of commands and keys.
struct ManualPage {
  let version: String
  let keys: [Documentation.Key]

  var text: String {
    ([".\\\" Made by `sextant docs man`.", ".TH SEXTANT 1 \"\" \"sextant \(version)\" \"User Commands\""]
      + name + synopsis + commands + common + keyTables + plain + environment + files + status)
      .joined(separator: "\n") + "\n"
  }

  private var name: [String] {
    [".SH NAME", "sextant \\- the whole life of an ML model in one terminal"]
  }

  private var synopsis: [String] {
    [
      ".SH SYNOPSIS", ".B sextant", "[\\fB\\-\\-theme\\fR \\fINAME\\fR] [\\fB\\-\\-plain\\fR]", ".br",
      ".B sextant demo",
      ".br",
      ".B sextant \\-\\-attach", "\\fIURL\\fR", ".br", ".B sextant", "\\fICOMMAND\\fR [\\fIARGUMENT\\fR ...]",
      ".SH DESCRIPTION",
      "Without a command it opens the cockpit of the project in this folder or in the nearest one above: six stages,",
      "scoping, data, development, deployment, monitoring and business, each with what matters now.",
      ".B sextant demo", "opens a world that drifts, to look around.",
      "Everything that keys do, commands do too; with", ".B \\-\\-json", "they print one JSON document.",
    ]
  }

  // MARK: Commands

  private var commands: [String] {
    [".SH COMMANDS"]
      + CommandSpecification.all.flatMap { command -> [String] in
        let arguments = command.arguments.map { argument in
          let name = "\\fI\(Self.escaped(argument.name))\\fR"
          return argument.isOptional ? "[\(name)]" : name
        }
        let head = ["\\fB\(Self.escaped(command.name))\\fR"] + arguments
        return [".SS \"\(head.joined(separator: " "))\"", Self.line(command.summary)] + command.options.flatMap(option)
      }
  }

  private var common: [String] {
    [".SH OPTIONS", "Every command takes these."] + CommandSpecification.common.flatMap(option)
      + [".SS Without a command"] + CommandSpecification.bare.flatMap(option)
  }

  private func option(_ option: CommandSpecification.Option) -> [String] {
    let value = option.value.map { " \\fI\(Self.escaped($0))\\fR" } ?? ""
    return [".TP", "\\fB\(Self.escaped(option.name))\\fR\(value)", Self.line(option.summary)]
  }

  // MARK: Keys

  private var keyTables: [String] {
    var lines = [".SH KEYS", "The cockpit's keys; each line names the command that does the same."]
    var group = ""
    for key in keys where !key.labels.isEmpty {
      if key.group != group {
        group = key.group
        lines.append(".SS \(Self.escaped(group))")
      }
      let asks = key.asks ? " (asks first)" : ""
      lines += [".TP", "\\fB\(Self.escaped(key.labels))\\fR", Self.line(key.title + asks)]
      if let twin = key.twin { lines += [".br", "\\fI\(Self.escaped(twin))\\fR"] }
    }
    return lines
  }

  private var plain: [String] {
    [
      ".SH LINES INSTEAD OF A SCREEN",
      "With", ".B \\-\\-plain", "or where TERM names a terminal that cannot place text, the cockpit is a conversation:",
      "it prints how the six stages stand and a numbered menu, reads a number, a key or a name a line,",
      "asks before what the cockpit asks before, and tells in further lines what happens.",
      "Lines may come from a file or a pipe; each waits until the one before is answered,",
      "and the exit status is 1 when one was not understood or refused.",
    ]
  }

  // MARK: Around it

  private var environment: [String] {
    let variables = [
      ("TERM, COLORTERM", "what the terminal can do; \\fBsextant doctor\\fR tells what was made of them"),
      ("NO_COLOR", "when it is set and not empty, nothing has a colour"),
      ("SEXTANT_COLORS", "truecolor, 256, 16 or mono, whatever the terminal says"),
      ("SEXTANT_GLYPHS", "braille, block or ascii, whatever the locale says"),
      ("SEXTANT_TITLE, SEXTANT_LINKS", "on or off: the title of the window, addresses as links"),
      ("SEXTANT_REDUCED_MOTION", "when it is 1, nothing on the screen looks as if it moved"),
      ("SEXTANT_TOKEN", "the token that \\fB\\-\\-attach\\fR shows"),
      ("SEXTANT_USER", "who does what is done, for the journal; otherwise the login name"),
      ("VISUAL, EDITOR", "the editor of sextant.yaml"), ("PAGER", "what \\fBsextant docs\\fR is read with"),
      ("XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_DATA_HOME", "where a person's own files are"),
    ]
    return [".SH ENVIRONMENT"] + variables.flatMap { [".TP", ".B \($0.0)", $0.1] }
  }

  private var files: [String] {
    let places = [
      ("sextant.yaml", "the project's definition"), (".sextant/", "its journal, models, predictions"),
      ("~/.config/sextant/themes/", "a person's own themes"), ("~/.config/sextant/keys.yaml", "and keys"),
      ("~/.local/state/sextant/cockpit.json", "what the cockpit remembers"),
    ]
    return [".SH FILES"] + places.flatMap { [".TP", ".I \(Self.escaped($0.0))", $0.1] }
  }

  private var status: [String] {
    let meanings = [
      ("0", "done"), ("1", "the answer is no"), ("2", "wrong use or bad input"),
      ("3", "the project is damaged or cannot be reached"), ("130", "interrupted"),
    ]
    return [".SH EXIT STATUS"] + meanings.flatMap { [".TP", ".B \($0.0)", $0.1] }
  }

  // MARK: Text

  /// A line of text, which must not look like a request.
  private static func line(_ text: String) -> String {
    let escaped = escaped(text)
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "\"": result += "\\(dq"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "…": result += "..."
      case "↑": result += "Up"
      case "↓": result += "Down"
      case "←": result += "Left"
      case "→": result += "Right"
      default: result.append(character)
      }
    }
    return result
  }
}
