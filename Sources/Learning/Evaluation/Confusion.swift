/// Rows by what was predicted and what was true, weighted.
public struct Confusion: Sendable, Equatable {
  public var truePositives: Double
  public var falsePositives: Double
  public var trueNegatives: Double
  public var falseNegatives: Double

  public init(truePositives: Double, falsePositives: Double, trueNegatives: Double, falseNegatives: Double) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.trueNegatives = trueNegatives
    self.falseNegatives = falseNegatives
  }

  /// A row is predicted positive when its score is at or above the threshold.
  init(scores: [Double], isPositive: [Bool], weights: RowWeights, threshold: Double) {
    self.init(truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0)
    for row in scores.indices {
      switch (scores[row] >= threshold, isPositive[row]) {
      case (true, true): truePositives += weights[row]
      case (true, false): falsePositives += weights[row]
      case (false, false): trueNegatives += weights[row]
      case (false, true): falseNegatives += weights[row]
      }
    }
  }

  public var total: Double { truePositives + falsePositives + trueNegatives + falseNegatives }

  /// Share of right answers, with Wilson's interval.
  ///
  /// - Parameter rowsPerWeight: effective rows for each unit of weight; 1 without weights.
  func accuracy(rowsPerWeight: Double) -> MetricEstimate? {
    proportion(truePositives + trueNegatives, of: total, rowsPerWeight)
  }

  /// Share of the positives among those predicted positive; nil where none is.
  func precision(rowsPerWeight: Double) -> MetricEstimate? {
    proportion(truePositives, of: truePositives + falsePositives, rowsPerWeight)
  }

  /// Share of the positives that are predicted positive; nil where there are none.
  func recall(rowsPerWeight: Double) -> MetricEstimate? {
    proportion(truePositives, of: truePositives + falseNegatives, rowsPerWeight)
  }

  /// 2TP / (2TP + FP + FN); nil where no row is or is predicted positive.
  ///
  /// F1 is 2J / (1 + J) with the proportion J = TP / (TP + FP + FN), and rises with it; so its interval is J's Wilson
  /// interval, carried over.
  func f1(rowsPerWeight: Double) -> MetricEstimate? {
    guard
      let overlap = proportion(
        truePositives, of: truePositives + falsePositives + falseNegatives, rowsPerWeight)
    else { return nil }
    return MetricEstimate(
      value: 2 * truePositives / (2 * truePositives + falsePositives + falseNegatives),
      lower: 2 * overlap.lower / (1 + overlap.lower), upper: 2 * overlap.upper / (1 + overlap.upper),
      count: overlap.count)
  }

  private func proportion(_ hits: Double, of trials: Double, _ rowsPerWeight: Double) -> MetricEstimate? {
    guard trials > 0 else { return nil }
    let ends = Interval.wilson(hits / trials, count: trials * rowsPerWeight)
    return MetricEstimate(
      value: hits / trials, lower: ends.lower, upper: ends.upper, count: Int((trials * rowsPerWeight).rounded()))
  }
}
