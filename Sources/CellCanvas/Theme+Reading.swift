extension Theme {
  /// Something in a theme file that was not understood and was left out.
  public struct Warning: Sendable, Hashable, CustomStringConvertible {
    /// Counted from 1.
    public let line: Int
    public let message: String

    public var description: String { "line \(line): \(message)" }
  }

  /// Reads a theme file: a small part of TOML.
  ///
  /// `role = "colour"` or `role = {fg = …, bg = …, bold = true}` lines, at the top or under `[roles]`; `[palette]`
  /// names colours and `[ansi]` says which of the first sixteen to use for a name where there are no others. What is
  /// left out is taken from the built-in theme that `base = "light"` names, else from dark; a palette entry given here
  /// recolours the base's roles as well. A bad line is reported and skipped: there is always a theme.
  ///
  /// - Parameter name: used unless the file has a `name`.
  public static func reading(_ source: String, name: String) -> (theme: Theme, warnings: [Warning]) {
    var own = ThemeReader(name: name)
    own.read(source)
    var reader = ThemeReader(name: name)
    reader.read(own.base == "light" ? BuiltInThemes.light : BuiltInThemes.dark)
    reader.read(source)
    return (reader.finish(&own.warnings), own.warnings.sorted { $0.line < $1.line })
  }

  /// A built-in theme, which stands on no other.
  init(complete source: String) {
    var reader = ThemeReader(name: "")
    var warnings: [Warning] = []
    reader.read(source)
    self = reader.finish(&warnings)
  }
}

/// Collects a theme file's lines; colours are looked up at the end, since the palette may stand below the roles.
private struct ThemeReader {
  private enum Section {
    case roles
    case palette
    case ansi
    case unknown
  }

  private var name: String
  /// The built-in theme the file stands on.
  private(set) var base: String?
  var warnings: [Theme.Warning] = []
  private var section = Section.roles
  private var roles: [(role: Role, value: ThemeValue, line: Int)] = []
  private var palette: [String: Color] = [:]
  private var ansi: [(name: String, index: UInt8, line: Int)] = []

  init(name: String) { self.name = name }

  /// Reads a file on top of what has been read: later lines win.
  mutating func read(_ source: String) {
    section = .roles
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      read(line: line, number: index + 1)
    }
  }

  func finish(_ warnings: inout [Theme.Warning]) -> Theme {
    var styles: [Role: Style] = [:]
    for entry in roles {
      if let style = style(entry.value, line: entry.line, &warnings) { styles[entry.role] = style }
    }
    var sixteen: [Color: Color] = [:]
    for entry in ansi {
      if let color = palette[entry.name] {
        sixteen[color] = .indexed(entry.index)
      } else {
        warnings.append(.init(line: entry.line, message: "[ansi] \(entry.name) is not in [palette]"))
      }
    }
    return Theme(name: name, styles: styles, sixteen: sixteen)
  }

  private mutating func read(line: Substring, number: Int) {
    var scanner = ThemeScanner(line)
    scanner.skipBlanks()
    if scanner.isAtEnd { return }
    do {
      if scanner.take("[") {
        try readSection(&scanner)
      } else {
        let key = try scanner.key()
        try scanner.expect("=")
        let value = try scanner.value()
        try scanner.expectEnd()
        try store(key, value, number)
      }
    } catch {
      warnings.append(.init(line: number, message: error.message))
    }
  }

  private mutating func readSection(_ scanner: inout ThemeScanner) throws(ThemeScanner.Problem) {
    section = .unknown
    let title = try scanner.key()
    try scanner.expect("]")
    try scanner.expectEnd()
    switch title {
    case "roles": section = .roles
    case "palette": section = .palette
    case "ansi": section = .ansi
    default: throw .init("[\(title)] is not a section; there are [roles], [palette] and [ansi]")
    }
  }

  private mutating func store(_ key: String, _ value: ThemeValue, _ line: Int) throws(ThemeScanner.Problem) {
    switch section {
    case .roles:
      if key == "name", case .text(let text) = value { return name = text }
      if key == "base", case .text(let text) = value {
        guard text == "dark" || text == "light" else { throw .init("base is \"dark\" or \"light\"") }
        return base = text
      }
      roles.append((Role(key), value, line))
    case .palette:
      guard let color = value.color else { throw .init("\(key) wants a number 0-255, \"#rrggbb\" or \"default\"") }
      palette[key] = color
    case .ansi:
      guard case .number(let index) = value, index < 16 else { throw .init("\(key) wants a number 0-15") }
      ansi.append((key, UInt8(index), line))
    case .unknown: break
    }
  }

  private func style(_ value: ThemeValue, line: Int, _ warnings: inout [Theme.Warning]) -> Style? {
    switch value {
    case .text, .number: color(value, line: line, &warnings).map { Style(foreground: $0) }
    case .flag:
      failed("a role wants a colour or {fg = …, bg = …}", line: line, &warnings)
    case .table(let entries): style(entries, line: line, &warnings)
    }
  }

  private func style(_ entries: [(String, ThemeValue)], line: Int, _ warnings: inout [Theme.Warning]) -> Style {
    let flags: [String: Style.Attributes] = [
      "bold": .bold, "dim": .dim, "italic": .italic, "underline": .underline, "reverse": .reverse,
    ]
    var style = Style()
    for (key, value) in entries {
      if key == "fg" {
        style.foreground = color(value, line: line, &warnings)
      } else if key == "bg" {
        style.background = color(value, line: line, &warnings)
      } else if let attribute = flags[key], case .flag(let isOn) = value {
        if isOn { style.attributes.insert(attribute) }
      } else {
        warnings.append(
          .init(line: line, message: "\(key) is not fg, bg or a flag such as bold = true; it was left out"))
      }
    }
    return style
  }

  private func color(_ value: ThemeValue, line: Int, _ warnings: inout [Theme.Warning]) -> Color? {
    if let color = value.color { return color }
    guard case .text(let name) = value else { return failed("not a colour", line: line, &warnings) }
    return palette[name] ?? failed("\"\(name)\" is not in [palette]", line: line, &warnings)
  }

  private func failed<Result>(_ message: String, line: Int, _ warnings: inout [Theme.Warning]) -> Result? {
    warnings.append(.init(line: line, message: message))
    return nil
  }
}
