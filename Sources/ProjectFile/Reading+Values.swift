import Expressions

extension Reading {
  /// A text; a number or a boolean is taken as written.
  mutating func text(_ outer: Fields, _ name: String) -> String? {
    outer[name].flatMap { text($0) }
  }

  mutating func text(_ field: Field) -> String? {
    guard let scalar = field.node.scalar else {
      wrongType(field, "a text")
      return nil
    }
    guard !scalar.text.isEmpty else {
      error(field.key, field.place, "`\(field.key)` is empty", "write a text or leave the key out")
      return nil
    }
    return scalar.text
  }

  /// A list of texts; one text alone is a list of one.
  mutating func texts(_ outer: Fields, _ name: String) -> [(text: String, field: Field)] {
    guard let field = outer[name] else { return [] }
    let elements = field.node.scalar != nil ? elements(field, [field.node]) : list(outer, name)
    return elements.compactMap { element in text(element).map { ($0, element) } }
  }

  mutating func number(_ outer: Fields, _ name: String, in range: ClosedRange<Double>) -> Double? {
    outer[name].flatMap { number($0, in: range) }
  }

  mutating func number(_ field: Field, in range: ClosedRange<Double>) -> Double? {
    guard let scalar = field.node.scalar, scalar.isPlain, let value = Reading.number(scalar.text) else {
      error(
        field.key, field.place, "`\(field.key)` wants a number, not \(phrase(field.node))",
        "write a number\(field.node.scalar?.isPlain == false ? " without quotes" : "")")
      return nil
    }
    guard range.contains(value) else {
      let bounds = Reading.phrase(range)
      error(
        field.key, field.place, "`\(field.key)` is \(scalar.text), but must be \(bounds)", "write a number \(bounds)")
      return nil
    }
    return value
  }

  mutating func whole(_ outer: Fields, _ name: String, in range: ClosedRange<Double>) -> Int? {
    outer[name].flatMap { whole($0, in: range) }
  }

  mutating func whole(_ field: Field, in range: ClosedRange<Double>) -> Int? {
    guard let value = number(field, in: range) else { return nil }
    guard let whole = Int(exactly: value) else {
      error(
        field.key, field.place, "`\(field.key)` wants a whole number, not \(phrase(field.node))",
        "round it")
      return nil
    }
    return whole
  }

  /// A seed: any whole number from 0.
  mutating func seed(_ field: Field) -> UInt64? {
    if let scalar = field.node.scalar, scalar.isPlain, let seed = UInt64(scalar.text) { return seed }
    error(
      field.key, field.place, "`\(field.key)` wants a whole number from 0, not \(phrase(field.node))",
      "write a number such as 7")
    return nil
  }

  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ outer: Fields, _ name: String, _ type: Choice.Type
  ) -> Choice? {
    outer[name].flatMap { choice($0, type) }
  }

  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ field: Field, _ type: Choice.Type
  ) -> Choice? {
    guard let word = text(field) else { return nil }
    if let choice = Choice(rawValue: word) { return choice }
    let known = Choice.allCases.map(\.rawValue)
    error(field.key, field.place, "`\(field.key)` cannot be `\(word)`", mend(word, known, "write one of"))
    return nil
  }

  /// An expression with the check that its names allow.
  mutating func expression(_ field: Field, _ vocabulary: Vocabulary, as use: Expression.Use) -> Expression? {
    guard let text = text(field) else { return nil }
    do {
      let expression = try Expression(parsing: text)
      let problems = expression.check(against: vocabulary, as: use)
      for problem in problems { report(problem, field.key, field.place) }
      return problems.isEmpty ? expression : nil
    } catch {
      report(error, field.key, field.place)
      return nil
    }
  }

  mutating func report(_ problem: ExpressionError, _ key: String, _ place: Place) {
    error(key, place.advanced(toCharacter: problem.column), "`\(key)`: \(problem.reason)", problem.mend)
  }
}

// MARK: - Texts of values

extension Reading {
  /// A finite number in decimal or exponent form.
  static func number(_ text: String) -> Double? {
    guard !text.isEmpty, text.utf8.allSatisfy({ "0123456789+-.eE_".utf8.contains($0) }) else { return nil }
    guard let value = Double(text.filter { $0 != "_" }), value.isFinite else { return nil }
    return value
  }

  /// Seconds of a duration such as `24h`, `90 min` or `7d`.
  static func seconds(_ text: String) -> Double? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let count = number(String(digits)) else { return nil }
    switch text.dropFirst(digits.count).drop(while: { $0 == " " }) {
    case "ms": return count / 1000
    case "s": return count
    case "m", "min": return count * 60
    case "h": return count * 3600
    case "d": return count * 86_400
    case "w": return count * 7 * 86_400
    default: return nil
    }
  }

  /// Rows of a length such as `500 rows`.
  static func rows(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "_") }
    let unit = text.dropFirst(digits.count).drop(while: { $0 == " " })
    guard unit == "rows" || unit == "row" else { return nil }
    return Int(digits.filter { $0 != "_" })
  }

  static func phrase(_ range: ClosedRange<Double>) -> String {
    if range.upperBound == .greatestFiniteMagnitude { return "from \(short(range.lowerBound)) up" }
    return "\(short(range.lowerBound))…\(short(range.upperBound))"
  }

  static func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }

  func phrase(_ node: YAMLNode) -> String {
    node.scalar.map { "`\($0.text.prefix(40))`" } ?? node.kindPhrase
  }
}
