import Learning
import Lifecycle
import Serving
import Tabular
import Testing
import Traffic

/// What clients are answered by a model of several classes: each one's probability, in the champion's order.
@Suite("Probabilities of classes")
struct ClassProbabilityTests {
  private static func model(version: Int, classes: [String]) throws -> ServedModel {
    let x = (0..<300).map { Double($0 % 30) / 3 }
    let codes = x.map { UInt32(min(classes.count - 1, Int($0 / 10 * Double(classes.count)))) }
    let table = Table(columns: [
      Column(name: "x", values: .numeric(x)),
      Column(name: "y", values: .categorical(CategoricalValues(codes: codes, levels: classes))),
    ])
    let schema = Schema(columns: [
      ColumnSchema(name: "x", kind: .numeric), ColumnSchema(name: "y", kind: .categorical, role: .target),
    ])
    let run = try Trainer.train(
      table: table, schema: schema, parts: TrainingParts(train: Array(0..<table.rowCount)),
      specification: TrainingSpecification(
        name: "sample", algorithm: .boostedTrees, parameters: ["rounds": 5], task: .multiclass, threads: 1),
      now: { 0 })
    return ServedModel(version: VersionID(version), scorer: Scorer(run.model), threshold: nil, reference: nil)
  }

  private static let table = Table(columns: [Column(name: "x", values: .numeric((0..<90).map { Double($0) / 9 }))])

  private static var batch: RequestBatch {
    RequestBatch(table: table, rows: 0..<90, eventTimes: (0..<90).map { Int64($0) }, firstID: 0)
  }

  /// A trial that knows a class less and has another order; each row is asked of the models themselves.
  @Test(
    "each row has the probabilities of the version that answered it, whatever is tried",
    arguments: [nil, DeploymentDefinition.Strategy.canary, .shadow])
  func whoAnswered(strategy: DeploymentDefinition.Strategy?) throws {
    let champion = try Self.model(version: 1, classes: ["low", "middle", "high", "top"])
    let challenger = try Self.model(version: 2, classes: ["top", "low", "middle"])
    let trial = strategy.map {
      Trial(
        key: Trial.Key(rollout: 1, turn: 0), strategy: $0, challenger: challenger,
        split: TrafficSplit(shares: RolloutShares(challenger: 0.4), salt: 3), champion: VersionID(1))
    }
    let player = TrafficPlayer(
      Sample.configuration(task: .multiclass, metric: "accuracy"),
      routing: RoutingTable(.init(champion: champion, trial: trial)), log: MemoryLog())
    let answers = try player.answers(to: Self.batch).answers
    let names = champion.scorer.classNames
    #expect(Set(answers.versions) == (strategy == .canary ? [VersionID(1), VersionID(2)] : [VersionID(1)]))
    for (row, version) in answers.versions.enumerated() {
      let scorer = version == VersionID(1) ? champion.scorer : challenger.scorer
      let own = Array(answers.scores[row * 4..<row * 4 + 4])
      #expect(try own == scorer.probabilities(of: Self.table, rows: [row], by: names))
      if version == VersionID(1) { #expect(own[Int(answers.predictions[row])] == own.max()) }
    }
  }

  @Test("a version that the client insists on answers in its own order")
  func pinned() throws {
    let challenger = try Self.model(version: 2, classes: ["top", "low", "middle"])
    let player = TrafficPlayer(
      Sample.configuration(task: .multiclass, metric: "accuracy"),
      routing: RoutingTable(.init(champion: try Self.model(version: 1, classes: ["low", "middle", "high", "top"]))),
      log: MemoryLog())
    let answers = try player.answers(to: Self.batch, pinned: challenger).answers
    #expect(answers.versions.allSatisfy { $0 == VersionID(2) })
    #expect(try answers.scores == challenger.scorer.probabilities(of: Self.table, rows: Array(0..<90)))
  }
}
