import Glibc
import Statistics

/// How large a difference must be to count as drift in the `sextant` profile.
///
/// The figures below are for a reference that nothing is known of but its distribution. Where its rows are at hand, the
/// limits are learned from it: see `EffectBounds`.
///
/// Sizes of effect decide, not p-values: with enough rows any harmless difference is significant. With few rows the
/// sampling noise alone can pass a fixed bound, so each bound is raised to what a sample of that size without any
/// drift stays under with probability 1 − `noise`.
public struct EffectThresholds: Sendable, Hashable {
  /// Population stability index over the reference's deciles, or over categories.
  public var psi = 0.2
  /// Kolmogorov–Smirnov D.
  public var kolmogorovSmirnov = 0.1
  /// Difference of the shares of missing values, either way.
  public var missingShare = 0.05
  /// Distance in base two, 0 to 1. Shown, never decides.
  public var jensenShannon = 0.2
  /// 0 to 1. Shown, never decides.
  public var hellinger = 0.2
  /// In standard deviations of the reference. Shown, never decides.
  public var wasserstein = 0.2
  /// In nats. Shown, never decides.
  public var klDivergence = 0.1
  /// Chance that noise alone passes one bound, for methods with a known law under no drift.
  public var noise = 0.001
  /// Part of the figures above that a learned limit does not go below: live windows are looked at for ever, and what
  /// would be told of them must matter.
  public var learnedFloor = 0.0
  /// Share of false discoveries that may pass among the columns of a live window that are called drifted.
  public var falseDiscoveryRate = 0.01

  public init() {}

  /// For live windows.
  public static let live: EffectThresholds = {
    var thresholds = EffectThresholds()
    thresholds.learnedFloor = 0.5
    return thresholds
  }()
}

/// The sizes of the two samples a bound has to be fair to.
struct SampleSizes {
  var reference: Int
  var current: Int

  /// 1/n + 1/m.
  var inverse: Double { 1 / Double(max(reference, 1)) + 1 / Double(max(current, 1)) }
}

/// Bounds for two samples of known sizes.
///
/// Without drift, Σ (r − c)² / r ÷ (1/n + 1/m) is about chi-square with bins − 1 degrees of freedom; to second order
/// the index is that sum, Kullback–Leibler half of it, the Jensen–Shannon divergence and the squared Hellinger
/// distance an eighth (nats).
///
/// Limits learned from chunks of the reference take the place of the fixed ones, inside a range: below it a difference
/// does not matter however sure it is, and beyond it a reference that is itself in motion (sorted rows, a trend) would
/// hide everything.
struct EffectBounds {
  let thresholds: EffectThresholds
  private let learned: LearnedLimits?
  private let chiSquareNoise: Double
  private let sizes: SampleSizes

  init(_ thresholds: EffectThresholds, sizes: SampleSizes, bins: Int, learned: LearnedLimits? = nil) {
    self.thresholds = thresholds
    self.learned = learned
    self.sizes = sizes
    let quantile =
      bins > 1 ? ChiSquare.upperQuantile(thresholds.noise, degreesOfFreedom: Double(bins - 1)) : 0
    chiSquareNoise = quantile.isNaN ? 0 : quantile * sizes.inverse
  }

  /// The learned limit of a method within its range, else the fixed one.
  private func limit(_ method: DriftMethod, _ fixed: Double, within range: ClosedRange<Double>) -> Double {
    learned?[method].map {
      min(max($0, range.lowerBound, thresholds.learnedFloor * fixed), range.upperBound)
    } ?? fixed
  }

  /// An index of 0.02 is a shift of a normal by 0.14 standard deviations, and so are the least of the others that are
  /// taken over the same bins; 0.02 of D one of 0.05.
  private var psiLimit: Double { limit(.psi, thresholds.psi, within: 0.02...0.5) }

  var psi: DriftCriterion { .statisticAtLeast(max(psiLimit, chiSquareNoise)) }

  var klDivergence: DriftCriterion {
    .statisticAtLeast(max(limit(.klDivergence, thresholds.klDivergence, within: 0.01...0.25), chiSquareNoise / 2))
  }

  var jensenShannon: DriftCriterion {
    .statisticAtLeast(
      max(
        limit(.jensenShannon, thresholds.jensenShannon, within: 0.06...0.3), (chiSquareNoise / 8 / M_LN2).squareRoot()))
  }

  var hellinger: DriftCriterion {
    .statisticAtLeast(
      max(limit(.hellinger, thresholds.hellinger, within: 0.05...0.25), (chiSquareNoise / 8).squareRoot()))
  }

  /// The statistic at which the index would be at its bound.
  var chiSquare: DriftCriterion {
    .statisticAtLeast(max(psiLimit, chiSquareNoise) / max(sizes.inverse, .leastNormalMagnitude))
  }

  var wasserstein: DriftCriterion {
    .statisticAtLeast(limit(.wasserstein, thresholds.wasserstein, within: 0.06...0.5))
  }

  var kolmogorovSmirnov: DriftCriterion {
    let quantile = Kolmogorov.limitUpperQuantile(thresholds.noise)
    return .statisticAtLeast(
      max(
        limit(.kolmogorovSmirnov, thresholds.kolmogorovSmirnov, within: 0.02...0.25),
        quantile.isNaN ? 0 : quantile * sizes.inverse.squareRoot()))
  }

  /// - Parameters: missing values, and sizes that count all rows.
  static func missingShare(
    _ thresholds: EffectThresholds, referenceMissing: Int, currentMissing: Int, rows: SampleSizes,
    learned: LearnedLimits? = nil
  ) -> DriftCriterion {
    let pooled = Double(referenceMissing + currentMissing) / Double(max(rows.reference + rows.current, 1))
    let deviation = (pooled * (1 - pooled) * rows.inverse).squareRoot()
    let quantile = Normal.quantile(1 - thresholds.noise / 2)
    let limit =
      learned?[.missingShare].map { min(max($0, 0.02, thresholds.learnedFloor * thresholds.missingShare), 0.15) }
      ?? thresholds.missingShare
    return .statisticAtLeast(max(limit, quantile.isFinite ? quantile * deviation : 0))
  }
}
