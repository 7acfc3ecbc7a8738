import Boosting
import Glibc
import Learning
import Synchronization
import Tabular
import Testing

struct TrainerTests {
  @Test("Every algorithm of a binary task beats chance but the baseline, which is chance")
  func binary() throws {
    let world = sampleWorld()
    for algorithm in [LearningAlgorithm.logistic, .boostedTrees] {
      let run = try trained(world, algorithm, algorithm == .boostedTrees ? ["rounds": 60, "depth": 3] : [:])
      let auc = try #require(run.test.metrics[.auc])
      #expect(auc.value > 0.65 && auc.lower > 0.5, "\(algorithm) \(auc)")
      #expect(run.test.metrics[.value] == nil && run.model.target.classes?.positive == "yes")
      #expect(run.test.rows.count == 240 && run.test.scores.count == 240)
      #expect(run.notes == ["constant is left out: constant in the training rows"])
      #expect(run.model.features == ["amount", "job", "member", "when"])
      let shares = run.model.importances.map(\.share)
      #expect(abs(shares.reduce(0, +) - 1) < 1e-9 && shares == shares.sorted(by: >))
      #expect(run.model.importances.first?.column != "when")
    }
    let baseline = try trained(world, .baseline)
    #expect(baseline.test.metrics[.auc]?.value == 0.5)
    #expect(baseline.test.metrics[.logLoss]?.value == baseline.baseline[.logLoss]?.value)
    #expect(baseline.model.features.isEmpty)
  }

  @Test("Both algorithms of a regression come near, and the baseline is the training mean")
  func regression() throws {
    let world = sampleRegressionWorld()
    for algorithm in [LearningAlgorithm.linear, .boostedTrees] {
      let run = try trained(world, algorithm, algorithm == .boostedTrees ? ["rounds": 100, "leaves": 15] : [:])
      let rmse = try #require(run.test.metrics[.rmse])
      let baseline = try #require(run.baseline[.rmse])
      #expect(rmse.value < 0.6 * baseline.value, "\(algorithm)")
      #expect(run.test.confusion == nil && run.test.curves == nil && run.model.threshold == nil)
    }
    let baseline = try trained(world, .baseline)
    #expect(baseline.test.metrics == baseline.baseline)
  }

  @Test("The baseline's metrics are those of the best constant answer")
  func baselineMetrics() throws {
    // 5 of 20 test rows are positive, as are 30 of 100 training rows.
    let labels = (0..<140).map { $0 < 100 ? ($0 % 10 < 3 ? "yes" : "no") : ($0 % 4 == 0 ? "yes" : "no") }
    let world = (
      table: Table.sample(("x", .numeric((0..<140).map { Double($0 % 7) })), ("y", .category(labels))),
      schema: Schema(columns: [
        ColumnSchema(name: "x", kind: .numeric), ColumnSchema(name: "y", kind: .categorical, role: .target),
      ])
    )
    let parts = TrainingParts(train: Array(0..<100), validate: Array(100..<120), test: Array(120..<140))
    let value = ValueFunction.decisions { rows in
      DecisionValues(positive: rows.map { $0 % 4 == 0 ? 1 : -1 }, negative: rows.map { _ in 0 })
    }
    let baseline = try trained(world, .baseline, parts: parts, value: value).baseline
    #expect(baseline[.accuracy]?.value == 0.75 && baseline[.f1]?.value == 0.4 && baseline[.recall]?.value == 1)
    #expect(baseline[.value]?.value == 0 && baseline[.auc]?.value == 0.5 && baseline[.precision]?.value == 0.25)
  }

  @Test("Same rows, recipe and seed: the same bytes, whatever the threads", arguments: LearningAlgorithm.allCases)
  func determinism(algorithm: LearningAlgorithm) throws {
    let world = algorithm == .linear ? sampleRegressionWorld() : sampleWorld()
    let parameters: [String: Double] = algorithm == .boostedTrees ? ["rounds": 40] : [:]
    let runs = try [1, 2, 3, 1].map { try trained(world, algorithm, parameters, threads: $0).model.encode() }
    #expect(Set(runs).count == 1)
  }

  @Test("Rows outside the parts have no influence: labels there may be noise", arguments: LearningAlgorithm.allCases)
  func otherRowsDoNotMatter(algorithm: LearningAlgorithm) throws {
    let isRegression = algorithm == .linear
    let world = isRegression ? sampleRegressionWorld() : sampleWorld()
    let parts = TrainingParts(train: Array(0..<600), validate: Array(600..<700), test: Array(700..<800))
    let noisy = Table(
      columns: world.table.columns.map { column in
        switch column.values {
        case .numeric(var values):
          for row in 800..<1200 { values[row] = Double((row * 7919) % 31) * 1e3 }
          return Column(name: column.name, values: .numeric(values))
        case .categorical(let values):
          let texts = (0..<1200).map { $0 < 800 ? values[$0] : "noise \($0 % 5)" }
          return Column(name: column.name, values: .category(texts, levels: ["noise 3"]))
        case .boolean, .timestamp, .text: return column
        }
      })
    let parameters: [String: Double] = algorithm == .boostedTrees ? ["rounds": 30] : [:]
    let clean = try trained(world, algorithm, parameters, parts: parts)
    let dirty = try trained((noisy, world.schema), algorithm, parameters, parts: parts)
    #expect(clean.model.encode() == dirty.model.encode())
  }

  @Test("The loss curve has a point a round, falls, and validation stops it early")
  func lossCurve() throws {
    let run = try trained(sampleWorld(), .boostedTrees, ["rounds": 2000, "learning_rate": 0.3, "early_stopping": 10])
    #expect(run.lossCurve.map(\.round) == Array(1...run.lossCurve.count))
    #expect(run.lossCurve.count < 200)
    let first = try #require(run.lossCurve.first)
    let last = try #require(run.lossCurve.last)
    #expect(last.train < first.train && last.validate != nil)
    guard case .trees(let trees) = run.model.predictor else {
      Issue.record("no trees")
      return
    }
    let best = run.lossCurve.min { ($0.validate ?? 9) < ($1.validate ?? 9) }
    #expect(trees.trees.count == best?.round)
    // The curve's loss at the best round is what the kept trees give.
    let validate = try #require(run.validate.metrics[.logLoss])
    #expect(abs(validate.value - (best?.validate ?? 0)) < 1e-4)
    let all = try trained(sampleWorld(), .boostedTrees, ["rounds": 20, "early_stopping": 0]).lossCurve
    #expect(all.count == 20)
  }

  @Test("The threshold is picked on the validate rows: the best F1 there, or the most value")
  func threshold() throws {
    let world = sampleWorld()
    let run = try trained(world, .logistic)
    let threshold = try #require(run.model.threshold)
    let chosen = try #require(run.validate.metrics[.f1])
    for other in stride(from: 0.01, to: 1, by: 0.01) {
      let f1 = BinaryEvaluation(scores: run.validate.scores, labels: run.validate.labels, threshold: other).metrics[.f1]
      #expect(chosen.value >= (f1?.value ?? 0))
    }
    let labels = try run.model.target.labels(of: world.table, rows: 0..<world.table.rowCount)
    let valued = try trained(
      world, .logistic,
      value: .decisions { rows in
        DecisionValues(positive: rows.map { labels[$0] == 1 ? 1 : -4 }, negative: rows.map { _ in 0 })
      })
    // A false alarm costs four hits: the right threshold of a calibrated score is 4 / 5.
    #expect(try #require(valued.model.threshold) > threshold)
    let value = try #require(valued.validate.metrics[.value])
    #expect(value.value >= 0)
    // The same value, said row by row for an answer.
    let answered = try trained(
      world, .logistic,
      value: .answers { rows, answers in zip(rows, answers).map { $1 == 1 ? (labels[$0] == 1 ? 1 : -4) : 0 } })
    #expect(answered.model.encode() == valued.model.encode())
  }

  @Test("Without validate and test parts there is still a model")
  func trainAlone() throws {
    let run = try trained(sampleWorld(), .boostedTrees, ["rounds": 5], parts: TrainingParts(train: Array(0..<500)))
    #expect(run.test.metrics.entries.isEmpty && run.validate.rows.isEmpty && run.model.threshold != nil)
    #expect(run.lossCurve.allSatisfy { $0.validate == nil })
  }

  @Test("Rows without a target are left out, with a note")
  func unknownTargets() throws {
    var world = sampleWorld()
    guard case .categorical(let labels)? = world.table["y"]?.values else { return }
    let holes = (0..<1200).map { $0 % 6 == 0 ? nil : labels[$0] }
    world.table = Table(
      columns: world.table.columns.map { $0.name == "y" ? Column(name: "y", values: .category(holes)) : $0 })
    let run = try trained(world, .logistic)
    #expect(run.train.rows.count == 600 && run.test.rows.count == 200)
    #expect(run.notes.contains("test: 40 rows without a known y are left out"))
  }

  @Test("A cancelled training throws, at whatever moment", arguments: [0, 1, 5, 40])
  func cancel(after calls: Int) throws {
    let world = sampleWorld()
    for algorithm in [LearningAlgorithm.logistic, .boostedTrees] {
      let asked = Atomic<Int>(0)
      let error = #expect(throws: LearningError.self) {
        try Trainer.train(
          table: world.table, schema: world.schema, parts: .consecutive(1200),
          specification: TrainingSpecification(
            name: "c", algorithm: algorithm,
            parameters: algorithm == .boostedTrees ? ["rounds": 500, "early_stopping": 0] : [:], threads: 1),
          now: { 0 },
          isCancelled: {
            asked.wrappingAdd(1, ordering: .relaxed).newValue > min(calls, algorithm == .logistic ? 5 : 40)
          })
      }
      #expect(error == .cancelled)
    }
  }

  @Test("Progress rises from features through the rounds to the evaluation; timings come from the clock given")
  func progress() throws {
    let world = sampleWorld()
    var seen: [TrainingProgress] = []
    var clock = 0.0
    let run = try Trainer.train(
      table: world.table, schema: world.schema, parts: .consecutive(1200),
      specification: TrainingSpecification(
        name: "p", algorithm: .boostedTrees, parameters: ["rounds": 12, "early_stopping": 0]),
      now: {
        clock += 1
        return clock
      }, progress: { seen.append($0) })
    #expect(seen.map(\.phase) == [.features] + [TrainingProgress.Phase](repeating: .fit, count: 12) + [.evaluate])
    #expect(seen.map(\.fraction) == seen.map(\.fraction).sorted())
    #expect(seen.compactMap(\.loss) == run.lossCurve)
    #expect(run.timings == run.timings && run.timings.features == 1 && run.timings.fit == 1)
  }
}

struct TrainerErrorTests {
  private func error(
    _ algorithm: LearningAlgorithm, _ parameters: [String: Double] = [:], parts: TrainingParts? = nil,
    features: [String]? = nil, positive: String? = nil, edit: (inout Schema) -> Void = { _ in }
  ) -> String {
    var (table, schema) = sampleWorld()
    edit(&schema)
    do {
      _ = try Trainer.train(
        table: table, schema: schema, parts: parts ?? .consecutive(1200),
        specification: TrainingSpecification(
          name: "e", algorithm: algorithm, parameters: parameters, features: features, positive: positive),
        now: { 0 })
      table = Table(columns: [])
      return "no error"
    } catch {
      return error.description
    }
  }

  @Test("Wrong parameters are named with what is allowed")
  func parameters() {
    #expect(
      error(.boostedTrees, ["depth": 17]) == "parameter `depth` is 17; it must be a whole number from 0 to 16")
    #expect(error(.boostedTrees, ["rounds": 1.5]).contains("whole number"))
    #expect(error(.logistic, ["depth": 3]) == "parameter `depth` is 3; `logistic` has only `iterations`, `l2`")
    #expect(error(.baseline, ["l2": 3]).contains("no parameters"))
    #expect(error(.logistic, ["l2": .nan]).contains("from 0 to 1000000"))
  }

  @Test("What cannot be trained is refused in words")
  func refusals() {
    #expect(error(.linear).contains("`linear` does not learn a binary target; take `boosted-trees` or `logistic`"))
    #expect(error(.boostedTrees, features: ["nowhere"]).contains("column `nowhere` is missing"))
    #expect(error(.boostedTrees, features: ["constant", "y"]).contains("no column is left"))
    #expect(error(.boostedTrees, parts: TrainingParts(train: [0, 1200])).contains("rows that the table"))
    #expect(error(.boostedTrees, parts: TrainingParts(train: [])).contains("no row has a value"))
    #expect(error(.boostedTrees, positive: "maybe").contains("no class `maybe`"))
    #expect(error(.boostedTrees, edit: { $0.columns[5].role = .leftOut }).contains("no column has that role"))
    #expect(error(.boostedTrees, edit: { $0.columns[0].role = .target }).contains("2 columns have that role"))
    let (table, _) = sampleWorld()
    guard case .categorical(let y)? = table["y"]?.values else { return }
    let negatives = (0..<1200).filter { y[$0] == "no" }
    #expect(
      error(.logistic, parts: TrainingParts(train: negatives, test: [(0..<1200).first { y[$0] == "yes" } ?? 0]))
        .contains("all its rows are of the class `no`"))
  }
}
