import Encoding

/// One line of a log: names with their values.
public struct LogRecord: Sendable, Equatable {
  public var fields: [Field]

  public struct Field: Sendable, Equatable {
    public var name: String
    public var value: LogValue

    public init(_ name: String, _ value: LogValue) {
      self.name = name
      self.value = value
    }
  }

  public init(fields: [Field]) { self.fields = fields }

  /// The value of that name; nil where the line has none.
  public subscript(name: String) -> LogValue? { fields.first { $0.name == name }?.value }
}

/// A value as a log writes it.
public enum LogValue: Sendable, Equatable {
  case missing
  case number(Double)
  case boolean(Bool)
  case text(String)
  /// A cell of CSV, whose kind its column says.
  case raw(String)

  public var isMissing: Bool { self == .missing }

  /// The number it is, or can be read as.
  public var number: Double? {
    switch self {
    case .number(let value): value
    case .raw(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
    case .missing, .boolean, .text: nil
    }
  }

  public var boolean: Bool? {
    switch self {
    case .boolean(let value): value
    case .raw(let text):
      switch text.lowercased() {
      case "true": true
      case "false": false
      default: nil
      }
    case .missing, .number, .text: nil
    }
  }

  /// As it would stand in a CSV cell; nil where there is none.
  public var text: String? {
    switch self {
    case .missing: nil
    case .number(let value): JSON(value).plainNumber
    case .boolean(let value): value ? "true" : "false"
    case .text(let text), .raw(let text): text
    }
  }

  /// Microseconds since 1970: a written time, or Unix time in seconds, milliseconds or microseconds.
  public var time: Int64? {
    if let number {
      let magnitude = abs(number)
      let microseconds = magnitude < 1e11 ? number * 1e6 : magnitude < 1e14 ? number * 1e3 : number
      return abs(microseconds) < 9e18 ? Int64(microseconds) : nil
    }
    return text.flatMap { Timestamp(parsing: $0)?.microseconds }
  }
}

extension JSON {
  /// A number as an identity is written: without a needless fraction.
  fileprivate var plainNumber: String {
    if let value = double, value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return text()
  }
}
