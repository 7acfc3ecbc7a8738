import Glibc

extension AxisScale {
  /// A logarithmic scale around a range of positive numbers, with about `count` ticks.
  ///
  /// Over less than a factor of three the ticks are a linear scale's; over more they are 1, 2 and 5 times powers of ten,
  /// or, where those would be too many, powers of ten alone, some of them left out. The bounds are moved out to
  /// 1, 2 or 5 times a power of ten.
  ///
  /// - Returns: nil unless both ends are finite and above zero.
  public init?(logarithmicFrom lower: Double, to upper: Double, ticks count: Int) {
    let (low, high) = (min(lower, upper), max(lower, upper))
    // Beyond these a step outwards would leave the numbers there are.
    guard low.isFinite, high.isFinite, low >= 1e-300, high <= 1e300 else { return nil }
    guard high / low >= 3 else {
      self = AxisScale.narrow(low, high, count)
      return
    }
    let first = AxisScale.round(below: low)
    let last = AxisScale.round(above: high)
    let all = (first...last).map(AxisScale.roundNumber)
    self.init(
      lower: all[0], upper: all[all.count - 1],
      ticks: AxisScale.thinned(first...last, to: max(2, count)).map { index in
        Tick(AxisScale.roundNumber(index), AxisScale.roundLabel(index))
      }, isLogarithmic: true)
  }

  /// Linear ticks on a logarithmic scale, where a decade would show nothing.
  private static func narrow(_ low: Double, _ high: Double, _ count: Int) -> AxisScale {
    var scale = AxisScale(covering: low, high, ticks: count, snaps: true)
    if scale.lower <= 0 {
      scale.lower = low
      scale.ticks.removeAll { $0.value < low }
    }
    scale.isLogarithmic = true
    return scale
  }

  /// The indices of the ticks to show, of the series …, 1, 2, 5, 10, 20, 50, …, at which every third is a power of ten.
  private static func thinned(_ range: ClosedRange<Int>, to count: Int) -> [Int] {
    if range.count <= count + 1 { return Array(range) }
    let decades = range.filter { $0.isMultiple(of: 3) }
    guard decades.count > 1 else { return Array(range) }
    let every = (decades.count + count - 1) / count
    return stride(from: 0, to: decades.count, by: every).map { decades[$0] }
  }

  /// 1, 2 or 5 times a power of ten, by its place in the series of these; 0 is 1.
  private static func roundNumber(_ index: Int) -> Double {
    let (decade, factor) = parts(index)
    // Divided for small ones: 10⁻¹ is not exact, and 2 × 0.1 is further off than 2 / 10.
    return decade < 0 ? Double(factor) / pow(10, Double(-decade)) : Double(factor) * pow(10, Double(decade))
  }

  private static func parts(_ index: Int) -> (decade: Int, factor: Int) {
    let decade = index >= 0 ? index / 3 : (index - 2) / 3
    return (decade, [1, 2, 5][index - 3 * decade])
  }

  private static func roundLabel(_ index: Int) -> String {
    let (decade, factor) = parts(index)
    if decade < -4 || decade > 14 { return "\(factor)e\(decade)" }
    let value = roundNumber(index)
    return NumberLabel.tick(value, step: value)
  }

  /// The place of the greatest round number that is not above a value.
  private static func round(below value: Double) -> Int {
    var index = 3 * Int(log10(value).rounded(.down)) - 1
    while roundNumber(index + 1) <= value * (1 + 1e-12) { index += 1 }
    return index
  }

  /// The place of the smallest round number that is not below a value.
  private static func round(above value: Double) -> Int {
    var index = 3 * (Int(log10(value).rounded(.down)) + 1) + 1
    while roundNumber(index - 1) >= value * (1 - 1e-12) { index -= 1 }
    return index
  }

  /// Where a value lies on a logarithmic scale; below everything for what has no logarithm.
  func logarithmicPosition(_ value: Double) -> Double {
    guard value > 0 else { return value.isNaN ? .nan : -.infinity }
    return upper > lower ? log(value / lower) / log(upper / lower) : 0.5
  }
}
