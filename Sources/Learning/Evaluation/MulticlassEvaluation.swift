import Glibc

/// How well answers tell three or more classes apart.
///
/// Values as scikit-learn computes them (`accuracy_score`, `log_loss`, and `f1_score`, `precision_score`,
/// `recall_score` with `average="macro"` and 0 for what is not defined). `macro_auc` is the mean of each class's area
/// against all others over the classes that have rows on both sides, and absent where none has; `macro_average_precision`
/// (over the classes that have rows), `macro_brier` and `macro_ece` are means of each class's figure against all others.
public struct MulticlassEvaluation: Sendable, Equatable {
  public let metrics: MetricSet
  public let confusion: ClassConfusion
  /// Rows with an answer and a label; the others are left out.
  public let rowCount: Int

  /// From the probabilities of all classes; the likeliest is the answer, of equals the first.
  ///
  /// - Parameters:
  ///   - probabilities: `classCount` for each row; rows with NaN are left out.
  ///   - labels: numbers of classes; NaN where unknown.
  ///   - weights: 0 or more each; nil counts each row once.
  ///   - values: what each row is worth with its answer, for the metric `value`; NaN where unknown.
  /// - Precondition: all arrays are of one number of rows.
  public init(
    probabilities: [Double], labels: [Double], classCount: Int, weights: [Double]? = nil, values: [Double]? = nil
  ) {
    precondition(probabilities.count == labels.count * classCount)
    let known = labels.indices.filter { row in
      Self.isClass(labels[row], classCount)
        && !probabilities[row * classCount..<(row + 1) * classCount].contains(where: \.isNaN)
    }
    let rowWeights = RowWeights(weights.map { all in known.map { all[$0] } }, count: known.count)
    let truths = known.map { Int(labels[$0]) }
    let answers = known.map { Self.likeliest(probabilities[$0 * classCount..<($0 + 1) * classCount]) }
    confusion = ClassConfusion(predictions: answers, labels: truths, weights: rowWeights, classCount: classCount)
    rowCount = known.count
    guard rowWeights.total > 0 else {
      metrics = MetricSet()
      return
    }
    var metrics = confusion.metrics(effectiveCount: rowWeights.effectiveCount)
    metrics[.logLoss] = rowWeights.estimate(within: 0...(.infinity)) { row in
      logLoss(probabilities[known[row] * classCount + truths[row]], true)
    }
    var area = MacroArea(labels: truths, weights: rowWeights)
    for label in 0..<classCount { area.add(label, scores: known.map { probabilities[$0 * classCount + label] }) }
    metrics[.macroAuc] = area.estimate()
    let alone = (0..<classCount).map { label in
      BinaryEvaluation(
        scores: known.map { probabilities[$0 * classCount + label] }, labels: truths.map { $0 == label ? 1 : 0 },
        weights: weights.map { all in known.map { all[$0] } }, curvePointCount: 3
      ).metrics
    }
    metrics[.macroAveragePrecision] = Self.mean(alone.compactMap { $0[.averagePrecision] }, count: rowCount)
    metrics[.macroBrier] = rowWeights.estimate(within: 0...1) { row in
      (0..<classCount).reduce(0) { sum, label in
        let error = probabilities[known[row] * classCount + label] - (truths[row] == label ? 1 : 0)
        return sum + error * error
      } / Double(classCount)
    }
    metrics[.macroEce] = Self.mean(alone.compactMap { $0[.ece] }, count: rowCount)
    if let values { metrics[.value] = valueEstimate(known, rowWeights) { values[known[$0]] } }
    self.metrics = metrics
  }

  /// The mean of the classes' figures. The mean of their intervals' ends holds at least as often as they do, however
  /// the classes hang together: the error of a mean is at most the mean of the errors.
  private static func mean(_ estimates: [MetricEstimate], count: Int) -> MetricEstimate? {
    guard !estimates.isEmpty else { return nil }
    func mean(_ part: (MetricEstimate) -> Double) -> Double {
      estimates.reduce(0) { $0 + part($1) } / Double(estimates.count)
    }
    return MetricEstimate(value: mean(\.value), lower: mean(\.lower), upper: mean(\.upper), count: count)
  }

  /// From the answers alone: without `log_loss`, `macro_auc` and what else needs probabilities.
  ///
  /// - Parameters:
  ///   - predictions: numbers of classes; NaN where unknown, as for labels.
  /// - Precondition: all arrays are of one length.
  public init(
    predictions: [Double], labels: [Double], classCount: Int, weights: [Double]? = nil, values: [Double]? = nil
  ) {
    precondition(predictions.count == labels.count)
    let known = labels.indices.filter {
      Self.isClass(labels[$0], classCount) && Self.isClass(predictions[$0], classCount)
    }
    let rowWeights = RowWeights(weights.map { all in known.map { all[$0] } }, count: known.count)
    confusion = ClassConfusion(
      predictions: known.map { Int(predictions[$0]) }, labels: known.map { Int(labels[$0]) }, weights: rowWeights,
      classCount: classCount)
    rowCount = known.count
    guard rowWeights.total > 0 else {
      metrics = MetricSet()
      return
    }
    var metrics = confusion.metrics(effectiveCount: rowWeights.effectiveCount)
    if let values { metrics[.value] = valueEstimate(known, rowWeights) { values[known[$0]] } }
    self.metrics = metrics
  }

  private static func isClass(_ number: Double, _ classCount: Int) -> Bool {
    number >= 0 && number < Double(classCount) && number == number.rounded()
  }

  /// The position of the largest number, of equals the first.
  static func likeliest(_ probabilities: ArraySlice<Double>) -> Int {
    var best = probabilities.startIndex
    for index in probabilities.indices where probabilities[index] > probabilities[best] { best = index }
    return best - probabilities.startIndex
  }
}

/// The mean of the classes' areas under the ROC curve, with the interval of DeLong's method: each row's placement
/// among the rows of the other side is its influence on the area, added up over the classes.
private struct MacroArea {
  let labels: [Int]
  let weights: RowWeights
  private var influences: [Double]
  private var areas: [Double] = []
  private var leastCount = Int.max

  init(labels: [Int], weights: RowWeights) {
    self.labels = labels
    self.weights = weights
    influences = [Double](repeating: 0, count: labels.count)
  }

  mutating func add(_ label: Int, scores: [Double]) {
    var positive = 0.0
    var positiveCount = 0
    for row in labels.indices where labels[row] == label {
      positive += weights[row]
      positiveCount += 1
    }
    let negative = weights.total - positive
    guard positive > 0, negative > 0, positiveCount < labels.count else { return }
    leastCount = min(leastCount, positiveCount, labels.count - positiveCount)
    let placements = placements(label, scores, positive: positive, negative: negative)
    var area = 0.0
    for row in labels.indices where labels[row] == label { area += weights[row] / positive * placements[row] }
    areas.append(area)
    for row in labels.indices {
      influences[row] += weights[row] * (placements[row] - area) / (labels[row] == label ? positive : negative)
    }
  }

  /// For each row the share of the other side's rows that it stands right of, ties half.
  private func placements(_ label: Int, _ scores: [Double], positive: Double, negative: Double) -> [Double] {
    let order = descendingOrder(of: scores)
    var placements = [Double](repeating: 0, count: scores.count)
    var positivesAbove = 0.0
    var negativesAbove = 0.0
    var start = 0
    while start < order.count {
      var end = start
      var tiedPositive = 0.0
      var tiedNegative = 0.0
      while end < order.count, scores[Int(order[end])] == scores[Int(order[start])] {
        let row = Int(order[end])
        if labels[row] == label { tiedPositive += weights[row] } else { tiedNegative += weights[row] }
        end += 1
      }
      let negativesBelow = (negative - negativesAbove - tiedNegative / 2) / negative
      let positivesHigher = (positivesAbove + tiedPositive / 2) / positive
      for row in order[start..<end] {
        placements[Int(row)] = labels[Int(row)] == label ? negativesBelow : positivesHigher
      }
      positivesAbove += tiedPositive
      negativesAbove += tiedNegative
      start = end
    }
    return placements
  }

  func estimate() -> MetricEstimate? {
    guard !areas.isEmpty else { return nil }
    let mean = areas.reduce(0, +) / Double(areas.count)
    let squares = influences.reduce(0) { $0 + $1 * $1 }
    guard squares > 0, leastCount > 1 else {
      let ends = Interval.wilson(mean, count: Double(max(1, leastCount)))
      return MetricEstimate(value: mean, lower: ends.lower, upper: ends.upper, count: labels.count)
    }
    let correction = Double(leastCount) / Double(leastCount - 1)
    let error = (squares * correction).squareRoot() / Double(areas.count)
    return Interval.normal(mean, error: error, within: 0...1, count: labels.count)
  }
}
