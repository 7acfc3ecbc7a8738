import Boosting
import Glibc
import Testing

@Suite("Reported losses, early stopping and cancelling")
struct LossTests {
  /// Mean loss of labels under margins, in plain Double.
  private func loss(_ margins: [Double], _ labels: [Float], _ objective: BoostingParameters.Objective) -> Double {
    zip(margins, labels).reduce(0) { sum, pair in
      let (margin, label) = (pair.0, Double(pair.1))
      switch objective {
      case .logistic: return sum + log1p(exp(-abs(margin))) + max(margin, 0) - label * margin
      case .squaredError, .softmax, .exponential: return sum + (margin - label) * (margin - label)
      }
    } / Double(labels.count)
  }

  @Test(
    "Losses are those of the forest's own margins", arguments: [BoostingParameters.Objective.logistic, .squaredError])
  func losses(objective: BoostingParameters.Objective) throws {
    let isBinary = objective == .logistic
    let sample = Sample.mixed(rows: 4100, columns: 7, isBinary: isBinary)
    var other = Sample.mixed(rows: 2055, columns: 7, seed: 2, isBinary: isBinary)
    // Missing where training had none, and values beyond those of training.
    for row in 0..<2055 where row % 3 == 0 {
      other.matrix.values[row * 7] = [.nan, .infinity, -.infinity][row / 3 % 3]
    }
    var reports: [RoundReport] = []
    let forest = try GradientBoosting.train(
      sample, validation: other, .small(objective, rounds: 12, leaves: 16, threads: 2)
    ) {
      reports.append($0)
      return true
    }
    #expect(reports.map(\.round) == Array(1...12))
    let trainLoss = loss(forest.margins(of: sample.matrix), sample.labels, objective)
    let validationLoss = loss(forest.margins(of: other.matrix), other.labels, objective)
    let last = try #require(reports.last)
    #expect(abs(last.trainLoss - trainLoss) < 1e-5 * trainLoss)
    #expect(abs(try #require(last.validationLoss) - validationLoss) < 1e-9 * validationLoss)
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.trainLoss > $1.trainLoss })
    #expect(reports.map(\.leafCount) == forest.trees.map(\.leafCount))
  }

  @Test("Early stopping keeps the trees up to the best round")
  func earlyStopping() throws {
    var random = TestRandom(5)
    var sample = Sample.mixed(rows: 300, columns: 6)
    // A third of the labels are noise, so that many rounds learn it by heart.
    for row in 0..<300 where random.below(3) == 0 { sample.labels[row] = Float(random.below(2)) }
    let other = Sample.mixed(rows: 300, columns: 6, seed: 9)
    var parameters = BoostingParameters.small(rounds: 300, rate: 0.5, leaves: 16)
    parameters.earlyStoppingRounds = 10
    var losses: [Double] = []
    var bestRounds: [Int] = []
    let forest = try GradientBoosting.train(sample, validation: other, parameters) {
      losses.append($0.validationLoss ?? .nan)
      bestRounds.append($0.bestRound)
      return true
    }
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] }) + 1
    #expect(forest.trees.count == best)
    #expect(losses.count == best + 10)
    #expect(bestRounds.last == best)
    #expect(abs(loss(forest.margins(of: other.matrix), other.labels, .logistic) - losses[best - 1]) < 1e-9)
  }

  @Test("Without early stopping every round's tree stays, validation or not")
  func noStopping() throws {
    let sample = Sample.mixed(rows: 200)
    let forest = try GradientBoosting.train(
      sample, validation: Sample.mixed(rows: 100, seed: 4), .small(rounds: 40, rate: 0.9))
    #expect(forest.trees.count == 40)
  }

  @Test("A round's answer of false cancels")
  func cancelByProgress() {
    var rounds = 0
    #expect(throws: BoostingError.cancelled) {
      try GradientBoosting.train(.mixed(rows: 200), .small(rounds: 50)) {
        rounds = $0.round
        return $0.round < 3
      }
    }
    #expect(rounds == 3)
  }

  @Test("Cancelling works wherever it happens", arguments: [1, 2, 3])
  func cancelAnywhere(threads: Int) throws {
    let sample = Sample.mixed(rows: 9000, columns: 6)
    let parameters = BoostingParameters.small(rounds: 2, leaves: 6, threads: threads)
    let total = Counter()
    _ = try GradientBoosting.train(
      sample.matrix, labels: sample.labels, parameters: parameters,
      isCancelled: {
        total.increment()
        return false
      })
    // Asked before binning, between splits and within rounds: far oftener than once a round.
    #expect(total.value > 20)
    for limit in stride(from: 1, to: 20, by: 1) {
      let asked = Counter()
      #expect(throws: BoostingError.cancelled) {
        try GradientBoosting.train(
          sample.matrix, labels: sample.labels, parameters: parameters, isCancelled: { asked.increment() >= limit })
      }
      #expect(asked.value >= limit)
    }
  }
}
