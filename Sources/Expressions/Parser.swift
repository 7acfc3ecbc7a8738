/// Recursive descent over the tokens; binding from loose to tight: or, and, not, comparison, sum, product, sign.
struct Parser {
  private let text: String
  private let tokens: [Lexer.Placed]
  private var position = 0
  /// Column of each node made, in the order they were made, which is children before parents.
  private(set) var columns: [Int] = []

  /// Nesting allowed, so that hostile text cannot exhaust the stack.
  static let depthMax = 64

  /// Words that are operators unless they stand in backticks.
  static let reserved: Set<String> = ["and", "or", "not"]

  init(text: String) throws(ExpressionError) {
    self.text = text
    var lexer = Lexer(text: text)
    tokens = try lexer.tokens()
  }

  mutating func whole() throws(ExpressionError) -> Expression.Node {
    let node = try disjunction(depth: 0)
    guard tokens[position].token == .end else {
      throw failure("something follows the expression", "join the parts with an operator")
    }
    return node
  }

  private func failure(_ reason: String, _ mend: String) -> ExpressionError {
    ExpressionError(text: text, column: tokens[position].column, reason: reason, mend: mend)
  }

  private mutating func made(_ node: Expression.Node, at column: Int) -> Expression.Node {
    columns.append(column)
    return node
  }

  private var column: Int { tokens[position].column }

  private mutating func take(_ symbol: String) -> Bool {
    guard tokens[position].token == .symbol(symbol) else { return false }
    position += 1
    return true
  }

  private mutating func take(word: String) -> Bool {
    guard case .name(let name) = tokens[position].token, name == word else { return false }
    position += 1
    return true
  }

  private mutating func disjunction(depth: Int) throws(ExpressionError) -> Expression.Node {
    guard depth < Parser.depthMax else { throw failure("nested too deep", "use fewer parentheses") }
    var node = try conjunction(depth: depth)
    while true {
      let column = column
      guard take(word: "or") else { return node }
      node = made(.logical(.or, node, try conjunction(depth: depth)), at: column)
    }
  }

  private mutating func conjunction(depth: Int) throws(ExpressionError) -> Expression.Node {
    var node = try negation(depth: depth)
    while true {
      let column = column
      guard take(word: "and") else { return node }
      node = made(.logical(.and, node, try negation(depth: depth)), at: column)
    }
  }

  private mutating func negation(depth: Int) throws(ExpressionError) -> Expression.Node {
    guard depth < Parser.depthMax else { throw failure("nested too deep", "use fewer `not`s") }
    let column = column
    guard take(word: "not") else { return try comparison(depth: depth) }
    return made(.not(try negation(depth: depth + 1)), at: column)
  }

  private mutating func comparison(depth: Int) throws(ExpressionError) -> Expression.Node {
    let left = try sum(depth: depth)
    guard case .symbol(let symbol) = tokens[position].token, let comparison = ComparisonOperator(rawValue: symbol)
    else {
      return left
    }
    let column = column
    position += 1
    let node = made(.compare(comparison, left, try sum(depth: depth)), at: column)
    if case .symbol(let next) = tokens[position].token, ComparisonOperator(rawValue: next) != nil {
      throw failure("two comparisons in a row", "join them with `and`")
    }
    return node
  }

  private mutating func sum(depth: Int) throws(ExpressionError) -> Expression.Node {
    var node = try product(depth: depth)
    while true {
      let column = column
      guard let operation = takeArithmetic([.add, .subtract]) else { return node }
      node = made(.arithmetic(operation, node, try product(depth: depth)), at: column)
    }
  }

  private mutating func product(depth: Int) throws(ExpressionError) -> Expression.Node {
    var node = try sign(depth: depth)
    while true {
      let column = column
      guard let operation = takeArithmetic([.multiply, .divide, .remainder]) else { return node }
      node = made(.arithmetic(operation, node, try sign(depth: depth)), at: column)
    }
  }

  private mutating func takeArithmetic(_ operations: [ArithmeticOperator]) -> ArithmeticOperator? {
    operations.first { take($0.rawValue) }
  }

  private mutating func sign(depth: Int) throws(ExpressionError) -> Expression.Node {
    guard depth < Parser.depthMax else { throw failure("nested too deep", "use fewer signs") }
    let column = column
    if take("-") { return made(.negate(try sign(depth: depth + 1)), at: column) }
    if take("+") { return try sign(depth: depth + 1) }
    return try primary(depth: depth)
  }

  private mutating func primary(depth: Int) throws(ExpressionError) -> Expression.Node {
    let column = column
    switch tokens[position].token {
    case .number(let value): return leaf(.number(value))
    case .string(let value): return leaf(.string(value))
    case .name("true"): return leaf(.boolean(true))
    case .name("false"): return leaf(.boolean(false))
    case .name(let word) where Parser.reserved.contains(word):
      throw failure("a value is missing before `\(word)`", "put a number or a name there")
    case .name(let name):
      position += 1
      return take("(")
        ? made(.call(name, try arguments(depth: depth)), at: column) : made(.name(name), at: column)
    case .quotedName(let name): return leaf(.name(name))
    case .symbol("("):
      position += 1
      let node = try disjunction(depth: depth + 1)
      guard take(")") else { throw failure("a parenthesis is not closed", "add `)`") }
      return node
    case .symbol(let symbol): throw failure("a value is missing before `\(symbol)`", "put a number or a name there")
    case .end: throw failure("a value is missing at the end", "put a number or a name there")
    }
  }

  private mutating func leaf(_ node: Expression.Node) -> Expression.Node {
    defer { position += 1 }
    return made(node, at: column)
  }

  private mutating func arguments(depth: Int) throws(ExpressionError) -> [Expression.Node] {
    if take(")") { return [] }
    var nodes: [Expression.Node] = []
    while true {
      nodes.append(try disjunction(depth: depth + 1))
      if take(",") { continue }
      guard take(")") else { throw failure("the arguments are not closed", "add `)`") }
      return nodes
    }
  }
}
