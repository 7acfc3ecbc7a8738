import Encoding
import Glibc
import Monitoring
import Statistics
import Tabular
import Testing

/// Rows whose score is a probability of what came, by construction.
private struct DrawnRows {
  var scores: [Double] = []
  var labels: [Double] = []
  var predictions: [Double] { scores.map { $0 >= 0.5 ? 1 : 0 } }

  /// - Parameters:
  ///   - shift: of what the score is made of.
  ///   - slope: the truth's log-odds for each of the score's.
  init(_ count: Int, seed: UInt64, shift: Double = 0, slope: Double = 1) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<count {
      let margin = 1.5 * (generator.normal() + shift)
      scores.append(1 / (1 + exp(-margin)))
      labels.append(generator.bernoulli(1 / (1 + exp(-slope * margin))) ? 1 : 0)
    }
  }
}

@Suite("Estimates of live windows")
struct LiveEstimatorTests {
  /// Share of windows whose band holds what was measured, by metric; each with a reference of its own.
  private func coverage(reference: Int, window: Int, shift: Double, slope: Double) throws -> [EstimatedMetric: Double] {
    var inside: [EstimatedMetric: Double] = [:]
    let rounds = 200
    for round in 0..<rounds {
      let known = DrawnRows(reference, seed: UInt64(round), slope: slope)
      let estimator = try #require(ScoreEstimator(scores: known.scores, labels: known.labels))
      let rows = DrawnRows(window, seed: UInt64(10_000 + round), shift: shift, slope: slope)
      let estimates = estimator.estimate(scores: rows.scores, predictions: rows.predictions)
      let realised = PerformanceEstimator.realised(
        scores: rows.scores, predictions: rows.predictions, labels: rows.labels)
      for (metric, estimate) in estimates {
        let value = try #require(realised[metric])
        if (estimate.lower...estimate.upper).contains(value) { inside[metric, default: 0] += 1 / Double(rounds) }
      }
    }
    return inside
  }

  @Test(
    "bands hold what is measured nineteen times in twenty and not always, also where inputs moved and scores are too sure",
    arguments: [(500, 250, 0.0, 1.0), (500, 250, 1.5, 1.0), (4000, 1000, 0.7, 0.6), (300, 2000, 0.5, 1.4)])
  func bands(_ reference: Int, _ window: Int, _ shift: Double, _ slope: Double) throws {
    let shares = try coverage(reference: reference, window: window, shift: shift, slope: slope)
    #expect(shares.count == EstimatedMetric.allCases.count)
    for (metric, share) in shares { #expect(share >= 0.9, "\(metric): \(share)") }
    #expect(shares.values.reduce(0, +) / Double(shares.count) < 0.995)
  }

  @Test(
    "what is a probability already is left nearly as it is; what is too sure is taken back, and beyond the reference too"
  )
  func calibrations() throws {
    let plain = DrawnRows(500, seed: 3)
    let left = try #require(ScoreEstimator(scores: plain.scores, labels: plain.labels)).calibration
    #expect(abs(left.slope - 1) < 0.15 && abs(left.intercept) < 0.15 && left.curve == nil)
    let sure = DrawnRows(3000, seed: 4, slope: 0.5)
    let taken = try #require(ScoreEstimator(scores: sure.scores, labels: sure.labels)).calibration
    #expect(abs(taken.slope - 0.5) < 0.08)
    // The truth of a score far out: log-odds of 6 are worth 3.
    #expect(abs(taken.probability(1 / (1 + exp(-6))) - 1 / (1 + exp(-3))) < 0.03)
  }

  @Test("a curve takes the line's place where no line fits")
  func curve() throws {
    var generator = SeededGenerator(seed: 5)
    let scores = (0..<6000).map { _ in generator.uniform() }
    // Steps: no line in log-odds goes through them.
    let labels = scores.map { generator.bernoulli($0 < 0.3 ? 0.02 : $0 < 0.7 ? 0.5 : 0.55) ? 1.0 : 0 }
    let calibration = try #require(ScoreEstimator(scores: scores, labels: labels)).calibration
    #expect(calibration.curve != nil)
    #expect(abs(calibration.probability(0.15) - 0.02) < 0.02)
    #expect(abs(calibration.probability(0.5) - 0.5) < 0.05)
  }

  @Test("an estimator is kept as JSON; what is damaged or newer is refused, and nothing is learned from too little")
  func stored() throws {
    let rows = DrawnRows(2000, seed: 6, slope: 0.7)
    let estimator = LiveEstimator.scores(try #require(ScoreEstimator(scores: rows.scores, labels: rows.labels)))
    let json = try #require(estimator.json)
    #expect(try LiveEstimator(try JSON(parsing: json.text())) == estimator)
    #expect(json.text().utf8.count < 1000)
    let damaged: [JSON] = [
      ["version": 99], ["version": 1, "kind": "scores"], [:], ["version": 1, "kind": "losses"],
      ["version": 1, "kind": "other", "rows": 3, "calibration": json["calibration"] ?? .null],
    ]
    for json in damaged { #expect(throws: ProfileError.self) { try LiveEstimator(json) } }
    #expect(ScoreEstimator(scores: [0.1, 0.9], labels: [0, 1]) == nil)
    #expect(ScoreEstimator(scores: rows.scores, labels: rows.labels.map { _ in 1 }) == nil)
    #expect(estimator.estimate(scores: [], predictions: []).isEmpty)
    #expect(estimator.estimate(scores: [.nan], predictions: [1]).isEmpty)
  }

  @Test("several classes: bands hold accuracy and macro figures where classes come in other shares")
  func classes() throws {
    func rows(_ count: Int, _ seed: UInt64, _ shares: [Double]) -> (s: [Double], p: [Double], l: [Double]) {
      var generator = SeededGenerator(seed: seed)
      var (scores, predictions, labels) = ([Double](), [Double](), [Double]())
      for _ in 0..<count {
        let place = generator.uniform()
        let answer = place < shares[0] ? 0 : place < shares[0] + shares[1] ? 1 : 2
        let sure = 0.4 + 0.6 * generator.uniform()
        let truth = generator.bernoulli(sure) ? answer : (answer + (generator.bernoulli(0.8) ? 1 : 2)) % 3
        scores.append(sure)
        predictions.append(Double(answer))
        labels.append(Double(truth))
      }
      return (scores, predictions, labels)
    }
    let known = rows(3000, 1, [0.5, 0.3, 0.2])
    let estimator = try #require(ClassEstimator(scores: known.s, predictions: known.p, labels: known.l, classCount: 3))
    let json = try #require(LiveEstimator.classes(estimator).json)
    #expect(try LiveEstimator(json) == .classes(estimator))
    var inside: [MacroMetric: Int] = [:]
    for round in 0..<100 {
      let window = rows(600, UInt64(100 + round), [0.2, 0.3, 0.5])
      let estimates = estimator.estimate(scores: window.s, predictions: window.p)
      // The confusion by hand.
      var matrix = [[Double]](repeating: [0, 0, 0], count: 3)
      for row in 0..<600 { matrix[Int(window.p[row])][Int(window.l[row])] += 1 }
      let precision = (0..<3).map { matrix[$0][$0] / matrix[$0].reduce(0, +) }
      let recall = (0..<3).map { number in matrix[number][number] / matrix.reduce(0) { $0 + $1[number] } }
      let f1 = zip(precision, recall).map { 2 * $0 * $1 / ($0 + $1) }
      let truth: [MacroMetric: Double] = [
        .accuracy: (0..<3).reduce(0) { $0 + matrix[$1][$1] } / 600, .precision: precision.reduce(0, +) / 3,
        .recall: recall.reduce(0, +) / 3, .f1: f1.reduce(0, +) / 3,
      ]
      for (metric, value) in truth {
        let estimate = try #require(estimates[metric])
        if (estimate.lower...estimate.upper).contains(value) { inside[metric, default: 0] += 1 }
      }
    }
    for (metric, count) in inside { #expect((90...100).contains(count), "\(metric): \(count)") }
    #expect(inside.count == 4)
  }

  @Test("a regression: errors grow where the inputs moved, and the band holds them")
  func losses() throws {
    func rows(_ count: Int, _ seed: UInt64, shift: Double) -> (table: Table, predictions: [Double], labels: [Double]) {
      var generator = SeededGenerator(seed: seed)
      var (x, z, predictions, labels) = ([Double](), [Double](), [Double](), [Double]())
      for _ in 0..<count {
        let place = generator.normal() + shift
        x.append(place)
        z.append(generator.normal())
        predictions.append(3 * place)
        // Errors grow with x.
        labels.append(3 * place + generator.normal() * exp(0.5 * place))
      }
      return (
        Table(columns: [Column(name: "x", values: .numeric(x)), Column(name: "z", values: .numeric(z))]), predictions,
        labels
      )
    }
    let known = rows(4000, 1, shift: 0)
    let reference = ReferenceProfile(columns: known.table.columns, scores: known.predictions, windowRows: 500)
    let joint = try #require(reference.joint)
    let estimator = try #require(
      try LossEstimator(joint, table: known.table, predictions: known.predictions, labels: known.labels))
    let json = try #require(LiveEstimator.losses(estimator).json)
    #expect(try LiveEstimator(try JSON(parsing: json.text())) == .losses(estimator))
    for shift in [0.0, 0.7] {
      var inside = 0
      for round in 0..<60 {
        let window = rows(500, UInt64(50 + round), shift: shift)
        var sample = JointSample(of: joint)
        sample.add(
          window.table, rows: 0..<500, binding: try WindowBinding(of: reference, to: window.table), at: 0)
        let estimate = try #require(
          LiveEstimator.losses(estimator)
            .estimate(scores: window.predictions, predictions: window.predictions, sample: sample)["rmse"])
        let squares = zip(window.predictions, window.labels).map { ($0 - $1) * ($0 - $1) }
        let realised = (squares.reduce(0, +) / 500).squareRoot()
        if (estimate.lower...estimate.upper).contains(realised) { inside += 1 }
        // E exp(x): the mean square is exp(shift + 1/2), by the normal's moments.
        #expect(abs(estimate.value - exp((shift + 0.5) / 2)) < 0.35)
      }
      #expect(inside >= 52, "\(shift): \(inside) of 60")
    }
  }
}
