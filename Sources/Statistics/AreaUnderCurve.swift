/// The area under the ROC curve with DeLong's variance.
///
/// Source: E. R. DeLong et al., Biometrics 44 (1988), 837–845. A row's placement is the share of the other class that
/// it is on the right side of, ties counting half; the area is the mean placement, and the spread of the placements
/// gives its variance. Found by sorting, in O(n log n) at most, as X. Sun and W. Xu, IEEE Signal Processing Letters
/// 21 (2014), propose.
public struct AreaUnderCurve: Sendable, Equatable {
  /// Share of (positive, negative) pairs in the right order, ties counting half.
  public let value: Double
  /// NaN below two rows of either class.
  public let variance: Double

  /// - Parameters:
  ///   - scores: higher means more likely positive; all finite.
  ///   - positives: as many flags.
  /// - Returns: nil where a class is empty, the counts differ or a score is not finite.
  public init?(scores: [Double], positives: [Bool]) {
    guard let classes = Classes(scores, positives) else { return nil }
    let (positive, negative) = (SortedSample(classes.positive).values, SortedSample(classes.negative).values)
    let above = Moments(AreaUnderCurve.placements(positive, among: negative))
    let below = Moments(AreaUnderCurve.placements(negative, among: positive))
    value = above.mean
    variance = above.variance / Double(above.count) + below.variance / Double(below.count)
  }

  public var standardError: Double { variance.squareRoot() }

  /// Normal interval, cut to 0...1.
  public func interval(level: Double = 0.95) -> Interval {
    let interval = Interval.normal(estimate: value, standardError: standardError, level: level)
    return Interval(lower: max(interval.lower, 0), upper: min(interval.upper, 1))
  }

  /// How much larger the area of one score is than that of another on the same rows, with the variance of that.
  ///
  /// - Returns: nil as for `init`.
  public static func difference(
    _ first: [Double], _ second: [Double], positives: [Bool]
  ) -> (value: Double, variance: Double)? {
    guard let a = Classes(first, positives), let b = Classes(second, positives) else { return nil }
    let (aSorted, bSorted) = (a.sorted, b.sorted)
    func differences(_ path: KeyPath<Classes, [Double]>, among other: KeyPath<Classes, [Double]>) -> Moments {
      let (x, y) = (a[keyPath: path], b[keyPath: path])
      let (xOther, yOther) = (aSorted[keyPath: other], bSorted[keyPath: other])
      return Moments(x.indices.map { placement(x[$0], among: xOther) - placement(y[$0], among: yOther) })
    }
    let above = differences(\.positive, among: \.negative)
    let below = differences(\.negative, among: \.positive)
    return (above.mean, above.variance / Double(above.count) + below.variance / Double(below.count))
  }

  /// Scores by class, in row order.
  private struct Classes {
    var positive: [Double] = []
    var negative: [Double] = []

    init?(_ scores: [Double], _ positives: [Bool]) {
      guard scores.count == positives.count else { return nil }
      for (score, isPositive) in zip(scores, positives) {
        guard score.isFinite else { return nil }
        if isPositive { positive.append(score) } else { negative.append(score) }
      }
      guard !positive.isEmpty, !negative.isEmpty else { return nil }
    }

    var sorted: Classes {
      var copy = self
      copy.positive = SortedSample(positive).values
      copy.negative = SortedSample(negative).values
      return copy
    }
  }

  /// Share of the ascending `others` below each of the ascending values, ties half; one merge of both.
  private static func placements(_ values: [Double], among others: [Double]) -> [Double] {
    let scale = 0.5 / Double(others.count)
    var (below, through) = (0, 0)
    return values.map { value in
      while below < others.count, others[below] < value { below += 1 }
      through = max(through, below)
      while through < others.count, others[through] == value { through += 1 }
      return Double(below + through) * scale
    }
  }

  /// The same for one value.
  private static func placement(_ value: Double, among others: [Double]) -> Double {
    let sample = SortedSample(ascending: others)
    return Double(sample.countBelow(value) + sample.countThrough(value)) * 0.5 / Double(others.count)
  }
}
