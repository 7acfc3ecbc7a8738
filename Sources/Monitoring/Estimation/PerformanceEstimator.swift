import Statistics

/// Confidence-based performance estimation: what a binary model's metrics are expected to be, from its scores alone.
///
/// Where scores are calibrated, a score of 0.8 is right in eight of ten rows, so that the expected confusion matrix
/// can be summed up before any outcome is known. The estimate prices covariate shift; a change of what the scores mean
/// (concept drift) is invisible to it, and shows as a gap to the realised metric.
///
/// Source: recipe, bands and rounding as in NannyML 0.13.1, whose published values it reproduces.
public struct PerformanceEstimator: Sendable, Equatable {
  /// What maps a score to a probability; nil where the scores are calibrated as they are.
  public let calibration: MonotoneFit?
  /// Rows the estimator was fitted on.
  public let rowCount: Int
  /// The standard error of each metric on a chunk of n rows is deviation ÷ √(n · share).
  let errors: [EstimatedMetric: SamplingError]

  struct SamplingError: Sendable, Hashable {
    /// Of one row that the metric looks at.
    var deviation: Double
    /// Rows that the metric looks at, among all.
    var share: Double

    func standardError(rows: Int) -> Double {
      let effective = Double(rows) * share
      return effective > 0 ? deviation / effective.squareRoot() : 0
    }
  }

  /// The least rows from which calibration and errors mean anything.
  public static let rowCountMin = 30

  /// Fits on rows the model was not trained on.
  ///
  /// - Parameters:
  ///   - scores: probabilities of the positive class.
  ///   - predictions: 1 or 0, what the model decided.
  ///   - labels: 1 or 0; rows with another label or without a score are left out.
  ///   - seed: of the splits that decide whether to calibrate and of the bootstrap behind average precision.
  /// - Returns: nil below `rowCountMin` rows or with one class alone.
  public init?(scores: [Double], predictions: [Double], labels: [Double], seed: UInt64 = 42) {
    let rows = LabelledScores(scores: scores, predictions: predictions, labels: labels)
    let positives = rows.labels.reduce(0, +)
    guard rows.count >= PerformanceEstimator.rowCountMin, positives > 0, positives < Double(rows.count) else {
      return nil
    }
    rowCount = rows.count
    calibration =
      CalibrationNeed(rows, seed: seed).isCalibrationNeeded ? MonotoneFit(rows.scores, rows.labels) : nil
    errors = rows.samplingErrors(seed: seed)
  }

  init(calibration: MonotoneFit?, rowCount: Int, errors: [EstimatedMetric: SamplingError]) {
    self.calibration = calibration
    self.rowCount = rowCount
    self.errors = errors
  }

  /// The probability that a row with a score is positive.
  public func probability(_ score: Double) -> Double { calibration?(score) ?? min(max(score, 0), 1) }

  /// What is expected of some rows. Rows without a score are left out.
  ///
  /// - Complexity: O(n log k) for k steps of the calibration.
  public func estimate(scores: [Double], predictions: [Double]) -> [EstimatedMetric: PerformanceEstimate] {
    var mass = ClassMass()
    for (score, prediction) in zip(scores, predictions) where score.isFinite {
      mass.add(probability(score), isPositive: prediction > 0.5)
    }
    let sorted = SortedSample(scores)
    guard !sorted.isEmpty else { return [:] }
    let ranked = RankedMass(ascending: sorted.values) { probability($0) }
    var estimates: [EstimatedMetric: PerformanceEstimate] = [:]
    for metric in EstimatedMetric.allCases {
      let value: Double? =
        switch metric {
        case .auc: ranked.auc
        case .averagePrecision: ranked.meanPrecision
        case .accuracy, .f1, .precision, .recall, .specificity: mass.value(of: metric)
        }
      guard let value else { continue }
      let error = errors[metric]?.standardError(rows: sorted.count) ?? 0
      let reach = 3 * error
      estimates[metric] = PerformanceEstimate(
        value: value, lower: min(max(value - reach, 0), 1), upper: min(max(value + reach, 0), 1),
        errors: .init(chance: error, shared: errors[metric]?.standardError(rows: rowCount) ?? 0))
    }
    return estimates
  }

  /// The standard error of a metric on so many rows.
  public func standardError(of metric: EstimatedMetric, rows: Int) -> Double? {
    errors[metric]?.standardError(rows: rows)
  }

  /// The same metrics once outcomes are known; a metric that the rows cannot give is absent.
  public static func realised(
    scores: [Double], predictions: [Double], labels: [Double]
  ) -> [EstimatedMetric: Double] {
    let rows = LabelledScores(scores: scores, predictions: predictions, labels: labels)
    guard rows.count > 0 else { return [:] }
    let mass = ClassMass(positive: rows.labels, predictions: rows.predictions)
    let ranked = RankedMass(scores: rows.scores, positive: rows.labels)
    var values: [EstimatedMetric: Double] = [:]
    for metric in EstimatedMetric.allCases { values[metric] = mass.value(of: metric) }
    values[.auc] = ranked.auc
    values[.averagePrecision] = ranked.meanPrecision
    return values
  }
}

/// Rows whose score and outcome are known.
struct LabelledScores {
  var scores: [Double] = []
  var predictions: [Double] = []
  var labels: [Double] = []

  var count: Int { scores.count }

  init(scores: [Double], predictions: [Double], labels: [Double]) {
    precondition(scores.count == predictions.count && scores.count == labels.count)
    for row in scores.indices where scores[row].isFinite && (labels[row] == 0 || labels[row] == 1) {
      self.scores.append(scores[row])
      self.predictions.append(predictions[row])
      self.labels.append(labels[row])
    }
  }

  init(_ other: LabelledScores, rows: [Int]) {
    scores = rows.map { other.scores[$0] }
    predictions = rows.map { other.predictions[$0] }
    labels = rows.map { other.labels[$0] }
  }
}
