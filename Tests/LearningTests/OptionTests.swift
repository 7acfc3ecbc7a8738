import Boosting
import Learning
import Tabular
import Testing

/// Options of a recipe, and tables that bite.
struct OptionTests {
  /// `y` is 1 for every second level of `shop`, whose names are in no order: one split on a set tells it all.
  private func shops(_ count: Int = 2000) -> (table: Table, schema: Schema) {
    let shops = (0..<count).map { "shop \(($0 * 7919) % 40)" }
    let labels = (0..<count).map { ($0 * 7919) % 40 % 2 == 0 ? 1.0 : 0 }
    let table = Table.sample(("shop", .category(shops)), ("y", .numeric(labels)))
    let schema = Schema(columns: [
      ColumnSchema(name: "shop", kind: .categorical), ColumnSchema(name: "y", kind: .numeric, role: .target),
    ])
    return (table, schema)
  }

  @Test("Native categories split on sets, are read back, and an unseen level goes with the rest")
  func native() throws {
    let world = shops()
    let run = try Trainer.train(
      table: world.table, schema: world.schema, parts: .consecutive(2000),
      specification: TrainingSpecification(
        name: "sample", algorithm: .boostedTrees, parameters: ["rounds": 20], categorical: .native),
      now: { 0 })
    #expect(run.test.metrics[.auc]?.value == 1)
    guard case .trees(let trees) = run.model.predictor, case .levelCodes = run.model.pipeline.inputs[0].encoder else {
      Issue.record("no sets of levels")
      return
    }
    let splits = trees.trees[0].nodes.compactMap { node -> BoostedTrees.Split? in
      guard case .split(let split) = node else { return nil }
      return split
    }
    #expect(!splits.isEmpty && splits.allSatisfy { $0.categories != nil })
    let model = try Model(decoding: run.model.encode())
    #expect(model == run.model)
    let strange = Table.sample(("shop", .category(["shop 1", "shop 2", "never seen", nil])))
    let scores = try Scorer(model).scores(of: strange)
    #expect(scores[0] < 0.3 && scores[1] > 0.7 && scores.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test(
    "Constant, empty, unique and textual columns are left out with a note, and the rest is learnt",
    arguments: [LearningAlgorithm.boostedTrees, .logistic], [CategoryHandling.encoded, .native])
  func bitingColumns(algorithm: LearningAlgorithm, categorical: CategoryHandling) throws {
    let world = sampleWorld()
    let count = world.table.rowCount
    var texts = TextValues()
    for row in 0..<count { texts.append("remark \(row)") }
    let biting: [(String, ColumnValues)] = [
      ("empty", .numeric([Double](repeating: .nan, count: count))),
      ("blank", .category([String?](repeating: nil, count: count))),
      ("silent", .boolean([UInt8](repeating: ColumnValues.missingBoolean, count: count))),
      ("never", .timestamp([Int64](repeating: ColumnValues.missingTimestamp, count: count))),
      ("one", .category([String?](repeating: "same", count: count))),
      ("ident", .category((0..<count).map { "id-\($0)" })),
      ("day", .category((0..<count).map { "2024-01-\($0)" })),
      ("remark", .text(texts)), ("wild", .numeric((0..<count).map { $0 % 2 == 0 ? .infinity : -.infinity })),
    ]
    let table = Table(columns: world.table.columns + biting.map { Column(name: $0.0, values: $0.1) })
    var schema = world.schema
    schema.columns += biting.map { ColumnSchema(name: $0.0, kind: $0.1.kind) }
    let run = try Trainer.train(
      table: table, schema: schema, parts: .consecutive(count),
      specification: TrainingSpecification(name: "sample", algorithm: algorithm, categorical: categorical),
      now: { 0 })
    for name in ["empty", "blank", "silent", "never", "one", "ident", "day", "remark", "constant"] {
      #expect(!run.model.features.contains(name), "\(name)")
      #expect(run.notes.contains { $0.hasPrefix("\(name) is left out") }, "\(name)")
    }
    #expect(try #require(run.test.metrics[.auc]).value > 0.55)
    #expect(run.test.scores.allSatisfy { $0.isFinite })
  }
}
