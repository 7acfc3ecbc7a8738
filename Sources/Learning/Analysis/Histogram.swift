/// Numbers counted in bins of equal width; the last bin has its upper edge, as in numpy.
public struct Histogram: Sendable, Equatable {
  /// Ascending, one more than counts.
  public let edges: [Double]
  /// Weight in each bin.
  public let counts: [Double]

  /// - Parameters:
  ///   - numbers: those that are not finite or outside the range are left out.
  ///   - range: nil takes the numbers' own; a range without width is widened by a half on both sides.
  public init(_ numbers: [Double], weights: [Double]? = nil, range: ClosedRange<Double>? = nil, binCount: Int) {
    let binCount = max(1, binCount)
    let finite = numbers.lazy.filter(\.isFinite)
    var (low, high) = (range?.lowerBound ?? finite.min() ?? 0, range?.upperBound ?? finite.max() ?? 1)
    if low == high { (low, high) = (low - 0.5, high + 0.5) }
    let step = (high - low) / Double(binCount)
    let edges = (0...binCount).map { $0 == binCount ? high : low + Double($0) * step }
    var counts = [Double](repeating: 0, count: binCount)
    for (row, number) in numbers.enumerated() where number >= low && number <= high {
      var bin = min(Int((number - low) / (high - low) * Double(binCount)), binCount - 1)
      if number < edges[bin] { bin -= 1 } else if bin < binCount - 1, number >= edges[bin + 1] { bin += 1 }
      counts[bin] += weights?[row] ?? 1
    }
    self.edges = edges
    self.counts = counts
  }
}

/// How the scores of either class are spread over 0...1.
public struct ScoreHistogram: Sendable, Equatable {
  /// Ascending, one more than counts.
  public let edges: [Double]
  public let positive: [Double]
  public let negative: [Double]

  /// - Parameter rows: answers of a binary task; nil for others.
  public init?(_ rows: ScoredRows, binCount: Int = 20) {
    let rows = rows.known
    guard case .binary(let scores, _) = rows.answers else { return nil }
    func histogram(_ isPositive: Bool) -> Histogram {
      let chosen = rows.labels.indices.filter { (rows.labels[$0] > 0.5) == isPositive }
      return Histogram(
        chosen.map { scores[$0] }, weights: rows.weights.map { all in chosen.map { all[$0] } }, range: 0...1,
        binCount: binCount)
    }
    let (yes, no) = (histogram(true), histogram(false))
    (edges, positive, negative) = (yes.edges, yes.counts, no.counts)
  }
}
