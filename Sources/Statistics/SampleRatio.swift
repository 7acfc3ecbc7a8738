import Glibc

/// Whether units were split among arms as planned. Arms that differ in size by more than chance differ in who is in
/// them, and no comparison between them means anything.
public enum SampleRatio {
  /// p-value below which a split is customarily called broken.
  public static let alarmLevel = 0.001

  /// Pearson's chi-square of the counts against the planned shares, arms − 1 degrees of freedom.
  ///
  /// Valid for one look at a size that was fixed before; who looks while units arrive uses `SequentialSampleRatio`.
  ///
  /// - Parameter weights: planned shares in any unit, one for each arm.
  public static func chiSquare(counts: [Int], weights: [Double]) -> TestResult {
    precondition(counts.count == weights.count, "\(counts.count) counts, \(weights.count) weights")
    let total = Double(counts.reduce(0, +))
    let scale = weights.reduce(0, +)
    guard total > 0, scale > 0 else { return TestResult(statistic: 0, pValue: 1) }
    return CountTests.goodnessOfFit(
      observed: counts.map { Double($0) }, expected: weights.map { total * $0 / scale })
  }
}

/// A test of the split that may be looked at after every unit.
///
/// The Bayes factor of "some other shares" (a Dirichlet around the plan) against "the planned shares" is a martingale
/// under the plan, so that the least 1 / factor ever seen is a p-value at any time.
///
/// Source: M. Lindon, A. Malek, Anytime-valid inference for multinomial count data (2022).
public struct SequentialSampleRatio: Sendable, Equatable {
  /// Weight of the prior in units: large, because broken splits are mostly off by little.
  public let concentration: Double
  /// The least p-value of all looks.
  public private(set) var pValue = 1.0
  private let shares: [Double]

  /// - Parameter weights: planned shares in any unit, each above 0.
  public init(weights: [Double], concentration: Double = 10_000) {
    let scale = weights.reduce(0, +)
    precondition(weights.allSatisfy { $0 > 0 } && concentration > 0, "weights \(weights)")
    shares = weights.map { $0 / scale }
    self.concentration = concentration
  }

  public var isBroken: Bool { pValue < SampleRatio.alarmLevel }

  /// Looks at the counts so far.
  ///
  /// - Parameter counts: all units since the beginning, one count an arm.
  public mutating func look(at counts: [Int]) {
    precondition(counts.count == shares.count, "\(counts.count) counts of \(shares.count) arms")
    let total = Double(counts.reduce(0, +))
    var logFactor =
      SpecialFunctions.logGamma(concentration) - SpecialFunctions.logGamma(concentration + total)
    for (count, share) in zip(counts, shares) {
      let prior = concentration * share
      let seen = Double(count)
      logFactor +=
        SpecialFunctions.logGamma(prior + seen) - SpecialFunctions.logGamma(prior) - seen * log(share)
    }
    pValue = min(pValue, exp(-logFactor))
  }
}
