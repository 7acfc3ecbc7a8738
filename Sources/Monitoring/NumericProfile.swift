import Statistics

/// The distribution of a numeric feature at training, as counts on a grid fine enough to stand for the values.
///
/// Between two grid edges lies at most 1/300 of the reference, and a value that alone is more has edges on both
/// sides. So the distribution functions compared at the edges miss the largest distance by at most 1/300,
/// whatever the window looks like; and as the decile edges are edges of the grid, the stability index is exact.
public struct NumericProfile: Sendable, Equatable {
  /// Upper-closed bins over the grid; the first lies below the smallest reference value, the last above the largest.
  public let locator: BinLocator
  /// Reference rows in each bin of the grid.
  public let counts: [Int]
  /// Upper edges of the deciles, a part of the grid's edges.
  public let decileEdges: [Double]
  /// NaN where the reference has no value.
  public let minimum: Double
  public let maximum: Double
  public let mean: Double
  public let standardDeviation: Double

  /// The decile bin of each bin of the grid.
  let decileOfBin: [Int]
  let decileCounts: [Int]

  /// Most edges a grid can have, what bounds a stored profile: two adjacent bins hold more than `binShareMax`, which
  /// makes 600 at most; then come the deciles and the ends.
  public static let edgeCountMax = 640

  /// Largest part of the reference in one bin that holds more than one value.
  static let binShareMax = 1.0 / 300

  public var count: Int { counts.reduce(0, +) }

  public init(_ sample: SortedSample) {
    let decileEdges = EffectBins.decileEdges(sample)
    let edges = NumericProfile.gridEdges(sample, including: decileEdges)
    let moments = Moments(sample.values)
    self.init(
      edges: edges, counts: EffectBins.counts(sample, edges: edges), decileEdges: decileEdges,
      minimum: sample.minimum, maximum: sample.maximum, mean: sample.isEmpty ? .nan : moments.mean,
      standardDeviation: moments.populationStandardDeviation)
  }

  init(
    edges: [Double], counts: [Int], decileEdges: [Double], minimum: Double, maximum: Double, mean: Double,
    standardDeviation: Double
  ) {
    locator = BinLocator(edges: edges)
    self.counts = counts
    self.decileEdges = decileEdges
    self.minimum = minimum
    self.maximum = maximum
    self.mean = mean
    self.standardDeviation = standardDeviation
    decileOfBin = [0] + edges.map { edge in decileEdges.count { $0 <= edge } }
    decileCounts = NumericProfile.pooled(counts, by: decileOfBin, bins: decileEdges.count + 1)
  }

  /// Sums the counts of bins that belong together.
  static func pooled(_ counts: some Sequence<Int>, by group: [Int], bins: Int) -> [Int] {
    var sums = [Int](repeating: 0, count: bins)
    for (count, bin) in zip(counts, group) { sums[bin] += count }
    return sums
  }

  private static func gridEdges(_ sample: SortedSample, including forced: [Double]) -> [Double] {
    guard !sample.isEmpty else { return [] }
    var grid = GridBuilder(target: Double(sample.count) * binShareMax, below: sample.minimum, forced: forced)
    var start = 0
    while start < sample.count {
      let value = sample.values[start]
      var end = start + 1
      while end < sample.count, sample.values[end] == value { end += 1 }
      grid.add(value, rows: end - start)
      start = end
    }
    grid.close(at: sample.maximum)
    return grid.edges
  }

  /// Lays edges while it walks the distinct values upward.
  private struct GridBuilder {
    let target: Double
    let forced: [Double]
    var edges: [Double]
    private var forcedIndex = 0
    private var pending = 0.0
    private var previous: Double

    init(target: Double, below minimum: Double, forced: [Double]) {
      self.target = target
      self.forced = forced
      edges = [EffectBins.lowerNeighbour(minimum)]
      previous = minimum
    }

    mutating func add(_ value: Double, rows: Int) {
      let rows = Double(rows)
      if rows > target {
        close(at: EffectBins.lowerNeighbour(value))
        close(at: value)
      } else {
        if pending + rows > target { close(at: previous) }
        pending += rows
      }
      previous = value
      while forcedIndex < forced.count, forced[forcedIndex] <= value {
        close(at: forced[forcedIndex])
        forcedIndex += 1
      }
    }

    mutating func close(at edge: Double) {
      if edges.last.map({ $0 < edge }) ?? true { edges.append(edge) }
      pending = 0
    }
  }
}
