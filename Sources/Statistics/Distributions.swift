import Glibc

/// The standard normal distribution.
public enum Normal {
  /// P(Z ≤ z).
  public static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }

  /// P(Z > z), exact far into the tail.
  public static func survival(_ z: Double) -> Double { 0.5 * erfc(z * 0.5.squareRoot()) }

  /// The z with P(Z ≤ z) = probability; ∓∞ at 0 and 1, NaN outside.
  ///
  /// Relative error about 10⁻¹⁶. Source: M. J. Wichura, Algorithm AS 241, Applied Statistics 37 (1988), 477–484.
  public static func quantile(_ probability: Double) -> Double {
    guard probability > 0, probability < 1 else {
      return probability == 0 ? -.infinity : probability == 1 ? .infinity : .nan
    }
    let offset = probability - 0.5
    if abs(offset) <= 0.425 {
      let square = 0.180625 - offset * offset
      return offset * polynomial(square, centreTop) / polynomial(square, centreBottom)
    }
    let radius = (-log(offset < 0 ? probability : 1 - probability)).squareRoot()
    let size =
      radius <= 5
      ? polynomial(radius - 1.6, middleTop) / polynomial(radius - 1.6, middleBottom)
      : polynomial(radius - 5, tailTop) / polynomial(radius - 5, tailBottom)
    return offset < 0 ? -size : size
  }

  private typealias Coefficients = (Double, Double, Double, Double, Double, Double, Double, Double)

  @inline(__always)
  private static func polynomial(_ x: Double, _ c: Coefficients) -> Double {
    ((((((c.7 * x + c.6) * x + c.5) * x + c.4) * x + c.3) * x + c.2) * x + c.1) * x + c.0
  }

  private static let centreTop: Coefficients = (
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3
  )
  private static let centreBottom: Coefficients = (
    1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3
  )
  private static let middleTop: Coefficients = (
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4
  )
  private static let middleBottom: Coefficients = (
    1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9
  )
  private static let tailTop: Coefficients = (
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7
  )
  private static let tailBottom: Coefficients = (
    1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15
  )
}

/// The chi-square distribution.
public enum ChiSquare {
  /// P(X > x) with the given degrees of freedom (> 0); 1 for x ≤ 0.
  public static func survival(_ x: Double, degreesOfFreedom: Double) -> Double {
    x <= 0 ? 1 : SpecialFunctions.upperGamma(degreesOfFreedom / 2, x / 2)
  }

  /// The x with P(X > x) = probability, 0 < probability < 1.
  ///
  /// Bisection from Wilson and Hilferty's approximation; relative error below 10⁻¹².
  public static func upperQuantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
    guard probability > 0, probability < 1, degreesOfFreedom > 0 else { return .nan }
    let spread = 2 / (9 * degreesOfFreedom)
    let root = 1 - spread - Normal.quantile(probability) * spread.squareRoot()
    let guess = max(degreesOfFreedom * root * root * root, 1e-8)
    var lower = guess / 2
    var upper = guess * 2
    while survival(lower, degreesOfFreedom: degreesOfFreedom) < probability, lower > 1e-300 { lower /= 2 }
    while survival(upper, degreesOfFreedom: degreesOfFreedom) > probability { upper *= 2 }
    for _ in 0..<200 where upper - lower > 1e-13 * upper {
      let middle = lower + (upper - lower) / 2
      if survival(middle, degreesOfFreedom: degreesOfFreedom) > probability { lower = middle } else { upper = middle }
    }
    return lower + (upper - lower) / 2
  }
}

/// Student's t distribution.
public enum StudentT {
  /// P(T > t).
  public static func survival(_ t: Double, degreesOfFreedom: Double) -> Double {
    let tail = twoSided(t, degreesOfFreedom: degreesOfFreedom) / 2
    return t >= 0 ? tail : 1 - tail
  }

  /// P(T ≤ t).
  public static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
    survival(-t, degreesOfFreedom: degreesOfFreedom)
  }

  /// P(|T| > |t|).
  public static func twoSided(_ t: Double, degreesOfFreedom: Double) -> Double {
    SpecialFunctions.incompleteBeta(degreesOfFreedom / 2, 0.5, degreesOfFreedom / (degreesOfFreedom + t * t))
  }
}
