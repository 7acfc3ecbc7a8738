/// An instant as microseconds since 1970-01-01T00:00:00Z, proleptic Gregorian, without leap seconds.
///
/// Used for event time and for wall time alike; which one is said where it is kept.
public struct Timestamp: Sendable, Hashable, Comparable, Codable {
  public var microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }

  public init(seconds: Double) { self.init(microseconds: Int64((seconds * 1e6).rounded())) }

  public var seconds: Double { Double(microseconds) / 1e6 }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

  /// The instant a number of seconds later (earlier, when negative).
  public func advanced(bySeconds seconds: Double) -> Timestamp {
    Timestamp(microseconds: microseconds + Int64((seconds * 1e6).rounded()))
  }

  /// Seconds from `other` to this instant.
  public func seconds(since other: Timestamp) -> Double { Double(microseconds - other.microseconds) / 1e6 }
}

extension Timestamp {
  /// Year, month (1–12), day (1–31) and time of day in UTC.
  public struct Civil: Sendable, Equatable {
    public var year: Int
    public var month: Int
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int
    public var microsecond: Int
    /// 0 is Monday.
    public var weekday: Int
    /// 1–366.
    public var dayOfYear: Int
  }

  /// Days since 1970-01-01 of a civil date.
  ///
  /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
  public static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The civil date and time of this instant in UTC.
  ///
  /// Source: H. Hinnant, as above, `civil_from_days`.
  public var civil: Civil {
    let perDay: Int64 = 86_400_000_000
    let day = Int(microseconds >= 0 ? microseconds / perDay : (microseconds - perDay + 1) / perDay)
    let rest = Int(microseconds - Int64(day) * perDay)
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfShiftedYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfShiftedYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return Civil(
      year: year, month: month, day: dayOfShiftedYear - (153 * shiftedMonth + 2) / 5 + 1,
      hour: rest / 3_600_000_000, minute: rest / 60_000_000 % 60, second: rest / 1_000_000 % 60,
      microsecond: rest % 1_000_000, weekday: ((day + 3) % 7 + 7) % 7,
      dayOfYear: day - Timestamp.days(year: year, month: 1, day: 1) + 1)
  }

  /// An instant from a civil date and time in UTC; fields are not range-checked.
  public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0) {
    let days = Int64(Timestamp.days(year: year, month: month, day: day))
    let ofDay = Int64(hour * 3600 + minute * 60 + second)
    self.init(microseconds: (days * 86_400 + ofDay) * 1_000_000 + Int64(microsecond))
  }
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC: `2026-03-01T08:00:00Z`, with a fraction only when there is one.
  public var description: String {
    let c = civil
    let fraction = c.microsecond == 0 ? "" : "." + Timestamp.pad(c.microsecond, 6).trimmingZeros()
    return "\(date)T\(Timestamp.pad(c.hour, 2)):\(Timestamp.pad(c.minute, 2)):\(Timestamp.pad(c.second, 2))\(fraction)Z"
  }

  /// The date alone: `2026-03-01`.
  public var date: String {
    let c = civil
    return "\(Timestamp.pad(c.year, 4))-\(Timestamp.pad(c.month, 2))-\(Timestamp.pad(c.day, 2))"
  }

  /// Date and minute, for people: `2026-03-01 08:00`.
  public var minuteText: String {
    let c = civil
    return "\(date) \(Timestamp.pad(c.hour, 2)):\(Timestamp.pad(c.minute, 2))"
  }

  private static func pad(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return text.count >= width ? text : String(repeating: "0", count: width - text.count) + text
  }
}

extension String {
  fileprivate func trimmingZeros() -> String {
    var text = self
    while text.hasSuffix("0") { text.removeLast() }
    return text
  }
}
