import Encoding
import Glibc

/// Functions of the numbers of one row.
///
/// A missing argument makes the result missing, but for the branch that `if` does not take, for `is_missing` and for
/// `coalesce`, which takes the first of its arguments that is there. Times are in UTC.
public enum RowFunction: String, Sendable, Hashable, CaseIterable {
  case abs, sqrt, log, log10, exp
  case power = "pow"
  /// To the nearest whole number, or to so many decimals; halves away from zero.
  case round
  case floor, ceil
  case min, max
  case choose = "if"
  case isMissing = "is_missing"
  case coalesce
  case year, month, day, hour, minute
  /// 0 is Monday, 6 Sunday.
  case weekday
  case dayOfYear = "day_of_year"
  /// The instant that a quoted text names, in seconds since 1970.
  case time

  /// How many arguments it takes.
  public var argumentCounts: ClosedRange<Int> {
    switch self {
    case .abs, .sqrt, .log, .log10, .exp, .floor, .ceil, .isMissing, .time: 1...1
    case .year, .month, .day, .hour, .minute, .weekday, .dayOfYear: 1...1
    case .power: 2...2
    case .round: 1...2
    case .min, .max, .coalesce: 2...16
    case .choose: 3...3
    }
  }

  /// Whether the result is true or false.
  var isCondition: Bool { self == .isMissing }

  /// Whether the argument is an instant.
  var wantsTime: Bool {
    switch self {
    case .year, .month, .day, .hour, .minute, .weekday, .dayOfYear: true
    case .abs, .sqrt, .log, .log10, .exp, .power, .round, .floor, .ceil, .min, .max, .choose, .isMissing, .coalesce,
      .time:
      false
    }
  }

  /// - Returns: nil for a wrong number of arguments.
  func apply(_ x: [Double]) -> Double? {
    guard argumentCounts.contains(x.count) else { return nil }
    switch self {
    case .power: return pow(x[0], x[1])
    case .round: return RowFunction.rounded(x[0], x.count > 1 ? x[1] : 0)
    case .min: return x.dropFirst().reduce(x[0], RowFunction.smaller)
    case .max: return x.dropFirst().reduce(x[0], RowFunction.larger)
    case .coalesce: return x.first { !$0.isNaN } ?? .nan
    case .choose: return RowFunction.chosen(x[0], x[1], x[2])
    case .abs, .sqrt, .log, .log10, .exp, .floor, .ceil, .isMissing, .year, .month, .day, .hour, .minute, .weekday,
      .dayOfYear, .time:
      return apply(x[0])
    }
  }

  /// The value of a function of one number; functions of several give it back.
  @inline(__always)
  func apply(_ x: Double) -> Double {
    switch self {
    case .abs: Swift.abs(x)
    case .sqrt: x.squareRoot()
    case .log: Glibc.log(x)
    case .log10: Glibc.log10(x)
    case .exp: Glibc.exp(x)
    case .floor: x.rounded(.down)
    case .ceil: x.rounded(.up)
    case .round: x.rounded()
    case .isMissing: x.isNaN ? 1 : 0
    case .year, .month, .day, .hour, .minute, .weekday, .dayOfYear: datePart(x)
    case .power, .min, .max, .choose, .coalesce, .time: x
    }
  }

  /// Instants that a calendar knows: years 0 to 9999, in seconds.
  private static let instants = -62_167_219_200.0..<253_402_300_800.0

  private func datePart(_ seconds: Double) -> Double {
    guard RowFunction.instants.contains(seconds) else { return .nan }
    let civil = Timestamp(seconds: seconds).civil
    switch self {
    case .year: return Double(civil.year)
    case .month: return Double(civil.month)
    case .day: return Double(civil.day)
    case .hour: return Double(civil.hour)
    case .minute: return Double(civil.minute)
    case .weekday: return Double(civil.weekday)
    case .dayOfYear: return Double(civil.dayOfYear)
    case .abs, .sqrt, .log, .log10, .exp, .power, .round, .floor, .ceil, .min, .max, .choose, .isMissing, .coalesce,
      .time:
      return .nan
    }
  }

  /// To so many decimals, at most 15 either way.
  static func rounded(_ x: Double, _ decimals: Double) -> Double {
    guard !decimals.isNaN else { return .nan }
    let scale = pow(10, Swift.max(-15, Swift.min(15, decimals.rounded())))
    let scaled = (x * scale).rounded() / scale
    return scaled.isFinite ? scaled : x
  }

  /// The smaller of two; missing when either is.
  @inline(__always)
  static func smaller(_ x: Double, _ y: Double) -> Double { x.isNaN || y.isNaN ? .nan : (y < x ? y : x) }

  /// The larger of two; missing when either is.
  @inline(__always)
  static func larger(_ x: Double, _ y: Double) -> Double { x.isNaN || y.isNaN ? .nan : (y > x ? y : x) }

  /// One of two by a condition; missing when the condition is.
  @inline(__always)
  static func chosen(_ condition: Double, _ x: Double, _ y: Double) -> Double {
    condition.isNaN ? .nan : (condition != 0 ? x : y)
  }
}
