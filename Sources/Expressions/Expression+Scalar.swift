extension Expression {
  /// A comparison at the top, taken apart; nil for any other expression.
  public var comparison: (left: Expression, comparison: ComparisonOperator, right: Expression)? {
    guard case .compare(let comparison, let left, let right) = root else { return nil }
    return (Expression(root: left), comparison, Expression(root: right))
  }

  /// The name, when the expression is one name alone.
  public var name: String? {
    guard case .name(let name) = root else { return nil }
    return name
  }

  /// Every name the expression mentions, once, in order.
  public var names: [String] {
    var result: [String] = []
    for mention in mentions where !result.contains(mention.name) { result.append(mention.name) }
    return result
  }

  /// Every mention of a name with its column in `text`, in order.
  public var mentions: [(name: String, column: Int)] {
    var result: [(name: String, column: Int)] = []
    var index = 0
    root.visit(&index) { node, index in
      guard case .name(let name) = node else { return }
      result.append((name, columns.indices.contains(index) ? columns[index] : 1))
    }
    return result
  }

  /// The value over named numbers; booleans are 1 and 0.
  ///
  /// What is missing stays unknown: a comparison with NaN has no value, `false and unknown` is false and
  /// `true or unknown` is true, as row by row.
  ///
  /// - Returns: nil when a name that matters is missing, or a function needs rows.
  public func number(_ lookup: (String) -> Double?) -> Double? { root.number(lookup) }
}

extension Expression.Node {
  /// Visits children before parents, which is the order of `Expression.columns`.
  func visit(_ index: inout Int, _ body: (Expression.Node, Int) -> Void) {
    switch self {
    case .number, .string, .boolean, .name: break
    case .negate(let node), .not(let node): node.visit(&index, body)
    case .arithmetic(_, let a, let b), .compare(_, let a, let b), .logical(_, let a, let b):
      a.visit(&index, body)
      b.visit(&index, body)
    case .call(_, let arguments): for argument in arguments { argument.visit(&index, body) }
    }
    body(self, index)
    index += 1
  }

  func number(_ lookup: (String) -> Double?) -> Double? {
    switch self {
    case .number(let value): return value
    case .string: return nil
    case .boolean(let value): return value ? 1 : 0
    case .name(let name): return lookup(name)
    case .negate(let node): return node.number(lookup).map { -$0 }
    case .not(let node): return node.number(lookup).map { $0.isNaN ? .nan : ($0 == 0 ? 1 : 0) }
    case .arithmetic(let operation, let a, let b):
      guard let x = a.number(lookup), let y = b.number(lookup) else { return nil }
      return operation.apply(x, y)
    case .compare(let comparison, let a, let b):
      guard let x = a.number(lookup), let y = b.number(lookup), !x.isNaN, !y.isNaN else { return nil }
      return comparison.holds(x, y) ? 1 : 0
    case .logical(let operation, let a, let b):
      let value = operation.apply(a.number(lookup) ?? .nan, b.number(lookup) ?? .nan)
      return value.isNaN ? nil : value
    case .call("if", let arguments) where arguments.count == 3:
      guard let condition = arguments[0].number(lookup), !condition.isNaN else { return nil }
      return arguments[condition != 0 ? 1 : 2].number(lookup)
    case .call(let name, let arguments):
      guard let function = RowFunction(rawValue: name) else { return nil }
      let values = arguments.compactMap { $0.number(lookup) }
      return values.count == arguments.count ? function.apply(values) : nil
    }
  }
}

extension ArithmeticOperator {
  func apply(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .remainder: x.truncatingRemainder(dividingBy: y)
    }
  }
}

extension LogicalOperator {
  /// Three-valued logic over 0, not 0 and NaN for unknown.
  ///
  /// Source: S. C. Kleene, "Introduction to Metamathematics" (1952), §64, the strong tables.
  @inline(__always)
  func apply(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .and: x == 0 || y == 0 ? 0 : (x.isNaN || y.isNaN ? .nan : 1)
    case .or: (x != 0 && !x.isNaN) || (y != 0 && !y.isNaN) ? 1 : (x.isNaN || y.isNaN ? .nan : 0)
    }
  }
}
