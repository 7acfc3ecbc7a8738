import Glibc

/// Functions of one row.
///
/// A missing argument makes the result missing, but for the branch that `if` does not take.
public enum RowFunction: String, Sendable, Hashable, CaseIterable {
  case abs, sqrt, log, exp, min, max
  case choose = "if"

  /// How many arguments it takes.
  public var argumentCounts: ClosedRange<Int> {
    switch self {
    case .abs, .sqrt, .log, .exp: 1...1
    case .min, .max: 2...16
    case .choose: 3...3
    }
  }

  /// - Returns: nil for a wrong number of arguments.
  func apply(_ x: [Double]) -> Double? {
    guard argumentCounts.contains(x.count) else { return nil }
    switch self {
    case .abs: return Swift.abs(x[0])
    case .sqrt: return x[0].squareRoot()
    case .log: return Glibc.log(x[0])
    case .exp: return Glibc.exp(x[0])
    case .min: return x.dropFirst().reduce(x[0], RowFunction.smaller)
    case .max: return x.dropFirst().reduce(x[0], RowFunction.larger)
    case .choose: return RowFunction.chosen(x[0], x[1], x[2])
    }
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
