import Statistics

/// What a binary model's metrics are expected to be on a live window, from its scores alone, with a band that holds
/// what will be measured.
///
/// Confidence-based estimation as in `PerformanceEstimator`, made for windows: the calibration does not follow noise,
/// and the band is that of the realised metric on the very rows of the window: what chance makes of their outcomes
/// (each row a coin of its probability) and what is not known of the calibration, both carried to the metric by how
/// each row moves it (delta method). Holds under a shift of the inputs; a change of what scores mean shows as realised
/// values outside of the band.
public struct ScoreEstimator: Sendable, Equatable {
  public let calibration: ScoreCalibration
  /// Rows it was learned from.
  public let rowCount: Int

  /// Share of windows whose realised metric lies within the band.
  public static let coverage = 0.97
  /// Standard errors of the band to either side: the normal quantile of 98.5 %.
  static let reach = 2.170_090_377_584_56
  public static let rowCountMin = 30

  init(calibration: ScoreCalibration, rowCount: Int) {
    self.calibration = calibration
    self.rowCount = rowCount
  }

  /// Learns from rows the model was not trained on, in the order in which they happened.
  ///
  /// - Parameters:
  ///   - scores: larger for the positive class; best probabilities of it.
  ///   - labels: 1 or 0; rows with another label or without a score are left out.
  ///   - seed: of the folds that decide between line and curve.
  /// - Returns: nil below `rowCountMin` rows or with one class alone.
  public init?(scores: [Double], labels: [Double], seed: UInt64 = 42) {
    let rows = LabelledScores(scores: scores, predictions: scores, labels: labels)
    let positives = rows.labels.reduce(0, +)
    guard rows.count >= Self.rowCountMin, positives > 0, positives < Double(rows.count) else { return nil }
    self.init(calibration: ScoreCalibration(rows, seed: seed), rowCount: rows.count)
  }

  /// What is expected of some rows. Rows without a score are left out.
  ///
  /// - Parameter predictions: 1 or 0, what the model decided.
  /// - Complexity: O(n log n).
  public func estimate(scores: [Double], predictions: [Double]) -> [EstimatedMetric: PerformanceEstimate] {
    let known = scores.indices.filter { scores[$0].isFinite }
    guard !known.isEmpty else { return [:] }
    let finite = known.count == scores.count ? scores : known.map { scores[$0] }
    let order = SortedOrder.ascending(finite)
    var rows = ExpectedRows(capacity: known.count)
    for place in order.reversed() {
      let row = known[Int(place)]
      rows.append(
        scores[row], calibration.probability(scores[row]), calibration.place(scores[row]), predictions[row] > 0.5)
    }
    return EstimatedMetric.allCases.reduce(into: [:]) { estimates, metric in
      guard let influences = rows.influences(on: metric) else { return }
      let errors = rows.errors(influences.rows, calibration)
      let error = errors.total * Self.reach
      estimates[metric] = PerformanceEstimate(
        value: influences.value, lower: min(max(influences.value - error, 0), 1),
        upper: min(max(influences.value + error, 0), 1), errors: errors)
    }
  }
}

/// Rows of a window by descending score, each with its chance to be positive.
private struct ExpectedRows {
  private var scores: [Double] = []
  private var chances: [Double] = []
  private var places: [Double] = []
  private var decided: [Bool] = []
  private var mass = ClassMass()

  init(capacity: Int) {
    scores.reserveCapacity(capacity)
    chances.reserveCapacity(capacity)
    places.reserveCapacity(capacity)
    decided.reserveCapacity(capacity)
  }

  mutating func append(_ score: Double, _ chance: Double, _ place: Double, _ isPositive: Bool) {
    scores.append(score)
    chances.append(chance)
    places.append(place)
    decided.append(isPositive)
    mass.add(chance, isPositive: isPositive)
  }

  /// What a metric is expected to be, and by how much it would change if a row's outcome were one more.
  struct Influences {
    var value: Double
    var rows: [Double]
  }

  func influences(on metric: EstimatedMetric) -> Influences? {
    switch metric {
    case .auc: return area()
    case .averagePrecision: return meanPrecision()
    case .accuracy, .f1, .precision, .recall, .specificity:
      guard let value = mass.value(of: metric), let slopes = mass.slopes(of: metric) else { return nil }
      return Influences(value: value, rows: decided.map { $0 ? slopes.decided : slopes.undecided })
    }
  }

  /// Of what will be measured about what is expected: chance of the outcomes, and doubt of the calibration.
  func errors(_ influences: [Double], _ calibration: ScoreCalibration) -> PerformanceEstimate.Errors {
    var (chance, intercept, slope) = (0.0, 0.0, 0.0)
    for row in influences.indices {
      let weight = chances[row] * (1 - chances[row])
      chance += weight * influences[row] * influences[row]
      intercept += weight * influences[row]
      slope += weight * influences[row] * places[row]
    }
    return PerformanceEstimate.Errors(
      chance: chance.squareRoot(), shared: calibration.covariance.variance(intercept, slope).squareRoot())
  }

  /// Calls with each stretch of rows of one score, from the highest on.
  private func forEachTie(_ body: (Range<Int>, Double) -> Void) {
    var start = 0
    while start < scores.count {
      var (end, sum) = (start, 0.0)
      while end < scores.count, scores[end] == scores[start] {
        sum += chances[end]
        end += 1
      }
      body(start..<end, sum)
      start = end
    }
  }

  private func area() -> Influences? {
    let positives = mass.positive
    let negatives = mass.negative
    guard positives > 0, negatives > 0 else { return nil }
    var (above, negativeAbove, area) = (0.0, 0.0, 0.0)
    var rows = [Double](repeating: 0, count: scores.count)
    forEachTie { range, sum in
      let rest = Double(range.count) - sum
      area += rest * (above + sum / 2)
      // One more positive wins against the negatives below, and is one negative less that positives above win against.
      let gain = negatives - negativeAbove - rest / 2 - (above + sum / 2)
      for row in range { rows[row] = gain }
      above += sum
      negativeAbove += rest
    }
    let value = area / (positives * negatives)
    let spread = value * (1 / positives - 1 / negatives)
    for row in rows.indices { rows[row] = rows[row] / (positives * negatives) - spread }
    return Influences(value: value, rows: rows)
  }

  private func meanPrecision() -> Influences? {
    let positives = mass.positive
    guard positives > 0 else { return nil }
    var (above, value) = (0.0, 0.0)
    var (precisions, parts) = ([Double](), [Double]())
    var ties: [Range<Int>] = []
    forEachTie { range, sum in
      above += sum
      let precision = above / Double(range.upperBound)
      value += sum * precision
      ties.append(range)
      precisions.append(precision)
      parts.append(sum / Double(range.upperBound))
    }
    value /= positives
    var rows = [Double](repeating: 0, count: scores.count)
    var below = 0.0
    for tie in ties.indices.reversed() {
      below += parts[tie]
      let influence = (precisions[tie] + below - value) / positives
      for row in ties[tie] { rows[row] = influence }
    }
    return Influences(value: value, rows: rows)
  }
}

extension ClassMass {
  /// By how much a metric changes with one more positive outcome among the rows decided positive, and among the others.
  fileprivate func slopes(of metric: EstimatedMetric) -> (decided: Double, undecided: Double)? {
    func over(_ part: Double, _ whole: Double) -> Double { whole > 0 ? part / whole : 0 }
    switch metric {
    case .auc, .averagePrecision: return nil
    case .accuracy: return (over(1, count), over(-1, count))
    case .precision: return (over(1, predictedPositive), 0)
    case .recall:
      let square = positive * positive
      return (over(falseNegative, square), over(-truePositive, square))
    case .specificity:
      let square = negative * negative
      return (over(trueNegative, square), over(-falsePositive, square))
    case .f1:
      let whole = predictedPositive + positive
      let square = whole * whole
      return (over(2 * (whole - truePositive), square), over(-2 * truePositive, square))
    }
  }
}
