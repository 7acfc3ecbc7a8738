/// What may stand right of "=" in a theme file.
enum ThemeValue {
  case text(String)
  case number(Int)
  case flag(Bool)
  case table([(String, ThemeValue)])
  case list([ThemeValue])

  /// A colour that needs no palette.
  var color: Color? {
    switch self {
    case .number(let index): UInt8(exactly: index).map { .indexed($0) }
    case .text("default"): .terminal
    case .text(let text): Color(hexadecimal: text)
    case .flag, .table, .list: nil
    }
  }
}

extension Color {
  /// Reads "#rrggbb".
  init?(hexadecimal text: String) {
    guard text.utf8.count == 7, text.hasPrefix("#"), let value = UInt32(text.dropFirst(), radix: 16) else {
      return nil
    }
    self = .rgb(
      red: UInt8(value >> 16 & 0xFF), green: UInt8(value >> 8 & 0xFF), blue: UInt8(value & 0xFF))
  }
}

/// Walks one line of a theme file.
struct ThemeScanner {
  struct Problem: Error {
    let message: String
    init(_ message: String) { self.message = message }
  }

  private var rest: Substring

  init(_ line: Substring) { rest = line }

  /// Also true before a comment.
  var isAtEnd: Bool { rest.isEmpty || rest.first == "#" }

  mutating func skipBlanks() {
    rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
  }

  mutating func take(_ character: Character) -> Bool {
    skipBlanks()
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }

  mutating func expect(_ character: Character) throws(Problem) {
    guard take(character) else { throw Problem("expected \"\(character)\" before \"\(rest.prefix(20))\"") }
  }

  mutating func expectEnd() throws(Problem) {
    skipBlanks()
    guard isAtEnd else { throw Problem("\"\(rest.prefix(20))\" is too much on this line") }
  }

  /// A bare dotted name, or a quoted one.
  mutating func key() throws(Problem) -> String {
    skipBlanks()
    if rest.first == "\"" { return try quoted() }
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "-" }
    guard !name.isEmpty else { throw Problem("expected a name before \"\(rest.prefix(20))\"") }
    rest = rest[name.endIndex...]
    return String(name)
  }

  mutating func value() throws(Problem) -> ThemeValue {
    skipBlanks()
    if rest.first == "\"" { return .text(try quoted()) }
    if take("{") { return .table(try table()) }
    if take("[") { return .list(try list()) }
    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
    guard !word.isEmpty else { throw Problem("expected a value before \"\(rest.prefix(20))\"") }
    rest = rest[word.endIndex...]
    if let number = Int(word) {
      guard number >= 0, number < 256 else { throw Problem("\(number) is not between 0 and 255") }
      return .number(number)
    }
    switch word {
    case "true": return .flag(true)
    case "false": return .flag(false)
    default: throw Problem("\(word) wants quotes")
    }
  }

  private mutating func quoted() throws(Problem) -> String {
    rest.removeFirst()
    guard let end = rest.firstIndex(of: "\"") else { throw Problem("a closing quote is missing") }
    defer { rest = rest[rest.index(after: end)...] }
    return String(rest[..<end])
  }

  /// One line long, without lists or tables in it.
  private mutating func list() throws(Problem) -> [ThemeValue] {
    var values: [ThemeValue] = []
    if take("]") { return values }
    repeat {
      skipBlanks()
      guard rest.first != "{", rest.first != "[" else { throw Problem("a list holds colours alone") }
      values.append(try value())
    } while take(",")
    try expect("]")
    return values
  }

  private mutating func table() throws(Problem) -> [(String, ThemeValue)] {
    var entries: [(String, ThemeValue)] = []
    if take("}") { return entries }
    repeat {
      let key = try key()
      try expect("=")
      skipBlanks()
      guard rest.first != "{", rest.first != "[" else { throw Problem("a table inside a table means nothing here") }
      entries.append((key, try value()))
    } while take(",")
    try expect("}")
    return entries
  }
}
