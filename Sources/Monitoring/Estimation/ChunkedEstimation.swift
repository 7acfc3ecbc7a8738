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

  public typealias Reading = EstimateReading<EstimatedMetric>
  public typealias Chunk = EstimateChunk<EstimatedMetric>

  public let estimator: PerformanceEstimator
  public let chunkSize: Int
  public var limits: [EstimatedMetric: Interval] { chunkLimits.limits }
  private let chunkLimits: ChunkLimits<EstimatedMetric>

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
    chunkLimits = ChunkLimits(count: reference.count, size: chunkSize, range: 0...1) { Self.realised(reference, $0) }
  }

  public func chunks(of rows: Rows) -> [Chunk] {
    chunkLimits.chunks(
      count: rows.count,
      estimates: {
        estimator.estimate(scores: Array(rows.scores[$0]), predictions: Array(rows.predictions[$0]))
      }, realised: { Self.realised(rows, $0) })
  }

  private static func realised(_ rows: Rows, _ range: Range<Int>) -> [EstimatedMetric: Double] {
    PerformanceEstimator.realised(
      scores: Array(rows.scores[range]), predictions: Array(rows.predictions[range]),
      labels: Array(rows.labels[range]))
  }
}
