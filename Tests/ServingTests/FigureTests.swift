import Expressions
import Glibc
import Lifecycle
import Monitoring
import Serving
import Tabular
import Testing

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
