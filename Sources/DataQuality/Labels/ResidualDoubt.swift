/// How far numbers lie from what a model that did not learn from them says, by the measure of rows like them.
///
/// Errors grow with what is predicted: a residual is judged among those of the rows whose predictions are nearest.
public struct ResidualDoubt: Sendable, Equatable {
  /// For each row its residual less the median of its neighbourhood, over the neighbourhood's deviation (1.4826 times
  /// the median absolute deviation).
  public let scores: [Double]

  /// From this distance on a residual is an outlier (Iglewicz, Hoaglin 1993).
  public static let issueDistance = 3.5
  static let neighbourhoodRowCount = 200

  /// - Parameter predictions: out-of-fold, one for each label; all finite.
  /// - Complexity: O(rows · log rows).
  public init(labels: [Double], predictions: [Double]) {
    precondition(labels.count == predictions.count, "a prediction for each label")
    let order = labels.indices.sorted { (predictions[$0], $0) < (predictions[$1], $1) }
    let residuals = labels.indices.map { labels[$0] - predictions[$0] }
    let whole = RobustScale(residuals)
    var scores = [Double](repeating: 0, count: labels.count)
    let groupCount = max(1, labels.count / Self.neighbourhoodRowCount)
    for group in 0..<groupCount {
      let rows = order[labels.count * group / groupCount..<labels.count * (group + 1) / groupCount]
      let scale = RobustScale(rows.map { residuals[$0] })
      // Where most of a neighbourhood is met exactly it has no deviation of its own.
      let deviation = scale.deviation > 0 ? scale.deviation : whole.deviation
      for row in rows {
        let distance = residuals[row] - scale.median
        scores[row] = deviation > 0 ? distance / deviation : (distance == 0 ? 0 : distance.sign == .minus ? -1e9 : 1e9)
      }
    }
    self.scores = scores
  }

  /// Rows whose residual is an outlier, ascending.
  public var issues: [Int] { scores.indices.filter { abs(scores[$0]) > Self.issueDistance } }
}

/// Median and the deviation that the median absolute deviation stands for under a normal law.
private struct RobustScale {
  let median: Double
  let deviation: Double

  init(_ values: [Double]) {
    let middle = Self.median(of: values)
    median = middle
    deviation = 1.4826 * Self.median(of: values.map { abs($0 - middle) })
  }

  private static func median(of values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
