import Glibc

/// 95 % intervals of metrics.
enum Interval {
  /// The 97.5 % point of the standard normal distribution.
  static let z = 1.959963984540054

  /// Wilson's score interval of a proportion.
  ///
  /// Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927).
  ///
  /// - Parameter count: trials, above 0; with weights the effective number, which need not be whole.
  static func wilson(_ share: Double, count: Double) -> (lower: Double, upper: Double) {
    let square = z * z
    let centre = (share + square / (2 * count)) / (1 + square / count)
    let reach =
      z / (1 + square / count) * (share * (1 - share) / count + square / (4 * count * count)).squareRoot()
    // The ends are exact where all or none are hits; rounding must not push the share out of its interval.
    return (max(0, min(share, centre - reach)), min(1, max(share, centre + reach)))
  }

  /// value ± z · error, kept within what the metric can be.
  static func normal(
    _ value: Double, error: Double, within bounds: ClosedRange<Double> = -Double.infinity...Double.infinity,
    count: Int
  ) -> MetricEstimate {
    MetricEstimate(
      value: value, lower: max(bounds.lowerBound, value - z * error), upper: min(bounds.upperBound, value + z * error),
      count: count)
  }
}

/// Rows' weights, all 1 where none are given.
struct RowWeights {
  private let weights: [Double]?
  let count: Int
  /// The sum of the weights.
  let total: Double
  /// Kish's effective number of rows, (Σw)² / Σw²; the number of rows where all count alike.
  let effectiveCount: Double

  init(_ weights: [Double]?, count: Int) {
    self.weights = weights
    self.count = count
    total = weights?.reduce(0, +) ?? Double(count)
    let squares = weights?.reduce(0) { $0 + $1 * $1 } ?? Double(count)
    effectiveCount = squares > 0 ? total * total / squares : 0
  }

  @inline(__always)
  subscript(row: Int) -> Double { weights.map { $0[row] } ?? 1 }

  /// The weighted sum of a number of each row.
  @inline(__always)
  func sum(_ number: (Int) -> Double) -> Double {
    var sum = 0.0
    guard let weights else {
      for row in 0..<count { sum += number(row) }
      return sum
    }
    for row in 0..<count { sum += weights[row] * number(row) }
    return sum
  }

  /// The weighted mean of a number of each row.
  @inline(__always)
  func mean(_ number: (Int) -> Double) -> Double { sum(number) / total }

  /// The standard error of a weighted mean: √(Σw²(x − x̄)²) / Σw, with n / (n − 1) for the mean that was estimated.
  /// Infinite for fewer than two rows.
  @inline(__always)
  func standardError(ofMean mean: Double, _ number: (Int) -> Double) -> Double {
    guard effectiveCount > 1 else { return .infinity }
    var squares = 0.0
    for row in 0..<count {
      let difference = self[row] * (number(row) - mean)
      squares += difference * difference
    }
    return squares.squareRoot() / total * (effectiveCount / (effectiveCount - 1)).squareRoot()
  }

  /// A weighted mean with its interval from the central limit theorem.
  @inline(__always)
  func estimate(
    within bounds: ClosedRange<Double> = -Double.infinity...Double.infinity, _ number: (Int) -> Double
  ) -> MetricEstimate {
    let mean = mean(number)
    return Interval.normal(mean, error: standardError(ofMean: mean, number), within: bounds, count: count)
  }
}
