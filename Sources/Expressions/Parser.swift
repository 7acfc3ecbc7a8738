/// Recursive descent over the tokens; binding from loose to tight: or, and, not, comparison, sum, product, sign.
struct Parser {
  private let text: String
  private let tokens: [Lexer.Placed]
  private var position = 0

  /// Nesting allowed, so that hostile text cannot exhaust the stack.
  static let depthMax = 64

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
    while take(word: "or") { node = .logical(.or, node, try conjunction(depth: depth)) }
    return node
  }

  private mutating func conjunction(depth: Int) throws(ExpressionError) -> Expression.Node {
    var node = try negation(depth: depth)
    while take(word: "and") { node = .logical(.and, node, try negation(depth: depth)) }
    return node
  }

  private mutating func negation(depth: Int) throws(ExpressionError) -> Expression.Node {
    guard depth < Parser.depthMax else { throw failure("nested too deep", "use fewer `not`s") }
    return take(word: "not") ? .not(try negation(depth: depth + 1)) : try comparison(depth: depth)
  }

  private mutating func comparison(depth: Int) throws(ExpressionError) -> Expression.Node {
    let left = try sum(depth: depth)
    guard case .symbol(let symbol) = tokens[position].token, let comparison = ComparisonOperator(rawValue: symbol)
    else {
      return left
    }
    position += 1
    let node = Expression.Node.compare(comparison, left, try sum(depth: depth))
    if case .symbol(let next) = tokens[position].token, ComparisonOperator(rawValue: next) != nil {
      throw failure("two comparisons in a row", "join them with `and`")
    }
    return node
  }

  private mutating func sum(depth: Int) throws(ExpressionError) -> Expression.Node {
    var node = try product(depth: depth)
    while true {
      if take("+") {
        node = .arithmetic(.add, node, try product(depth: depth))
      } else if take("-") {
        node = .arithmetic(.subtract, node, try product(depth: depth))
      } else {
        return node
      }
    }
  }

  private mutating func product(depth: Int) throws(ExpressionError) -> Expression.Node {
    var node = try sign(depth: depth)
    while true {
      if take("*") {
        node = .arithmetic(.multiply, node, try sign(depth: depth))
      } else if take("/") {
        node = .arithmetic(.divide, node, try sign(depth: depth))
      } else if take("%") {
        node = .arithmetic(.remainder, node, try sign(depth: depth))
      } else {
        return node
      }
    }
  }

  private mutating func sign(depth: Int) throws(ExpressionError) -> Expression.Node {
    guard depth < Parser.depthMax else { throw failure("nested too deep", "use fewer signs") }
    if take("-") { return .negate(try sign(depth: depth + 1)) }
    if take("+") { return try sign(depth: depth + 1) }
    return try primary(depth: depth)
  }

  private mutating func primary(depth: Int) throws(ExpressionError) -> Expression.Node {
    switch tokens[position].token {
    case .number(let value):
      position += 1
      return .number(value)
    case .string(let value):
      position += 1
      return .string(value)
    case .name("true"):
      position += 1
      return .boolean(true)
    case .name("false"):
      position += 1
      return .boolean(false)
    case .name(let name):
      position += 1
      return take("(") ? .call(name, try arguments(depth: depth)) : .name(name)
    case .symbol("("):
      position += 1
      let node = try disjunction(depth: depth + 1)
      guard take(")") else { throw failure("a parenthesis is not closed", "add `)`") }
      return node
    case .symbol(let symbol): throw failure("a value is missing before `\(symbol)`", "put a number or a name there")
    case .end: throw failure("a value is missing at the end", "put a number or a name there")
    }
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
