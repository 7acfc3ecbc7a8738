/// Cuts a text into the tokens of the language.
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
  private let characters: [Character]
  private var position = 0

  init(text: String) {
    self.text = text
    characters = Array(text)
  }

  /// Bounds the work and the depth of the tree that hostile text can ask for.
  static let byteCountMax = 4000
  static let tokenCountMax = 1000

  static let symbols = ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "%", "(", ")", ",", "="]

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
    ExpressionError(
      text: String(text.prefix(60)) + "…", column: column, reason: "the expression is too long",
      mend: "keep it under \(Lexer.byteCountMax) bytes and \(Lexer.tokenCountMax) words and signs")
  }

  private mutating func next() throws(ExpressionError) -> Placed {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
    let column = position + 1
    guard position < characters.count else { return Placed(token: .end, column: column) }
    let character = characters[position]
    if character.isASCII, character.isNumber || (character == "." && peek(1).isASCIIDigit) {
      return Placed(token: try number(column), column: column)
    }
    if character == "\"" || character == "'" {
      return Placed(token: .string(try quoted(by: character, column)), column: column)
    }
    if character == "`" { return Placed(token: .quotedName(try quoted(by: "`", column)), column: column) }
    if character.isLetter || character == "_" { return Placed(token: .name(name()), column: column) }
    for symbol in Lexer.symbols where matches(symbol) {
      position += symbol.count
      return Placed(token: .symbol(symbol == "=" ? "==" : symbol), column: column)
    }
    throw ExpressionError(
      text: text, column: column, reason: "`\(character)` means nothing here", mend: mend(for: character))
  }

  private func mend(for character: Character) -> String {
    switch character {
    case "&": "write `and`"
    case "|": "write `or`"
    case "!": "write `not`"
    case "^": "write a square as `x * x`"
    default: "put names with such characters in backticks"
    }
  }

  private func peek(_ offset: Int) -> Character {
    position + offset < characters.count ? characters[position + offset] : " "
  }

  private func matches(_ symbol: String) -> Bool {
    let wanted = Array(symbol)
    return position + wanted.count <= characters.count
      && Array(characters[position..<position + wanted.count]) == wanted
  }

  private mutating func number(_ column: Int) throws(ExpressionError) -> Token {
    let start = position
    while peek(0).isASCIIDigit || peek(0) == "." || peek(0) == "_" { position += 1 }
    if peek(0) == "e" || peek(0) == "E",
      peek(1).isASCIIDigit || ((peek(1) == "-" || peek(1) == "+") && peek(2).isASCIIDigit)
    {
      position += 2
      while peek(0).isASCIIDigit { position += 1 }
    }
    let digits = String(characters[start..<position].filter { $0 != "_" })
    guard let value = Double(digits), value.isFinite else {
      throw ExpressionError(
        text: text, column: column, reason: "`\(digits)` is not a number", mend: "write it as 1234.5")
    }
    return .number(value)
  }

  private mutating func quoted(by quote: Character, _ column: Int) throws(ExpressionError) -> String {
    position += 1
    let start = position
    while position < characters.count, characters[position] != quote { position += 1 }
    guard position < characters.count else {
      throw ExpressionError(
        text: text, column: column, reason: "a quote is not closed", mend: "add `\(quote)` at its end")
    }
    defer { position += 1 }
    return String(characters[start..<position])
  }

  private mutating func name() -> String {
    let start = position
    while peek(0).isLetter || peek(0).isNumber || peek(0) == "_"
      || (peek(0) == "." && (peek(1).isLetter || peek(1) == "_"))
    {
      position += 1
    }
    return String(characters[start..<position])
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
