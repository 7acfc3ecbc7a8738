/// An expression over a window that is worked out piece by piece: rows are added, parts are merged, the value is read.
///
/// Sums are compensated, so that the order of the parts moves no digit that matters. Only `quantile` keeps values
/// (8 bytes a row added); everything else takes constant memory.
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
    skeleton = extract(expression.root)
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
  public var value: Double? {
    let values = calls.map(\.value)
    let result = skeleton.number { name in Int(name).flatMap { values[$0] } }
    return result.flatMap { $0.isFinite ? $0 : nil }
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
    case .call(let name, let arguments):
      guard let function = AggregateFunction(call: name, argumentCount: arguments.count) else {
        return .call(name, arguments.map { extract($0) })
      }
      calls.append(AggregateCall(function: function, arguments: arguments))
      return .name(String(calls.count - 1))
    }
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

/// One call of an aggregate within an expression.
struct AggregateCall: Sendable {
  let function: AggregateFunction
  let argument: Expression.Node?
  private let share: Double
  var partial = PartialAggregate()

  init(function: AggregateFunction, arguments: [Expression.Node]) {
    self.function = function
    argument = arguments.first
    share = if case .number(let share)? = arguments.dropFirst().first { share } else { .nan }
  }

  mutating func add(_ bindings: Bindings, _ rows: Range<Int>) {
    guard let argument else {
      partial.count += rows.count
      return
    }
    // `count(condition)` counts what is true, `count(x)` what is there.
    let countsTrue = function == .count && argument.isCondition(in: bindings.vocabulary)
    var part = PartialAggregate()
    RowProgram(argument, over: bindings).run(rows) { _, values in
      switch function {
      case .sum, .mean: part.addSum(values)
      case .count where countsTrue: part.count += PartialAggregate(truths: values).trueCount
      case .count: part.count += values.reduce(into: 0) { $0 += $1.isNaN ? 0 : 1 }
      case .rate: part.merge(PartialAggregate(truths: values))
      case .min, .max: part.addExtremes(values)
      case .quantile: part.values.append(contentsOf: values.lazy.filter { !$0.isNaN })
      }
    }
    partial.merge(part)
  }

  var value: Double? {
    switch function {
    case .count: Double(partial.count)
    case .quantile: partial.quantile(share)
    case .sum: partial.count > 0 ? partial.sum : nil
    case .mean: partial.count > 0 ? partial.sum / Double(partial.count) : nil
    case .rate: partial.count > 0 ? Double(partial.trueCount) / Double(partial.count) : nil
    case .min: partial.count > 0 ? partial.smallest : nil
    case .max: partial.count > 0 ? partial.largest : nil
    }
  }
}
