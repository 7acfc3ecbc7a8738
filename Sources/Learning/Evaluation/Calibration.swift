/// Scores in ten bins of equal width, against what came true.
struct Calibration {
  static let binCount = 10

  private(set) var weights = [Double](repeating: 0, count: binCount)
  private(set) var scoreSums = [Double](repeating: 0, count: binCount)
  private(set) var positiveSums = [Double](repeating: 0, count: binCount)
  private(set) var counts = [Int](repeating: 0, count: binCount)

  init(scores: [Double], isPositive: [Bool], weights rowWeights: RowWeights) {
    for row in scores.indices {
      let bin = Self.bin(of: scores[row])
      let weight = rowWeights[row]
      weights[bin] += weight
      scoreSums[bin] += weight * scores[row]
      positiveSums[bin] += isPositive[row] ? weight : 0
      counts[bin] += 1
    }
  }

  @inline(__always)
  static func bin(of score: Double) -> Int {
    Int(min(max(score, 0), 1) * Double(binCount)).clamped(to: 0...binCount - 1)
  }

  /// The expected calibration error.
  ///
  /// With each bin's sign sᵦ held fixed the error is the mean of sᵦ (score − label), and its interval that of a mean
  /// (delta method).
  func error(scores: [Double], isPositive: [Bool], weights rowWeights: RowWeights) -> MetricEstimate {
    let signs = (0..<Self.binCount).map { scoreSums[$0] >= positiveSums[$0] ? 1.0 : -1.0 }
    return rowWeights.estimate(within: 0...1) { row in
      signs[Self.bin(of: scores[row])] * (scores[row] - (isPositive[row] ? 1 : 0))
    }
  }
}

extension Comparable {
  func clamped(to bounds: ClosedRange<Self>) -> Self { min(max(self, bounds.lowerBound), bounds.upperBound) }
}
