/// The curves that show how a binary model behaves, thinned to what a screen can show.
public struct BinaryCurves: Sendable, Equatable {
  /// One threshold: scores at or above it count as positive.
  public struct Point: Sendable, Equatable {
    public var x: Double
    public var y: Double
    /// +∞ for the first point, where nothing counts as positive.
    public var threshold: Double

    public init(x: Double, y: Double, threshold: Double) {
      self.x = x
      self.y = y
      self.threshold = threshold
    }
  }

  /// One bin of the calibration curve that has rows.
  public struct CalibrationPoint: Sendable, Equatable {
    public var meanScore: Double
    public var positiveShare: Double
    /// Wilson's interval of the share.
    public var lower: Double
    public var upper: Double
    public var count: Int
  }

  /// False positive rate → true positive rate, from (0, 0) to (1, 1); empty with one class only.
  public let roc: [Point]
  /// Recall → precision, by ascending recall; empty without positives.
  public let precisionRecall: [Point]
  /// Mean score → share of positives, for the bins of `ece`.
  public let calibration: [CalibrationPoint]

  init(_ order: ScoreOrder, _ calibration: Calibration, pointCount: Int) {
    roc = Self.roc(order, pointCount: max(3, pointCount))
    precisionRecall = Self.precisionRecall(order, pointCount: max(3, pointCount))
    self.calibration = (0..<Calibration.binCount).compactMap { bin in
      let weight = calibration.weights[bin]
      guard weight > 0 else { return nil }
      let share = calibration.positiveSums[bin] / weight
      let ends = Interval.wilson(share, count: Double(calibration.counts[bin]))
      return CalibrationPoint(
        meanScore: calibration.scoreSums[bin] / weight, positiveShare: share, lower: ends.lower, upper: ends.upper,
        count: calibration.counts[bin])
    }
  }

  private static func roc(_ order: ScoreOrder, pointCount: Int) -> [Point] {
    guard order.positive > 0, order.negative > 0 else { return [] }
    var positives = 0.0
    var negatives = 0.0
    var points = [Point(x: 0, y: 0, threshold: .infinity)]
    for group in order.groups {
      positives += group.positive
      negatives += group.negative
      points.append(Point(x: negatives / order.negative, y: positives / order.positive, threshold: group.score))
    }
    return thinned(points, to: pointCount) { ($0.x + $0.y) / 2 }
  }

  private static func precisionRecall(_ order: ScoreOrder, pointCount: Int) -> [Point] {
    guard order.positive > 0 else { return [] }
    var positives = 0.0
    var predicted = 0.0
    var points: [Point] = []
    for group in order.groups where group.positive + group.negative > 0 {
      positives += group.positive
      predicted += group.positive + group.negative
      points.append(Point(x: positives / order.positive, y: positives / predicted, threshold: group.score))
      // Beyond the last positive the curve only falls.
      if positives >= order.positive { break }
    }
    return thinned(points, to: pointCount) { $0.x }
  }

  /// The first point, the last, and one for each equal step of a measure that rises from 0 to 1 along the curve.
  private static func thinned(_ points: [Point], to limit: Int, _ progress: (Point) -> Double) -> [Point] {
    guard points.count > limit, let last = points.last else { return points }
    let stepCount = Double(limit - 2)
    var kept: [Point] = []
    var lastStep = -1
    for point in points.dropLast() {
      let step = min(Int(progress(point) * stepCount), limit - 3)
      guard step > lastStep else { continue }
      kept.append(point)
      lastStep = step
    }
    return kept + [last]
  }
}
