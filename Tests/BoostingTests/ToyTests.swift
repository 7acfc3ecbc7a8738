import Boosting
import Glibc
import Testing

@Suite("Small problems with known answers")
struct ToyTests {
  @Test("Squared error: one split, computed by hand")
  func squaredErrorByHand() throws {
    let sample = Sample.column([0, 1, 2, 3], labels: [0, 0, 1, 1])
    var reports: [RoundReport] = []
    let forest = try GradientBoosting.train(sample, .small(.squaredError, rounds: 1, rate: 0.5, leaves: 2)) {
      reports.append($0)
      return true
    }
    // Mean ½; residuals ∓½; leaves of half the residual; what is left is ¼ each.
    #expect(forest.baseMargin == 0.5)
    let root = try #require(forest.trees.first?.nodes.first?.split)
    #expect(root.threshold == 1.5)
    #expect(root.rowCount == 4)
    // GL²/HL + GR²/HR − G²/H = 1/2 + 1/2 − 0.
    #expect(abs(root.gain - 1) < 1e-3)
    #expect(forest.margins(of: sample.matrix).map { ($0 * 1000).rounded() / 1000 } == [0.25, 0.25, 0.75, 0.75])
    #expect(reports.count == 1)
    #expect(abs(reports[0].trainLoss - 0.0625) < 1e-5)
  }

  @Test("Log-loss: one Newton step, computed by hand")
  func logisticByHand() throws {
    let sample = Sample.column([0, 1, 2, 3], labels: [0, 0, 0, 1])
    var loss = 0.0
    let forest = try GradientBoosting.train(sample, .small(rounds: 1, rate: 0.1, leaves: 2)) {
      loss = $0.trainLoss
      return true
    }
    // Base ln(¼ / ¾). Left: G = 3 · ¼, H = 3 · 3/16, so −0.1 · 4/3; right: G = −¾, H = 3/16, so 0.1 · 4.
    #expect(abs(forest.baseMargin + log(3)) < 1e-12)
    let margins = forest.margins(of: sample.matrix)
    #expect(abs(margins[0] - -1.2319456) < 1e-4)
    #expect(abs(margins[3] - -0.6986123) < 1e-4)
    // (3 ln(1 + e^−1.2319456) + ln(1 + e^0.6986123)) / 4, by Python's math module.
    #expect(abs(loss - 0.4675483) < 1e-5)
  }

  @Test("λ shrinks a leaf to −G / (H + λ)")
  func regularised() throws {
    let sample = Sample.column([0, 1, 2, 3], labels: [0, 0, 1, 1])
    var parameters = BoostingParameters.small(.squaredError, rounds: 1, rate: 1, leaves: 2)
    parameters.l2 = 2
    let forest = try GradientBoosting.train(sample, parameters)
    // G = ±1, H = 2.
    #expect(abs(forest.margins(of: sample.matrix)[3] - 0.75) < 1e-4)
  }

  @Test("Exclusive or needs two levels and gets them")
  func exclusiveOr() throws {
    // One corner is heavier, so that the first split gains something.
    let corners: [(Float, Float, Int)] = [(0, 0, 30), (0, 1, 20), (1, 0, 20), (1, 1, 20)]
    var sample = Sample(matrix: FeatureMatrix(rowCount: 0, columnCount: 2, values: []), labels: [])
    var values: [Float] = []
    for (a, b, count) in corners {
      for _ in 0..<count {
        values += [a, b]
        sample.labels.append(a == b ? 0 : 1)
      }
    }
    sample.matrix = FeatureMatrix(rowCount: 90, columnCount: 2, values: values)
    let forest = try GradientBoosting.train(sample, .small(rounds: 20, leaves: 4))
    for (a, b, _) in corners { #expect((forest.margin(of: [a, b]) > 0) == (a != b)) }
    #expect(forest.featureGains.allSatisfy { $0 > 0 })
  }

  @Test("A rising target is answered by rising predictions")
  func monotone() throws {
    let values = (0..<1000).map { Float($0) }
    let sample = Sample.column(values, labels: values.map { $0 * $0 })
    let forest = try GradientBoosting.train(sample, .small(.squaredError, rounds: 50))
    let margins = forest.margins(of: sample.matrix)
    #expect(zip(margins, margins.dropFirst()).allSatisfy { $0 <= $1 })
    // Mean squared error of the mean itself is 8.9e10 (variance of the squares of 0…999).
    let error = zip(margins, sample.labels).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) } / 1000
    #expect(error < 1e9)
  }

  @Test("A large mean costs the residuals no digits")
  func largeMean() throws {
    let values = (0..<64).map { Float($0) }
    // Steps of 1 above 2²³, where floats are whole numbers.
    let sample = Sample.column(values, labels: values.map { 8_388_608 + ($0 < 32 ? 0 : 1) })
    let forest = try GradientBoosting.train(sample, .small(.squaredError, rounds: 40))
    #expect(abs(forest.margin(of: [0]) - 8_388_608) < 1e-3)
    #expect(abs(forest.margin(of: [63]) - 8_388_609) < 1e-3)
  }

  @Test("Huge residuals that no split can tell apart do not drown small ones")
  func hugeResiduals() throws {
    var values = (0..<4000).map { Float($0) / 4000 }
    var labels: [Float] = values.map { $0 < 0.25 ? 0 : 1 }
    // Gradients are rounded to 1/32 700 of the largest, 30 here: a step of 1 is far less than a unit.
    values += [Float](repeating: 0.5, count: 20)
    labels += (0..<20).map { $0 % 2 == 0 ? 1e6 : -1e6 }
    let forest = try GradientBoosting.train(
      .column(values, labels: labels), .small(.squaredError, rounds: 40, leaves: 3, minRows: 400))
    #expect(abs(forest.margin(of: [0.1])) < 0.3)
    #expect(abs(forest.margin(of: [0.9]) - 1) < 0.3)
  }
}
