import Encoding

/// Round values along an axis with their texts.
public struct AxisTicks: Sendable, Equatable {
  public var ticks: [Tick]

  public struct Tick: Sendable, Equatable {
    public var value: Double
    public var text: String
  }

  /// Steps of 1, 2 or 5 times a power of ten, at most `countMax` + 1 of them.
  public static func numbers(_ domain: ClosedRange<Double>, countMax: Int) -> AxisTicks {
    let span = domain.upperBound - domain.lowerBound
    guard span > 0, span.isFinite, countMax > 0 else { return AxisTicks(ticks: []) }
    var power = 1.0
    while power * Double(countMax) < span { power *= 10 }
    while power / 10 * Double(countMax) >= span { power /= 10 }
    let step = [power / 5, power / 2, power].first { $0 * Double(countMax) >= span } ?? power
    var decimals = 0
    var unit = step
    while decimals < 9, abs(unit - unit.rounded()) > 1e-6 * unit { (unit, decimals) = (unit * 10, decimals + 1) }
    let first = (domain.lowerBound / step).rounded(.up)
    // All of an axis in one manner.
    let isLarge = max(abs(domain.lowerBound), abs(domain.upperBound)) >= 10_000
    var ticks: [Tick] = []
    var index = first
    while index * step <= domain.upperBound + step * 1e-9, ticks.count <= countMax + 1 {
      let value = index * step
      ticks.append(Tick(value: value, text: isLarge ? short(value) : Words.number(value, decimals: decimals)))
      index += 1
    }
    return AxisTicks(ticks: ticks)
  }

  private static func short(_ value: Double) -> String {
    let text = Words.signed(NumberText.short(value))
    return text.last?.isLetter == true ? Words.trimmed(String(text.dropLast())) + text.suffix(1) : text
  }

  /// Full hours, days, months or years, whichever are few enough.
  public static func times(_ domain: ClosedRange<Double>, countMax: Int) -> AxisTicks {
    let span = domain.upperBound - domain.lowerBound
    guard span > 0, span.isFinite, countMax > 0 else { return AxisTicks(ticks: []) }
    let fixed: [Double] = [60, 300, 900, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600]
    if let step = fixed.first(where: { span / $0 <= Double(countMax) }) {
      let first = (domain.lowerBound / step).rounded(.up)
      return AxisTicks(
        ticks: (0...countMax).map { (first + Double($0)) * step }.filter { $0 <= domain.upperBound }.map {
          Tick(value: $0, text: text(Timestamp(seconds: $0), isTime: step < 86_400))
        })
    }
    let months = [1, 2, 3, 6, 12, 24, 60, 120, 1200].first { span / (Double($0) * 2_629_800) <= Double(countMax) }
    return calendar(domain, months: months ?? 12_000)
  }

  private static func calendar(_ domain: ClosedRange<Double>, months: Int) -> AxisTicks {
    let start = Timestamp(seconds: domain.lowerBound).civil
    var month = (start.year * 12 + start.month - 1) / months * months
    var ticks: [Tick] = []
    while ticks.count < 64 {
      let time = Timestamp(year: month / 12, month: month % 12 + 1, day: 1)
      if time.seconds > domain.upperBound { break }
      if time.seconds >= domain.lowerBound {
        ticks.append(Tick(value: time.seconds, text: String(time.date.prefix(months % 12 == 0 ? 4 : 7))))
      }
      month += months
    }
    return AxisTicks(ticks: ticks)
  }

  private static func text(_ time: Timestamp, isTime: Bool) -> String {
    guard isTime else { return time.date }
    let text = time.minuteText
    return text.hasSuffix("00:00") ? String(time.date.suffix(5)) : String(text.suffix(5))
  }
}
