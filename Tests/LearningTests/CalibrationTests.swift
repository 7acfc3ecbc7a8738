import Glibc
import Learning
import Tabular
import Testing

/// Expected figures: scikit-learn 1.9.1 (`IsotonicRegression(out_of_bounds="clip")`, `_SigmoidCalibration`) on the same
/// arrays; Platt's numbers to ten digits by scipy's `minimize` on the same loss.
struct CalibrationTests {
  static let scores: [Double] = (0..<120).map { (row: Int) -> Double in Double((row * 37 + 11) % 41) / 41 }
  static let labels: [Double] = (0..<120).map { (row: Int) -> Double in
    Double((row * 29 + 7) % 17) / 17 < scores[row] * scores[row] ? 1 : 0
  }

  @Test("Isotonic regression equals scikit-learn's, ties and weights included")
  func isotonic() throws {
    #expect(Self.labels.reduce(0, +) == 39)
    let positions = [-1, 0, 0.13, 0.5, 0.71, 0.77, 0.9, 0.98, 2]
    let plain = try #require(IsotonicCurve(fitting: Self.scores, targets: Self.labels))
    let expected = [
      0.0, 0.0, 0.01650000000000002, 0.4146341463414634, 0.4146341463414634, 0.4146341463414634, 1.0, 1.0, 1.0,
    ]
    for (position, value) in zip(positions, expected) { #expect(abs(plain.value(at: position) - value) < 1e-9) }
    let weights = (0..<120).map { 1 + Double($0 % 5) * 0.5 }
    let weighted = try #require(IsotonicCurve(fitting: Self.scores, targets: Self.labels, weights: weights))
    let expectedWeighted = [
      0.0, 0.0, 0.020482758620689677, 0.4772727272727273, 0.4772727272727273, 0.4772727272727273, 1.0, 1.0, 1.0,
    ]
    for (position, value) in zip(positions, expectedWeighted) {
      #expect(abs(weighted.value(at: position) - value) < 1e-9)
    }
    #expect(IsotonicCurve(positions: [1, 0], values: [0, 1]) == nil)
    #expect(IsotonicCurve(positions: [0, 1], values: [1, 0]) == nil)
    #expect(IsotonicCurve(fitting: [], targets: []) == nil)
  }

  @Test("Platt's numbers equal scikit-learn's, whatever the scores' unit")
  func sigmoid() throws {
    let labels = Self.labels.map { $0 == 1 }
    let plain = try #require(SigmoidCurve(fitting: Self.scores, labels: labels))
    #expect(abs(plain.slope + 5.121951814371187) < 1e-6 && abs(plain.offset - 3.5851323538290734) < 1e-6)
    let far = try #require(SigmoidCurve(fitting: Self.scores.map { $0 * 50 - 20 }, labels: labels))
    for (row, value) in [(0, 0.09877146379407437), (5, 0.6016844446643251), (9, 0.16990201349493464)] {
      #expect(abs(far.value(at: Self.scores[row] * 50 - 20) - value) < 1e-8)
      #expect(abs(plain.value(at: Self.scores[row]) - value) < 1e-8)
    }
    #expect(SigmoidCurve(fitting: [1, 2], labels: [true, true]) == nil)
    let equal = try #require(SigmoidCurve(fitting: [1, 1, 1], labels: [true, false, false]))
    // Platt's targets: (2/3 + 1/4 + 1/4) / 3.
    #expect(abs(equal.value(at: 1) - 0.3888888888888889) < 1e-6)
  }

  private func run(
    _ method: CalibrationMethod, world: (table: Table, schema: Schema), balance: Double? = nil,
    weighting: ClassWeighting = .none
  ) throws -> TrainedRun {
    try Trainer.train(
      table: world.table, schema: world.schema, parts: .consecutive(world.table.rowCount),
      specification: TrainingSpecification(
        name: "sample", algorithm: .logistic, classWeight: weighting, balance: balance, calibration: method),
      now: { 0 })
  }

  @Test(
    "Calibration mends what class weights bend, is stored, and the threshold is picked on what it gives",
    arguments: [CalibrationMethod.isotonic, .sigmoid])
  func mends(method: CalibrationMethod) throws {
    let world = sampleWorld(rows: 6000)
    let bent = try run(.none, world: world, weighting: .weights(["yes": 8]))
    let mended = try run(method, world: world, weighting: .weights(["yes": 8]))
    #expect(try #require(bent.test.metrics[.ece]).value > 0.2)
    #expect(try #require(mended.test.metrics[.ece]).value < 0.06)
    let areas = (try #require(bent.test.metrics[.auc]).value, try #require(mended.test.metrics[.auc]).value)
    #expect(abs(areas.0 - areas.1) < (method == .sigmoid ? 1e-9 : 0.02))
    #expect(mended.model.correction.calibrators.map(\.method) == [method])
    let model = try Model(decoding: mended.model.encode())
    #expect(model == mended.model)
    #expect(try Scorer(model).scores(of: world.table, rows: mended.test.rows) == mended.test.scores)
    let best = ThresholdChoice.bestF1(scores: mended.validate.scores, labels: mended.validate.labels)
    #expect(mended.model.threshold == best)
  }

  @Test("A balanced subset keeps the rare rows, and its probabilities stay those of the whole")
  func balance() throws {
    // One row in twenty is rare.
    var world = sampleWorld(rows: 8000)
    world.table = Table(
      columns: world.table.columns.map { column in
        guard column.name == "y" else { return column }
        let rare = (0..<8000).map { row in
          guard case .categorical(let values) = column.values else { return "no" }
          return values[row] == "yes" && row % 6 == 0 ? "yes" : "no"
        }
        return Column(name: "y", values: .category(rare))
      })
    let whole = try run(.none, world: world)
    let subset = try run(.none, world: world, balance: 2)
    #expect(subset.notes.contains { $0.hasPrefix("balance: ") })
    #expect(subset.train.rows == whole.train.rows)
    func mean(_ scores: [Double]) -> Double { scores.reduce(0, +) / Double(scores.count) }
    #expect(abs(mean(subset.test.scores) - mean(whole.test.scores)) < 0.015)
    #expect(subset.model.correction.priorShift.count == 1 && subset.model.correction.priorShift[0] < -1)
    #expect(subset.test.scores != whole.test.scores)
    #expect(try run(.none, world: world, balance: 2).model == subset.model)
    #expect(throws: LearningError.self) { try run(.none, world: world, balance: 0.5) }
    #expect(throws: LearningError.self) { try run(.none, world: world, weighting: .weights(["maybe": 2])) }
  }

  @Test(
    "Several classes: calibrated and thinned probabilities add up to 1",
    arguments: [CalibrationMethod.isotonic, .sigmoid])
  func classes(method: CalibrationMethod) throws {
    let run = try run(method, world: MulticlassTrainingTests.world(rows: 3000), balance: 1.5)
    let probabilities = try #require(run.test.probabilities)
    for row in run.test.rows.indices { #expect(abs(probabilities[row * 4..<row * 4 + 4].reduce(0, +) - 1) < 1e-12) }
    #expect(run.model.correction.calibrators.count == 4 && run.model.correction.priorShift.count == 4)
    #expect(try Model(decoding: run.model.encode()) == run.model)
  }
}

struct OutOfFoldTests {
  @Test("Every row is scored once, by folds of equal mix, the same for one seed and another for another")
  func folds() throws {
    let world = sampleWorld(rows: 600)
    let specification = TrainingSpecification(name: "sample", algorithm: .logistic)
    func scores(seed: UInt64) throws -> OutOfFold {
      try OutOfFold.scores(
        table: world.table, schema: world.schema, specification: specification, folds: 5, seed: seed)
    }
    let first = try scores(seed: 1)
    #expect(first.rows == Array(0..<600) && first.scores.allSatisfy { $0 > 0 && $0 < 1 } && first.metrics.count == 5)
    for fold in 0..<5 {
      let own = (0..<600).filter { Int(first.folds[$0]) == fold }
      #expect(own.count == 120)
      let positives = own.count { first.labels[$0] == 1 }
      #expect(abs(Double(positives) - first.labels.reduce(0, +) / 5) <= 1)
      // The very model that did not see them.
      let others = (0..<600).filter { Int(first.folds[$0]) != fold }
      let run = try trained(world, .logistic, parts: TrainingParts(train: others, test: own))
      #expect(own.map { first.scores[$0] } == run.test.scores)
    }
    #expect(try scores(seed: 1) == first)
    #expect(try scores(seed: 2).folds != first.folds)
    let spread = try #require(first.spread(of: .auc))
    #expect(spread.mean > 0.55 && spread.deviation > 0 && spread.deviation < 0.2)
    #expect((0..<600).allSatisfy { first.probabilities[2 * $0 + 1] == first.scores[$0] })
  }

  @Test("Numbers and classes too; too few rows and strange folds are refused; cancelling ends it")
  func tasks() throws {
    let regression = sampleRegressionWorld()
    let trees = TrainingSpecification(name: "sample", algorithm: .boostedTrees, parameters: ["rounds": 5])
    let numbers = try OutOfFold.scores(
      table: regression.table, schema: regression.schema, specification: trees, folds: 3, seed: 7)
    #expect(numbers.probabilities.isEmpty && numbers.spread(of: .rmse) != nil)
    let classes = MulticlassTrainingTests.world()
    let several = try OutOfFold.scores(
      table: classes.table, schema: classes.schema, specification: trees, rows: Array(0..<900), folds: 3, seed: 7)
    #expect(several.probabilities.count == 3600 && several.probabilities.allSatisfy { !$0.isNaN })
    for folds in [1, 21] {
      #expect(throws: LearningError.self) {
        try OutOfFold.scores(
          table: regression.table, schema: regression.schema, specification: trees, folds: folds, seed: 7)
      }
    }
    #expect(throws: LearningError.self) {
      try OutOfFold.scores(
        table: regression.table, schema: regression.schema, specification: trees, rows: [1, 2, 3], folds: 3, seed: 7)
    }
    #expect(throws: LearningError.cancelled) {
      try OutOfFold.scores(
        table: regression.table, schema: regression.schema, specification: trees, folds: 3, seed: 7,
        isCancelled: { true })
    }
  }
}
