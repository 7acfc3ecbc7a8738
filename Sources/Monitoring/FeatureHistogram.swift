import Statistics

/// Reference and window over the same bins, to be drawn against each other.
public struct FeatureHistogram: Sendable, Equatable {
  public enum Axis: Sendable, Equatable {
    /// One more edge than bins. The outermost bins also hold what lies beyond.
    case edges([Double])
    /// A name a bin.
    case levels([String])
  }

  public let axis: Axis
  /// Shares of the reference's values, summing to 1 (or all 0).
  public let reference: [Double]
  /// Shares of the window's values, summing to 1 (or all 0).
  public let window: [Double]
}

extension WindowAccumulator {
  /// The comparison bins with their exact counts: deciles of the reference, or levels with the rare and the unseen.
  ///
  /// A numeric axis holds the inner edges alone: bin 0 is open below, the last bin open above.
  public func comparisonBins(
    of feature: Int
  ) -> (axis: FeatureHistogram.Axis, reference: [Int], window: [Int]) {
    let profile = reference.features[feature]
    let slots = slotCounts(of: feature).map { Int($0) }
    let window = NumericProfile.pooled(slots.dropLast(), by: profile.binOfSlot, bins: profile.binCounts.count)
    return (axis(of: profile), profile.binCounts, window)
  }

  private func axis(of profile: FeatureProfile) -> FeatureHistogram.Axis {
    switch profile.distribution {
    case .numeric(let numeric): .edges(numeric.decileEdges)
    case .categorical(let categorical): .levels(categorical.binNames)
    case .boolean: .levels(["false", "true"])
    }
  }

  /// A histogram of equal-width bins for a numeric feature, of levels for the others.
  ///
  /// The numeric range is the middle 99 % of the reference; inside a bin of the fine grid values are taken to be
  /// spread evenly, which is what a drawing can show. Not for computing with.
  public func histogram(of feature: Int, bins: Int = 24) -> FeatureHistogram {
    let profile = reference.features[feature]
    guard case .numeric(let numeric) = profile.distribution, numeric.locator.edges.count > 1 else {
      let exact = comparisonBins(of: feature)
      return FeatureHistogram(
        axis: exact.axis, reference: Divergence.shares(of: exact.reference), window: Divergence.shares(of: exact.window)
      )
    }
    let spread = GridSpread(numeric, bins: bins)
    let slots = slotCounts(of: feature).dropLast().map { Int($0) }
    return FeatureHistogram(
      axis: .edges(spread.edges), reference: spread.shares(numeric.counts), window: spread.shares(slots))
  }
}

/// Spreads counts of a grid over bins of equal width.
private struct GridSpread {
  let grid: [Double]
  let edges: [Double]

  init(_ profile: NumericProfile, bins: Int) {
    grid = profile.locator.edges
    let total = Double(max(profile.count, 1))
    var below = 0
    var low = grid[0]
    var high = grid[grid.count - 1]
    for (edge, count) in zip(grid, profile.counts) {
      below += count
      if Double(below) <= 0.005 * total { low = edge }
      if Double(below) >= 0.995 * total {
        high = edge
        break
      }
    }
    edges = HistogramEdges.linear(from: low, to: high, bins: bins)
  }

  func shares(_ counts: [Int]) -> [Double] {
    var mass = [Double](repeating: 0, count: edges.count - 1)
    let total = Double(counts.reduce(0, +))
    guard total > 0 else { return mass }
    mass[0] += Double(counts[0]) / total
    mass[mass.count - 1] += Double(counts[counts.count - 1]) / total
    for index in 1..<grid.count where counts[index] > 0 {
      spread(Double(counts[index]) / total, from: grid[index - 1], to: grid[index], into: &mass)
    }
    return mass
  }

  private func spread(_ share: Double, from low: Double, to high: Double, into mass: inout [Double]) {
    let (first, last) = (bin(of: low), bin(of: high))
    guard first < last else {
      mass[last] += share
      return
    }
    for bin in first...last {
      let start = bin == first ? low : edges[bin]
      let end = bin == last ? high : edges[bin + 1]
      mass[bin] += share * (end - start) / (high - low)
    }
  }

  private func bin(of value: Double) -> Int {
    let position = (value - edges[0]) / (edges[edges.count - 1] - edges[0]) * Double(edges.count - 1)
    return position > 0 ? min(Int(min(position, 1e6)), edges.count - 2) : 0
  }
}
