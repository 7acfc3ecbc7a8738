import Statistics

/// Estimated and realised performance of a file in chunks of rows, judged by how the reference's chunks scattered.
public struct ChunkedEstimation: Sendable {
  /// Scored rows; labels are NaN where not known.
  public struct Rows: Sendable {
    public var scores: [Double]
    public var predictions: [Double]
    public var labels: [Double]

    public init(scores: [Double], predictions: [Double], labels: [Double]) {
      precondition(scores.count == predictions.count && scores.count == labels.count)
      self.scores = scores
      self.predictions = predictions
      self.labels = labels
    }

    public var count: Int { scores.count }
  }

  /// What is said of one metric in one chunk.
  public struct Reading: Sendable, Equatable {
    public var metric: EstimatedMetric
    public var estimate: PerformanceEstimate
    /// Nil until enough outcomes are known.
    public var realised: Double?
    /// Three standard deviations about the mean of the realised metric over the reference's chunks.
    public var limits: Interval
    /// Whether the estimate leaves the limits, on either side.
    public var isAlarming: Bool
  }

  public struct Chunk: Sendable, Equatable {
    public var index: Int
    public var rows: Range<Int>
    public var readings: [Reading]
  }

  public let estimator: PerformanceEstimator
  public let chunkSize: Int
  public let limits: [EstimatedMetric: Interval]

  /// - Parameters:
  ///   - reference: rows with labels that the model was not trained on.
  ///   - chunkSize: rows of a chunk; the last may have fewer.
  /// - Returns: nil where the reference cannot carry an estimate.
  public init?(reference: Rows, chunkSize: Int) {
    guard chunkSize > 0,
      let estimator = PerformanceEstimator(
        scores: reference.scores, predictions: reference.predictions, labels: reference.labels)
    else { return nil }
    self.estimator = estimator
    self.chunkSize = chunkSize
    let chunks = Self.ranges(reference.count, chunkSize).map { Self.realised(reference, $0) }
    var limits: [EstimatedMetric: Interval] = [:]
    for metric in EstimatedMetric.allCases {
      let moments = Moments(chunks.compactMap { $0[metric] })
      guard moments.count > 0 else { continue }
      let reach = 3 * moments.populationStandardDeviation
      limits[metric] = Interval(lower: max(moments.mean - reach, 0), upper: min(moments.mean + reach, 1))
    }
    self.limits = limits
  }

  public func chunks(of rows: Rows) -> [Chunk] {
    Self.ranges(rows.count, chunkSize).enumerated().map { index, range in
      let estimates = estimator.estimate(
        scores: Array(rows.scores[range]), predictions: Array(rows.predictions[range]))
      let realised = Self.realised(rows, range)
      let readings = EstimatedMetric.allCases.compactMap { metric -> Reading? in
        guard let estimate = estimates[metric], let limits = limits[metric] else { return nil }
        return Reading(
          metric: metric, estimate: estimate, realised: realised[metric], limits: limits,
          isAlarming: estimate.value < limits.lower || estimate.value > limits.upper)
      }
      return Chunk(index: index, rows: range, readings: readings)
    }
  }

  private static func ranges(_ count: Int, _ size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  private static func realised(_ rows: Rows, _ range: Range<Int>) -> [EstimatedMetric: Double] {
    PerformanceEstimator.realised(
      scores: Array(rows.scores[range]), predictions: Array(rows.predictions[range]),
      labels: Array(rows.labels[range]))
  }
}
