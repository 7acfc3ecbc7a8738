import Boosting
import Encoding
import Glibc
import Learning
import Statistics
import Tabular

/// The metrics of a regression that can be estimated before outcomes are known. Raw values are the ids.
public enum RegressionMetric: String, Sendable, Hashable, CaseIterable {
  case rmse, mae, mape

  /// What one row contributes to the mean; NaN where it has none (a share of nought).
  func loss(_ prediction: Double, _ label: Double) -> Double {
    let error = abs(label - prediction)
    switch self {
    case .rmse: return error * error
    case .mae: return error
    case .mape: return label == 0 ? .nan : error / abs(label)
    }
  }

  /// The metric of a mean loss.
  func value(ofMean loss: Double) -> Double {
    switch self {
    case .rmse: loss.squareRoot()
    case .mae, .mape: loss
    }
  }
}

/// Direct loss estimation: boosted trees that learn from the reference how large a regression's error is where, and
/// tell the metrics of rows whose outcomes are not known yet.
///
/// Prices covariate shift; a change of what the features mean (concept drift) shows as a gap to the realised metric.
/// Recipe, limits and bands as in NannyML 0.13.1, with our own trees (100 rounds of 31 leaves at rate 0.1): the values
/// are those of another learner, and agree within its noise alone.
public struct LossEstimation: Sendable {
  /// Rows with what the model said of them.
  public struct Rows: Sendable {
    /// Features; what is missing is learned from too. Without any the predictions alone are learned from.
    public var table: Table
    public var predictions: [Double]
    /// NaN where not known.
    public var labels: [Double]

    public init(table: Table, predictions: [Double], labels: [Double]) {
      precondition(table.columns.isEmpty || table.rowCount == predictions.count)
      precondition(labels.count == predictions.count)
      self.table = table
      self.predictions = predictions
      self.labels = labels
    }

    public var count: Int { predictions.count }
  }

  private struct Model: Sendable {
    let pipeline: FeaturePipeline
    let trees: BoostedTrees
    /// Of one row's contribution to the metric's standard error.
    let deviation: Double
  }

  /// The least rows with an outcome from which a loss can be learned.
  public static let rowCountMin = 100

  private let models: [RegressionMetric: Model]
  private let limits: ChunkLimits<RegressionMetric>
  private let threads: Int

  /// - Parameters:
  ///   - reference: rows with labels that the model was not trained on.
  ///   - chunkSize: rows of a chunk; the last may have fewer.
  /// - Returns: nil below `rowCountMin` rows with an outcome.
  /// - Throws: `LossEstimationError`, when cancelled or when the trees refuse the data.
  public init?(
    reference: Rows, chunkSize: Int, threads: Int = 2, seed: UInt64 = 42,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(LossEstimationError) {
    guard chunkSize > 0 else { return nil }
    self.threads = threads
    let table = Self.withPrediction(reference)
    var models: [RegressionMetric: Model] = [:]
    for metric in RegressionMetric.allCases {
      let losses = zip(reference.predictions, reference.labels).map { metric.loss($0, $1) }
      let rows = losses.indices.filter { losses[$0].isFinite }
      guard rows.count >= Self.rowCountMin else { continue }
      let known = rows.map { losses[$0] }
      do {
        models[metric] = try Self.fitted(
          metric, table, rows, known,
          BoostingParameters(objective: .squaredError, rounds: 100, threads: threads, seed: seed), isCancelled)
      } catch {
        throw LossEstimationError(reason: "\(error)")
      }
    }
    guard models[.mae] != nil else { return nil }
    self.models = models
    limits = ChunkLimits(count: reference.count, size: chunkSize, range: 0...(.greatestFiniteMagnitude)) {
      Self.realised(reference, $0)
    }
  }

  /// - Throws: `LossEstimationError` where a column of the reference is absent or of another kind.
  public func chunks(of rows: Rows) throws(LossEstimationError) -> [EstimateChunk<RegressionMetric>] {
    let table = Self.withPrediction(rows)
    var losses: [RegressionMetric: [Double]] = [:]
    for (metric, model) in models {
      do {
        let matrix = try Self.matrix(model.pipeline, table, Array(0..<rows.count))
        losses[metric] = try model.trees.margins(of: matrix, threads: threads)
      } catch {
        throw LossEstimationError(reason: "\(error)")
      }
    }
    return limits.chunks(
      count: rows.count, estimates: { estimate(losses, rows, $0) }, realised: { Self.realised(rows, $0) })
  }

  // MARK: Learning

  private static let predictionName = "\u{1F}prediction"

  /// The prediction is a feature too: errors grow with what is predicted.
  private static func withPrediction(_ rows: Rows) -> Table {
    Table(columns: rows.table.columns + [Column(name: predictionName, values: .numeric(rows.predictions))])
  }

  private static func fitted(
    _ metric: RegressionMetric, _ table: Table, _ rows: [Int], _ losses: [Double], _ parameters: BoostingParameters,
    _ isCancelled: @escaping @Sendable () -> Bool
  ) throws -> Model {
    let pipeline = try FeaturePipeline(
      fitting: table.columnNames, of: table, rows: rows, labels: losses, style: .trees)
    let trees = try GradientBoosting.train(
      try matrix(pipeline, table, rows), labels: losses.map { Float($0) }, parameters: parameters,
      isCancelled: isCancelled)
    let moments = Moments(losses)
    // The root of a mean varies as the mean does, divided by twice the root.
    let deviation =
      metric == .rmse
      ? moments.populationStandardDeviation / (2 * max(moments.mean.squareRoot(), .leastNormalMagnitude))
      : moments.populationStandardDeviation
    return Model(pipeline: pipeline, trees: trees, deviation: deviation)
  }

  private static func matrix(_ pipeline: FeaturePipeline, _ table: Table, _ rows: [Int]) throws -> FeatureMatrix {
    var values = [Float](repeating: 0, count: rows.count * pipeline.outputCount)
    var levels = LevelMaps()
    var failure: LearningError?
    values.withUnsafeMutableBufferPointer { buffer in
      do throws(LearningError) {
        try pipeline.transform(table, rows: rows[...], levelMaps: &levels, into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return FeatureMatrix(rowCount: rows.count, columnCount: pipeline.outputCount, values: values)
  }

  // MARK: Telling

  private func estimate(
    _ losses: [RegressionMetric: [Double]], _ rows: Rows, _ range: Range<Int>
  ) -> [RegressionMetric: PerformanceEstimate] {
    let used = range.filter { rows.predictions[$0].isFinite }
    guard !used.isEmpty else { return [:] }
    var estimates: [RegressionMetric: PerformanceEstimate] = [:]
    for (metric, losses) in losses {
      guard let model = models[metric] else { continue }
      let mean = used.reduce(0.0) { $0 + max(losses[$1], 0) } / Double(used.count)
      let value = metric.value(ofMean: mean)
      let reach = 3 * model.deviation / Double(used.count).squareRoot()
      estimates[metric] = PerformanceEstimate(value: value, lower: max(value - reach, 0), upper: value + reach)
    }
    return estimates
  }

  private static func realised(_ rows: Rows, _ range: Range<Int>) -> [RegressionMetric: Double] {
    var values: [RegressionMetric: Double] = [:]
    for metric in RegressionMetric.allCases {
      let moments = Moments(range.map { metric.loss(rows.predictions[$0], rows.labels[$0]) }.filter(\.isFinite))
      if moments.count > 0 { values[metric] = metric.value(ofMean: moments.mean) }
    }
    return values
  }
}

/// Why a loss could not be learned or told.
public struct LossEstimationError: Error, Sendable, Equatable, CustomStringConvertible {
  public var reason: String

  public var description: String { reason }
}
