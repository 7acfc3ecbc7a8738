/// Recursive descent over the tokens; binding from loose to tight: by, or, and, not, comparison and `in`, sum, product,
/// sign.
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

  /// Words that are operators only where an operator may stand.
  static let contextual: Set<String> = ["in", "where", "by"]

  init(text: String) throws(ExpressionError) {
    self.text = text
    var lexer = Lexer(text: text)
    tokens = try lexer.tokens()
  }

  mutating func whole() throws(ExpressionError) -> Expression.Node {
    var node = try disjunction(depth: 0)
    let column = column
    if take(word: "by") { node = made(.segmented(node, by: try segment()), at: column) }
    guard tokens[position].token == .end else {
      throw failure("something follows the expression", "join the parts with an operator")
    }
    return node
  }

  /// `segment(COLUMN)`.
  private mutating func segment() throws(ExpressionError) -> Expression.Node {
    guard take(word: "segment"), take("(") else {
      throw failure("`by` wants a segment", "write it as `by segment(column)`")
    }
    let node: Expression.Node
    switch tokens[position].token {
    case .name(let name) where !Parser.reserved.contains(name): node = leaf(.name(name))
    case .quotedName(let name): node = leaf(.name(name))
    case .name, .number, .string, .symbol, .end:
      throw failure("a segment is one column", "write it as `by segment(column)`")
    }
    guard take(")") else { throw failure("a parenthesis is not closed", "add `)`") }
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
    if let node = try membership(of: left, depth: depth) { return node }
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

  /// `in [a, b]` or `not in [a, b]` after a value; nil when neither stands here.
  private mutating func membership(
    of value: Expression.Node, depth: Int
  ) throws(ExpressionError) -> Expression.Node? {
    let column = column
    let isNegated = tokens[position].token == .name("not") && tokens[position + 1].token == .name("in")
    if isNegated { position += 1 }
    guard take(word: "in") else { return nil }
    let close = tokens[position].token == .symbol("(") ? ")" : "]"
    guard take("[") || take("(") else { throw failure("`in` wants a list", "write it as `x in [1, 2]`") }
    var elements: [Expression.Node] = []
    repeat { elements.append(try sum(depth: depth + 1)) } while take(",")
    guard take(close) else { throw failure("the list is not closed", "add `\(close)`") }
    let node = made(.membership(value, elements), at: column)
    return isNegated ? made(.not(node), at: column) : node
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
      if Parser.contextual.contains(name), tokens[position + 1].token == .symbol("(") {
        throw failure("a value is missing before `\(name)`", "put a number or a name there")
      }
      position += 1
      return take("(") ? try call(name, at: column, depth: depth) : made(.name(name), at: column)
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

  /// What follows `name(`: arguments, perhaps a filter, and the parenthesis that closes.
  private mutating func call(_ name: String, at column: Int, depth: Int) throws(ExpressionError) -> Expression.Node {
    var arguments: [Expression.Node] = []
    if tokens[position].token != .symbol(")"), !beginsFilter {
      repeat { arguments.append(try disjunction(depth: depth + 1)) } while take(",")
    }
    var node = made(.call(name, arguments), at: column)
    let filterColumn = self.column
    if take(word: "where") {
      node = made(.filtered(node, where: try disjunction(depth: depth + 1)), at: filterColumn)
    }
    guard take(")") else { throw failure("the arguments are not closed", "add `)`") }
    return node
  }

  /// `count(where …)`, but not `count(where)` or `count(where > 3)`, which are about a column of that name.
  private var beginsFilter: Bool {
    guard tokens[position].token == .name("where") else { return false }
    switch tokens[position + 1].token {
    case .number, .string, .name, .quotedName, .symbol("("), .symbol("-"): return true
    case .symbol, .end: return false
    }
  }
}
