import Glibc

/// What each answer would be worth, row by row, in one unit of money.
public struct DecisionValues: Sendable, Equatable {
  /// What the row is worth when it is predicted positive, given what turned out to be true. NaN where unknown.
  public var positive: [Double]
  /// The same when it is predicted negative.
  public var negative: [Double]

  public init(positive: [Double], negative: [Double]) {
    self.positive = positive
    self.negative = negative
  }
}

/// How well scores tell two classes apart.
///
/// Values as scikit-learn computes them (`roc_auc_score`, `average_precision_score`, `log_loss`, `brier_score_loss`,
/// `accuracy_score`, `f1_score`, `precision_score`, `recall_score`); what is not defined is absent rather than 0.
/// `ece` is Σ nᵦ/n |mean score − share of positives| over ten bins of equal width on 0...1, the last one closed.
/// O(n log n).
public struct BinaryEvaluation: Sendable, Equatable {
  public let metrics: MetricSet
  public let confusion: Confusion
  public let curves: BinaryCurves
  /// Rows with a score and a label; the others are left out.
  public let rowCount: Int

  /// - Parameters:
  ///   - scores: probabilities of the positive class.
  ///   - labels: 1 positive, 0 negative, NaN unknown.
  ///   - weights: 0 or more each; nil counts each row once.
  ///   - threshold: scores at or above it are predicted positive.
  ///   - values: one pair for each row, for the metric `value`.
  ///   - curvePointCount: points a curve may have at most, 3 or more.
  /// - Precondition: all arrays are of one length.
  public init(
    scores: [Double], labels: [Double], weights: [Double]? = nil, threshold: Double = 0.5,
    values: DecisionValues? = nil, curvePointCount: Int = 200
  ) {
    precondition(scores.count == labels.count && weights.map { $0.count == labels.count } ?? true)
    let isComplete = !zip(scores, labels).contains { $0.isNaN || $1.isNaN }
    let known = isComplete ? Array(scores.indices) : scores.indices.filter { !scores[$0].isNaN && !labels[$0].isNaN }
    let scores = isComplete ? scores : known.map { scores[$0] }
    let isPositive = known.map { labels[$0] > 0.5 }
    let rowWeights = RowWeights(weights.map { all in known.map { all[$0] } }, count: known.count)
    let order = ScoreOrder(scores: scores, isPositive: isPositive, weights: rowWeights)
    let calibration = Calibration(scores: scores, isPositive: isPositive, weights: rowWeights)
    confusion = Confusion(scores: scores, isPositive: isPositive, weights: rowWeights, threshold: threshold)
    curves = BinaryCurves(order, calibration, pointCount: curvePointCount)
    rowCount = known.count
    guard rowWeights.total > 0 else {
      metrics = MetricSet()
      return
    }
    let rowsPerWeight = rowWeights.effectiveCount / rowWeights.total
    var metrics = MetricSet()
    metrics[.auc] = order.auc()
    metrics[.averagePrecision] = order.averagePrecision()
    metrics[.logLoss] = rowWeights.estimate(within: 0...(.infinity)) { logLoss(scores[$0], isPositive[$0]) }
    metrics[.brier] = rowWeights.estimate(within: 0...1) { row in
      let error = scores[row] - (isPositive[row] ? 1 : 0)
      return error * error
    }
    metrics[.accuracy] = confusion.accuracy(rowsPerWeight: rowsPerWeight)
    metrics[.f1] = confusion.f1(rowsPerWeight: rowsPerWeight)
    metrics[.precision] = confusion.precision(rowsPerWeight: rowsPerWeight)
    metrics[.recall] = confusion.recall(rowsPerWeight: rowsPerWeight)
    metrics[.ece] = calibration.error(scores: scores, isPositive: isPositive, weights: rowWeights)
    if let values {
      metrics[.value] = valueEstimate(known, rowWeights) { row in
        scores[row] >= threshold ? values.positive[known[row]] : values.negative[known[row]]
      }
    }
    self.metrics = metrics
  }
}

/// −log of the probability given to what came true, which is kept away from 0 as scikit-learn does.
@inline(__always)
func logLoss(_ score: Double, _ isPositive: Bool) -> Double {
  let clipped = min(max(score, Double.ulpOfOne), 1 - Double.ulpOfOne)
  return -log(isPositive ? clipped : 1 - clipped)
}

/// The mean value of the rows that have one.
func valueEstimate(_ known: [Int], _ weights: RowWeights, _ value: (Int) -> Double) -> MetricEstimate? {
  let rows = known.indices.filter { value($0).isFinite }
  guard !rows.isEmpty else { return nil }
  let chosen = RowWeights(rows.map { weights[$0] }, count: rows.count)
  guard chosen.total > 0 else { return nil }
  return chosen.estimate { value(rows[$0]) }
}
