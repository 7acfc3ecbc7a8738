/// How near predictions come to numbers.
///
/// Values as scikit-learn computes them (`root_mean_squared_error`, `mean_absolute_error`, `r2_score`,
/// `mean_absolute_percentage_error`). `r2` is absent where the targets are all alike, and `mape` where one of them is
/// 0: there scikit-learn gives a number without a meaning.
public struct RegressionEvaluation: Sendable, Equatable {
  public let metrics: MetricSet
  /// Rows with a prediction and a target; the others are left out.
  public let rowCount: Int

  /// - Parameters:
  ///   - labels: NaN where unknown.
  ///   - weights: 0 or more each; nil counts each row once.
  ///   - values: what each row is worth with its prediction, for the metric `value`; NaN where unknown.
  /// - Precondition: all arrays are of one length.
  public init(predictions: [Double], labels: [Double], weights: [Double]? = nil, values: [Double]? = nil) {
    precondition(predictions.count == labels.count && weights.map { $0.count == labels.count } ?? true)
    let known = labels.indices.filter { predictions[$0].isFinite && labels[$0].isFinite }
    let rowWeights = RowWeights(weights.map { all in known.map { all[$0] } }, count: known.count)
    rowCount = known.count
    var metrics = MetricSet()
    guard rowWeights.total > 0 else {
      self.metrics = metrics
      return
    }
    let errors = known.map { predictions[$0] - labels[$0] }
    let targets = known.map { labels[$0] }
    metrics[.rmse] = Self.rmse(errors, rowWeights)
    metrics[.mae] = rowWeights.estimate(within: 0...(.infinity)) { abs(errors[$0]) }
    metrics[.r2] = Self.r2(errors, targets, rowWeights)
    if !targets.contains(0) {
      metrics[.mape] = rowWeights.estimate(within: 0...(.infinity)) { abs(errors[$0]) / abs(targets[$0]) }
    }
    if let values { metrics[.value] = valueEstimate(known, rowWeights) { values[known[$0]] } }
    self.metrics = metrics
  }

  /// The root's error by the delta method: se(√m) = se(m) / (2√m).
  private static func rmse(_ errors: [Double], _ weights: RowWeights) -> MetricEstimate {
    let mean = weights.mean { errors[$0] * errors[$0] }
    let root = mean.squareRoot()
    let error = weights.standardError(ofMean: mean) { errors[$0] * errors[$0] }
    guard root > 0 else {
      return MetricEstimate(value: 0, lower: 0, upper: error.isFinite ? 0 : .infinity, count: weights.count)
    }
    return Interval.normal(root, error: error / (2 * root), within: 0...(.infinity), count: weights.count)
  }

  /// 1 − Σe² / Σ(y − ȳ)²; its error by the delta method, from each row's influence on the ratio of the two sums.
  private static func r2(_ errors: [Double], _ targets: [Double], _ weights: RowWeights) -> MetricEstimate? {
    let mean = weights.mean { targets[$0] }
    func spread(_ row: Int) -> Double { (targets[row] - mean) * (targets[row] - mean) }
    let total = weights.mean(spread)
    guard total > 0 else { return nil }
    let ratio = weights.mean { errors[$0] * errors[$0] } / total
    let error = weights.standardError(ofMean: 0) { (errors[$0] * errors[$0] - ratio * spread($0)) / total }
    return Interval.normal(1 - ratio, error: error, within: -Double.infinity...1, count: weights.count)
  }
}
