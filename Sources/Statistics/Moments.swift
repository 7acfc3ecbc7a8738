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

  /// The same for values at hand, several times faster: two passes over each block, blocks merged.
  public init(_ values: [Double]) {
    values.withUnsafeBufferPointer { values in
      var start = 0
      while start < values.count {
        let end = min(start + Moments.blockCount, values.count)
        merge(Moments(block: UnsafeBufferPointer(rebasing: values[start..<end])))
        start = end
      }
    }
  }

  /// Small enough to be still in the nearest cache on the second pass.
  private static let blockCount = 2048

  private init(block: UnsafeBufferPointer<Double>) {
    count = block.count
    mean = Moments.lanes(block) { $0 }.sum() / Double(count)
    let centre = mean
    second = Moments.lanes(block) { ($0 - centre) * ($0 - centre) }.sum()
    third = Moments.lanes(block) { ($0 - centre) * ($0 - centre) * ($0 - centre) }.sum()
  }

  /// Sums of a function of the values, in four lanes: independent additions do not wait for one another.
  @inline(__always)
  private static func lanes(
    _ values: UnsafeBufferPointer<Double>, _ body: (SIMD4<Double>) -> SIMD4<Double>
  ) -> SIMD4<Double> {
    var sums = SIMD4<Double>.zero
    var index = 0
    while index &+ 4 <= values.count {
      sums += body(SIMD4(values[index], values[index &+ 1], values[index &+ 2], values[index &+ 3]))
      index &+= 4
    }
    while index < values.count {
      sums[0] += body(SIMD4(repeating: values[index]))[0]
      index &+= 1
    }
    return sums
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
