/// A straight line through points by the medians of their slopes, which a few wild points cannot move.
///
/// The slope is the median over all pairs of points; its interval comes from the distribution of Kendall's tau, without
/// any assumption on the errors but that they are independent and alike. Sources: H. Theil, "A rank-invariant method of
/// linear and polynomial regression analysis", Indagationes Mathematicae 12 (1950), 85–91; P. K. Sen, "Estimates of the
/// regression coefficient based on Kendall's tau", JASA 63 (1968), 1379–1389, section 5.
public struct RobustTrend: Sendable, Equatable {
  /// Points that a fit takes at most: all pairs of them are formed.
  public static let pointCountMax = 400

  public let slope: Double
  /// 95 % interval of the slope; infinite where the points are too few to tell.
  public let slopeLower: Double
  public let slopeUpper: Double
  /// The median of y − slope · x.
  public let intercept: Double
  public let count: Int

  /// - Parameters:
  ///   - x: in ascending order or not; pairs of equal ones tell no slope.
  ///   - y: finite.
  /// - Returns: nil for fewer than two different x, or for more than `pointCountMax` points.
  /// - Complexity: O(n² log n) time, O(n²) memory.
  public init?(x: [Double], y: [Double]) {
    precondition(x.count == y.count, "\(x.count) x for \(y.count) y")
    guard x.count <= Self.pointCountMax else { return nil }
    var slopes: [Double] = []
    slopes.reserveCapacity(x.count * max(x.count - 1, 0) / 2)
    for first in x.indices {
      for second in (first + 1)..<max(x.count, first + 1) where x[first] != x[second] {
        slopes.append((y[second] - y[first]) / (x[second] - x[first]))
      }
    }
    guard !slopes.isEmpty else { return nil }
    slopes.sort()
    let slope = Self.median(ascending: slopes)
    self.slope = slope
    intercept = Self.median(ascending: zip(x, y).map { $1 - slope * $0 }.sorted())
    count = x.count
    (slopeLower, slopeUpper) = Self.interval(slopes, points: x.count)
  }

  /// The line at a place.
  public func value(at x: Double) -> Double { intercept + slope * x }

  /// The slopes of the ranks between which Kendall's S of independent points lies with probability 0.95.
  private static func interval(_ slopes: [Double], points: Int) -> (Double, Double) {
    let n = Double(points)
    let reach = 1.959963984540054 * (n * (n - 1) * (2 * n + 5) / 18).squareRoot()
    let below = ((Double(slopes.count) - reach) / 2).rounded()
    let above = ((Double(slopes.count) + reach) / 2 + 1).rounded()
    guard below >= 1, above <= Double(slopes.count) else { return (-.infinity, .infinity) }
    return (slopes[Int(below) - 1], slopes[Int(above) - 1])
  }

  private static func median(ascending values: [Double]) -> Double {
    let middle = values.count / 2
    return values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
  }
}
