import Glibc

/// p-values of the two-sample Kolmogorov–Smirnov test.
public enum KolmogorovSmirnov {
  /// Two-sided p-value of D for samples of the given sizes.
  ///
  /// Exact by counting lattice paths where neither sample has more than 10,000 values, otherwise from the one-sample
  /// distribution of the effective size; the choices of scipy's `ks_2samp`. NaN when a side is empty.
  public static func pValue(_ distance: SampleDistance) -> Double {
    guard distance.referenceCount > 0, distance.currentCount > 0 else { return .nan }
    return max(distance.referenceCount, distance.currentCount) <= exactCountMax
      ? exactPValue(distance) : asymptoticPValue(distance)
  }

  /// Largest sample for which the p-value is exact.
  public static let exactCountMax = 10_000

  /// The share of all orders of the pooled sample whose D is at least the one seen.
  public static func exactPValue(_ distance: SampleDistance) -> Double {
    let (n, m) = (distance.referenceCount, distance.currentCount)
    guard distance.scaledDifference > 0 else { return 1 }
    // Below 1e-300: the bound 2 exp(−2 D² nm / (n + m)) spares a count over the whole lattice.
    let exponent = distance.kolmogorovSmirnov * distance.kolmogorovSmirnov * effectiveCount(n, m)
    guard exponent < 345 else { return 0 }
    let value =
      n == m
      ? equalSizes(count: n, steps: distance.scaledDifference / n)
      : latticePaths(n, m, bound: distance.scaledDifference)
    return min(max(value, 0), 1)
  }

  /// From the one-sample distribution at nm / (n + m) values.
  public static func asymptoticPValue(_ distance: SampleDistance) -> Double {
    let count = effectiveCount(distance.referenceCount, distance.currentCount)
    return Kolmogorov.survival(distance.kolmogorovSmirnov, count: Int(count.rounded(.toNearestOrEven)))
  }

  /// nm / (n + m).
  public static func effectiveCount(_ n: Int, _ m: Int) -> Double { Double(n) * Double(m) / (Double(n) + Double(m)) }

  /// Reflection formula for equal sizes: 2 Σₖ (−1)ᵏ⁻¹ C(2n, n − k·h) / C(2n, n).
  private static func equalSizes(count n: Int, steps h: Int) -> Double {
    let centre = SpecialFunctions.logGamma(Double(n) + 1)
    var sum = 0.0
    var sign = 1.0
    for reach in stride(from: h, through: n, by: h) {
      let logRatio =
        2 * centre - SpecialFunctions.logGamma(Double(n - reach) + 1) - SpecialFunctions.logGamma(Double(n + reach) + 1)
      let term = exp(logRatio)
      sum += sign * term
      sign = -sign
      if term < 1e-18 * sum { break }
    }
    return 2 * sum
  }

  /// The probability that a random path from (0, 0) to (n, m) touches |i·m − j·n| ≥ bound.
  ///
  /// Only sums of positive terms, so that small probabilities keep their digits. `touched[j]` is the probability of
  /// having touched by (i, j); cells at or beyond the bound hold 1, and only those between are visited.
  private static func latticePaths(_ n: Int, _ m: Int, bound: Int) -> Double {
    var touched = [Double](repeating: 1, count: m + 2)
    var inverse = [Double](repeating: 0, count: n + m + 1)
    for sum in 1...(n + m) { inverse[sum] = 1 / Double(sum) }
    for i in 0...n {
      // |i·m − j·n| < bound  ⇔  (i·m − bound) / n < j < (i·m + bound) / n
      let low = i * m - bound
      let first = low < 0 ? 0 : low / n + 1
      let last = min(m, (i * m + bound - 1) / n)
      guard first <= last else { continue }
      if first > 0 { touched[first - 1] = 1 }
      for j in first...last {
        if i + j == 0 {
          touched[0] = 0
          continue
        }
        let above = i == 0 ? 0 : touched[j] * Double(i)
        let left = j == 0 ? 0 : touched[j - 1] * Double(j)
        touched[j] = (above + left) * inverse[i + j]
      }
    }
    return touched[m]
  }
}
