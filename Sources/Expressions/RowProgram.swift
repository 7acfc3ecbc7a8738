import Encoding
import Tabular

/// An expression bound to columns, as steps for a stack of blocks of rows.
///
/// What depends on the distinct values of a categorical column alone is worked out here, once per level table.
struct RowProgram {
  enum Step {
    case constant(Double)
    case numbers([Double])
    case booleans([UInt8])
    case times([Int64])
    /// A value by code; a code past the table is missing.
    case byCode(codes: [UInt32], values: [Double])
    /// Whether the level of the first column is the level of the second: `translation[first] == second`.
    case sameLevel(first: [UInt32], second: [UInt32], translation: [UInt32], isEqual: Bool)
    case sameText(TextValues, bytes: [UInt8], isEqual: Bool)
    case negate
    case not
    case arithmetic(ArithmeticOperator)
    case compare(ComparisonOperator)
    case logical(LogicalOperator)
    case call(RowFunction, count: Int)
  }

  private(set) var steps: [Step] = []
  /// Blocks that are alive at once.
  private(set) var depth = 0
  private var height = 0

  /// - Precondition: the check of the node against the bindings' vocabulary found nothing.
  init(_ node: Expression.Node, over bindings: Bindings) {
    append(node, bindings)
  }

  private mutating func push(_ step: Step) {
    steps.append(step)
    height += 1
    depth = Swift.max(depth, height)
  }

  private mutating func reduce(_ step: Step, operands: Int) {
    steps.append(step)
    height -= operands - 1
  }

  private mutating func append(_ node: Expression.Node, _ bindings: Bindings) {
    switch node {
    case .number(let value): push(.constant(value))
    case .boolean(let value): push(.constant(value ? 1 : 0))
    case .string: preconditionFailure("a text alone has no number: \(node.text)")
    case .name(let name): append(name: name, bindings)
    case .negate(let inner):
      append(inner, bindings)
      reduce(.negate, operands: 1)
    case .not(let inner):
      append(inner, bindings)
      reduce(.not, operands: 1)
    case .arithmetic(let operation, let a, let b):
      append(a, bindings)
      append(b, bindings)
      reduce(.arithmetic(operation), operands: 2)
    case .logical(let operation, let a, let b):
      append(a, bindings)
      append(b, bindings)
      reduce(.logical(operation), operands: 2)
    case .compare(let comparison, let a, let b): append(comparison, a, b, bindings)
    case .call(let name, let arguments):
      guard let function = RowFunction(rawValue: name) else { preconditionFailure("no row function \(name)") }
      for argument in arguments { append(argument, bindings) }
      reduce(.call(function, count: arguments.count), operands: arguments.count)
    }
  }

  private mutating func append(name: String, _ bindings: Bindings) {
    switch bindings[name] {
    case .numeric(let values): push(.numbers(values))
    case .boolean(let values): push(.booleans(values))
    case .timestamp(let values): push(.times(values))
    case .categorical, .text, nil: preconditionFailure("`\(name)` has no numbers")
    }
  }
}

// MARK: - Comparisons with text

extension RowProgram {
  private mutating func append(
    _ comparison: ComparisonOperator, _ a: Expression.Node, _ b: Expression.Node, _ bindings: Bindings
  ) {
    switch (column(a, bindings), column(b, bindings)) {
    case (.categorical(let first), .categorical(let second)): append(first, second, isEqual: comparison == .equal)
    case (.categorical(let values), _): append(values, b, isEqual: comparison == .equal)
    case (_, .categorical(let values)): append(values, a, isEqual: comparison == .equal)
    case (.text(let values), _): append(values, b, isEqual: comparison == .equal)
    case (_, .text(let values)): append(values, a, isEqual: comparison == .equal)
    case (.timestamp, _), (_, .timestamp), (.numeric, _), (.boolean, _), (nil, _):
      appendOperand(a, bindings)
      appendOperand(b, bindings)
      reduce(.compare(comparison), operands: 2)
    }
  }

  private func column(_ node: Expression.Node, _ bindings: Bindings) -> ColumnValues? {
    guard case .name(let name) = node else { return nil }
    return bindings[name]
  }

  /// A quoted text beside a number is a time.
  private mutating func appendOperand(_ node: Expression.Node, _ bindings: Bindings) {
    if case .string(let text) = node {
      push(.constant(Timestamp(parsing: text)?.seconds ?? .nan))
    } else {
      append(node, bindings)
    }
  }

  private mutating func append(_ values: CategoricalValues, _ other: Expression.Node, isEqual: Bool) {
    guard case .string(let wanted) = other else { preconditionFailure("text beside \(other.text)") }
    let table = values.levels.map { $0.utf8.elementsEqual(wanted.utf8) == isEqual ? 1.0 : 0.0 }
    push(.byCode(codes: values.codes, values: table))
  }

  private mutating func append(_ first: CategoricalValues, _ second: CategoricalValues, isEqual: Bool) {
    let codes = Dictionary(
      second.levels.enumerated().map { (Array($1.utf8), UInt32($0)) }, uniquingKeysWith: { first, _ in first })
    let translation = first.levels.map { codes[Array($0.utf8)] ?? CategoricalValues.missing }
    push(.sameLevel(first: first.codes, second: second.codes, translation: translation, isEqual: isEqual))
  }

  private mutating func append(_ values: TextValues, _ other: Expression.Node, isEqual: Bool) {
    guard case .string(let wanted) = other else { preconditionFailure("text beside \(other.text)") }
    push(.sameText(values, bytes: Array(wanted.utf8), isEqual: isEqual))
  }
}
