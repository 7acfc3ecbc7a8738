import Statistics

/// What the metrics of a model of several classes are expected to be on a live window, from its answers alone: the class
/// it names and how sure it is.
///
/// The chance that an answer is right is calibrated as a binary score is; the chance that it is wrong falls to the
/// other classes as it did in the reference for the same answer. Bands as in `ScoreEstimator`.
public struct ClassEstimator: Sendable, Equatable {
  /// Of the answer being right.
  public let calibration: ScoreCalibration
  public let classCount: Int
  public let rowCount: Int
  /// Row after row, one for each answer: how its errors fall to the true classes; sums to 1, nought at its own place.
  let errors: [Double]

  init(calibration: ScoreCalibration, classCount: Int, rowCount: Int, errors: [Double]) {
    self.calibration = calibration
    self.classCount = classCount
    self.rowCount = rowCount
    self.errors = errors
  }

  /// Learns from rows the model was not trained on.
  ///
  /// - Parameters:
  ///   - scores: probability of the answer.
  ///   - predictions: number of the answer's class.
  ///   - labels: number of the true class; NaN where not known.
  /// - Returns: nil below `ScoreEstimator.rowCountMin` rows, or where all answers are right or all wrong.
  public init?(scores: [Double], predictions: [Double], labels: [Double], classCount: Int, seed: UInt64 = 42) {
    let known = labels.indices.filter {
      !labels[$0].isNaN && Self.number(predictions[$0], classCount) != nil && Self.number(labels[$0], classCount) != nil
    }
    let rows = LabelledScores(
      scores: known.map { scores[$0] }, predictions: known.map { predictions[$0] },
      labels: known.map { predictions[$0] == labels[$0] ? 1 : 0 })
    let right = rows.labels.reduce(0, +)
    guard classCount > 1, rows.count >= ScoreEstimator.rowCountMin, right > 0, right < Double(rows.count) else {
      return nil
    }
    // Half a row for every cell, so that what was never seen is not impossible.
    var errors = [Double](repeating: 0.5, count: classCount * classCount)
    for row in known {
      guard let answer = Self.number(predictions[row], classCount), let truth = Self.number(labels[row], classCount)
      else { continue }
      errors[answer * classCount + truth] += 1
    }
    for answer in 0..<classCount {
      errors[answer * classCount + answer] = 0
      let cells = answer * classCount..<(answer + 1) * classCount
      let sum = errors[cells].reduce(0, +)
      for cell in cells { errors[cell] /= sum }
    }
    self.init(
      calibration: ScoreCalibration(rows, seed: seed), classCount: classCount, rowCount: rows.count, errors: errors)
  }

  private static func number(_ value: Double, _ count: Int) -> Int? {
    Int(exactly: value).flatMap { (0..<count).contains($0) ? $0 : nil }
  }

  /// What is expected of some rows. Rows without a score or a class are left out.
  public func estimate(scores: [Double], predictions: [Double]) -> [MacroMetric: PerformanceEstimate] {
    var sums = [AnswerSum](repeating: AnswerSum(), count: classCount)
    for (score, prediction) in zip(scores, predictions) where score.isFinite {
      guard let answer = Self.number(prediction, classCount) else { continue }
      sums[answer].add(calibration.probability(score), calibration.place(score))
    }
    let count = sums.reduce(0) { $0 + $1.rows }
    guard count > 0 else { return [:] }
    let right = sums.map(\.right)
    var estimates: [MacroMetric: PerformanceEstimate] = [:]
    for metric in [MacroMetric.accuracy, .precision, .recall, .f1] {
      let value = value(metric, right, sums)
      // How the metric moves with one more right answer of a class, by a small step.
      let slopes = right.indices.map { answer -> Double in
        var moved = right
        moved[answer] += 0.5
        return (self.value(metric, moved, sums) - value) / 0.5
      }
      let errors = errors(slopes, sums)
      let reach = ScoreEstimator.reach * errors.total
      estimates[metric] = PerformanceEstimate(
        value: value, lower: min(max(value - reach, 0), 1), upper: min(max(value + reach, 0), 1), errors: errors)
    }
    return estimates
  }

  /// Rows that were given one answer.
  private struct AnswerSum {
    var rows = 0.0
    /// Expected to be right.
    var right = 0.0
    var variance = 0.0
    var weightedPlace = 0.0

    mutating func add(_ chance: Double, _ place: Double) {
      rows += 1
      right += chance
      variance += chance * (1 - chance)
      weightedPlace += chance * (1 - chance) * place
    }
  }

  private func errors(_ slopes: [Double], _ sums: [AnswerSum]) -> PerformanceEstimate.Errors {
    var (chance, intercept, slope) = (0.0, 0.0, 0.0)
    for (weight, sum) in zip(slopes, sums) {
      chance += weight * weight * sum.variance
      intercept += weight * sum.variance
      slope += weight * sum.weightedPlace
    }
    return PerformanceEstimate.Errors(
      chance: chance.squareRoot(), shared: calibration.covariance.variance(intercept, slope).squareRoot())
  }

  /// A mean over the classes that rows have or were given, as the realised metrics are.
  private func value(_ metric: MacroMetric, _ right: [Double], _ sums: [AnswerSum]) -> Double {
    if metric == .accuracy { return right.reduce(0, +) / sums.reduce(0) { $0 + $1.rows } }
    var truths = right
    for answer in 0..<classCount {
      let wrong = sums[answer].rows - right[answer]
      for truth in 0..<classCount { truths[truth] += wrong * errors[answer * classCount + truth] }
    }
    // A class that no row has and no answer names takes no part.
    let values = (0..<classCount).filter { sums[$0].rows > 0 || truths[$0] >= 0.5 }.map { number -> Double in
      let precision = sums[number].rows > 0 ? right[number] / sums[number].rows : 0
      let recall = truths[number] > 0 ? right[number] / truths[number] : 0
      switch metric {
      case .precision: return precision
      case .recall: return recall
      case .f1, .auc, .specificity, .accuracy:
        return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
      }
    }
    return values.reduce(0, +) / Double(max(values.count, 1))
  }
}
