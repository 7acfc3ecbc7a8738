import Glibc

/// Count, mean and central moments up to the third, in one pass, mergeable.
///
/// Source: P. Pébay, "Formulas for Robust, One-Pass Parallel Computation of Covariances and Arbitrary-Order
/// Statistical Moments", SAND2008-6212 (the update is Welford's). NaN is not accepted: filter upstream.
public struct Moments: Sendable, Equatable {
  public private(set) var count = 0
  /// 0 when empty.
  public private(set) var mean = 0.0
  private var second = 0.0
  private var third = 0.0

  public init() {}

  public init(_ values: some Sequence<Double>) {
    for value in values { add(value) }
  }

  public mutating func add(_ value: Double) {
    let previous = Double(count)
    count += 1
    let total = Double(count)
    let delta = value - mean
    let share = delta / total
    let product = delta * share * previous
    mean += share
    third += product * share * (total - 2) - 3 * share * second
    second += product
  }

  /// Adds another sample, as if its values had been added one by one.
  public mutating func merge(_ other: Moments) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let (n, m) = (Double(count), Double(other.count))
    let total = n + m
    let delta = other.mean - mean
    third +=
      other.third + delta * delta * delta * n * m * (n - m) / (total * total)
      + 3 * delta * (n * other.second - m * second) / total
    second += other.second + delta * delta * n * m / total
    mean += delta * m / total
    count += other.count
  }

  /// Divided by n; NaN when empty.
  public var populationVariance: Double { count > 0 ? second / Double(count) : .nan }

  /// Divided by n − 1; NaN below two values.
  public var variance: Double { count > 1 ? second / Double(count - 1) : .nan }

  public var populationStandardDeviation: Double { populationVariance.squareRoot() }
  public var standardDeviation: Double { variance.squareRoot() }

  /// Mean of ((x − mean) / σ)³ with the population σ; NaN where there is no spread.
  public var skewness: Double {
    guard second > 0 else { return .nan }
    let deviation = populationStandardDeviation
    return third / Double(count) / (deviation * deviation * deviation)
  }
}
