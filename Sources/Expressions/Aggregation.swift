/// An expression over a window that is worked out piece by piece: rows are added, parts are merged, the value is read.
///
/// Sums are compensated, so that the order of the parts moves no digit that matters. `median` and `quantile` keep values
/// (8 bytes a row added) and `distinct` keeps each different one; everything else takes constant memory. An expression
/// by segment has its value over all segments here; `Expression.segments(over:)` tells them apart.
public struct Aggregation: Sendable {
  public let expression: Expression
  private var calls: [AggregateCall] = []
  /// The expression with a name in the place of each aggregate.
  private var skeleton: Expression.Node

  /// - Throws: what is wrong with the expression whatever the names are, such as a row's name outside an aggregate.
  public init(_ expression: Expression) throws(ExpressionError) {
    if let problem = expression.check(against: Vocabulary(isOpen: true), as: .window).first { throw problem }
    self.expression = expression
    skeleton = expression.root
    if case .segmented(let whole, by: _) = expression.root {
      skeleton = extract(whole)
    } else {
      skeleton = extract(expression.root)
    }
  }

  /// Adds rows to the window.
  ///
  /// - Parameter rows: rows of the bindings; nil means all.
  /// - Throws: the first thing that `check` finds against the bindings; nothing has been added then.
  public mutating func add(_ bindings: Bindings, rows: Range<Int>? = nil) throws(ExpressionError) {
    if let problem = expression.check(against: bindings.vocabulary, as: .window).first { throw problem }
    let rows = bindings.checked(rows)
    for index in calls.indices { calls[index].add(bindings, rows) }
  }

  /// Adds the rows of another aggregation.
  ///
  /// - Precondition: both are of the same expression.
  public mutating func merge(_ other: Aggregation) {
    precondition(other.expression == expression, "`\(other.expression)` merged into `\(expression)`")
    for index in calls.indices { calls[index].partial.merge(other.calls[index].partial) }
  }

  /// The value over all rows added; nil when there is none: no rows, nothing but missing values, or not finite.
  public var value: Double? { value(of: calls.map(\.value)) }

  private func value(of values: [Double?]) -> Double? {
    let result = skeleton.number(ago: 0) { name, _ in Int(name).flatMap { values[$0] } }
    return result.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The value of each group of rows on its own.
  ///
  /// - Parameter groups: the group of each of the rows, below `count`.
  /// - Precondition: the expression's check against the bindings found nothing.
  func values(_ bindings: Bindings, _ rows: Range<Int>, groups: [Int], count: Int) -> [Double?] {
    let parts = calls.map { $0.parts(bindings, rows, groups: groups, count: count) }
    return (0..<count).map { group in value(of: zip(calls, parts).map { $0.value(of: $1[group]) }) }
  }

  /// Moves the aggregates of a node into `calls` and leaves their indices as names.
  private mutating func extract(_ node: Expression.Node) -> Expression.Node {
    switch node {
    case .number, .string, .boolean, .name: return node
    case .negate(let inner): return .negate(extract(inner))
    case .not(let inner): return .not(extract(inner))
    case .arithmetic(let operation, let a, let b): return .arithmetic(operation, extract(a), extract(b))
    case .compare(let comparison, let a, let b): return .compare(comparison, extract(a), extract(b))
    case .logical(let operation, let a, let b): return .logical(operation, extract(a), extract(b))
    case .membership(let value, let elements): return .membership(extract(value), elements)
    case .filtered(.call(let name, let arguments), where: let filter):
      return aggregate(name, arguments, filter) ?? node
    case .filtered, .segmented: return node
    case .call(let name, let arguments):
      return aggregate(name, arguments, nil) ?? .call(name, arguments.map { extract($0) })
    }
  }

  /// The name that stands for an aggregate; nil when the call is none.
  private mutating func aggregate(
    _ name: String, _ arguments: [Expression.Node], _ filter: Expression.Node?
  ) -> Expression.Node? {
    guard let function = AggregateFunction(call: name, argumentCount: arguments.count) else { return nil }
    calls.append(AggregateCall(function: function, arguments: arguments, filter: filter))
    return .name(String(calls.count - 1))
  }
}

extension Expression {
  /// The value over a window's rows, such as `sum(outcome * bid) / count()`.
  ///
  /// Rows where an aggregate's argument is missing are skipped by that aggregate alone.
  ///
  /// - Returns: nil when there is no value: no rows, nothing but missing values, or a result that is not finite.
  /// - Throws: the first thing that `check` finds against the bindings.
  public func aggregate(over bindings: Bindings, rows: Range<Int>? = nil) throws(ExpressionError) -> Double? {
    var aggregation = try Aggregation(self)
    try aggregation.add(bindings, rows: rows)
    return aggregation.value
  }
}
