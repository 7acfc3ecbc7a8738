import Encoding

/// Instants as people say them, in UTC.
enum TimeText {
  /// "14 Mar 2009".
  static func day(_ time: Timestamp) -> String {
    let civil = time.civil
    return "\(civil.day) \(months[civil.month - 1]) \(civil.year)"
  }

  /// "14 Mar 2009 08:00".
  static func minute(_ time: Timestamp) -> String { "\(day(time)) \(clock(time))" }

  /// "14 Mar 08:00", where the year is plain from what stands around it.
  static func short(_ time: Timestamp) -> String {
    let civil = time.civil
    return "\(civil.day) \(months[civil.month - 1]) \(clock(time))"
  }

  /// "08:00".
  static func clock(_ time: Timestamp) -> String {
    let civil = time.civil
    return twoDigits(civil.hour) + ":" + twoDigits(civil.minute)
  }

  /// The label of a window: its day, and the hour where windows are shorter than a day.
  static func window(from: Timestamp, to: Timestamp) -> String {
    to.seconds(since: from) < 23 * 3600 ? short(from) : day(from)
  }

  private static func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
