/// Cuts a text into the tokens of the language.
///
/// It goes by Unicode scalars, so that no combining mark can hide a quote or an operator.
struct Lexer {
  enum Token: Equatable {
    case number(Double)
    case string(String)
    case name(String)
    /// A name in backticks: never a word of the language.
    case quotedName(String)
    case symbol(String)
    case end
  }

  struct Placed: Equatable {
    var token: Token
    /// From 1, in characters.
    var column: Int
  }

  private let text: String
  private let scalars: [Unicode.Scalar]
  private var position = 0

  /// Bounds the work and the depth of the tree that hostile text can ask for.
  static let byteCountMax = 4000
  static let tokenCountMax = 1000

  static let symbols: [[Unicode.Scalar]] = [
    "<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", "=",
  ].map { Array($0.unicodeScalars) }

  init(text: String) {
    self.text = text
    scalars = text.utf8.count <= Lexer.byteCountMax ? Array(text.unicodeScalars) : []
  }

  mutating func tokens() throws(ExpressionError) -> [Placed] {
    guard text.utf8.count <= Lexer.byteCountMax else { throw tooLong(at: 1) }
    var result: [Placed] = []
    while result.count < Lexer.tokenCountMax {
      let placed = try next()
      result.append(placed)
      if placed.token == .end { return result }
    }
    throw tooLong(at: result.last?.column ?? 1)
  }

  private func tooLong(at column: Int) -> ExpressionError {
    let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(60)))
    return ExpressionError(
      text: start + "…", column: column, reason: "the expression is too long",
      mend: "keep it under \(Lexer.byteCountMax) bytes and \(Lexer.tokenCountMax) words and signs")
  }

  private mutating func next() throws(ExpressionError) -> Placed {
    while position < scalars.count, scalars[position].properties.isWhitespace { position += 1 }
    let column = position + 1
    guard position < scalars.count else { return Placed(token: .end, column: column) }
    let scalar = scalars[position]
    if isDigit(scalar) || (scalar == "." && isDigit(peek(1))) {
      return Placed(token: try number(column), column: column)
    }
    switch scalar {
    case "\"", "'": return Placed(token: .string(try quoted(by: scalar, column)), column: column)
    case "`": return Placed(token: .quotedName(try quoted(by: scalar, column)), column: column)
    default: break
    }
    if scalar.properties.isAlphabetic || scalar == "_" { return Placed(token: .name(name()), column: column) }
    for symbol in Lexer.symbols where scalars[position...].starts(with: symbol) {
      position += symbol.count
      return Placed(token: .symbol(symbol == ["="] ? "==" : string(symbol[...])), column: column)
    }
    throw ExpressionError(
      text: text, column: column, reason: "`\(ExpressionError.printable(scalar))` means nothing here",
      mend: mend(for: scalar))
  }

  private func mend(for scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "&": "write `and`"
    case "|": "write `or`"
    case "!": "write `not`"
    case "^": "write a power as `pow(x, 2)`"
    case "{": "write a list in square brackets"
    default: "put names with such characters in backticks"
    }
  }

  private func peek(_ offset: Int) -> Unicode.Scalar {
    position + offset < scalars.count ? scalars[position + offset] : " "
  }

  private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private func string(_ part: ArraySlice<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(part)) }

  private mutating func number(_ column: Int) throws(ExpressionError) -> Token {
    let start = position
    while isDigit(peek(0)) || peek(0) == "." || peek(0) == "_" { position += 1 }
    if peek(0) == "e" || peek(0) == "E",
      isDigit(peek(1)) || ((peek(1) == "-" || peek(1) == "+") && isDigit(peek(2)))
    {
      position += 2
      while isDigit(peek(0)) { position += 1 }
    }
    let digits = string(scalars[start..<position].filter { $0 != "_" }[...])
    guard let value = Double(digits), value.isFinite else {
      throw ExpressionError(
        text: text, column: column, reason: "`\(digits)` is not a number", mend: "write it as 1234.5")
    }
    return .number(value)
  }

  /// What stands between two quotes; a quote written twice stands for itself.
  private mutating func quoted(by quote: Unicode.Scalar, _ column: Int) throws(ExpressionError) -> String {
    position += 1
    var content: [Unicode.Scalar] = []
    while position < scalars.count {
      if scalars[position] == quote {
        guard peek(1) == quote else {
          position += 1
          return string(content[...])
        }
        position += 1
      }
      content.append(scalars[position])
      position += 1
    }
    throw ExpressionError(
      text: text, column: column, reason: "a quote is not closed", mend: "add `\(quote)` at its end")
  }

  private mutating func name() -> String {
    let start = position
    while Lexer.continuesName(peek(0)) || (peek(0) == "." && (peek(1).properties.isAlphabetic || peek(1) == "_")) {
      position += 1
    }
    return string(scalars[start..<position])
  }

  private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isAlphabetic || scalar == "_" || scalar.properties.numericType != nil { return true }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark: return true
    default: return false  // The categories are Unicode's, not ours.
    }
  }
}
