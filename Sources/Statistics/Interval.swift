/// A range of values that are compatible with what was seen.
public struct Interval: Sendable, Hashable {
  public var lower: Double
  public var upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// Estimate ± z standard errors, z being that of the level.
  public static func normal(estimate: Double, standardError: Double, level: Double = 0.95) -> Interval {
    let reach = Normal.quantile(0.5 + level / 2) * standardError
    return Interval(lower: estimate - reach, upper: estimate + reach)
  }

  /// Wilson's score interval of a share; 0...1 where nothing was seen.
  ///
  /// Source: E. B. Wilson, JASA 22 (1927), 209–212.
  public static func wilson(successes: Int, of count: Int, level: Double = 0.95) -> Interval {
    guard count > 0 else { return Interval(lower: 0, upper: 1) }
    let n = Double(count)
    let share = Double(successes) / n
    let z = Normal.quantile(0.5 + level / 2)
    let scale = 1 + z * z / n
    let middle = (share + z * z / (2 * n)) / scale
    let reach = z / scale * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return Interval(
      lower: successes <= 0 ? 0 : max(middle - reach, 0), upper: successes >= count ? 1 : min(middle + reach, 1))
  }
}

/// Intervals of any statistic, by drawing rows again.
public enum Bootstrap {
  /// Percentile interval of a statistic of row indices.
  ///
  /// - Parameters:
  ///   - rowCount: rows to draw from, with replacement, as many each time.
  ///   - statistic: the value for a draw; a draw where it is NaN is left out.
  /// - Returns: nil where no draw gave a number.
  public static func interval(
    rowCount: Int, resamples: Int = 1000, level: Double = 0.95, using generator: inout SeededGenerator,
    statistic: ([Int]) -> Double
  ) -> Interval? {
    guard rowCount > 0 else { return nil }
    var draw = [Int](repeating: 0, count: rowCount)
    var values: [Double] = []
    for _ in 0..<max(resamples, 0) {
      for index in draw.indices { draw[index] = generator.integer(below: rowCount) }
      let value = statistic(draw)
      if !value.isNaN { values.append(value) }
    }
    guard !values.isEmpty else { return nil }
    values.sort()
    return Interval(
      lower: Quantile.linear(values, (1 - level) / 2), upper: Quantile.linear(values, (1 + level) / 2))
  }
}
