import Boosting
import Encoding
import Learning
import Tabular
import Testing

@Suite("Models to and from XGBoost's JSON")
struct InterchangeTests {
  private static let rounds: [String: Double] = ["rounds": 12, "leaves": 8]

  private func adopted(
    _ bytes: [UInt8], _ world: (table: Table, schema: Schema), task: LearningTask? = nil
  ) throws -> TrainedRun {
    try Trainer.adopt(
      XGBoostModel(json: bytes), table: world.table, schema: world.schema,
      parts: .consecutive(world.table.rowCount),
      specification: TrainingSpecification(name: "imported", algorithm: .boostedTrees, task: task), now: { 0 })
  }

  @Test("An exported model comes back with the same columns, encodings, threshold and scores")
  func roundTrip() throws {
    let world = sampleWorld()
    let run = try trained(world, .boostedTrees, Self.rounds)
    let bytes = try run.model.xgboostJSON()
    let again = try adopted(bytes, world)
    #expect(again.model.origin.recipe == "imported")
    #expect(again.model.pipeline.inputs == run.model.pipeline.inputs)
    #expect(again.model.pipeline.inputs.contains { if case .timeParts = $0.encoder { true } else { false } })
    #expect(zip(again.test.scores, run.test.scores).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(again.test.rows == run.test.rows && !again.test.rows.isEmpty)
    #expect(abs((again.model.threshold ?? 0) - (run.model.threshold ?? 1)) < 1e-6)
    #expect(again.baseline == run.baseline)
    let description = try JSON(parsing: try #require(XGBoostModel(json: bytes).attributes["sextant"]))
    #expect(description["target"] == "y")
    #expect(description["classes"] == ["no", "yes"])
    let job = try #require(description["features"]?.array?.first { $0["column"] == "job" })
    #expect(job["encoding"] == "order" && job["levels"]?.array?.count == 4)
  }

  @Test("A number comes back too, and not as a class")
  func regression() throws {
    let world = sampleRegressionWorld()
    let run = try trained(world, .boostedTrees, Self.rounds)
    let bytes = try run.model.xgboostJSON()
    let again = try adopted(bytes, world)
    #expect(zip(again.test.scores, run.test.scores).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(message { try adopted(bytes, sampleWorld()) }.contains("reg:squarederror"))
  }

  @Test("What is no trees, or is corrected after them, is not exported")
  func refusedExport() throws {
    let run = try trained(sampleWorld(), .logistic)
    #expect(message { try run.model.xgboostJSON() }.contains("boosted-trees"))
    let trees = try trained(sampleWorld(), .boostedTrees, Self.rounds).model
    let shifted = Model(
      origin: trees.origin, target: trees.target, pipeline: trees.pipeline, predictor: trees.predictor,
      correction: ScoreCorrection(priorShift: [0.5]), threshold: trees.threshold, importances: trees.importances,
      metrics: trees.metrics)
    #expect(message { try shifted.xgboostJSON() }.contains("corrected after the trees"))
  }

  // MARK: - Files of other programs

  /// One split on each feature: numbers below 60 answer −1, categories "smith" and "cook" answer 2.
  private func foreign(
    names: [String] = ["amount", "job"], types: [String] = ["float", "c"], cats: String = Self.cats,
    objective: String = "binary:logistic"
  ) -> [UInt8] {
    let tail = #""default_left": [1,0,0], "left_children": [1,-1,-1], "right_children": [2,-1,-1]"#
    let number = #"{\#(tail), "split_indices": [0,0,0], "split_conditions": [60,-1,0]}"#
    let set =
      #"{\#(tail), "split_indices": [1,0,0], "split_conditions": [0,0,2], "split_type": [1,0,0], "categories": [0,2], "#
      + #""categories_nodes": [0], "categories_segments": [0], "categories_sizes": [2]}"#
    return Array(
      """
      {"learner": {"feature_names": \(JSON(names)), "feature_types": \(JSON(types)), "gradient_booster":
      {"name": "gbtree", "model": {"trees": [\(number), \(set)], "cats": \(cats)}},
      "learner_model_param": {"base_score": "5E-1", "num_class": "0", "num_feature": "\(names.count)"},
      "objective": {"name": "\(objective)"}}}
      """.utf8)
  }

  /// smith is 0, baker 1, cook 2; clerk has no code.
  private static let cats =
    #"{"enc": [{"offsets": [], "values": []}, {"offsets": [0,5,10,14], "values": "#
    + #"[115,109,105,116,104,98,97,107,101,114,99,111,111,107]}]}"#

  @Test("Columns are found by name, and levels by the file's own texts")
  func byName() throws {
    let world = sampleWorld()
    let run = try adopted(foreign(), world)
    #expect(run.model.features == ["amount", "job"])
    guard case .categorical(let jobs)? = world.table["job"]?.values,
      case .numeric(let amounts)? = world.table["amount"]?.values
    else {
      Issue.record("the sample has other columns")
      return
    }
    for (row, score) in zip(run.test.rows, run.test.scores) {
      let job = jobs.codes[row] == CategoricalValues.missing ? nil : jobs.levels[Int(jobs.codes[row])]
      let margin = (amounts[row] >= 60 ? 0.0 : -1) + (job == "smith" || job == "cook" ? 2 : 0)
      // 1 / (1 + e^−m) of −1, 0, 1, 2.
      let expected = [-1: 0.268_941_42, 0: 0.5, 1: 0.731_058_58, 2: 0.880_797_08][margin]
      #expect(abs(score - (expected ?? .nan)) < 1e-7)
    }
  }

  @Test("What does not fit the project's data is refused with what to mend")
  func refused() throws {
    let world = sampleWorld()
    #expect(message { try adopted(foreign(names: ["amount", "trade"]), world) }.contains("`trade`"))
    #expect(message { try adopted(foreign(names: ["sum", "trade"]), world) }.contains("`sum`, `trade`"))
    #expect(message { try adopted(foreign(cats: "{}"), world) }.contains("XGBoost 3.1"))
    #expect(message { try adopted(foreign(names: ["job", "amount"]), world) }.contains("`job` holds categories"))
    #expect(message { try adopted(foreign(names: ["when", "job"]), world) }.contains("timestamp"))
    #expect(message { try adopted(foreign(names: ["amount", "amount"]), world) }.contains("same name"))
    #expect(message { try adopted(foreign(names: ["amount", "y"]), world) }.contains("target"))
    #expect(message { try adopted(foreign(objective: "reg:gamma"), world) }.contains("reg:gamma"))
  }

  private func message(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }
}
