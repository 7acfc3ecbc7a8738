/// A stretch of numbers, linear or logarithmic, with round ticks on it.
public struct AxisScale: Sendable, Hashable {
  public struct Tick: Sendable, Hashable {
    public var value: Double
    public var label: String

    public init(_ value: Double, _ label: String) {
      self.value = value
      self.label = label
    }
  }

  public var lower: Double
  public var upper: Double
  /// Within the bounds, in rising order.
  public var ticks: [Tick]
  /// Equal factors are equally far apart, not equal differences; both bounds are above zero then.
  public var isLogarithmic: Bool

  public init(lower: Double, upper: Double, ticks: [Tick], isLogarithmic: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.ticks = ticks
    self.isLogarithmic = isLogarithmic
  }

  /// A scale of round numbers around a range, with about `count` ticks, 1, 2, 2.5 or 5 times a power of ten apart.
  ///
  /// A range of no width is given some. Where `snaps` is true the bounds are moved out to ticks.
  public init(covering lower: Double, _ upper: Double, ticks count: Int, snaps: Bool) {
    var (low, high) = (min(lower, upper), max(lower, upper))
    if !(low.isFinite && high.isFinite) { (low, high) = (0, 1) }
    if high - low <= 1e-12 * max(low.magnitude, high.magnitude) {
      let pad = low == 0 ? 1 : low.magnitude * 0.1
      (low, high) = (low - pad, high + pad)
    }
    let step = AxisScale.roundStep((high - low) / Double(max(1, count - 1)))
    if snaps {
      low = (low / step + 1e-9).rounded(.down) * step
      high = (high / step - 1e-9).rounded(.up) * step
    }
    self.init(lower: low, upper: high, ticks: AxisScale.ticks(low, high, step))
  }

  private static func ticks(_ low: Double, _ high: Double, _ step: Double) -> [Tick] {
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1000, first.magnitude < 9e15 else { return [] }
    return (0...Int(last - first)).map { index in
      let value = (first + Double(index)) * step
      return Tick(value, NumberLabel.tick(value, step: step))
    }
  }

  /// The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below `raw`.
  private static func roundStep(_ raw: Double) -> Double {
    guard raw > 0, raw.isFinite else { return 1 }
    var power = 1.0
    while power * 10 <= raw { power *= 10 }
    // Divided anew each time: repeated multiplication by 0.1 would leave 0.30000000000000004 and the like.
    var divisor = 1.0
    while power / divisor > raw { divisor *= 10 }
    for factor in [1, 2, 2.5, 5] where factor * power / divisor >= raw * (1 - 1e-9) {
      return factor * power / divisor
    }
    return 10 * power / divisor
  }

  /// Where a value lies, 0 at the lower and 1 at the upper bound.
  public func position(_ value: Double) -> Double {
    if isLogarithmic { return logarithmicPosition(value) }
    return upper > lower ? (value - lower) / (upper - lower) : 0.5
  }
}
