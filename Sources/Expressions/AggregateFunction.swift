/// Functions of a window's rows. `min` and `max` of one argument are of the window, of several of one row.
///
/// Rows where the argument is missing are skipped. Over no rows at all `count` and `distinct` are 0 and the others have
/// no value. A filter, `sum(x where condition)`, keeps the rows where its condition is true; where it is unknown the
/// row is left out.
public enum AggregateFunction: String, Sendable, Hashable, CaseIterable {
  case sum, mean
  /// `count()`: all rows. `count(condition)`: rows where it is true. `count(x)`: rows where x is not missing.
  case count
  /// Share of the rows where the condition is true, among those where it is known.
  case rate
  case min, max
  /// Standard deviation with n − 1 below; none over a single row.
  case deviation = "sd"
  case median
  /// `quantile(x, q)` with q written as a number in 0…1; linear between neighbours (type 7 of Hyndman and Fan, 1996).
  case quantile
  /// How many different values there are; of any kind of column.
  case distinct

  public var argumentCounts: ClosedRange<Int> {
    switch self {
    case .count: 0...1
    case .sum, .mean, .rate, .min, .max, .deviation, .median, .distinct: 1...1
    case .quantile: 2...2
    }
  }

  /// The aggregate that a call means; nil for a function of one row or an unknown one.
  init?(call name: String, argumentCount: Int) {
    guard let function = AggregateFunction(rawValue: name) else { return nil }
    switch function {
    case .min, .max: if argumentCount > 1 { return nil }
    case .sum, .mean, .count, .rate, .deviation, .median, .quantile, .distinct: break
    }
    self = function
  }
}
