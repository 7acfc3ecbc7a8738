import Lifecycle
import Testing

/// What the strategies beside canary and shadow make of the same facts, and what a plan comes to.
@Suite("Judging the other strategies")
struct RolloutStrategyTests {
  private static func plan(_ strategy: DeploymentDefinition.Strategy, _ shares: [Double]) -> RolloutPlan {
    RolloutPlan(
      strategy: strategy, steps: shares.map { .init(share: $0, hold: .rows(2000)) }, minimumOutcomes: 500, metric: "auc"
    )
  }

  private func decide(
    _ plan: RolloutPlan, _ facts: RolloutFacts, gates: [Gate] = [], step: Int = 0
  ) -> (Verdict, RolloutDecision) {
    let judgement = plan.judge(facts, gates: gates)
    return (judgement.verdict, plan.decide(judgement, facts, step: step, isPaused: false))
  }

  @Test("a rolling step asks for no outcomes and compares nothing; a gate that fails ends it")
  func rolling() throws {
    let plan = Self.plan(.rolling, [0.5, 1])
    #expect(decide(plan, RolloutFacts(rows: 2000)).1 == .advance)
    #expect(decide(plan, RolloutFacts(rows: 2000), step: 1).1 == .complete)
    #expect(decide(plan, RolloutFacts(rows: 1999)).1 == .hold)
    let worse = RolloutJudgingTests.facts(challenger: 0.6, champion: 0.8)
    #expect(decide(plan, worse).1 == .advance)
    #expect(decide(plan, worse, gates: [try Gate(parsing: "auc >= 0.7")]) == (.failed, .rollBack))
  }

  @Test("blue/green stands warm for ever, and is watched for its hold alone")
  func blueGreen() {
    let plan = Self.plan(.blueGreen, [0, 1])
    #expect(decide(plan, RolloutFacts(rows: 1_000_000)).1 == .hold)
    #expect(decide(plan, RolloutFacts(rows: 1999), step: 1).1 == .hold)
    #expect(decide(plan, RolloutFacts(rows: 2000), step: 1).1 == .complete)
  }

  @Test("an experiment ends when one is known to be better, and asks when its time is over")
  func experiment() throws {
    let plan = Self.plan(.ab, [0.5])
    func judge(_ challenger: Double, rows: Int = 1000, split: Double = 1) -> (RolloutJudgement, RolloutDecision) {
      let facts = RolloutJudgingTests.facts(challenger: challenger, champion: 0.8, rows: rows, split: split)
      let judgement = plan.judge(facts, gates: [])
      return (judgement, plan.decide(judgement, facts, step: 0, isPaused: false))
    }
    #expect(judge(0.9).0.winner == .challenger && judge(0.9).1 == .pause)
    // Losing is no harm that ends it by itself: a person is told.
    #expect(judge(0.6).0.winner == .champion && judge(0.6).1 == .pause)
    // 2.1 standard errors: better at this look, not at all of them.
    #expect(judge(0.83).0.winner == nil && judge(0.83).1 == .hold)
    #expect(judge(0.83, rows: 2000).1 == .pause)
    #expect(judge(0.9, split: 0.0001).0.winner == nil)
    #expect(judge(0.9, split: 0.0001).0.verdict == .inconclusive)
    #expect(
      judge(0.9).0.suggestion(challenger: VersionID(2), champion: VersionID(1)).hasPrefix(
        "v2 does better: auc better: passed"))
  }

  @Test("money decides an experiment; where money and metric contradict each other nobody has won")
  func money() {
    let plan = Self.plan(.ab, [0.5])
    var facts = RolloutJudgingTests.facts(challenger: 0.8, champion: 0.8)
    facts.valueDifference = Measurement(value: 2, lower: 1.8, upper: 2.2, count: 1200)
    #expect(plan.judge(facts, gates: []).winner == .challenger)
    facts = RolloutJudgingTests.facts(challenger: 0.6, champion: 0.8)
    facts.valueDifference = Measurement(value: 2, lower: 1.8, upper: 2.2, count: 1200)
    #expect(plan.judge(facts, gates: []).winner == nil)
    #expect(plan.judge(facts, gates: []).verdict == .inconclusive)
  }

  @Test(
    "too slow and too often wrong end any strategy, once they are sure",
    arguments: [
      DeploymentDefinition.Strategy.canary, .rolling, .blueGreen, .ab, .shadow,
    ])
  func guardrails(strategy: DeploymentDefinition.Strategy) {
    var plan = Self.plan(strategy, [0.5, 1])
    plan.guardrails = .init(latencyP99: 50, errorShare: 0.01)
    var facts = RolloutJudgingTests.facts(challenger: 0.8, champion: 0.8, rows: 10)
    (facts.challenger.timings, facts.challenger.slowTimings) = (2000, 20)
    #expect(decide(plan, facts, step: 1).1 == .hold)
    facts.challenger.slowTimings = 120
    #expect(decide(plan, facts, step: 1) == (.failed, .rollBack))
    facts.challenger.slowTimings = 0
    // 1 % of 600 rows may fail, by chance twice that; a tenth may not.
    facts.challenger.errors = 7
    #expect(decide(plan, facts, step: 1).1 == .hold)
    facts.challenger.errors = 66
    #expect(decide(plan, facts, step: 1) == (.failed, .rollBack))
  }

  // (2,000 − 100) · 5 % = 95 of 200; 200 / 5 % + 100 = 4,100 rows, 4.1 days at 1,000 a day.
  @Test("a plan that cannot reach its outcomes says so with the figure, and how to mend it")
  func forecast() throws {
    var plan = Self.plan(.canary, [0.05, 0.5, 1])
    plan.minimumOutcomes = 200
    let pace = TrafficPace(rows: 3000, rowsPerDay: 1000, outcomeShare: 1, outcomeDelaySeconds: 8640)
    let forecast = plan.forecast(pace, deviation: 0.5)
    #expect(forecast.steps.map(\.outcomes) == [95, 950, 0])
    #expect(forecast.steps[0].rowsNeeded == 4100 && forecast.steps[2].rowsNeeded == .infinity)
    #expect(forecast.steps[0].seconds == 4.1 * 86_400)
    #expect(forecast.findings.map(\.step) == [0, 2])
    #expect(
      forecast.findings[0].message
        == "step 1 (5 %) cannot be judged within its hold: 95 of 200 outcomes an arm after 2,000 rows (1,000 rows a day, "
        + "outcomes known after 2 h 24 min); it will stand for 4,100 rows, 4.1 days")
    #expect(
      forecast.findings[0].mend
        == "write `deployment.canary.hold: 4100 rows`, or `deployment.canary.minimum_outcomes: 95`")
    #expect(forecast.findings[1].message.hasPrefix("step 3 (100 %) can never be judged"))
    // 1,900 outcomes: 0.5·√(2/950) · 3.43 of the boundary.
    #expect(forecast.steps[1].detectable.map { $0 > 0.05 && $0 < 0.12 } == true)
    #expect(plan.forecast(nil).steps.isEmpty)
    #expect(Self.plan(.rolling, [0.5, 1]).forecast(pace).findings.isEmpty)
    #expect(Self.plan(.ab, [0.5]).forecast(pace, splitsByUnit: false).findings.first?.mend.contains("unit") == true)
  }
}
