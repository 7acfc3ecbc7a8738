import Encoding
import Tabular

extension Expression {
  /// What an expression is for.
  public enum Use: Sendable, Hashable {
    /// One value a row, or one value over named numbers: no aggregates.
    case row
    /// One value a window: every name of a row stands inside an aggregate.
    case window
  }

  /// Everything that is wrong with the expression where these names are known: unknown names and functions, wrong
  /// counts of arguments, texts where numbers belong and the other way round, aggregates out of place.
  ///
  /// - Returns: problems in reading order, each with the column of its place in `text`; empty when it can be evaluated.
  public func check(against vocabulary: Vocabulary, as use: Use) -> [ExpressionError] {
    var checker = Checker(expression: self, vocabulary: vocabulary, use: use)
    checker.checkWhole()
    return checker.problems.sorted { $0.column < $1.column }
  }

  /// Whether the expression is a condition: a comparison, `and`, `or`, `not`, or a boolean column.
  public func isCondition(in vocabulary: Vocabulary) -> Bool { root.isCondition(in: vocabulary) }
}

extension Expression.Node {
  func isCondition(in vocabulary: Vocabulary) -> Bool {
    switch self {
    case .boolean, .not, .compare, .logical: true
    case .name(let name): vocabulary[name] == .boolean
    case .call("if", let arguments):
      arguments.count == 3 && arguments[1].isCondition(in: vocabulary) && arguments[2].isCondition(in: vocabulary)
    case .number, .string, .negate, .arithmetic, .call: false
    }
  }
}

/// Walks a tree in the order its columns were recorded and collects what is wrong.
struct Checker {
  /// What a part of an expression gives.
  enum Value {
    case number, boolean, timestamp
    case categorical(String)
    case text(String)
    case literal(String)
    /// Not known before the data is, or wrong already.
    case unknown
  }

  struct Typed {
    var value: Value
    var column: Int
  }

  private let expression: Expression
  private let vocabulary: Vocabulary
  private let use: Expression.Use
  private var visited = 0
  /// The aggregate being checked the argument of.
  private var aggregate: AggregateFunction?
  private(set) var problems: [ExpressionError] = []

  init(expression: Expression, vocabulary: Vocabulary, use: Expression.Use) {
    self.expression = expression
    self.vocabulary = vocabulary
    self.use = use
  }

  mutating func checkWhole() {
    let whole = typed(expression.root)
    wantNumber(whole, for: "an expression")
  }

  mutating func report(_ column: Int, _ reason: String, _ mend: String) {
    problems.append(ExpressionError(text: expression.text, column: column, reason: reason, mend: mend))
  }

  /// The column of the node whose children have just been visited.
  private mutating func nextColumn() -> Int {
    defer { visited += 1 }
    return visited < expression.columns.count ? expression.columns[visited] : 1
  }

  private mutating func typed(_ node: Expression.Node) -> Typed {
    switch node {
    case .number: return Typed(value: .number, column: nextColumn())
    case .boolean: return Typed(value: .boolean, column: nextColumn())
    case .string(let text): return Typed(value: .literal(text), column: nextColumn())
    case .name(let name): return typedName(name)
    case .negate(let inner):
      let operand = typed(inner)
      wantNumber(operand, for: "`-`")
      return Typed(value: .number, column: nextColumn())
    case .not(let inner):
      let operand = typed(inner)
      wantNumber(operand, for: "`not`")
      return Typed(value: .boolean, column: nextColumn())
    case .arithmetic(let operation, let a, let b):
      let column = typedPair(a, b, for: "`\(operation.rawValue)`")
      return Typed(value: .number, column: column)
    case .logical(let operation, let a, let b):
      let column = typedPair(a, b, for: "`\(operation.rawValue)`")
      return Typed(value: .boolean, column: column)
    case .compare(let comparison, let a, let b):
      let (left, right) = (typed(a), typed(b))
      _ = nextColumn()
      checkComparison(comparison, left, right)
      return Typed(value: .boolean, column: left.column)
    case .call(let name, let arguments): return typedCall(name, arguments)
    }
  }

  /// - Returns: the column where the left operand begins.
  private mutating func typedPair(_ a: Expression.Node, _ b: Expression.Node, for construct: String) -> Int {
    let (left, right) = (typed(a), typed(b))
    _ = nextColumn()
    wantNumber(left, for: construct)
    wantNumber(right, for: construct)
    return left.column
  }

  private mutating func typedName(_ name: String) -> Typed {
    let column = nextColumn()
    if use == .window, aggregate == nil {
      report(
        column, "`\(name)` has a value a row, but one value a window is wanted",
        "put it inside an aggregate, such as `mean(\(Expression.written(name)))`")
    }
    guard let kind = vocabulary[name] else {
      if !vocabulary.isOpen { report(column, "nothing is named `\(name)`", vocabulary.mend(for: name)) }
      return Typed(value: .unknown, column: column)
    }
    switch kind {
    case .numeric: return Typed(value: .number, column: column)
    case .boolean: return Typed(value: .boolean, column: column)
    case .timestamp: return Typed(value: .timestamp, column: column)
    case .categorical: return Typed(value: .categorical(name), column: column)
    case .text: return Typed(value: .text(name), column: column)
    }
  }
}

// MARK: - Calls

extension Checker {
  private mutating func typedCall(_ name: String, _ arguments: [Expression.Node]) -> Typed {
    if let function = AggregateFunction(call: name, argumentCount: arguments.count) {
      return typedAggregate(function, arguments)
    }
    let operands = arguments.map { typed($0) }
    let column = nextColumn()
    guard let function = RowFunction(rawValue: name) else {
      reportUnknown(function: name, column)
      return Typed(value: .unknown, column: column)
    }
    checkCount(name, function.argumentCounts, arguments.count, column)
    for operand in operands { wantNumber(operand, for: "`\(name)`") }
    guard function == .choose, operands.count == 3, case .boolean = operands[1].value,
      case .boolean = operands[2].value
    else { return Typed(value: .number, column: column) }
    return Typed(value: .boolean, column: column)
  }

  private mutating func typedAggregate(_ function: AggregateFunction, _ arguments: [Expression.Node]) -> Typed {
    let outer = aggregate
    aggregate = function
    let operands = arguments.map { typed($0) }
    aggregate = outer
    let column = nextColumn()
    let name = function.rawValue
    if let outer {
      report(column, "`\(name)` stands inside `\(outer.rawValue)`", "aggregate once; join aggregates by arithmetic")
    } else if use == .row {
      report(column, "`\(name)` needs a whole window, but one value a row is wanted", "leave `\(name)(…)` out here")
    }
    checkCount(name, function.argumentCounts, arguments.count, column)
    if let first = operands.first { wantNumber(first, for: "`\(name)`") }
    if function == .quantile, arguments.count == 2 {
      guard case .number(let share) = arguments[1], (0...1).contains(share) else {
        report(
          operands[1].column, "the second argument of `quantile` is a number between 0 and 1",
          "write it as `quantile(x, 0.95)`")
        return Typed(value: .number, column: column)
      }
    }
    return Typed(value: .number, column: column)
  }

  private mutating func reportUnknown(function name: String, _ column: Int) {
    let known = RowFunction.allCases.map(\.rawValue) + AggregateFunction.allCases.map(\.rawValue)
    let mend =
      if let meant = Spelling.nearest(to: name, among: known) {
        "did you mean `\(meant)`?"
      } else {
        "the functions are \(unique(known).joined(separator: ", "))"
      }
    report(column, "there is no function `\(name)`", mend)
  }

  private func unique(_ names: [String]) -> [String] {
    names.enumerated().filter { index, name in names.firstIndex(of: name) == index }.map(\.element)
  }

  private mutating func checkCount(_ name: String, _ allowed: ClosedRange<Int>, _ count: Int, _ column: Int) {
    guard !allowed.contains(count) else { return }
    let wanted =
      allowed.lowerBound == allowed.upperBound
      ? "\(allowed.lowerBound) argument\(allowed.lowerBound == 1 ? "" : "s")"
      : "\(allowed.lowerBound) to \(allowed.upperBound) arguments"
    report(column, "`\(name)` takes \(wanted), not \(count)", mend(forCall: name))
  }

  private func mend(forCall name: String) -> String {
    switch name {
    case "if": "write it as `if(condition, value, otherwise)`"
    case "min", "max": "write `\(name)(x)` over a window or `\(name)(x, y)` over a row"
    case "count": "write `count()` or `count(condition)`"
    case "quantile": "write it as `quantile(x, 0.95)`"
    default: "write it as `\(name)(x)`"
    }
  }
}

// MARK: - Kinds

extension Checker {
  private mutating func wantNumber(_ operand: Typed, for construct: String) {
    switch operand.value {
    case .number, .boolean, .timestamp, .unknown: return
    case .categorical(let name), .text(let name):
      report(
        operand.column, "`\(name)` holds text, and \(construct) needs a number",
        "compare it first, such as `\(Expression.written(name)) == \"…\"`")
    case .literal(let text):
      report(operand.column, "\"\(text)\" is text, and \(construct) needs a number", "write a number or a name")
    }
  }

  private mutating func checkComparison(_ comparison: ComparisonOperator, _ left: Typed, _ right: Typed) {
    switch (left.value, right.value) {
    case (.literal(let text), _): checkLiteral(text, at: left.column, comparison, with: right)
    case (_, .literal(let text)): checkLiteral(text, at: right.column, comparison, with: left)
    case (.text(let name), _): reportFreeText(name, left.column)
    case (_, .text(let name)): reportFreeText(name, right.column)
    case (.categorical(let name), .categorical): checkOrder(comparison, name, left.column)
    case (.categorical(let name), .number), (.categorical(let name), .boolean), (.categorical(let name), .timestamp):
      reportTextAgainstNumber(name, left.column)
    case (.number, .categorical(let name)), (.boolean, .categorical(let name)), (.timestamp, .categorical(let name)):
      reportTextAgainstNumber(name, right.column)
    case (.categorical, .unknown), (.unknown, _), (.number, _), (.boolean, _), (.timestamp, _): return
    }
  }

  private mutating func reportFreeText(_ name: String, _ column: Int) {
    report(
      column, "`\(name)` holds free text, which is compared with a quoted text only",
      "write `\(Expression.written(name)) == \"…\"`")
  }

  private mutating func reportTextAgainstNumber(_ name: String, _ column: Int) {
    report(
      column, "`\(name)` holds text and is compared with a number",
      "compare it with a quoted text, such as `\(Expression.written(name)) == \"…\"`")
  }

  private mutating func checkOrder(_ comparison: ComparisonOperator, _ name: String, _ column: Int) {
    guard comparison != .equal, comparison != .notEqual else { return }
    report(column, "`\(name)` holds text, which has no order", "use `==` or `!=`")
  }

  private mutating func checkLiteral(
    _ text: String, at column: Int, _ comparison: ComparisonOperator, with other: Typed
  ) {
    switch other.value {
    case .categorical(let name), .text(let name): checkOrder(comparison, name, other.column)
    case .unknown: return
    case .literal: report(column, "two quoted texts are compared", "put names of columns in backticks, not in quotes")
    case .number: report(column, "a number is compared with the text \"\(text)\"", "write the number without quotes")
    case .boolean:
      report(column, "a boolean is compared with the text \"\(text)\"", "compare it with `true` or `false`")
    case .timestamp:
      guard Timestamp(parsing: text) == nil else { return }
      report(column, "\"\(text)\" is not a time", "write it as \"2026-03-01\" or \"2026-03-01T08:00\"")
    }
  }
}
