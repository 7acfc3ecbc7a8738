extension Expression {
  /// A name as it stands in an expression: in backticks where it is not a plain name.
  public static func written(_ name: String) -> String {
    var lexer = Lexer(text: name)
    let words = Parser.reserved.union(Parser.contextual).union(["true", "false"])
    guard !words.contains(name), let tokens = try? lexer.tokens(), tokens.count == 2, tokens[0].token == .name(name)
    else { return quoted(name, by: "`") }
    return name
  }

  static func quoted(_ content: String, by quote: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView([quote])
    for scalar in content.unicodeScalars {
      if scalar == quote { result.append(quote) }
      result.append(scalar)
    }
    result.append(quote)
    return String(result)
  }
}

extension Expression.Node {
  /// The node written out again with the parentheses it needs and no others, so that reading it gives the node back.
  public var text: String {
    switch self {
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    case .string(let value): Expression.quoted(value, by: value.unicodeScalars.contains("\"") ? "'" : "\"")
    case .boolean(let value): value ? "true" : "false"
    case .name(let name): Expression.written(name)
    case .negate(let node): "-\(node.text(in: .sign))"
    case .not(let node): "not \(node.text(in: .negation))"
    case .arithmetic(let operation, let a, let b):
      "\(a.text(in: precedence)) \(operation.rawValue) \(b.text(in: precedence.tighter))"
    case .compare(let comparison, let a, let b): "\(a.text(in: .sum)) \(comparison.rawValue) \(b.text(in: .sum))"
    case .logical(let operation, let a, let b):
      "\(a.text(in: precedence)) \(operation.rawValue) \(b.text(in: precedence.tighter))"
    case .call(let name, let arguments): "\(name)(\(arguments.map(\.text).joined(separator: ", ")))"
    case .membership(let value, let elements):
      "\(value.text(in: .sum)) in [\(elements.map { $0.text(in: .sum) }.joined(separator: ", "))]"
    case .filtered(let call, let condition): call.text(filteredBy: condition)
    case .segmented(let node, let column): "\(node.text) by segment(\(column.text))"
    }
  }

  private func text(filteredBy condition: Expression.Node) -> String {
    guard case .call(let name, let arguments) = self else { return text }
    let written = arguments.map(\.text).joined(separator: ", ")
    return "\(name)(\(written)\(arguments.isEmpty ? "" : " ")where \(condition.text))"
  }

  /// How tightly a construct binds, from loose to tight, as the parser has it.
  private enum Precedence: Int {
    case segment, disjunction, conjunction, negation, comparison, sum, product, sign, primary

    var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .primary }
  }

  private var precedence: Precedence {
    switch self {
    case .number, .string, .boolean, .name, .call, .filtered: .primary
    case .negate: .sign
    case .not: .negation
    case .compare, .membership: .comparison
    case .segmented: .segment
    case .arithmetic(.add, _, _), .arithmetic(.subtract, _, _): .sum
    case .arithmetic(.multiply, _, _), .arithmetic(.divide, _, _), .arithmetic(.remainder, _, _): .product
    case .logical(.or, _, _): .disjunction
    case .logical(.and, _, _): .conjunction
    }
  }

  private func text(in place: Precedence) -> String {
    precedence.rawValue < place.rawValue ? "(\(text))" : text
  }
}
