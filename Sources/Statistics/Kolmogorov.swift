import Glibc

/// The distribution of the one-sample two-sided Kolmogorov statistic Dₙ, and its limit.
public enum Kolmogorov {
  /// Limit of P(√n·Dₙ > z).
  public static func limitSurvival(_ z: Double) -> Double {
    if z.isNaN { return .nan }
    if z <= 0 { return 1 }
    // Each series converges at once on its own side; they agree to all digits where they meet.
    if z < 0.82 {
      let base = exp(-.pi * .pi / (8 * z * z))
      var sum = 0.0
      for odd in stride(from: 1.0, through: 9, by: 2) { sum += pow(base, odd * odd) }
      return 1 - (2 * Double.pi).squareRoot() / z * sum
    }
    var sum = 0.0
    var sign = 1.0
    for k in stride(from: 1.0, through: 12, by: 1) {
      sum += sign * exp(-2 * k * k * z * z)
      sign = -sign
    }
    return min(2 * sum, 1)
  }

  /// The z with a limit survival of `probability`, by bisection (0 < probability < 1).
  public static func limitUpperQuantile(_ probability: Double) -> Double {
    guard probability > 0, probability < 1 else { return .nan }
    var lower = 0.0
    var upper = 30.0
    for _ in 0..<100 {
      let middle = (lower + upper) / 2
      if limitSurvival(middle) > probability { lower = middle } else { upper = middle }
    }
    return (lower + upper) / 2
  }

  /// P(Dₙ > d) for n values.
  ///
  /// Chooses between exact forms and expansions as R. Simard and P. L'Ecuyer, "Computing the Two-Sided
  /// Kolmogorov–Smirnov Distribution", Journal of Statistical Software 39 (2011); absolute error below 10⁻⁷.
  public static func survival(_ d: Double, count n: Int) -> Double {
    let size = Double(n)
    let reach = size * d
    guard n > 0, !d.isNaN else { return .nan }
    if d >= 1 { return 0 }
    if reach <= 0.5 { return 1 }
    if reach <= 1 {
      return 1 - exp(SpecialFunctions.logGamma(size + 1) - size * log(size) + size * log(2 * reach - 1))
    }
    if reach >= size - 1 { return 2 * pow(1 - d, size) }
    let square = reach * d
    if d >= 0.5 || square >= (n <= 140 ? 4 : 2.2) {
      return square >= 370 ? 0 : min(2 * oneSidedSurvival(d, count: n), 1)
    }
    // The expansion is poor for small n or d; there the matrix is small enough.
    let isExact = n <= 140 || n <= 10_000 && size * d * d.squareRoot() <= 1.4
    let cumulative = isExact ? durbinCumulative(d, count: n) : pelzGoodCumulative(d, count: n)
    return min(max(1 - cumulative, 0), 1)
  }

  /// Birnbaum and Tingey's sum for the one-sided statistic: d Σⱼ C(n, j) (d + j/n)^(j−1) (1 − d − j/n)^(n−j).
  private static func oneSidedSurvival(_ d: Double, count n: Int) -> Double {
    let size = Double(n)
    var logBinomial = 0.0
    var sum = 0.0
    for j in 0...Int(size * (1 - d)) {
      let step = Double(j)
      let rest = 1 - d - step / size
      guard rest > 0 else { break }
      sum += exp(logBinomial + (step - 1) * log(d + step / size) + (size - step) * log(rest))
      logBinomial += log((size - step) / (step + 1))
    }
    return d * sum
  }

  /// Durbin's matrix power, as G. Marsaglia, W. W. Tsang, J. Wang (Journal of Statistical Software 8, 2003): exact.
  private static func durbinCumulative(_ d: Double, count n: Int) -> Double {
    let k = Int(Double(n) * d) + 1
    let size = 2 * k - 1
    let h = Double(k) - Double(n) * d
    var step = SquareMatrix(size: size)
    for row in 0..<size {
      for column in 0..<size where row - column + 1 >= 0 { step[row, column] = 1 }
    }
    for row in 0..<size {
      step[row, 0] -= pow(h, Double(row + 1))
      step[size - 1, row] -= pow(h, Double(size - row))
    }
    step[size - 1, 0] += 2 * h - 1 > 0 ? pow(2 * h - 1, Double(size)) : 0
    for row in 0..<size {
      for column in 0..<size where row - column + 1 > 0 {
        step[row, column] /= exp(SpecialFunctions.logGamma(Double(row - column + 2)))
      }
    }
    let (power, exponent) = step.raised(to: n)
    let logFactorial = SpecialFunctions.logGamma(Double(n) + 1) - Double(n) * log(Double(n))
    return power[k - 1, k - 1] * exp(logFactorial + Double(exponent) * M_LN10)
  }

  /// The expansion of W. Pelz and I. J. Good (J. R. Statist. Soc. B 38, 1976) up to n^(−3/2).
  private static func pelzGoodCumulative(_ d: Double, count n: Int) -> Double {
    let size = Double(n)
    let z = d * size.squareRoot()
    let z2 = z * z
    let z4 = z2 * z2
    let z6 = z4 * z2
    let pi2 = Double.pi * Double.pi
    let (pi4, pi6) = (pi2 * pi2, pi2 * pi2 * pi2)
    var (k0, k1, k2, k3) = (0.0, 0.0, 0.0, 0.0)
    for odd in stride(from: 1.0, through: 41, by: 2) {
      let m2 = odd * odd
      let weight = exp(-m2 * pi2 / (8 * z2))
      k0 += weight
      k1 += weight * (pi2 / 4 * m2 - z2)
      k2 += weight * (6 * z6 + 2 * z4 + pi2 / 4 * (2 * z4 - 5 * z2) * m2 + pi4 / 16 * (1 - 2 * z2) * m2 * m2)
      k3 +=
        weight
        * (-30 * z6 - 90 * z4 * z4 + pi2 / 4 * (135 * z4 - 96 * z6) * m2
          + pi4 / 16 * (212 * z4 - 60 * z2) * m2 * m2 + pi6 / 64 * (5 - 30 * z2) * m2 * m2 * m2)
    }
    var (even2, even3) = (0.0, 0.0)
    for k in stride(from: 1.0, through: 20, by: 1) {
      let weight = k * k * exp(-k * k * pi2 / (2 * z2))
      even2 += weight
      even3 += weight * (3 * z2 - pi2 * k * k)
    }
    let root = (2 * Double.pi).squareRoot()
    k0 *= root / z
    k1 *= root / (6 * z4)
    k2 = k2 * root / (72 * z6 * z) - even2 * pi2 * root / (36 * z2 * z)
    k3 = k3 * root / (6480 * z6 * z4) + even3 * pi2 * root / (216 * z6)
    return k0 + k1 / size.squareRoot() + k2 / size + k3 / (size * size.squareRoot())
  }
}

/// A small square matrix whose powers carry a decimal exponent, so that they neither overflow nor vanish.
private struct SquareMatrix {
  let size: Int
  private var cells: [Double]

  init(size: Int) {
    self.size = size
    cells = [Double](repeating: 0, count: size * size)
  }

  subscript(row: Int, column: Int) -> Double {
    get { cells[row * size + column] }
    set { cells[row * size + column] = newValue }
  }

  func raised(to power: Int) -> (matrix: SquareMatrix, exponent: Int) {
    var result: (matrix: SquareMatrix, exponent: Int)?
    var base = (matrix: self, exponent: 0)
    var rest = power
    while rest > 0 {
      if rest & 1 == 1 {
        result = result.map { SquareMatrix.scaled($0.matrix * base.matrix, $0.exponent + base.exponent) } ?? base
      }
      base = SquareMatrix.scaled(base.matrix * base.matrix, 2 * base.exponent)
      rest >>= 1
    }
    return result ?? base
  }

  private static func scaled(_ matrix: SquareMatrix, _ exponent: Int) -> (matrix: SquareMatrix, exponent: Int) {
    guard matrix[matrix.size / 2, matrix.size / 2] > 1e140 else { return (matrix, exponent) }
    var matrix = matrix
    for index in matrix.cells.indices { matrix.cells[index] *= 1e-140 }
    return (matrix, exponent + 140)
  }

  static func * (left: SquareMatrix, right: SquareMatrix) -> SquareMatrix {
    var product = SquareMatrix(size: left.size)
    for row in 0..<left.size {
      for inner in 0..<left.size {
        let factor = left[row, inner]
        for column in 0..<left.size { product[row, column] += factor * right[inner, column] }
      }
    }
    return product
  }
}
