/// Collects a theme file's lines; colours are looked up at the end, since the palette may stand below the roles.
struct ThemeReader {
  private enum Section {
    case roles, palette, ansi, gradients, unknown
  }

  private(set) var name: String
  /// The theme that the file stands on, and the line that says so.
  private(set) var inherits: (name: String, line: Int)?
  private(set) var warnings: [Theme.Warning] = []
  private var appearance: Theme.Appearance?
  private var section = Section.roles
  private var roles: [(role: Role, value: ThemeValue, line: Int)] = []
  private var palette: [String: PaletteEntry] = [:]
  private var ansi: [(name: String, index: UInt8, line: Int)] = []

  /// A named colour, with what to use in its place on terminals with fewer.
  private struct PaletteEntry {
    var color: Color
    var palette: UInt8?
    var sixteen: UInt8?
  }

  init(name: String) { self.name = name }

  /// Reads a file on top of what has been read: later lines win.
  mutating func read(_ source: String) {
    section = .roles
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      read(line: line, number: index + 1)
    }
  }

  /// What was read so far belongs to the theme's parents: its lines say nothing about this file.
  mutating func leaveParent() {
    roles = roles.map { ($0.role, $0.value, 0) }
    ansi = ansi.map { ($0.name, $0.index, 0) }
    inherits = nil
  }

  /// - Parameter own: the name that the file gave itself.
  func finish(_ warnings: inout [Theme.Warning], own: String) -> Theme {
    var found: [Theme.Warning] = []
    var styles: [Role: Style] = [:]
    for entry in roles {
      if case .list(let stops) = entry.value {
        for (role, color) in gradient(entry.role, stops, line: entry.line, &found) {
          styles[role] = Style(foreground: color)
        }
      } else if let style = style(entry.value, line: entry.line, &found) {
        styles[entry.role] = style
      }
    }
    var alternates = alternates(&found)
    for role in Role.gradients { keepApart(role.steps.compactMap { styles[$0]?.foreground }, &alternates) }
    for (step, index) in zip(Role("heat").steps, Self.sixteenHeats) {
      guard let color = styles[step]?.foreground, !color.isOfSixteen, alternates.sixteen[color] == nil else { continue }
      alternates.sixteen[color] = .indexed(index)
    }
    warnings += found.filter { $0.line > 0 }
    return Theme(name: own, styles: styles, appearance: appearance, alternates: alternates)
  }

  private func alternates(_ warnings: inout [Theme.Warning]) -> Theme.Alternates {
    var alternates = Theme.Alternates()
    for entry in ansi {
      if let known = palette[entry.name] {
        if !known.color.isOfSixteen { alternates.sixteen[known.color] = .indexed(entry.index) }
      } else {
        warnings.append(.init(line: entry.line, message: "[ansi] \(entry.name) is not in [palette]"))
      }
    }
    for (_, entry) in palette.sorted(by: { $0.key < $1.key }) {
      if let index = entry.palette { alternates.palette[entry.color] = .indexed(index) }
      if let index = entry.sixteen { alternates.sixteen[entry.color] = .indexed(index) }
    }
    return alternates
  }

  /// Grey, blue, green, yellow, red: what heat is told with where a gradient cannot be shown.
  private static let sixteenHeats: [UInt8] = [8, 8, 4, 6, 2, 3, 11, 1, 9]

  /// Neighbouring steps of a gradient stay two colours where only the palette's are to be had.
  private func keepApart(_ steps: [Color], _ alternates: inout Theme.Alternates) {
    var last: Color?
    for color in steps {
      var entry = alternates.palette[color] ?? color.reduced(to: .indexed256)
      if entry == last, case .indexed(let taken) = entry, let other = color.nearestPaletteEntry(besides: [taken]) {
        entry = .indexed(other)
        alternates.palette[color] = entry
      }
      last = entry
    }
  }

  // MARK: Lines

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
    case "gradients": section = .gradients
    default: throw .init("[\(title)] is not a section; there are [roles], [gradients], [palette] and [ansi]")
    }
  }

  private mutating func store(_ key: String, _ value: ThemeValue, _ line: Int) throws(ThemeScanner.Problem) {
    switch section {
    case .roles:
      if try storeSetting(key, value, line) { return }
      if case .list = value { throw .init("a list of colours belongs into [gradients]") }
      roles.append((Role(key), value, line))
    case .gradients:
      guard case .list(let stops) = value, !stops.isEmpty else { throw .init("\(key) wants a list of colours") }
      guard Role.gradients.contains(Role(key)) else {
        throw .init("\(key) has no gradient; \(Role.gradients.map(\.name).joined(separator: " and ")) have")
      }
      roles.append((Role(key), value, line))
    case .palette:
      guard let entry = Self.paletteEntry(value) else {
        throw .init("\(key) wants a number 0-255, \"#rrggbb\", \"default\" or {rgb = …, x256 = …, ansi = …}")
      }
      palette[key] = entry
      // A colour of the parent's sixteen was chosen for the parent's colour.
      if entry.sixteen != nil { ansi.removeAll { $0.name == key } }
    case .ansi:
      guard case .number(let index) = value, index < 16 else { throw .init("\(key) wants a number 0-15") }
      ansi.append((key, UInt8(index), line))
    case .unknown: break
    }
  }

  /// `name`, `inherits` and `appearance`; false for a role.
  private mutating func storeSetting(
    _ key: String, _ value: ThemeValue, _ line: Int
  ) throws(ThemeScanner.Problem) -> Bool {
    guard case .text(let text) = value else { return false }
    switch key {
    case "name": name = text
    case "inherits": inherits = (text, line)
    case "appearance":
      guard text != "any" else {
        appearance = nil
        return true
      }
      guard let known = Theme.Appearance(rawValue: text) else {
        throw .init("appearance is \"dark\", \"light\" or \"any\"")
      }
      appearance = known
    default: return false
    }
    return true
  }

  private static func paletteEntry(_ value: ThemeValue) -> PaletteEntry? {
    if let color = value.color { return PaletteEntry(color: color) }
    guard case .table(let entries) = value, entries.allSatisfy({ ["rgb", "x256", "ansi"].contains($0.0) }) else {
      return nil
    }
    func number(_ key: String, below limit: Int) -> UInt8?? {
      guard let found = entries.last(where: { $0.0 == key }) else { return .some(nil) }
      guard case .number(let index) = found.1, index < limit else { return nil }
      return UInt8(index)
    }
    guard let palette = number("x256", below: 256), let sixteen = number("ansi", below: 16) else { return nil }
    guard let color = entries.last(where: { $0.0 == "rgb" })?.1.color ?? palette.map({ .indexed($0) }) else {
      return nil
    }
    return PaletteEntry(color: color, palette: palette, sixteen: sixteen)
  }

  // MARK: Styles

  private func gradient(
    _ role: Role, _ stops: [ThemeValue], line: Int, _ warnings: inout [Theme.Warning]
  ) -> [(Role, Color)] {
    var colors: [Color] = []
    for stop in stops {
      if let color = color(stop, line: line, &warnings) { colors.append(color) }
    }
    let steps = role.steps
    return Array(zip(steps, Gradient(stops: colors).colors(steps.count)))
  }

  private func style(_ value: ThemeValue, line: Int, _ warnings: inout [Theme.Warning]) -> Style? {
    switch value {
    case .text, .number: color(value, line: line, &warnings).map { Style(foreground: $0) }
    case .flag, .list:
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
    return palette[name]?.color ?? failed("\"\(name)\" is not in [palette]", line: line, &warnings)
  }

  private func failed<Result>(_ message: String, line: Int, _ warnings: inout [Theme.Warning]) -> Result? {
    warnings.append(.init(line: line, message: message))
    return nil
  }
}
