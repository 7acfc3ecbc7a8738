/// A parsed expression of the one small language that gates, alarms, KPIs, the value model, filters, checks and slices
/// speak.
///
/// - Numbers, `"strings"`, `true`/`false`; names, dotted (`baseline.rmse`) or in backticks where they hold other
///   characters. A quote written twice within quotes stands for itself.
/// - `+ - * / %`, comparisons, `and or not`, `x in [1, 2]`, `if(c, a, b)` and the calls of `RowFunction` and
///   `TextFunction`. A quoted text beside a time is a time.
/// - Over a window: the calls of `AggregateFunction`, each with a filter of its own: `sum(price where paid)`; the whole
///   may be asked for per level of a column: `rate(clicked) by segment(device)`.
/// - Over the windows so far: the calls of `SeriesFunction`, such as `auc - window(auc, 10)`.
///
/// A missing value makes what is computed from it missing, comparisons too; `and`, `or`, `not` and `in` are
/// three-valued, and what is unknown is not true: a filter drops it. `is_missing(x)` and `coalesce(x, 0)` are never
/// unknown.
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
    /// Whether the first is one of the others, which are literals.
    case membership(Node, [Node])
    /// A call of an aggregate over the rows where a condition is true.
    case filtered(Node, where: Node)
    /// An expression over a window, asked for each level of a column.
    case segmented(Node, by: Node)
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
