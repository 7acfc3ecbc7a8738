extension Expression {
  /// A comparison at the top, taken apart; nil for any other expression.
  public var comparison: (left: Expression, comparison: ComparisonOperator, right: Expression)? {
    guard case .compare(let comparison, let left, let right) = root else { return nil }
    return (Expression(text: left.text, root: left), comparison, Expression(text: right.text, root: right))
  }

  /// The name, when the expression is one name alone.
  public var name: String? {
    guard case .name(let name) = root else { return nil }
    return name
  }

  /// Every name the expression mentions, once, in order.
  public var names: [String] {
    var result: [String] = []
    root.visitNames { if !result.contains($0) { result.append($0) } }
    return result
  }

  /// The value over named numbers; booleans are 1 and 0.
  ///
  /// - Returns: nil when a name is missing or a function needs rows.
  public func number(_ lookup: (String) -> Double?) -> Double? { root.number(lookup) }
}

extension Expression.Node {
  /// The node written out again, with parentheses only where they matter little to a reader.
  public var text: String {
    switch self {
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    case .string(let value): "\"\(value)\""
    case .boolean(let value): value ? "true" : "false"
    case .name(let name): name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." } ? name : "`\(name)`"
    case .negate(let node): "-\(node.nested)"
    case .not(let node): "not \(node.nested)"
    case .arithmetic(let operation, let a, let b): "\(a.nested) \(operation.rawValue) \(b.nested)"
    case .compare(let operation, let a, let b): "\(a.nested) \(operation.rawValue) \(b.nested)"
    case .logical(let operation, let a, let b): "\(a.nested) \(operation.rawValue) \(b.nested)"
    case .call(let name, let arguments): "\(name)(\(arguments.map(\.text).joined(separator: ", ")))"
    }
  }

  private var nested: String {
    switch self {
    case .number, .string, .boolean, .name, .call, .negate: text
    case .not, .arithmetic, .compare, .logical: "(\(text))"
    }
  }

  func visitNames(_ visit: (String) -> Void) {
    switch self {
    case .number, .string, .boolean: return
    case .name(let name): visit(name)
    case .negate(let node), .not(let node): node.visitNames(visit)
    case .arithmetic(_, let a, let b), .compare(_, let a, let b), .logical(_, let a, let b):
      a.visitNames(visit)
      b.visitNames(visit)
    case .call(_, let arguments): for argument in arguments { argument.visitNames(visit) }
    }
  }

  func number(_ lookup: (String) -> Double?) -> Double? {
    switch self {
    case .number(let value): return value
    case .string: return nil
    case .boolean(let value): return value ? 1 : 0
    case .name(let name): return lookup(name)
    case .negate(let node): return node.number(lookup).map { -$0 }
    case .not(let node): return node.number(lookup).map { $0 == 0 ? 1 : 0 }
    case .arithmetic(let operation, let a, let b):
      guard let x = a.number(lookup), let y = b.number(lookup) else { return nil }
      return operation.apply(x, y)
    case .compare(let comparison, let a, let b):
      guard let x = a.number(lookup), let y = b.number(lookup) else { return nil }
      return comparison.holds(x, y) ? 1 : 0
    case .logical(let operation, let a, let b):
      guard let x = a.number(lookup), let y = b.number(lookup) else { return nil }
      return operation.apply(x != 0, y != 0) ? 1 : 0
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
  func apply(_ x: Bool, _ y: Bool) -> Bool {
    switch self {
    case .and: x && y
    case .or: x || y
    }
  }
}
