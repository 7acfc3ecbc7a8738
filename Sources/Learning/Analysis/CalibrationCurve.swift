import Statistics

/// Mean score against the share of positives, bin by bin, as scikit-learn's `calibration_curve` computes it.
public struct CalibrationCurve: Sendable, Equatable {
  /// How scores are put into bins.
  public enum Binning: String, Sendable, Hashable, CaseIterable {
    /// Equal widths on 0...1.
    case uniform
    /// Equal numbers of rows.
    case quantile
  }

  /// A bin that has rows.
  public struct Point: Sendable, Equatable {
    public var meanScore: Double
    public var positiveShare: Double
    /// Wilson's interval of the share.
    public var lower: Double
    public var upper: Double
    public var count: Int
  }

  public let binning: Binning
  public let points: [Point]

  /// - Parameters:
  ///   - scores: probabilities, none NaN.
  ///   - isPositive: as many.
  ///   - weights: 0 or more each; quantile edges do not heed them.
  public init(
    scores: [Double], isPositive: [Bool], weights: [Double]? = nil, binning: Binning, binCount: Int = 10
  ) {
    self.binning = binning
    let edges = Self.edges(scores, binning, max(1, binCount))
    let inner = Array(edges.dropFirst().dropLast())
    let rowWeights = RowWeights(weights, count: scores.count)
    var sums = [(weight: Double, squares: Double, score: Double, positive: Double, count: Int)](
      repeating: (0, 0, 0, 0, 0), count: inner.count + 1)
    for row in scores.indices {
      let weight = rowWeights[row]
      let bin = Self.countBelow(scores[row], inner)
      sums[bin].weight += weight
      sums[bin].squares += weight * weight
      sums[bin].score += weight * scores[row]
      sums[bin].positive += isPositive[row] ? weight : 0
      sums[bin].count += 1
    }
    points = sums.filter { $0.weight > 0 }.map { sum in
      let share = sum.positive / sum.weight
      let ends = Interval.wilson(share, count: sum.weight * sum.weight / sum.squares)
      return Point(
        meanScore: sum.score / sum.weight, positiveShare: share, lower: ends.lower, upper: ends.upper,
        count: sum.count)
    }
  }

  private static func edges(_ scores: [Double], _ binning: Binning, _ count: Int) -> [Double] {
    let step = 1 / Double(count)
    let shares = (0...count).map { $0 == count ? 1 : Double($0) * step }
    switch binning {
    case .uniform: return shares
    case .quantile:
      let ascending = scores.sorted()
      // numpy takes percentages: the detour rounds as it does.
      return shares.map { Quantile.linear(ascending, $0 * 100 / 100) }
    }
  }

  /// Edges below a score: a score on an edge belongs to the bin below it.
  private static func countBelow(_ score: Double, _ edges: [Double]) -> Int {
    var (low, high) = (0, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] < score { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
