import Glibc

/// Tests that compare a statistic with its values under random relabelling.
public enum PermutationTest {
  /// Total variation distance of two rows of counts; the p-value is the share of relabellings at least as far apart.
  ///
  /// 1000 relabellings, fewer (at least 100) beyond a hundred levels. They are drawn as counts, so that the price
  /// does not grow with the rows.
  public static func totalVariation(
    _ first: [Int], _ second: [Int], using generator: inout SeededGenerator
  ) -> TestResult {
    let pooled = zip(first, second).map { $0 + $1 }
    let (n, total) = (first.reduce(0, +), pooled.reduce(0, +))
    let observed = distance(first, pooled, n, total)
    guard n > 0, n < total else { return TestResult(statistic: observed, pValue: 1) }
    let draws = min(1000, max(100, 100_000 / max(pooled.count, 1)))
    var extreme = 0
    var drawn = [Int](repeating: 0, count: pooled.count)
    for _ in 0..<draws {
      var (restRows, restDraws) = (total, n)
      for (level, rows) in pooled.enumerated() {
        drawn[level] = generator.hypergeometric(successes: rows, population: restRows, draws: restDraws)
        restRows -= rows
        restDraws -= drawn[level]
      }
      // Rounding must not make a relabelling that is the data itself look nearer than the data.
      if distance(drawn, pooled, n, total) >= observed - 1e-12 { extreme += 1 }
    }
    return TestResult(statistic: observed, pValue: Double(extreme) / Double(draws))
  }

  private static func distance(_ first: [Int], _ pooled: [Int], _ n: Int, _ total: Int) -> Double {
    let (size, rest) = (Double(n), Double(total - n))
    return zip(first, pooled).reduce(0) { $0 + abs(Double($1.0) / size - Double($1.1 - $1.0) / rest) } / 2
  }
}

extension SeededGenerator {
  /// How many of `draws` rows, taken without replacement from `population`, are among its `successes`.
  ///
  /// By inversion outward from the mode: about as many steps as the standard deviation.
  public mutating func hypergeometric(successes: Int, population: Int, draws: Int) -> Int {
    let least = max(0, draws + successes - population)
    let most = min(successes, draws)
    guard least < most else { return max(least, 0) }
    let (k, n, m) = (Double(successes), Double(population), Double(draws))
    let mode = min(max(Int((m + 1) * (k + 1) / (n + 2)), least), most)
    let x = Double(mode)
    let atMode = exp(
      SpecialFunctions.logBinomial(k, x) + SpecialFunctions.logBinomial(n - k, m - x)
        - SpecialFunctions.logBinomial(n, m))
    var rest = uniform() - atMode
    var (down, up) = (mode, mode)
    var (downShare, upShare) = (atMode, atMode)
    while rest >= 0, down > least || up < most {
      if up < most {
        let y = Double(up)
        upShare *= (k - y) * (m - y) / ((y + 1) * (n - k - m + y + 1))
        up += 1
        rest -= upShare
        if rest < 0 { return up }
      }
      if down > least {
        let y = Double(down)
        downShare *= y * (n - k - m + y) / ((k - y + 1) * (m - y + 1))
        down -= 1
        rest -= downShare
        if rest < 0 { return down }
      }
    }
    return mode
  }
}
