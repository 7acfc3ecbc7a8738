import CellCanvas
import Encoding

/// Values of the data as people read them in cells.
enum CellText {
  /// The value alone; empty for what is missing.
  static func plain(_ value: JSON) -> String {
    switch value {
    case .null: ""
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): number(value)
    case .string(let text): clean(text)
    case .array(let values): values.map(plain).joined(separator: ", ")
    case .object(let members): members.map { "\($0.name) \(plain($0.value))" }.joined(separator: ", ")
    }
  }

  /// What is missing is a dot, which no value is.
  static func line(_ value: JSON?, _ role: Role? = nil) -> TextLine {
    guard let value, !value.isNull else { return TextLine("·", .dim) }
    let text = plain(value)
    return text.isEmpty ? TextLine("(empty)", .dim) : TextLine(text, role)
  }

  static func isNumber(_ value: JSON?) -> Bool {
    switch value {
    case .integer, .number: true
    case .null, .bool, .string, .array, .object, .none: false
    }
  }

  /// As written, with at most six digits that matter: data is to be read back, so thousands are not set apart.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    var text = NumberText.significant(value, 6)
    guard text.contains("."), !text.contains("e") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// One line: controls would move the terminal's cursor.
  private static func clean(_ text: String) -> String {
    String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
  }

  /// Three decimals where the number is small, so that figures below one another compare.
  static func figure(_ value: Double) -> String {
    abs(value) < 10 ? NumberText.fixed(value, 3) : MetricText.number(value)
  }

  /// "12.3 %"; what is there but rounds to nothing is said so.
  static func percent(_ share: Double) -> String {
    share > 0 && share < 0.001 ? "<0.1 %" : NumberText.fixed(share * 100, 1) + " %"
  }

  /// What rounds to nothing has no sign.
  static func signed(_ value: Double, _ text: (Double) -> String) -> String {
    let number = text(abs(value))
    guard number.contains(where: { ("1"..."9").contains($0) }) else { return number }
    return (value < 0 ? "−" : "+") + number
  }

  /// A signed number, as differences are read.
  static func signed(_ metric: String, _ value: Double) -> String {
    signed(value) { MetricText.value(metric, $0) }
  }
}

extension String {
  /// At most so many lines; what has no room is told by "…".
  func wrapped(to columns: Int, lines count: Int) -> [String] {
    let all = wrapped(to: columns)
    guard all.count > count, count > 0 else { return all }
    var last = all[count - 1]
    while CharacterWidth.columns(last) + 2 > columns, let space = last.lastIndex(of: " ") {
      last = String(last[..<space])
    }
    return all.prefix(count - 1) + [last + " …"]
  }
}
