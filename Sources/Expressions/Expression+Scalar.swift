import Encoding

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
  /// - Returns: nil when a name that matters is missing, or a function needs rows or earlier windows.
  public func number(_ lookup: (String) -> Double?) -> Double? {
    root.number(ago: 0) { name, ago in ago == 0 ? lookup(name) : nil }
  }

  /// As `number(_:)`, over the windows so far.
  ///
  /// - Parameter lookup: a number's value so many windows ago, 0 being the newest; nil where it has none.
  /// - Complexity: a lookup for each name and each window that `window`, `previous` and `delta` look at.
  public func number(inSeries lookup: (_ name: String, _ ago: Int) -> Double?) -> Double? {
    root.number(ago: 0, lookup)
  }

  /// How many windows before the newest the expression looks back; 0 without `window`, `previous` or `delta`.
  public var windowsBack: Int {
    var result = 0
    var index = 0
    root.visit(&index) { node, _ in
      guard case .call(let name, let arguments) = node, let function = SeriesFunction(rawValue: name),
        let count = function.windowCount(arguments)
      else { return }
      result = Swift.max(result, function == .window ? count - 1 : count)
    }
    return result
  }
}

extension SeriesFunction {
  /// The second argument as written, 1 where it may be left out; nil when it is anything else.
  func windowCount(_ arguments: [Expression.Node]) -> Int? {
    guard argumentCounts.contains(arguments.count) else { return nil }
    guard arguments.count == 2 else { return 1 }
    guard case .number(let value) = arguments[1], let count = Int(exactly: value),
      (1...SeriesFunction.windowCountMax).contains(count)
    else { return nil }
    return count
  }
}

extension Expression.Node {
  /// Visits children before parents, which is the order of `Expression.columns`.
  func visit(_ index: inout Int, _ body: (Expression.Node, Int) -> Void) {
    switch self {
    case .number, .string, .boolean, .name: break
    case .negate(let node), .not(let node): node.visit(&index, body)
    case .arithmetic(_, let a, let b), .compare(_, let a, let b), .logical(_, let a, let b),
      .filtered(let a, where: let b), .segmented(let a, by: let b):
      a.visit(&index, body)
      b.visit(&index, body)
    case .call(_, let arguments): for argument in arguments { argument.visit(&index, body) }
    case .membership(let value, let elements):
      value.visit(&index, body)
      for element in elements { element.visit(&index, body) }
    }
    body(self, index)
    index += 1
  }

  func number(ago: Int, _ lookup: (String, Int) -> Double?) -> Double? {
    switch self {
    case .number(let value): return value
    case .boolean(let value): return value ? 1 : 0
    case .name(let name): return lookup(name, ago)
    case .negate(let node): return node.number(ago: ago, lookup).map { -$0 }
    case .not(let node): return node.number(ago: ago, lookup).map { $0.isNaN ? .nan : ($0 == 0 ? 1 : 0) }
    case .arithmetic(let operation, let a, let b):
      guard let x = a.number(ago: ago, lookup), let y = b.number(ago: ago, lookup) else { return nil }
      return operation.apply(x, y)
    case .compare(let comparison, let a, let b):
      guard let x = a.number(ago: ago, lookup), let y = b.number(ago: ago, lookup), !x.isNaN, !y.isNaN else {
        return nil
      }
      return comparison.holds(x, y) ? 1 : 0
    case .logical(let operation, let a, let b):
      let value = operation.apply(a.number(ago: ago, lookup) ?? .nan, b.number(ago: ago, lookup) ?? .nan)
      return value.isNaN ? nil : value
    case .call(let name, let arguments): return Self.called(name, arguments, ago, lookup)
    case .membership(let value, let elements):
      guard let x = value.number(ago: ago, lookup), !x.isNaN else { return nil }
      return elements.contains { $0.number(ago: ago, lookup) == x } ? 1 : 0
    case .string, .filtered, .segmented: return nil
    }
  }

  private static func called(
    _ name: String, _ arguments: [Expression.Node], _ ago: Int, _ lookup: (String, Int) -> Double?
  ) -> Double? {
    if let function = SeriesFunction(rawValue: name) {
      guard let count = function.windowCount(arguments) else { return nil }
      return function.apply(count) { arguments[0].number(ago: ago + $0, lookup) }
    }
    guard let function = RowFunction(rawValue: name), function.argumentCounts.contains(arguments.count) else {
      return nil
    }
    switch function {
    case .choose:
      guard let condition = arguments[0].number(ago: ago, lookup), !condition.isNaN else { return nil }
      return arguments[condition != 0 ? 1 : 2].number(ago: ago, lookup)
    case .isMissing, .coalesce:
      let value = function.apply(arguments.map { $0.number(ago: ago, lookup) ?? .nan })
      return value.flatMap { $0.isNaN ? nil : $0 }
    case .time: return arguments[0].instant
    case .abs, .sqrt, .log, .log10, .exp, .power, .round, .floor, .ceil, .min, .max, .year, .month, .day, .hour,
      .minute, .weekday, .dayOfYear:
      let values = arguments.compactMap { $0.number(ago: ago, lookup) }
      return values.count == arguments.count ? function.apply(values) : nil
    }
  }

  /// The instant that a quoted text names, in seconds since 1970.
  var instant: Double? {
    guard case .string(let text) = self else { return nil }
    return Timestamp(parsing: text)?.seconds
  }

  /// The number that an element of a list stands for: a number, a signed one, a boolean or a time.
  var literal: Double? {
    switch self {
    case .number(let value): value
    case .negate(.number(let value)): -value
    case .boolean(let value): value ? 1 : 0
    case .string: instant
    case .name, .negate, .not, .arithmetic, .compare, .logical, .call, .membership, .filtered, .segmented: nil
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
