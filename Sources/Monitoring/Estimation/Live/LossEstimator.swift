import Boosting
import Glibc
import Statistics
import Tabular

/// What a regression's errors are expected to be on a live window, from its rows alone: small boosted trees that learned
/// how large the error is where (direct loss estimation), with a band that holds what will be measured.
///
/// Rows are those of the window's sample, told as `JointProfile` tells them, with the prediction beside. A metric's band
/// is made of the scatter of the rows' losses about what is expected of them, of the sample, and of how far the trees
/// were off, taken together, on stretches of rows they had not seen.
public struct LossEstimator: Sendable, Equatable {
  struct Model: Sendable, Equatable {
    var trees: BoostedTrees
    /// Mean loss over mean expected loss, on rows the trees had not seen.
    var scale: Double
    /// Variance of a row's loss about what is expected of it, in squares of that.
    var scatter: Double
    /// Variance of a stretch's mean beyond that, in squares of the mean.
    var wandering: Double
  }

  let scaling: JointScaling
  /// Standardises predictions.
  let centre: Double
  let spread: Double
  let models: [RegressionMetric: Model]

  public static let rowCountMin = 200
  private static let foldCount = 4
  private static let rowCountMax = 20_000

  init(scaling: JointScaling, centre: Double, spread: Double, models: [RegressionMetric: Model]) {
    self.scaling = scaling
    self.centre = centre
    self.spread = spread
    self.models = models
  }

  /// Learns from rows the model was not trained on, in the order in which they happened.
  ///
  /// - Parameters:
  ///   - profile: of the reference; says how rows are told.
  ///   - table: the columns the profile names, a row for each prediction.
  ///   - labels: NaN where not known.
  /// - Returns: nil below `rowCountMin` rows with an outcome, or where the table lacks a column.
  /// - Throws: `BoostingError`, `.cancelled` among others.
  public init?(
    _ profile: JointProfile, table: Table, predictions: [Double], labels: [Double], threads: Int = 2,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(BoostingError) {
    guard let binding = profile.scaling.binding(to: table) else { return nil }
    let known = predictions.indices.filter { predictions[$0].isFinite && labels[$0].isFinite }
    let kept = min(known.count, Self.rowCountMax)
    guard kept >= Self.rowCountMin else { return nil }
    let rows = (0..<kept).map { known[$0 * known.count / kept] }
    let moments = Moments(rows.map { predictions[$0] })
    (scaling, centre) = (profile.scaling, moments.mean)
    spread = moments.standardDeviation > 0 ? moments.standardDeviation : 1
    var values: [Float] = []
    for row in rows {
      binding.append(table, row: row, to: &values)
      values.append(Self.place(predictions[row], centre, spread))
    }
    let width = profile.scaling.inputs.count + 1
    var models: [RegressionMetric: Model] = [:]
    for metric in RegressionMetric.allCases {
      let losses = rows.map { metric.loss(predictions[$0], labels[$0]) }
      let used = losses.indices.filter { losses[$0].isFinite }
      guard used.count >= Self.rowCountMin else { continue }
      let learning = LossLearning(
        values: used.flatMap { values[$0 * width..<($0 + 1) * width] }, width: width, losses: used.map { losses[$0] },
        threads: threads, isCancelled: isCancelled)
      models[metric] = try learning.model(folds: Self.foldCount)
    }
    guard !models.isEmpty else { return nil }
    self.models = models
  }

  private static func place(_ prediction: Double, _ centre: Double, _ spread: Double) -> Float {
    Float(min(max((prediction - centre) / spread, -JointScaling.reach), JointScaling.reach))
  }

  /// - Parameters:
  ///   - sample: rows of the window.
  ///   - predictions: of all its rows.
  /// - Returns: nothing for a handful of rows.
  public func estimate(_ sample: JointSample, predictions: [Double]) -> [RegressionMetric: PerformanceEstimate] {
    guard sample.width == scaling.inputs.count else { return [:] }
    let kept = sample.rows.indices.filter { place in
      predictions.indices.contains(sample.rows[place]) && predictions[sample.rows[place]].isFinite
    }
    guard kept.count >= 20 else { return [:] }
    var values: [Float] = []
    for place in kept {
      values += sample.values[place * sample.width..<(place + 1) * sample.width]
      values.append(Self.place(predictions[sample.rows[place]], centre, spread))
    }
    let matrix = FeatureMatrix(rowCount: kept.count, columnCount: sample.width + 1, values: values)
    let count = Double(predictions.count { $0.isFinite })
    var estimates: [RegressionMetric: PerformanceEstimate] = [:]
    for (metric, model) in models {
      guard let margins = try? model.trees.margins(of: matrix, threads: 1) else { continue }
      estimates[metric] = Self.estimate(metric, model, margins, rows: count)
    }
    return estimates
  }

  private static func estimate(
    _ metric: RegressionMetric, _ model: Model, _ margins: [Double], rows: Double
  ) -> PerformanceEstimate {
    let losses = margins.map { max($0, 0) * model.scale }
    let moments = Moments(losses)
    let spread = moments.populationStandardDeviation * moments.populationStandardDeviation
    let squares = moments.mean * moments.mean + spread
    let variance =
      model.scatter * squares / rows
      + spread / Double(losses.count) * max(0, 1 - Double(losses.count) / rows)
      + model.wandering * moments.mean * moments.mean
    let reach = ScoreEstimator.reach * variance.squareRoot()
    // The band is made where losses add up, and told where the metric is.
    let (lower, upper) = (
      metric.value(ofMean: max(moments.mean - reach, 0)), metric.value(ofMean: moments.mean + reach)
    )
    return PerformanceEstimate(
      value: metric.value(ofMean: moments.mean), lower: lower, upper: upper,
      errors: .init(chance: (upper - lower) / (2 * ScoreEstimator.reach), shared: 0))
  }
}

/// Rows with their losses, and trees that learn them.
private struct LossLearning {
  var values: [Float]
  var width: Int
  var losses: [Double]
  var threads: Int
  var isCancelled: @Sendable () -> Bool

  /// Stretches of rows on which the trees as a whole are held against what came.
  private static let stretchCount = 10

  func model(folds: Int) throws(BoostingError) -> LossEstimator.Model? {
    let count = losses.count
    var expected = [Double](repeating: 0, count: count)
    for fold in 0..<folds {
      let tried = fold * count / folds..<(fold + 1) * count / folds
      let kept = Array(0..<tried.lowerBound) + Array(tried.upperBound..<count)
      let margins = try trees(kept).margins(of: matrix(Array(tried)), threads: threads)
      for (row, margin) in zip(tried, margins) { expected[row] = max(margin, 0) }
    }
    let (mean, all) = (losses.reduce(0, +) / Double(count), expected.reduce(0, +) / Double(count))
    guard mean > 0, all > 0 else { return nil }
    let scale = mean / all
    var (residuals, squares) = (0.0, 0.0)
    for row in losses.indices {
      let told = expected[row] * scale
      residuals += (losses[row] - told) * (losses[row] - told)
      squares += told * told
    }
    let scatter = residuals / squares
    return LossEstimator.Model(
      trees: try trees(Array(0..<count)), scale: scale, scatter: scatter,
      wandering: wandering(expected.map { $0 * scale }, scatter) + scatter / Double(count))
  }

  /// How far the means of stretches are from what is expected of them beyond the rows' scatter, in squares of the mean.
  private func wandering(_ expected: [Double], _ scatter: Double) -> Double {
    var (excess, statistic) = (0.0, 0.0)
    for stretch in 0..<Self.stretchCount {
      let rows = stretch * losses.count / Self.stretchCount..<(stretch + 1) * losses.count / Self.stretchCount
      let told = rows.reduce(0) { $0 + expected[$1] }
      let squares = rows.reduce(0) { $0 + expected[$1] * expected[$1] }
      guard told > 0 else { continue }
      let off = (rows.reduce(0) { $0 + losses[$1] } - told) / told
      let chance = scatter * squares / (told * told)
      excess += off * off - chance
      statistic += chance > 0 ? off * off / chance : 0
    }
    guard statistic > ChiSquare.upperQuantile(0.01, degreesOfFreedom: Double(Self.stretchCount)) else { return 0 }
    return max(0, excess / Double(Self.stretchCount))
  }

  private func trees(_ rows: [Int]) throws(BoostingError) -> BoostedTrees {
    try GradientBoosting.train(
      matrix(rows), labels: rows.map { Float(losses[$0]) },
      parameters: BoostingParameters(
        objective: .squaredError, rounds: 60, maxLeaves: 8, minRowsPerLeaf: 20, threads: threads, seed: 42),
      isCancelled: isCancelled)
  }

  private func matrix(_ rows: [Int]) -> FeatureMatrix {
    FeatureMatrix(
      rowCount: rows.count, columnCount: width, values: rows.flatMap { values[$0 * width..<($0 + 1) * width] })
  }
}
