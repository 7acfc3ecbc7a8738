/// Ticks for an axis of time: seconds since 1970-01-01 00:00 UTC, no leap seconds.
enum TimeScale {
  private static let minute = 60.0
  private static let hour = 3600.0
  private static let day = 86_400.0

  private static let steps: [Double] = [
    1, 5, 15, 30, minute, 5 * minute, 15 * minute, 30 * minute, hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day,
    7 * day, 14 * day,
  ]

  /// Round moments within a range, about `count` of them.
  static func ticks(from lower: Double, to upper: Double, count: Int) -> [AxisScale.Tick] {
    guard upper > lower, lower.magnitude < 1e13, upper.magnitude < 1e13 else { return [] }
    let wanted = (upper - lower) / Double(max(1, count))
    if let step = steps.first(where: { $0 >= wanted }) { return evenTicks(lower, upper, step) }
    return monthTicks(lower, upper, wanted)
  }

  /// A moment in full, to the precision a span of `range` seconds on screen deserves.
  static func label(_ seconds: Double, range: Double) -> String {
    guard seconds.magnitude < 1e13 else { return "–" }
    let date = civil(seconds)
    let dayText = "\(date.day) \(monthName(date.month))"
    if range > 60 * day { return dayText + " \(date.year)" }
    return dayText + " " + clock(seconds, withSeconds: range < hour)
  }

  private static func evenTicks(_ lower: Double, _ upper: Double, _ step: Double) -> [AxisScale.Tick] {
    var ticks: [AxisScale.Tick] = []
    var moment = (lower / step).rounded(.up) * step
    while moment <= upper, ticks.count < 1000 {
      ticks.append(.init(moment, tickLabel(moment, step)))
      moment += step
    }
    return ticks
  }

  private static func tickLabel(_ moment: Double, _ step: Double) -> String {
    let date = civil(moment)
    // Midnight says which day begins.
    let isMidnight = moment.remainder(dividingBy: day) == 0
    if step >= day || isMidnight { return "\(date.day) \(monthName(date.month))" }
    return clock(moment, withSeconds: step < minute)
  }

  private static func monthTicks(_ lower: Double, _ upper: Double, _ wanted: Double) -> [AxisScale.Tick] {
    let months = [1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 6000].first { Double($0) * 30.4 * day >= wanted } ?? 12_000
    let start = civil(lower)
    var index = (start.year * 12 + start.month - 1) / months * months
    var ticks: [AxisScale.Tick] = []
    while ticks.count < 1000 {
      let (year, month) = (index / 12, index % 12 + 1)
      let moment = Double(days(year: year, month: month)) * day
      if moment > upper { break }
      let label = months >= 12 || month == 1 ? "\(year)" : monthName(month)
      if moment >= lower { ticks.append(.init(moment, label)) }
      index += months
    }
    return ticks
  }

  private static func clock(_ seconds: Double, withSeconds: Bool) -> String {
    let second = Int((seconds - (seconds / day).rounded(.down) * day).rounded(.down))
    let text = twoDigits(second / 3600) + ":" + twoDigits(second / 60 % 60)
    return withSeconds ? text + ":" + twoDigits(second % 60) : text
  }

  private static func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

  private static func monthName(_ month: Int) -> String {
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]
  }

  /// Year, month and day of a moment in the proleptic Gregorian calendar.
  ///
  /// Years are counted from 1 March, so that the leap day is the last of its year and months follow a straight line.
  private static func civil(_ seconds: Double) -> (year: Int, month: Int, day: Int) {
    let shifted = Int((seconds / day).rounded(.down)) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    )
  }

  /// Days from 1970-01-01 to the first of a month.
  private static func days(year: Int, month: Int) -> Int {
    let marchYear = month <= 2 ? year - 1 : year
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
