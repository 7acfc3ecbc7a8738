import Glibc
import Learning
import Testing

/// Expected figures: scikit-learn 1.9.1 and scipy 1.17.1 on the same arrays.
struct MetricsTests {
  /// 60 rows with 23 distinct scores; weights 1, 1.5, 2, 2.5, 3 in turn.
  static let scores: [Double] = (0..<60).map { (i: Int) -> Double in Double((i * 37 + 11) % 23) / 23 * 0.9 + 0.05 }
  static let labels: [Double] = (0..<60).map { (i: Int) -> Double in
    let isPositive = (i * 13) % 7 < 3 ? scores[i] > 0.5 : (i * i * 7 + 3 * i) % 11 < 4
    return isPositive ? 1 : 0
  }
  static let weights: [Double] = (0..<60).map { 1 + Double($0 % 5) * 0.5 }

  /// Figures to be met.
  struct Expected: CustomTestStringConvertible {
    var testDescription: String
    var isWeighted: Bool
    var values: [MetricID: Double]
  }

  static let expected = [
    Expected(
      testDescription: "plain", isWeighted: false,
      values: [
        .auc: 0.6446051167964405, .averagePrecision: 0.62222178438745157, .logLoss: 0.73011248894896752,
        .brier: 0.25346219281663512, .accuracy: 0.6333333333333333, .f1: 0.67647058823529416,
        .precision: 0.6216216216216216, .recall: 0.74193548387096775, .ece: 0.193768115942029,
      ]),
    Expected(
      testDescription: "weighted", isWeighted: true,
      values: [
        .auc: 0.66862486095661855, .averagePrecision: 0.65467814864117024, .logLoss: 0.71030656544286142,
        .brier: 0.24511153119092627, .accuracy: 0.66249999999999998, .f1: 0.68725868725868722,
        .precision: 0.65925925925925921, .recall: 0.717741935483871, .ece: 0.18833333333333335,
      ]),
  ]

  @Test("Binary metrics equal scikit-learn's, ties and weights included", arguments: expected)
  func binaryMetrics(expected: Expected) throws {
    let evaluation = BinaryEvaluation(
      scores: Self.scores, labels: Self.labels, weights: expected.isWeighted ? Self.weights : nil, threshold: 0.4)
    for (id, value) in expected.values {
      let estimate = try #require(evaluation.metrics[id])
      #expect(abs(estimate.value - value) < 1e-12, "\(id)")
      #expect(estimate.lower <= estimate.value && estimate.value <= estimate.upper, "\(id)")
    }
    #expect(evaluation.metrics[.value] == nil)
  }

  @Test("Many rows with many ties: the sort by digits gives the same area and the same precision")
  func manyTies() throws {
    let (scores, labels) = manyRows(distinct: 997)
    let metrics = BinaryEvaluation(scores: scores, labels: labels).metrics
    let auc = try #require(metrics[.auc])
    #expect(abs(auc.value - 0.73846904008797887) < 1e-12)
    // By brute force over all pairs in numpy.
    #expect(abs((auc.upper - auc.lower) / 2 - 1.959963984540054 * 0.007245390276731504) < 1e-12)
    let average = try #require(metrics[.averagePrecision])
    #expect(abs(average.value - 0.50044476636733326) < 1e-12)
    // The best point of precision_recall_curve: 0.56304… at scores of 0.46840….
    let threshold = try #require(ThresholdChoice.bestF1(scores: scores, labels: labels))
    #expect(threshold <= 0.4684052156469408 && threshold > 0.4684052156469408 - 1 / 997.0)
    let best = try #require(BinaryEvaluation(scores: scores, labels: labels, threshold: threshold).metrics[.f1])
    #expect(abs(best.value - 0.563041385948027) < 1e-12)
  }

  @Test("Negative and huge scores rank as numbers do")
  func anyScoresRank() throws {
    let scores: [Double] = (0..<4096).map { (row: Int) -> Double in
      (Double(row) - 2048) * (row % 2 == 0 ? 1e-300 : 1e300)
    }
    let labels: [Double] = scores.map { $0 > 0 ? 1 : 0 }
    #expect(BinaryEvaluation(scores: scores, labels: labels).metrics[.auc]?.value == 1)
    #expect(BinaryEvaluation(scores: scores.map { -$0 }, labels: labels).metrics[.auc]?.value == 0)
  }

  @Test("Intervals: DeLong for the area, Wilson for shares, the central limit theorem for means")
  func intervals() throws {
    let metrics = BinaryEvaluation(scores: Self.scores, labels: Self.labels, threshold: 0.4).metrics
    func check(_ id: MetricID, _ lower: Double, _ upper: Double) throws {
      let estimate = try #require(metrics[id])
      #expect(abs(estimate.lower - lower) < 1e-9 && abs(estimate.upper - upper) < 1e-9, "\(id) \(estimate)")
    }
    // numpy over all pairs of rows.
    try check(.auc, 0.50137229977920139, 0.78783793381367961)
    // scipy.stats.binomtest(38, 60).proportion_ci(method="wilson"), (23, 37), (23, 31); F1 from (23, 45).
    try check(.f1, 0.540193558517675, 0.7881944173102114)
    let logLoss = 1.959963984540054 * 0.083602265977035933
    try check(.logLoss, 0.73011248894896752 - logLoss, 0.73011248894896752 + logLoss)
    // Standard deviations over 4000 bootstrap samples: 0.0488 for ece, (0.470, 0.810) for average precision.
    let ece = try #require(metrics[.ece])
    #expect(abs((ece.upper - ece.lower) / 2 / 1.96 - 0.0488) < 0.015)
    let average = try #require(metrics[.averagePrecision])
    #expect(abs(average.lower - 0.470) < 0.05 && abs(average.upper - 0.810) < 0.05)
    #expect(metrics[.precision]?.count == 37 && metrics[.recall]?.count == 31 && metrics[.auc]?.count == 60)
  }

  @Test("Nothing wrong and nothing right still leave doubt")
  func wilsonEnds() throws {
    // scipy: 10 of 10 gives 0.7224672001371109 … 1.
    let labels = [Double](repeating: 1, count: 10) + [Double](repeating: 0, count: 10)
    let scores = [Double](repeating: 0.9, count: 10) + [Double](repeating: 0.1, count: 10)
    let metrics = BinaryEvaluation(scores: scores, labels: labels).metrics
    for id in [MetricID.recall, .precision, .auc] {
      let estimate = try #require(metrics[id])
      #expect(estimate.value == 1 && estimate.upper == 1 && abs(estimate.lower - 0.7224672001371109) < 1e-12)
    }
  }

  @Test("A certain mistake costs what scikit-learn says, not infinity")
  func clippedLogLoss() throws {
    // log_loss([1, 0, 1], [0, 1, 1])
    let loss = try #require(BinaryEvaluation(scores: [0, 1, 1], labels: [1, 0, 1]).metrics[.logLoss])
    #expect(abs(loss.value - 24.029102259411435) < 1e-12)
  }

  @Test("What one class, or no row, cannot tell is absent")
  func oneClass() {
    let positives = BinaryEvaluation(scores: [0.2, 0.7], labels: [1, 1]).metrics
    #expect(positives[.auc] == nil && positives[.recall]?.value == 0.5 && positives[.logLoss] != nil)
    let negatives = BinaryEvaluation(scores: [0.2, 0.3], labels: [0, 0]).metrics
    #expect(negatives[.auc] == nil && negatives[.averagePrecision] == nil && negatives[.recall] == nil)
    #expect(negatives[.precision] == nil && negatives[.f1] == nil && negatives[.accuracy]?.value == 1)
    let nothing = BinaryEvaluation(scores: [], labels: [])
    #expect(nothing.metrics.entries.isEmpty && nothing.rowCount == 0 && nothing.curves.roc.isEmpty)
  }

  @Test("Rows without a label take no part")
  func unknownLabels() {
    let scores = Self.scores + [0.99, .nan]
    let labels = Self.labels + [.nan, 1]
    let all = BinaryEvaluation(scores: scores, labels: labels, weights: Self.weights + [5, 5], threshold: 0.4)
    let known = BinaryEvaluation(scores: Self.scores, labels: Self.labels, weights: Self.weights, threshold: 0.4)
    #expect(all.metrics == known.metrics && all.rowCount == 60 && all.curves == known.curves)
  }

  @Test("A weight of two is the same value as the row twice")
  func weightsAreRepetitions() throws {
    let weights = (0..<60).map { Double($0 % 3) }
    let repeated = (0..<60).flatMap { [Int](repeating: $0, count: $0 % 3) }
    let weighted = BinaryEvaluation(scores: Self.scores, labels: Self.labels, weights: weights).metrics
    let twice = BinaryEvaluation(
      scores: repeated.map { Self.scores[$0] }, labels: repeated.map { Self.labels[$0] }
    ).metrics
    for (id, estimate) in twice.entries {
      let other = try #require(weighted[id])
      #expect(abs(other.value - estimate.value) < 1e-12, "\(id)")
    }
  }

  @Test("The value of decisions is the mean of what each row's answer is worth")
  func value() throws {
    let values = DecisionValues(positive: [10, -2, 10, .nan], negative: [0, 0, -5, 1])
    let evaluation = BinaryEvaluation(
      scores: [0.9, 0.8, 0.1, 0.7], labels: [1, 0, 1, 1], threshold: 0.5, values: values)
    // 10 − 2 − 5 over the three rows of known value.
    let estimate = try #require(evaluation.metrics[.value])
    #expect(abs(estimate.value - 1) < 1e-12 && estimate.count == 3)
    // Positive for the first row alone earns 10 − 5; for the first three rows 18: the cut is below 0.1.
    #expect(ThresholdChoice.mostValuable(scores: [0.9, 0.8, 0.1, 0.7], values: values) == 0)
    let costly = DecisionValues(positive: [10, -20, -20], negative: [0, 0, 0])
    #expect(ThresholdChoice.mostValuable(scores: [0.9, 0.5, 0.1], values: costly) == 0.7)
    let hopeless = DecisionValues(positive: [-1, -1], negative: [0, 0])
    let threshold = try #require(ThresholdChoice.mostValuable(scores: [0.9, 1], values: hopeless))
    #expect(threshold > 1)
  }
}

struct RegressionMetricsTests {
  static let labels: [Double] = (0..<60).map { 10 + 5 * sin(Double($0)) + Double($0) / 10 }
  static let predictions: [Double] = (0..<60).map { (i: Int) -> Double in
    labels[i] + cos(3 * Double(i)) * 2 + Double(i % 7) * 0.3 - 0.5
  }

  static let expected = [
    MetricsTests.Expected(
      testDescription: "plain", isWeighted: false,
      values: [
        .rmse: 1.5638671868661338, .mae: 1.3790425046415977, .r2: 0.84200947821021477, .mape: 0.11662460777027644,
      ]),
    MetricsTests.Expected(
      testDescription: "weighted", isWeighted: true,
      values: [
        .rmse: 1.5977630381021337, .mae: 1.4173227042939511, .r2: 0.83377616840461544, .mape: 0.12112166981380738,
      ]),
  ]

  @Test("Regression metrics equal scikit-learn's", arguments: expected)
  func values(expected: MetricsTests.Expected) throws {
    let metrics = RegressionEvaluation(
      predictions: Self.predictions, labels: Self.labels, weights: expected.isWeighted ? MetricsTests.weights : nil
    ).metrics
    for (id, value) in expected.values {
      let estimate = try #require(metrics[id])
      #expect(abs(estimate.value - value) < 1e-12, "\(id)")
    }
  }

  @Test("Intervals by the delta method")
  func intervals() throws {
    let metrics = RegressionEvaluation(predictions: Self.predictions, labels: Self.labels).metrics
    let rmse = try #require(metrics[.rmse])
    // numpy: √m ± 1.96 · sd(e²) / √n / (2√m).
    #expect(abs(rmse.lower - 1.3728230875517071) < 1e-9 && abs(rmse.upper - 1.7549112861805605) < 1e-9)
    let r2 = try #require(metrics[.r2])
    // Standard deviation over 4000 bootstrap samples: 0.0314.
    #expect(abs((r2.upper - r2.lower) / 2 / 1.96 - 0.0314) < 0.004)
  }

  @Test("A metric without a meaning is absent")
  func undefined() {
    let constant = RegressionEvaluation(predictions: [1, 2], labels: [3, 3]).metrics
    #expect(constant[.r2] == nil && constant[.rmse] != nil)
    #expect(RegressionEvaluation(predictions: [1, 2], labels: [0, 3]).metrics[.mape] == nil)
    #expect(RegressionEvaluation(predictions: [.nan], labels: [1]).metrics.entries.isEmpty)
  }

  @Test("One row bounds nothing")
  func oneRow() {
    let rmse = RegressionEvaluation(predictions: [1], labels: [3]).metrics[.rmse]
    #expect(rmse == MetricEstimate(value: 2, lower: 0, upper: .infinity, count: 1))
  }
}

struct CurveTests {
  @Test("The ROC curve has each distinct score where they are few")
  func fewScores() throws {
    let curves = BinaryEvaluation(scores: MetricsTests.scores, labels: MetricsTests.labels).curves
    // scikit-learn's roc_curve(drop_intermediate=False): 24 points, the second at 1/29, 2/31, 0.91086957.
    #expect(curves.roc.count == 24)
    #expect(abs(curves.roc[1].x - 0.03448276) < 1e-8 && abs(curves.roc[1].y - 0.06451613) < 1e-8)
    #expect(abs(curves.roc[1].threshold - 0.91086957) < 1e-8)
    #expect(curves.roc[0].threshold == .infinity && curves.roc.last?.x == 1 && curves.roc.last?.y == 1)
  }

  @Test("Curves stay within their bound, in order, and near the full curve", arguments: [3, 10, 200])
  func bounded(limit: Int) throws {
    let (scores, labels) = manyRows(distinct: 4999)
    let evaluation = BinaryEvaluation(scores: scores, labels: labels, curvePointCount: limit)
    for curve in [evaluation.curves.roc, evaluation.curves.precisionRecall] {
      #expect(curve.count <= limit && curve.count > limit / 2)
      #expect(zip(curve, curve.dropFirst()).allSatisfy { $0.x <= $1.x && $0.threshold > $1.threshold })
      #expect(curve.last?.x == 1)
    }
    var area = 0.0
    for (left, right) in zip(evaluation.curves.roc, evaluation.curves.roc.dropFirst()) {
      area += (right.x - left.x) * (right.y + left.y) / 2
    }
    let exact = try #require(evaluation.metrics[.auc]).value
    #expect(abs(area - exact) < (limit == 200 ? 0.001 : 0.25))
  }

  @Test("Calibration points hold all rows, and perfect scores lie on the diagonal")
  func calibration() {
    let scores: [Double] = (0..<1000).map { Double($0 % 10) / 10 + 0.05 }
    let labels: [Double] = (0..<1000).map { Double($0 / 10) + 0.5 < scores[$0] * 100 ? 1 : 0 }
    let points = BinaryEvaluation(scores: scores, labels: labels).curves.calibration
    #expect(points.count == 10 && points.reduce(0) { $0 + $1.count } == 1000)
    #expect(points.allSatisfy { abs($0.meanScore - $0.positiveShare) < 1e-9 })
    #expect(points.allSatisfy { $0.lower < $0.positiveShare && $0.positiveShare < $0.upper })
  }
}

/// 5000 rows whose scores are right about six times in ten of their own worth.
private func manyRows(distinct: Int) -> (scores: [Double], labels: [Double]) {
  let scores: [Double] = (0..<5000).map { (i: Int) -> Double in Double((i * 7919) % distinct) / Double(distinct) }
  let labels: [Double] = (0..<5000).map { (i: Int) -> Double in
    Double((i * 104_729) % 1009) / 1009 < scores[i] * 0.6 ? 1 : 0
  }
  return (scores, labels)
}
