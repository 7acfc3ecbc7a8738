import Encoding

/// A part of a timestamp that comes round again. Absolute time is no feature: a model that knows the date
/// learns what will never be true again.
public enum TimePart: String, Sendable, Hashable, CaseIterable {
  case hour, weekday, month
  case dayOfYear = "day_of_year"

  /// The word in a feature's name.
  public var name: String {
    switch self {
    case .hour, .weekday, .month: rawValue
    case .dayOfYear: "day of year"
    }
  }

  /// The part's value: hour 0–23, weekday 0 (Monday)–6, month 1–12, day of year 1–366.
  public func value(of civil: Timestamp.Civil) -> Int {
    switch self {
    case .hour: civil.hour
    case .weekday: civil.weekday
    case .month: civil.month
    case .dayOfYear: civil.dayOfYear
    }
  }

  /// After how much the part comes round.
  public var period: Double {
    switch self {
    case .hour: 24
    case .weekday: 7
    case .month: 12
    case .dayOfYear: 365.25
    }
  }
}
