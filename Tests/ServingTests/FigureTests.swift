import Expressions
import Glibc
import Lifecycle
import Monitoring
import Serving
import Tabular
import Testing
import Traffic

/// What a settled window says.
@Suite struct FigureTests {
  private func play(
    _ configuration: TrafficPlayer.Configuration, _ model: ServedModel, _ x: [Double], _ y: [Double]
  ) throws -> [WindowFact] {
    try TrafficPlayer(
      configuration, routing: RoutingTable(RoutingTable.Routes(champion: model)), log: MemoryLog()
    ).play(Sample.traffic(x, y))
  }

  @Test("Metrics, value, the baseline's value and KPIs, by hand")
  func regression() throws {
    // Errors 1, -1, 2, 0: RMSE √1.5, MAE 1.
    let configuration = Sample.configuration(
      window: .rows(4), value: .perRow(try Expression(parsing: "-abs(prediction - y) * 10")),
      kpis: [
        KPI(name: "missed", formula: try Expression(parsing: "sum(abs(prediction - y))")),
        KPI(name: "most", formula: try Expression(parsing: "max(x)")),
      ], baseline: BaselineAnswer(prediction: 3))
    let facts = try play(configuration, try Sample.echo(), [2, 3, 4, 5], [1, 4, 2, 5])
    let window = try #require(facts.settled.first)
    #expect(abs(try #require(window.metrics["rmse"]) - 1.5.squareRoot()) < 1e-6)
    #expect(abs(try #require(window.metrics["mae"]) - 1) < 1e-6)
    #expect(abs(try #require(window.value) + 40) < 1e-5)
    #expect(abs(try #require(window.metrics["value"]) + 10) < 1e-5)
    // The baseline says 3: it misses by 2, 1, 1 and 2.
    #expect(abs(try #require(window.baselineValue) + 60) < 1e-9)
    #expect(abs(try #require(window.kpis["missed"]) - 4) < 1e-6)
    #expect(window.kpis["most"] == 5)
  }

  @Test("The scope's metric has an interval round it")
  func interval() throws {
    let x = (0..<200).map { Double($0 % 10) }
    let y = x.enumerated().map { $1 + sin(Double($0)) }
    let window = try #require(try play(Sample.configuration(window: .rows(200)), try Sample.echo(), x, y).settled.first)
    let value = try #require(window.metrics["rmse"])
    #expect(try #require(window.lower) < value && value < (try #require(window.upper)))
    #expect(abs(value - 0.7071) < 0.01, "the root of a sine's mean square")
  }

  @Test("A window of one class has no AUC, and says nothing instead of one half")
  func oneClass() throws {
    let x = (0..<20).map { Double($0 % 9) - 4 }
    let facts = try play(
      Sample.configuration(task: .binary, window: .rows(10), metric: "auc"), try Sample.ranker(), x,
      x.enumerated().map { $0 < 10 ? 0 : ($1 > 0 ? 1 : 0) })
    #expect(facts.settled[0].metrics["auc"] == nil)
    #expect(facts.settled[0].metrics["log_loss"] != nil)
    #expect(facts.settled[1].metrics["auc"] == 1)
  }

  @Test("Inputs like the reference's do not drift, others do, and the histograms say where")
  func drift() throws {
    let calm = (0..<2000).map { Double($0 * 37 % 101) / 10 }
    let reference = ReferenceProfile(columns: [Column(name: "x", values: .numeric(calm))], scores: calm)
    let shifted = calm.map { $0 + 6 }
    let facts = try play(
      Sample.configuration(window: .rows(1000)), try Sample.echo(reference: reference), calm + shifted,
      calm + shifted)
    let psi = try facts.closed.map { window in
      try #require(window.drift.first { $0.column == "x" && $0.method == "psi" })
    }
    #expect(psi.map(\.isDrifted) == [false, false, true, true])
    #expect(psi[0].statistic < 0.01)
    #expect(facts.closed[3].drift.contains { $0.column == "score" && $0.isDrifted })
    guard case .closed(_, let histograms)? = facts.last(where: { if case .closed = $0 { true } else { false } }) else {
      Issue.record("no window closed")
      return
    }
    let histogram = try #require(histograms.first { $0.column == "x" })
    #expect(abs(histogram.reference.reduce(0, +) - 1) < 1e-9)
    #expect(abs(histogram.window.reduce(0, +) - 1) < 1e-9)
  }

  @Test("A version that knows other levels, in another order, takes over within a window: its inputs are counted on")
  func swapOfReferences() throws {
    let x = (0..<300).map { Double($0 % 10) }
    let numbers = Column(name: "x", values: .numeric(x))
    // The first version never saw c and d.
    let few = Column(
      name: "kind",
      values: .categorical(CategoricalValues(codes: x.indices.map { UInt32($0 % 2) }, levels: ["a", "b"])))
    let all = Column(
      name: "kind",
      values: .categorical(CategoricalValues(codes: x.indices.map { UInt32($0 % 4) }, levels: ["a", "b", "c", "d"])))
    let first = try Sample.echo(version: 1, reference: ReferenceProfile(columns: [few, numbers], scores: x))
    let second = try Sample.echo(version: 2, reference: ReferenceProfile(columns: [numbers, all], scores: x))
    let routing = RoutingTable(RoutingTable.Routes(champion: first))
    let player = TrafficPlayer(Sample.configuration(), routing: routing, log: MemoryLog())
    let source = TableTraffic(
      name: "rows", table: Table(columns: [numbers, all]), eventTimes: x.indices.map { Int64($0) * 1_000_000 },
      targets: x, delaySeconds: 0)
    let facts = try player.play(source, limit: 10) { played in
      if played == 140 { routing.replace(with: RoutingTable.Routes(champion: second)) }
    }
    #expect(facts.closed.count == 3)
    // Half of the levels are unknown to the reference of the version that began a window, all are known to the other's.
    let isDrifted = facts.closed.map { window in
      window.drift.contains { $0.column == "kind" && $0.method == "psi" && $0.isDrifted }
    }
    #expect(isDrifted == [true, true, false])
    // Rows 100 to 199 hold each number ten times, whoever answered them.
    #expect(facts.closed[1].drift.contains { $0.column == "x" && $0.method == "psi" && $0.statistic < 1e-3 })
  }

  @Test("A window belongs to the version that answered most of it, and a swap takes hold at the next batch")
  func swap() throws {
    let routing = RoutingTable(RoutingTable.Routes(champion: try Sample.echo(version: 1)))
    let player = TrafficPlayer(Sample.configuration(), routing: routing, log: MemoryLog())
    let second = try Sample.echo(version: 2, factor: 3)
    let x = (0..<300).map { Double($0 % 10) }
    let facts = try player.play(Sample.traffic(x, x), limit: 10) { played in
      if played == 140 { routing.replace(with: RoutingTable.Routes(champion: second)) }
    }
    #expect(facts.closed.map(\.version) == [VersionID(1), VersionID(2), VersionID(2)])
    #expect(player.answered == [VersionID(1): 140, VersionID(2): 160])
    #expect((facts.settled[0].metrics["rmse"] ?? 1) < 1e-6)
    #expect((facts.settled[2].metrics["rmse"] ?? 0) > 1, "version 2 answers three times x")
  }
}
