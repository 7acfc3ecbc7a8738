/// Functions of a window's rows. `min` and `max` of one argument are of the window, of several of one row.
///
/// Rows where the argument is missing are skipped. Over no rows at all `count` is 0 and the others have no value.
public enum AggregateFunction: String, Sendable, Hashable, CaseIterable {
  case sum, mean
  /// `count()`: all rows. `count(condition)`: rows where it is true. `count(x)`: rows where x is not missing.
  case count
  /// Share of the rows where the condition is true, among those where it is known.
  case rate
  case min, max
  /// `quantile(x, q)` with q written as a number in 0…1; linear between neighbours (type 7 of Hyndman and Fan, 1996).
  case quantile

  public var argumentCounts: ClosedRange<Int> {
    switch self {
    case .count: 0...1
    case .sum, .mean, .rate, .min, .max: 1...1
    case .quantile: 2...2
    }
  }

  /// The aggregate that a call means; nil for a function of one row or an unknown one.
  init?(call name: String, argumentCount: Int) {
    guard let function = AggregateFunction(rawValue: name) else { return nil }
    switch function {
    case .min, .max: if argumentCount > 1 { return nil }
    case .sum, .mean, .count, .rate, .quantile: break
    }
    self = function
  }
}
