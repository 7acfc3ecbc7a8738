/// The area under the ROC curve with DeLong's variance.
///
/// Source: E. R. DeLong et al., Biometrics 44 (1988); the O(n log n) form by midranks is X. Sun, W. Xu, IEEE Signal
/// Processing Letters 21 (2014).
public struct AreaUnderCurve: Sendable, Equatable {
  /// Share of (positive, negative) pairs in the right order, ties counting half.
  public let value: Double
  /// NaN below two rows of either class.
  public let variance: Double

  /// For each positive, the share of negatives below it; for each negative, the share of positives above it.
  private let positivePlacements: [Double]
  private let negativePlacements: [Double]

  /// - Parameters:
  ///   - scores: higher means more likely positive; none NaN.
  ///   - positives: as many flags.
  /// - Returns: nil where a class is empty, the counts differ or a score is NaN.
  public init?(scores: [Double], positives: [Bool]) {
    guard scores.count == positives.count, !scores.contains(where: \.isNaN) else { return nil }
    let positiveScores = zip(scores, positives).compactMap { $1 ? $0 : nil }
    let negativeScores = zip(scores, positives).compactMap { $1 ? nil : $0 }
    guard !positiveScores.isEmpty, !negativeScores.isEmpty else { return nil }
    let (m, n) = (Double(positiveScores.count), Double(negativeScores.count))
    let pooled = AreaUnderCurve.midranks(positiveScores + negativeScores)
    let withinPositives = AreaUnderCurve.midranks(positiveScores)
    let withinNegatives = AreaUnderCurve.midranks(negativeScores)
    positivePlacements = zip(pooled, withinPositives).map { ($0 - $1) / n }
    negativePlacements = zip(pooled.dropFirst(positiveScores.count), withinNegatives).map { 1 - ($0 - $1) / m }
    value = positivePlacements.reduce(0, +) / m
    variance = Moments(positivePlacements).variance / m + Moments(negativePlacements).variance / n
  }

  public var standardError: Double { variance.squareRoot() }

  /// Normal interval, cut to 0...1.
  public func interval(level: Double = 0.95) -> Interval {
    let interval = Interval.normal(estimate: value, standardError: standardError, level: level)
    return Interval(lower: max(interval.lower, 0), upper: min(interval.upper, 1))
  }

  /// Variance of `value − other.value` for two scores of the same rows in the same order.
  ///
  /// - Returns: NaN where the two are not of equally many rows of each class.
  public func differenceVariance(_ other: AreaUnderCurve) -> Double {
    guard positivePlacements.count == other.positivePlacements.count,
      negativePlacements.count == other.negativePlacements.count
    else { return .nan }
    let positives = Moments(zip(positivePlacements, other.positivePlacements).lazy.map { $0 - $1 })
    let negatives = Moments(zip(negativePlacements, other.negativePlacements).lazy.map { $0 - $1 })
    return positives.variance / Double(positives.count) + negatives.variance / Double(negatives.count)
  }

  /// Ranks from 1, tied values sharing the mean of theirs.
  private static func midranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for position in start..<end { ranks[order[position]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}
