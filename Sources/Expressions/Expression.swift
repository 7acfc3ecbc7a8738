/// A parsed expression of the one small language that gates, alarms, KPIs, the value model, filters and slices speak.
///
/// Numbers, `"strings"`, `true`/`false`, names (dotted: `baseline.rmse`; quoted in backticks when they hold other
/// characters), `+ - * / %`, comparisons, `and or not`, `if(c, a, b)` and function calls.
public struct Expression: Sendable, Equatable {
  public let text: String
  public let root: Node
  /// Column of each node in `text`, from 1, children before parents and left before right.
  let columns: [Int]

  /// The syntax tree.
  public indirect enum Node: Sendable, Equatable {
    case number(Double)
    case string(String)
    case boolean(Bool)
    case name(String)
    case negate(Node)
    case not(Node)
    case arithmetic(ArithmeticOperator, Node, Node)
    case compare(ComparisonOperator, Node, Node)
    case logical(LogicalOperator, Node, Node)
    case call(String, [Node])
  }

  public init(parsing text: String) throws(ExpressionError) {
    var parser = try Parser(text: text)
    self.text = text
    root = try parser.whole()
    columns = parser.columns
  }

  /// A part of another expression, written out again.
  init(root: Node) {
    text = root.text
    self.root = root
    columns = (try? Expression(parsing: root.text))?.columns ?? []
  }
}

public enum ArithmeticOperator: String, Sendable, Hashable, CaseIterable, Codable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
}

public enum LogicalOperator: String, Sendable, Hashable, CaseIterable, Codable {
  case and, or
}

public enum ComparisonOperator: String, Sendable, Hashable, CaseIterable, Codable {
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="

  /// Whether the comparison holds; NaN compares false with everything but `!=`.
  public func holds(_ left: Double, _ right: Double) -> Bool {
    switch self {
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    case .equal: left == right
    case .notEqual: left != right
    }
  }

  /// True when smaller values are the better ones.
  public var wantsSmall: Bool {
    switch self {
    case .less, .lessOrEqual: true
    case .greater, .greaterOrEqual, .equal, .notEqual: false
    }
  }
}

/// Why a text is not an expression, where, and how to mend it.
public struct ExpressionError: Error, Sendable, Equatable, CustomStringConvertible {
  public let text: String
  /// From 1, in characters.
  public let column: Int
  public let reason: String
  public let mend: String

  public init(text: String, column: Int, reason: String, mend: String) {
    self.text = text
    self.column = column
    self.reason = reason
    self.mend = mend
  }

  public var description: String { "`\(text)`, column \(column): \(reason); \(mend)" }
}

extension Expression: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(parsing: try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension Expression: CustomStringConvertible {
  public var description: String { text }
}
