import Glibc

/// Intervals that stay valid however often they are looked at.
///
/// An ordinary 95 % interval holds for one look; who looks every second finds a difference sooner or later where there
/// is none. An asymptotic confidence sequence holds at all looks together, for about one and a half times the width.
///
/// Source: I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy, A. Ramdas, Time-uniform central limit theory and
/// asymptotic confidence sequences (2023), with the boundary tuned to be tightest after `tunedCount` rows.
public struct AlwaysValidInterval: Sendable, Hashable {
  /// Share of all sequences that ever leave the truth out, 0…1.
  public let alpha: Double
  /// Rows of both arms after which the interval is tightest.
  public let tunedCount: Double

  public init(alpha: Double = 0.05, tunedCount: Double = 5000) {
    precondition(alpha > 0 && alpha < 1 && tunedCount > 0, "alpha \(alpha), tuned to \(tunedCount)")
    self.alpha = alpha
    self.tunedCount = tunedCount
  }

  /// The width of the mixture that the boundary is made of.
  public var mixtureDeviation: Double {
    let size = -2 * log(alpha)
    return ((size + log(1 + size)) / tunedCount).squareRoot()
  }

  /// Half the width of the interval after `count` rows.
  ///
  /// - Parameters:
  ///   - standardError: of the estimate, over all of the rows.
  ///   - count: rows of all arms; infinite width below one.
  public func reach(standardError: Double, count: Int) -> Double {
    guard count > 0, standardError.isFinite else { return .infinity }
    guard standardError > 0 else { return 0 }
    let n = Double(count)
    let square = mixtureDeviation * mixtureDeviation
    let spread = n * square + 1
    let factor = 2 * spread / (n * n * square) * log(spread.squareRoot() / alpha)
    return standardError * n.squareRoot() * factor.squareRoot()
  }

  public func interval(estimate: Double, standardError: Double, count: Int) -> Interval {
    let reach = reach(standardError: standardError, count: count)
    return Interval(lower: estimate - reach, upper: estimate + reach)
  }
}
