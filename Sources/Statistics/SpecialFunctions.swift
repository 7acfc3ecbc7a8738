import Glibc

/// Gamma and beta functions behind the distributions.
public enum SpecialFunctions {
  /// ln |Γ(x)|.
  ///
  /// `lgamma` of the C library writes a global sign; this one may be called from many threads.
  public static func logGamma(_ x: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }

  /// ln (n over k).
  public static func logBinomial(_ n: Double, _ k: Double) -> Double {
    logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
  }

  /// Regularised upper incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a), a > 0, x ≥ 0; NaN elsewhere.
  ///
  /// Series below a + 1, continued fraction (modified Lentz) above it, so that small tails keep their digits.
  public static func upperGamma(_ a: Double, _ x: Double) -> Double {
    guard a > 0, x >= 0 else { return .nan }
    if x == 0 { return 1 }
    if x == .infinity { return 0 }
    return x < a + 1 ? 1 - gammaSeries(a, x) : gammaFraction(a, x)
  }

  /// Regularised lower incomplete gamma function P(a, x) = 1 − Q(a, x).
  public static func lowerGamma(_ a: Double, _ x: Double) -> Double {
    guard a > 0, x >= 0 else { return .nan }
    if x == 0 { return 0 }
    if x == .infinity { return 1 }
    return x < a + 1 ? gammaSeries(a, x) : 1 - gammaFraction(a, x)
  }

  private static func gammaPrefactor(_ a: Double, _ x: Double) -> Double { exp(a * log(x) - x - logGamma(a)) }

  /// Terms needed grow with √a near x ≈ a; this allows for a up to about 10⁹.
  private static let termsMax = 1_000_000

  private static func gammaSeries(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    var denominator = a
    for _ in 0..<termsMax {
      denominator += 1
      term *= x / denominator
      sum += term
      if term < sum * 1e-17 { break }
    }
    return sum * gammaPrefactor(a, x)
  }

  private static func gammaFraction(_ a: Double, _ x: Double) -> Double {
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var fraction = d
    for index in 1..<termsMax {
      let numerator = -Double(index) * (Double(index) - a)
      b += 2
      d = 1 / away(numerator * d + b)
      c = away(b + numerator / c)
      let factor = c * d
      fraction *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return fraction * gammaPrefactor(a, x)
  }

  /// Regularised incomplete beta function I_x(a, b), a, b > 0, 0 ≤ x ≤ 1; NaN elsewhere.
  public static func incompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    guard a > 0, b > 0, x >= 0, x <= 1 else { return .nan }
    if x == 0 || x == 1 { return x }
    let logPrefactor = a * log(x) + b * log1p(-x) - (logGamma(a) + logGamma(b) - logGamma(a + b))
    return x < (a + 1) / (a + b + 2)
      ? exp(logPrefactor) * betaFraction(a, b, x) / a
      : 1 - exp(logPrefactor) * betaFraction(b, a, 1 - x) / b
  }

  private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    var c = 1.0
    var d = 1 / away(1 - (a + b) * x / (a + 1))
    var fraction = d
    for index in 1..<termsMax {
      let m = Double(index)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / away(1 + even * d)
      c = away(1 + even / c)
      fraction *= c * d
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / away(1 + odd * d)
      c = away(1 + odd / c)
      let factor = c * d
      fraction *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return fraction
  }

  private static let tiny = 1e-300

  /// Keeps Lentz's denominators off zero.
  private static func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
}
