import Encoding

extension Checker {
  mutating func wantNumber(_ operand: Typed, for construct: String) {
    switch operand.value {
    case .number, .boolean, .timestamp, .unknown: return
    case .categorical(let name), .text(let name):
      report(
        operand.column, "`\(name)` holds text, and \(construct) needs a number",
        "compare it first, such as `\(Expression.written(name)) == \"…\"`")
    case .lowered(let name):
      report(
        operand.column, "`lower(\(Expression.written(name)))` is text, and \(construct) needs a number",
        "compare it first, such as `lower(\(Expression.written(name))) == \"…\"`")
    case .literal(let text):
      report(operand.column, "\"\(text)\" is text, and \(construct) needs a number", "write a number or a name")
    }
  }

  mutating func checkComparison(_ comparison: ComparisonOperator, _ left: Typed, _ right: Typed) {
    switch (left.value, right.value) {
    case (.lowered(let name), .literal), (.literal, .lowered(let name)):
      checkOrder(comparison, "lower(\(name))", left.column)
    case (.lowered(let name), _): reportLowered(name, left.column)
    case (_, .lowered(let name)): reportLowered(name, right.column)
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

  private mutating func reportLowered(_ name: String, _ column: Int) {
    report(
      column, "`lower(\(Expression.written(name)))` is compared with a quoted text only",
      "write `lower(\(Expression.written(name))) == \"…\"`")
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
    case .unknown, .lowered: return
    case .literal: report(column, "two quoted texts are compared", "put names of columns in backticks, not in quotes")
    case .number: report(column, "a number is compared with the text \"\(text)\"", "write the number without quotes")
    case .boolean:
      report(column, "a boolean is compared with the text \"\(text)\"", "compare it with `true` or `false`")
    case .timestamp:
      guard Timestamp(parsing: text) == nil else { return }
      report(column, "\"\(text)\" is not a time", "write it as \"2026-03-01\" or \"2026-03-01T08:00\"")
    }
  }

  /// `x in [a, b]`: each element is a literal that could be equal to x.
  mutating func typedMembership(_ value: Expression.Node, _ elements: [Expression.Node]) -> Typed {
    let operand = typed(value)
    let typedElements = elements.map { typed($0) }
    _ = nextColumn()
    if case .literal(let text) = operand.value {
      report(operand.column, "\"\(text)\" is text, and `in` asks about a name", "write `name in [\"…\"]`")
    }
    for (node, element) in zip(elements, typedElements) { checkElement(node, element, of: operand) }
    return Typed(value: .boolean, column: operand.column)
  }

  private mutating func checkElement(_ node: Expression.Node, _ element: Typed, of operand: Typed) {
    let isText = if case .string = node { true } else { false }
    guard isText || node.literal != nil else {
      report(
        element.column, "a list holds numbers and quoted texts alone", "write the values out, or use `==` and `or`")
      return
    }
    switch operand.value {
    case .categorical(let name), .text(let name), .lowered(let name):
      guard !isText else { return }
      report(element.column, "`\(name)` holds text and is looked for among numbers", "put the texts in quotes")
    case .timestamp: if isText { checkComparison(.equal, operand, element) }
    case .number, .boolean: if isText { checkComparison(.equal, operand, element) }
    case .unknown, .literal: return
    }
  }
}
