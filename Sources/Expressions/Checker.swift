import Encoding
import Tabular

extension Expression {
  /// What an expression is for.
  public enum Use: Sendable, Hashable {
    /// One value a row, or one value over named numbers: no aggregates.
    case row
    /// One value a window: every name of a row stands inside an aggregate.
    case window
    /// One value over named numbers and those of the windows before: no aggregates, but `window(auc, 10)`.
    case series
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
    case .boolean, .not, .compare, .logical, .membership: true
    case .name(let name): vocabulary[name] == .boolean
    case .call("if", let arguments):
      arguments.count == 3 && arguments[1].isCondition(in: vocabulary) && arguments[2].isCondition(in: vocabulary)
    case .call(let name, _):
      RowFunction(rawValue: name)?.isCondition ?? TextFunction(rawValue: name)?.isCondition ?? false
    case .number, .string, .negate, .arithmetic, .filtered, .segmented: false
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
    /// `lower(column)`.
    case lowered(String)
    case literal(String)
    /// Not known before the data is, or wrong already.
    case unknown
  }

  struct Typed {
    var value: Value
    var column: Int
  }

  private let expression: Expression
  let vocabulary: Vocabulary
  let use: Expression.Use
  private var visited = 0
  /// The aggregate being checked the argument of.
  var aggregate: AggregateFunction?
  /// The function of earlier windows being checked the argument of.
  var series: SeriesFunction?
  private(set) var problems: [ExpressionError] = []

  init(expression: Expression, vocabulary: Vocabulary, use: Expression.Use) {
    self.expression = expression
    self.vocabulary = vocabulary
    self.use = use
  }

  mutating func checkWhole() {
    let whole: Typed
    if case .segmented(let node, by: let column) = expression.root {
      whole = typedSegmented(node, by: column)
    } else {
      whole = typed(expression.root)
    }
    wantNumber(whole, for: "an expression")
  }

  mutating func report(_ column: Int, _ reason: String, _ mend: String) {
    problems.append(ExpressionError(text: expression.text, column: column, reason: reason, mend: mend))
  }

  /// The column of the node whose children have just been visited.
  mutating func nextColumn() -> Int {
    defer { visited += 1 }
    return visited < expression.columns.count ? expression.columns[visited] : 1
  }

  mutating func typed(_ node: Expression.Node) -> Typed {
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
    case .membership(let value, let elements): return typedMembership(value, elements)
    case .filtered(let call, where: let condition): return typedFiltered(call, condition)
    case .segmented(let inner, by: let column): return typedSegmented(inner, by: column)
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
    return Typed(value: known(name, at: column), column: column)
  }

  /// What a name stands for; reports one that nothing has.
  mutating func known(_ name: String, at column: Int) -> Value {
    guard let kind = vocabulary[name] else {
      if !vocabulary.isOpen { report(column, "nothing is named `\(name)`", vocabulary.mend(for: name)) }
      return .unknown
    }
    switch kind {
    case .numeric: return .number
    case .boolean: return .boolean
    case .timestamp: return .timestamp
    case .categorical: return .categorical(name)
    case .text: return .text(name)
    }
  }
}
