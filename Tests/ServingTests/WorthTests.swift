import Expressions
import Lifecycle
import Serving
import Tabular
import Testing
import Traffic

/// What a settled window says of other answers and of segments, by hand.
@Suite struct WorthTests {
  private func model() throws -> ValueModel {
    .confusion(
      truePositive: try Expression(parsing: "10"), falsePositive: try Expression(parsing: "-3"), trueNegative: nil,
      falseNegative: try Expression(parsing: "-5"))
  }

  /// One window of rows with a device; the model says yes where x is positive.
  private func settled(_ x: [Double], _ y: [Double], _ device: CategoricalValues) throws -> WindowSettled {
    var configuration = Sample.configuration(
      task: .binary, window: .rows(x.count), metric: "auc", value: try model(), baseline: BaselineAnswer(prediction: 0))
    configuration.segments = ["device", "x", "absent"]
    let source = TableTraffic(
      name: "rows",
      table: Table(columns: [
        Column(name: "x", values: .numeric(x)), Column(name: "device", values: .categorical(device)),
      ]), eventTimes: x.indices.map { Int64($0) }, targets: y, delaySeconds: 0)
    let player = TrafficPlayer(
      configuration, routing: RoutingTable(RoutingTable.Routes(champion: try Sample.ranker())), log: MemoryLog())
    return try #require(try player.play(source).settled.first)
  }

  @Test("Nobody, everybody, and the value by level")
  func binary() throws {
    // Yes, yes, no, no against true, false, true, false: 10 − 3 − 5 + 0.
    let window = try settled(
      [3, 3, -3, -3, 3], [1, 0, 1, 0, .nan],
      CategoricalValues(codes: [0, 1, 0, CategoricalValues.missing, 1], levels: ["phone", "desk"]))
    #expect(window.value == 2)
    // Two clicks are missed; two earn and two cost.
    #expect(window.alternatives == ["nobody": -10, "everybody": 14])
    #expect(window.baselineValue == -10)
    #expect(
      window.segments == [
        "device": ["phone": 5, "desk": -3, "missing": 0], "device#rows": ["phone": 2, "desk": 1, "missing": 1],
      ])
  }

  @Test("KPIs by level, over the rows with an outcome")
  func kpis() throws {
    var configuration = Sample.configuration(
      task: .binary, window: .rows(5), metric: "auc", value: try model(), baseline: BaselineAnswer(prediction: 0))
    configuration.segments = ["device"]
    configuration.kpis = [KPI(name: "hits", formula: try Expression(parsing: "sum(prediction * outcome)"))]
    let x: [Double] = [3, 3, 3, -3, 3]
    let device = CategoricalValues(codes: [0, 1, 0, 1, 1], levels: ["phone", "desk"])
    let source = TableTraffic(
      name: "rows",
      table: Table(columns: [
        Column(name: "x", values: .numeric(x)), Column(name: "device", values: .categorical(device)),
      ]), eventTimes: x.indices.map { Int64($0) }, targets: [1, 0, 1, 1, .nan], delaySeconds: 0)
    let player = TrafficPlayer(
      configuration, routing: RoutingTable(RoutingTable.Routes(champion: try Sample.ranker())), log: MemoryLog())
    let window = try #require(try player.play(source).settled.first)
    // Both phones are answered yes and are; of the desks with an outcome one is a no, one is missed.
    #expect(window.kpis["hits"] == 2)
    #expect(window.kpiSegments == ["hits#device": ["phone": 2, "desk": 0]])
  }

  @Test("Levels past the twenty-fourth are told together")
  func manyLevels() throws {
    let levels = (0..<30).map { "level \($0)" }
    let window = try settled(
      [Double](repeating: 3, count: 30), (0..<30).map { $0 < 27 ? 1 : 0 },
      CategoricalValues(codes: (0..<30).map { UInt32($0) }, levels: levels))
    let worth = try #require(window.segments["device"])
    #expect(worth.count == 25)
    #expect(worth["level 23"] == 10 && worth["level 24"] == nil)
    // Three of the last six earn 10, three cost 3.
    #expect(worth["other"] == 21 && window.segments["device#rows"]?["other"] == 6)
  }

  @Test("Among candidates nobody is shown nothing, and everybody is what chance earned")
  func candidates() throws {
    let value = ValueModel.confusion(
      truePositive: try Expression(parsing: "10"), falsePositive: try Expression(parsing: "-3"), trueNegative: nil,
      falseNegative: nil)
    let player = TrafficPlayer(
      Sample.configuration(task: .binary, window: .rows(100), metric: "auc", value: value, exploration: 0.5),
      routing: RoutingTable(RoutingTable.Routes(champion: try Sample.ranker())), log: MemoryLog())
    // The first of two is always the better; only it is ever clicked.
    let x = (0..<200).map { $0 % 2 == 0 ? 3.0 : -3.0 }
    let decisions = try player.answer(
      RequestBatch(
        table: Table(columns: [Column(name: "x", values: .numeric(x))]), rows: 0..<200,
        eventTimes: (0..<100).map { Int64($0) }, firstID: 0))
    player.expect(
      Outcomes(
        ids: (0..<100).map { Int64($0) }, values: decisions.chosen.map { $0 % 2 == 0 ? 1 : 0 },
        knownAt: [Int64](repeating: 100, count: 100)))
    try player.release(knownBy: 100)
    try player.finish()
    let window = try #require(player.takeFacts().settled.first)
    let explored = (0..<100).filter {
      DecisionRule.explores(Int64($0), share: 0.5, seed: DecisionRule.explorationSeed)
    }
    let earned = explored.reduce(0.0) { $0 + (decisions.chosen[$1] % 2 == 0 ? 10 : -3) }
    #expect(window.alternatives["nobody"] == 0)
    #expect(abs(try #require(window.alternatives["everybody"]) - earned / Double(explored.count) * 100) < 1e-9)
    #expect(window.alternatives["everybody"] == window.baselineValue)
  }
}
