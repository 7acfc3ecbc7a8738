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
    case textTest(TextValues, TextTest)
    /// 1 where a text or a level is missing.
    case missingText([Bool])
    case missingLevel([UInt32])
    /// A column of numbers compared with a number, in one pass.
    case compareNumbers([Double], ComparisonOperator, Double)
    case compareConstant(ComparisonOperator, Double)
    case arithmeticConstant(ArithmeticOperator, Double)
    /// Whether the top is one of these, which ascend.
    case oneOf([Double])
    /// The lower of the two blocks where the upper is true, missing elsewhere.
    case keepWhere
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

  /// - Parameter filter: a condition; rows where it is not true are missing.
  /// - Precondition: the check of the nodes against the bindings' vocabulary found nothing.
  init(_ node: Expression.Node, where filter: Expression.Node? = nil, over bindings: Bindings) {
    append(node, bindings)
    guard let filter else { return }
    append(filter, bindings)
    reduce(.keepWhere, operands: 2)
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
    case .string, .filtered, .segmented: preconditionFailure("no number a row: \(node.text)")
    case .name(let name): append(name: name, bindings)
    case .negate(let inner):
      append(inner, bindings)
      reduce(.negate, operands: 1)
    case .not(let inner):
      append(inner, bindings)
      reduce(.not, operands: 1)
    case .arithmetic(let operation, let a, let b):
      append(a, bindings)
      if let constant = b.literal, !b.isString {
        reduce(.arithmeticConstant(operation, constant), operands: 1)
      } else {
        append(b, bindings)
        reduce(.arithmetic(operation), operands: 2)
      }
    case .logical(let operation, let a, let b):
      append(a, bindings)
      append(b, bindings)
      reduce(.logical(operation), operands: 2)
    case .compare(let comparison, let a, let b): append(comparison, a, b, bindings)
    case .call(let name, let arguments): append(call: name, arguments, bindings)
    case .membership(let value, let elements): append(membership: value, elements, bindings)
    }
  }

  private mutating func append(call name: String, _ arguments: [Expression.Node], _ bindings: Bindings) {
    if let function = TextFunction(rawValue: name) {
      append(text: function, arguments, bindings)
      return
    }
    guard let function = RowFunction(rawValue: name) else { preconditionFailure("no row function \(name)") }
    if function == .time {
      push(.constant(arguments[0].instant ?? .nan))
    } else if function == .isMissing, let column = column(arguments[0], bindings), column.isTextual {
      append(missing: column)
    } else {
      for argument in arguments { append(argument, bindings) }
      reduce(.call(function, count: arguments.count), operands: arguments.count)
    }
  }

  private mutating func append(missing column: ColumnValues) {
    switch column {
    case .categorical(let values): push(.missingLevel(values.codes))
    case .text(let values): push(.missingText(values.isMissing))
    case .numeric, .boolean, .timestamp: preconditionFailure("numbers tell by themselves")
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

// MARK: - Comparisons

extension RowProgram {
  private mutating func append(
    _ comparison: ComparisonOperator, _ a: Expression.Node, _ b: Expression.Node, _ bindings: Bindings
  ) {
    if let operand = TextTest.operand(a), case .string(let wanted) = b, isText(operand.name, bindings) {
      append(operand, TextTest(kind: .equals, [wanted], operand, isNegated: comparison == .notEqual), bindings)
    } else if let operand = TextTest.operand(b), case .string(let wanted) = a, isText(operand.name, bindings) {
      append(operand, TextTest(kind: .equals, [wanted], operand, isNegated: comparison == .notEqual), bindings)
    } else if case .categorical(let first)? = column(a, bindings), case .categorical(let second)? = column(b, bindings)
    {
      append(first, second, isEqual: comparison == .equal)
    } else if let constant = b.literal {
      append(comparison, a, constant, bindings)
    } else if let constant = a.literal {
      append(comparison.flipped, b, constant, bindings)
    } else {
      append(a, bindings)
      append(b, bindings)
      reduce(.compare(comparison), operands: 2)
    }
  }

  private mutating func append(
    _ comparison: ComparisonOperator, _ node: Expression.Node, _ constant: Double, _ bindings: Bindings
  ) {
    if case .numeric(let values)? = column(node, bindings) {
      push(.compareNumbers(values, comparison, constant))
      return
    }
    if case .string = node { push(.constant(node.instant ?? .nan)) } else { append(node, bindings) }
    reduce(.compareConstant(comparison, constant), operands: 1)
  }

  private func column(_ node: Expression.Node, _ bindings: Bindings) -> ColumnValues? {
    guard case .name(let name) = node else { return nil }
    return bindings[name]
  }

  private func isText(_ name: String, _ bindings: Bindings) -> Bool { bindings[name]?.isTextual ?? false }

  private mutating func append(_ first: CategoricalValues, _ second: CategoricalValues, isEqual: Bool) {
    let codes = Dictionary(
      second.levels.enumerated().map { (Array($1.utf8), UInt32($0)) }, uniquingKeysWith: { first, _ in first })
    let translation = first.levels.map { codes[Array($0.utf8)] ?? CategoricalValues.missing }
    push(.sameLevel(first: first.codes, second: second.codes, translation: translation, isEqual: isEqual))
  }
}

// MARK: - Texts and lists

extension RowProgram {
  private mutating func append(
    text function: TextFunction, _ arguments: [Expression.Node], _ bindings: Bindings
  ) {
    guard arguments.count == 2, let operand = TextTest.operand(arguments[0]), case .string(let wanted) = arguments[1]
    else { preconditionFailure("`\(function.rawValue)` of \(arguments.map(\.text))") }
    let kind: TextTest.Kind =
      switch function {
      case .contains: .contains
      case .startsWith: .startsWith
      case .endsWith: .endsWith
      case .lower: .equals
      }
    append(operand, TextTest(kind: kind, [wanted], operand), bindings)
  }

  private mutating func append(
    _ operand: (name: String, isLowered: Bool), _ test: TextTest, _ bindings: Bindings
  ) {
    switch bindings[operand.name] {
    case .categorical(let values):
      push(.byCode(codes: values.codes, values: values.levels.map { test.holds($0) ? 1 : 0 }))
    case .text(let values): push(.textTest(values, test))
    case .numeric, .boolean, .timestamp, nil: preconditionFailure("`\(operand.name)` holds no text")
    }
  }

  private mutating func append(
    membership value: Expression.Node, _ elements: [Expression.Node], _ bindings: Bindings
  ) {
    if let operand = TextTest.operand(value), isText(operand.name, bindings) {
      append(operand, TextTest(kind: .equals, elements.compactMap(\.string), operand), bindings)
    } else {
      append(value, bindings)
      reduce(.oneOf(elements.compactMap(\.literal).sorted()), operands: 1)
    }
  }
}

extension TextTest {
  fileprivate init(
    kind: Kind, _ wanted: [String], _ operand: (name: String, isLowered: Bool), isNegated: Bool = false
  ) {
    self.init(
      kind: kind, wanted: wanted.map { Array($0.utf8) }, isLowered: operand.isLowered, isNegated: isNegated)
  }
}

extension Expression.Node {
  fileprivate var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  fileprivate var isString: Bool { string != nil }
}

extension ColumnValues {
  /// Whether it holds texts, coded or free.
  var isTextual: Bool {
    switch self {
    case .categorical, .text: true
    case .numeric, .boolean, .timestamp: false
    }
  }
}

extension ComparisonOperator {
  /// The operator that holds with its sides exchanged.
  var flipped: ComparisonOperator {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal: .equal
    case .notEqual: .notEqual
    }
  }
}
