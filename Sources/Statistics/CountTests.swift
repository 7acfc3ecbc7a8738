/// A test statistic with its p-value.
public struct TestResult: Sendable, Equatable {
  public let statistic: Double
  public let pValue: Double

  public init(statistic: Double, pValue: Double) {
    self.statistic = statistic
    self.pValue = pValue
  }
}

/// Tests on counts.
public enum CountTests {
  /// Pearson's Σ (o − e)² / e with bins − 1 degrees of freedom, as scipy's `chisquare`.
  ///
  /// Infinite, with p 0, where something was seen in a bin that expected nothing; a bin empty on both sides does not
  /// count. p is 1 for fewer than two bins.
  public static func goodnessOfFit(observed: [Double], expected: [Double]) -> TestResult {
    var statistic = 0.0
    var bins = 0
    for (o, e) in zip(observed, expected) where o > 0 || e > 0 {
      bins += 1
      statistic += e > 0 ? (o - e) * (o - e) / e : .infinity
    }
    return chiSquare(statistic, degreesOfFreedom: bins - 1)
  }

  /// Independence of two rows of counts, as scipy's `chi2_contingency`: with Yates' correction when two columns.
  ///
  /// Columns empty in both rows are left out; statistic 0 and p 1 where fewer than two columns or one row is empty.
  public static func contingency(_ first: [Int], _ second: [Int]) -> TestResult {
    let columns = zip(first, second).filter { $0 + $1 > 0 }
    let sums = columns.reduce((0.0, 0.0)) { ($0.0 + Double($1.0), $0.1 + Double($1.1)) }
    guard columns.count > 1, sums.0 > 0, sums.1 > 0 else { return TestResult(statistic: 0, pValue: 1) }
    let total = sums.0 + sums.1
    var statistic = 0.0
    for (a, b) in columns {
      let column = Double(a + b)
      for (observed, row) in [(Double(a), sums.0), (Double(b), sums.1)] {
        let expected = column * row / total
        var difference = abs(observed - expected)
        if columns.count == 2 { difference -= min(0.5, difference) }
        statistic += difference * difference / expected
      }
    }
    return chiSquare(statistic, degreesOfFreedom: columns.count - 1)
  }

  /// Two-sided z-test of two shares with the pooled variance; statistic 0 and p 1 where there is no variance.
  public static func twoProportions(
    _ firstSuccesses: Int, of firstCount: Int, _ secondSuccesses: Int, of secondCount: Int
  ) -> TestResult {
    let (n, m) = (Double(firstCount), Double(secondCount))
    let pooled = Double(firstSuccesses + secondSuccesses) / (n + m)
    let deviation = (pooled * (1 - pooled) * (1 / n + 1 / m)).squareRoot()
    guard deviation > 0, deviation.isFinite else { return TestResult(statistic: 0, pValue: 1) }
    let z = (Double(firstSuccesses) / n - Double(secondSuccesses) / m) / deviation
    return TestResult(statistic: z, pValue: 2 * Normal.survival(abs(z)))
  }

  private static func chiSquare(_ statistic: Double, degreesOfFreedom: Int) -> TestResult {
    guard degreesOfFreedom > 0 else { return TestResult(statistic: statistic, pValue: 1) }
    return TestResult(
      statistic: statistic, pValue: ChiSquare.survival(statistic, degreesOfFreedom: Double(degreesOfFreedom)))
  }
}
