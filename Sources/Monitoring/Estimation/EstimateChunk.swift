import Statistics

/// What is said of one metric in one chunk.
public struct EstimateReading<Metric: Hashable & Sendable>: Sendable, Equatable {
  public var metric: Metric
  public var estimate: PerformanceEstimate
  /// Nil until enough outcomes are known.
  public var realised: Double?
  /// Three standard deviations about the mean of the realised metric over the reference's chunks.
  public var limits: Interval
  /// Whether the estimate leaves the limits, on either side.
  public var isAlarming: Bool
}

/// Consecutive rows with what is said of them.
public struct EstimateChunk<Metric: Hashable & Sendable>: Sendable, Equatable {
  public var index: Int
  public var rows: Range<Int>
  public var readings: [EstimateReading<Metric>]
}

/// How the chunks of a reference scattered, and the verdicts that follow from it.
struct ChunkLimits<Metric: Hashable & Sendable & CaseIterable>: Sendable {
  let size: Int
  private(set) var limits: [Metric: Interval] = [:]

  /// A handful of rows left over scatters widely, and would widen the limits of all.
  private static var leftOverShareMin: Double { 0.5 }

  /// - Parameters:
  ///   - range: of values the metrics can have.
  ///   - realised: the metrics of a range of reference rows.
  init(count: Int, size: Int, range: ClosedRange<Double>, realised: (Range<Int>) -> [Metric: Double]) {
    self.size = size
    let all = Self.ranges(count, size)
    let full = all.filter { Double($0.count) >= Self.leftOverShareMin * Double(size) }
    let chunks = (full.isEmpty ? all : full).map(realised)
    for metric in Metric.allCases {
      let moments = Moments(chunks.compactMap { $0[metric] })
      guard moments.count > 0 else { continue }
      let reach = 3 * moments.populationStandardDeviation
      limits[metric] = Interval(
        lower: max(moments.mean - reach, range.lowerBound), upper: min(moments.mean + reach, range.upperBound))
    }
  }

  static func ranges(_ count: Int, _ size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  /// Chunks of `count` rows, each with the readings of the metrics it has an estimate for.
  func chunks(
    count: Int, estimates: (Range<Int>) -> [Metric: PerformanceEstimate], realised: (Range<Int>) -> [Metric: Double]
  ) -> [EstimateChunk<Metric>] {
    Self.ranges(count, size).enumerated().map { index, range in
      let (estimates, realised) = (estimates(range), realised(range))
      let readings = Metric.allCases.compactMap { metric -> EstimateReading<Metric>? in
        guard let estimate = estimates[metric], let limits = limits[metric] else { return nil }
        return EstimateReading(
          metric: metric, estimate: estimate, realised: realised[metric], limits: limits,
          isAlarming: estimate.value < limits.lower || estimate.value > limits.upper)
      }
      return EstimateChunk(index: index, rows: range, readings: readings)
    }
  }
}
