import Glibc

/// Functions of one row.
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
    case .min: return x.dropFirst().reduce(x[0]) { Swift.min($0, $1) }
    case .max: return x.dropFirst().reduce(x[0]) { Swift.max($0, $1) }
    case .choose: return x[0] != 0 ? x[1] : x[2]
    }
  }
}
