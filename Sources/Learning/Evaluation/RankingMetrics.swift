import Glibc

extension ScoreOrder {
  /// Area under the ROC curve, ties counted half, with DeLong's interval; nil with one class only.
  ///
  /// Where no row stands on the wrong side the variance is 0 and says nothing; then Wilson's interval with as many
  /// trials as the smaller class has rows.
  /// Source: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, "Comparing the Areas under Two or More Correlated
  /// Receiver Operating Characteristic Curves", Biometrics 44 (1988), 837–845.
  func auc() -> MetricEstimate? {
    guard positive > 0, negative > 0 else { return nil }
    var area = 0.0
    forEachPlacement { group, negativesBelow, _ in area += group.positive * negativesBelow }
    area /= positive
    var positiveSpread = 0.0
    var negativeSpread = 0.0
    forEachPlacement { group, negativesBelow, positivesAbove in
      positiveSpread += group.positiveSquares * (negativesBelow - area) * (negativesBelow - area)
      negativeSpread += group.negativeSquares * (positivesAbove - area) * (positivesAbove - area)
    }
    let count = positiveCount + negativeCount
    if area == 0 || area == 1 {
      let ends = Interval.wilson(area, count: Double(min(positiveCount, negativeCount)))
      return MetricEstimate(value: area, lower: ends.lower, upper: ends.upper, count: count)
    }
    let variance =
      Self.unbiased(positiveSpread / (positive * positive), positiveCount)
      + Self.unbiased(negativeSpread / (negative * negative), negativeCount)
    return Interval.normal(area, error: variance.squareRoot(), within: 0...1, count: count)
  }

  /// Calls with each group, the share of negatives below it, and the share of positives above it, ties half.
  private func forEachPlacement(_ body: (Group, Double, Double) -> Void) {
    var positivesAbove = 0.0
    var negativesAbove = 0.0
    for group in groups {
      body(
        group, (negative - negativesAbove - group.negative / 2) / negative,
        (positivesAbove + group.positive / 2) / positive)
      positivesAbove += group.positive
      negativesAbove += group.negative
    }
  }

  private static func unbiased(_ variance: Double, _ count: Int) -> Double {
    count > 1 ? variance * Double(count) / Double(count - 1) : .infinity
  }

  /// Average precision, Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the distinct scores, as in scikit-learn; nil without positives.
  ///
  /// Interval on the logit scale. Source: K. Boyd, K. H. Eng, C. D. Page, "Area under the Precision-Recall Curve:
  /// Point Estimates and Confidence Intervals", ECML PKDD 2013.
  func averagePrecision() -> MetricEstimate? {
    guard positive > 0 else { return nil }
    var truePositives = 0.0
    var predicted = 0.0
    var average = 0.0
    for group in groups where group.positive + group.negative > 0 {
      truePositives += group.positive
      predicted += group.positive + group.negative
      average += group.positive / positive * (truePositives / predicted)
    }
    // Shares that add up to one may add up to a little more.
    average = min(average, 1)
    let trials = Double(positiveCount)
    let count = positiveCount + negativeCount
    guard average > 0, average < 1 else {
      let ends = Interval.wilson(average, count: trials)
      return MetricEstimate(value: average, lower: ends.lower, upper: ends.upper, count: count)
    }
    let logit = log(average / (1 - average))
    let reach = Interval.z / (trials * average * (1 - average)).squareRoot()
    return MetricEstimate(
      value: average, lower: 1 / (1 + exp(reach - logit)), upper: 1 / (1 + exp(-reach - logit)), count: count)
  }
}
