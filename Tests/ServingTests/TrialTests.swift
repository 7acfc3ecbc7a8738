import Encoding
import Learning
import Lifecycle
import Serving
import Statistics
import Tabular
import Testing
import Traffic

/// What a step of a rollout shows, and what happens to requests that a challenger cannot answer.
@Suite("Trials")
struct TrialTests {
  private static let context = TrialContext(
    task: .binary, target: "y", value: nil, championThreshold: 0.5, scoreScale: 1, metric: "auc")

  private static func trial(
    _ strategy: DeploymentDefinition.Strategy, share: Double = 0, unit: String? = nil
  ) throws -> Trial {
    Trial(
      key: Trial.Key(rollout: 1, turn: 0), strategy: strategy, challenger: try Sample.ranker(version: 2),
      split: TrafficSplit(shares: RolloutShares(challenger: share), salt: 3), champion: VersionID(1), unit: unit)
  }

  private static func answers(
    _ scores: [Double], ids: [Int64], units: [Int64]? = nil, version: Int = 1
  ) -> TrialRecord.Answers {
    TrialRecord.Answers(
      ids: ids, units: units, eventTimes: ids, table: Table(columns: []), rows: Array(scores.indices), scores: scores,
      predictions: scores.map { $0 >= 0.5 ? 1 : 0 }, version: VersionID(version))
  }

  private struct Rows {
    var labels: [Double] = []
    var first: [Double] = []
    var second: [Double] = []

    /// Two scores that share most of their errors.
    init(_ count: Int) {
      var generator = SeededGenerator(seed: 4)
      for _ in 0..<count {
        let truth = generator.normal()
        labels.append(generator.uniform() < 1 / (1 + (truth < 0 ? 3 : 0.3)) ? 1 : 0)
        let common = truth + generator.normal()
        first.append(min(1, max(0, 0.5 + 0.1 * (common + 0.3 * generator.normal()))))
        second.append(min(1, max(0, 0.5 + 0.1 * (common + 0.3 * generator.normal()))))
      }
    }
  }

  @Test("in a shadow the areas are compared on the same rows, as DeLong's test of two correlated areas does")
  func paired() throws {
    let rows = Rows(800)
    let ids = rows.labels.indices.map(Int64.init)
    var record = TrialRecord(try Self.trial(.shadow), Self.context)
    record.add(Self.answers(rows.second, ids: ids), shadow: Self.answers(rows.first, ids: ids, version: 2))
    record.join(ids: ids, values: rows.labels)
    let found = try #require(try record.look().facts.metricDifference)
    let delong = try #require(
      AreaUnderCurve.difference(rows.first, rows.second, positives: rows.labels.map { $0 > 0.5 }))
    #expect(abs(found.value - delong.value) < 1e-12)
    let reach = 1.959963984540054 * delong.variance.squareRoot()
    #expect(abs((found.upper - found.lower) / 2 - reach) < 1e-9)
    // As two groups they would be known less than half as well.
    let facts = try record.look().facts
    let apart = try #require(facts.challenger.measurements["auc"])
    #expect(apart.upper - apart.lower > 2 * reach * 1.4)
  }

  @Test(
    "rows of one unit are one observation: to see each twice tells nothing more",
    arguments: [
      DeploymentDefinition.Strategy.shadow, .ab,
    ])
  func clustered(strategy: DeploymentDefinition.Strategy) throws {
    let rows = Rows(600)
    func difference(copies: Int) throws -> Measurement {
      var record = TrialRecord(try Self.trial(strategy, share: 0.5, unit: "who"), Self.context)
      let all = (0..<copies * 600).map { $0 / copies }
      let ids = all.indices.map(Int64.init)
      let split = TrafficSplit(shares: RolloutShares(challenger: 0.5), salt: 3)
      let units = all.map(Int64.init)
      let (first, second) = (all.map { rows.first[$0] }, all.map { rows.second[$0] })
      if strategy == .shadow {
        record.add(
          Self.answers(second, ids: ids, units: units),
          shadow: Self.answers(first, ids: ids, units: units, version: 2))
      } else {
        let all = (
          Self.answers(second, ids: ids, units: units), Self.answers(first, ids: ids, units: units, version: 2)
        )
        record.add(all.0.selecting(ids.indices.filter { split.arm(of: units[$0]) != .challenger }))
        record.add(all.1.selecting(ids.indices.filter { split.arm(of: units[$0]) == .challenger }))
      }
      record.join(ids: ids, values: all.map { rows.labels[$0] })
      return try #require(try record.look().facts.metricDifference)
    }
    let (once, twice) = (try difference(copies: 1), try difference(copies: 2))
    #expect(abs(once.value - twice.value) < 1e-12)
    #expect(once.count == 600 && twice.count == 600)
    #expect(abs((twice.upper - twice.lower) / (once.upper - once.lower) - 1) < 0.01)
  }

  @Test("the test of the split counts units, and finds one that is broken")
  func split() throws {
    var record = TrialRecord(try Self.trial(.ab, share: 0.5, unit: "who"), Self.context)
    // Two rows of each of 5,000 units, of which the challenger lost every second.
    let split = TrafficSplit(shares: RolloutShares(challenger: 0.5), salt: 3)
    let units = (0..<10_000).map { Int64($0 / 2) }
    let kept = units.indices.filter { split.arm(of: units[$0]) != .challenger || units[$0] % 2 == 0 }
    for isChallenger in [false, true] {
      let mine = kept.filter { (split.arm(of: units[$0]) == .challenger) == isChallenger }
      record.add(
        Self.answers(
          mine.map { _ in 0.5 }, ids: mine.map(Int64.init), units: mine.map { units[$0] },
          version: isChallenger ? 2 : 1))
    }
    let figures = try #require(try record.look().split)
    #expect(figures.arms.map(\.arm) == [.challenger, .baseline])
    let counts = figures.arms.map(\.count)
    #expect(abs(counts[1] - 2500) < 150 && abs(counts[0] - 1250) < 150)
    #expect(figures.isBroken && figures.chiSquarePValue < 0.001)
  }

  @Test(
    "a unit is the same by whatever column it comes",
    arguments: [
      Column(name: "who", values: .numeric([17, -3, 0])),
      Column(name: "who", values: .text(Self.text(["17", "-3", "0"]))),
      Column(name: "who", values: .categorical(CategoricalValues(codes: [2, 0, 1], levels: ["-3", "0", "17"]))),
    ])
  func unitKeys(column: Column) {
    let keys = UnitKeys.keys(of: column, rows: [0, 1, 2], ids: [7, 8, 9])
    #expect(keys == ["17", "-3", "0"].map { Int64(bitPattern: UnitHash.of(text: $0)) })
    // FNV-1a of "a", 64 bits, as its authors give it.
    #expect(UnitHash.of(text: "a") == 0xaf63_dc4c_8601_ec8c)
    #expect(UnitKeys.keys(of: nil, rows: [0], ids: [7]) == [7])
  }

  private static func text(_ values: [String]) -> TextValues {
    var text = TextValues()
    for value in values { text.append(value) }
    return text
  }

  @Test("what a challenger cannot answer keeps the champion's answer, is counted, and ends the rollout")
  func errors() throws {
    let routing = RoutingTable(RoutingTable.Routes(champion: try Sample.ranker()))
    var trial = try Self.trial(.canary, share: 0.5)
    trial.challenger = try Sample.needing("z")
    routing.update { $0.trial = trial }
    let log = MemoryLog()
    let player = TrafficPlayer(Sample.configuration(task: .binary, metric: "auc"), routing: routing, log: log)
    let x = (0..<400).map { Double($0 % 41 - 20) / 4 }
    try player.play(Sample.traffic(x, x.map { $0 > 0 ? 1 : 0 }))
    #expect(log.ids.count == 400 && player.answered == [VersionID(1): 400])
    let facts = try #require(try player.look()).facts
    #expect(facts.challenger.rows == 0)
    #expect(facts.challenger.errors > 150 && facts.challenger.errors < 250)
    var plan = RolloutPlan(strategy: .rolling, steps: [.init(share: 0.5, hold: .rows(100_000))], metric: "auc")
    plan.guardrails.errorShare = 0.01
    let judgement = plan.judge(facts, gates: [])
    #expect(plan.decide(judgement, facts, step: 0, isPaused: false) == .rollBack)
    #expect(judgement.reason.hasPrefix("errors <= 1 %: failed, 1"))
  }

  @Test("while a swap is watched, the version before answers what the new one cannot")
  func rescued() throws {
    let broken = try Sample.needing("z")
    let routing = RoutingTable(RoutingTable.Routes(champion: broken, previous: try Sample.ranker()))
    var trial = try Self.trial(.blueGreen, share: 1)
    trial.challenger = broken
    routing.update { $0.trial = trial }
    let player = TrafficPlayer(Sample.configuration(task: .binary, metric: "auc"), routing: routing, log: MemoryLog())
    let x = (0..<100).map { Double($0 % 41 - 20) / 4 }
    try player.play(Sample.traffic(x, x.map { $0 > 0 ? 1 : 0 }))
    #expect(player.answered == [VersionID(1): 100])
    #expect(try player.look()?.facts.challenger.errors == 100)
  }
}
