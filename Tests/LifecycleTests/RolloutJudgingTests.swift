import Lifecycle
import Testing

@Suite("Judging the steps of a rollout")
struct RolloutJudgingTests {
  static let plan = RolloutPlan(
    strategy: .canary, steps: [0.05, 0.25, 0.5].map { .init(share: $0, hold: .rows(2000)) }, minimumOutcomes: 500,
    metric: "auc")

  static func facts(
    challenger: Double, champion: Double, deviation: Double = 0.01, outcomes: Int = 600, rows: Int = 2000,
    split: Double = 1
  ) -> RolloutFacts {
    func arm(_ value: Double) -> RolloutFacts.Arm {
      RolloutFacts.Arm(
        rows: outcomes, outcomes: outcomes,
        measurements: [
          "auc": Measurement(
            value: value, lower: value - 1.96 * deviation, upper: value + 1.96 * deviation, count: outcomes)
        ])
    }
    return RolloutFacts(rows: rows, challenger: arm(challenger), baseline: arm(champion), splitPValue: split)
  }

  func decide(
    _ facts: RolloutFacts, gates: [Gate] = [], step: Int = 0, isPaused: Bool = false, plan: RolloutPlan = plan
  ) -> (Verdict, RolloutDecision) {
    let judgement = plan.judge(facts, gates: gates)
    return (judgement.verdict, plan.decide(judgement, facts, step: step, isPaused: isPaused))
  }

  @Test("an equal challenger walks on when its hold is over, and is complete after the last step")
  func equal() {
    let facts = Self.facts(challenger: 0.8, champion: 0.8)
    #expect(decide(facts) == (.passed, .advance))
    #expect(decide(facts, step: 1) == (.passed, .advance))
    #expect(decide(facts, step: 2) == (.passed, .complete))
    #expect(decide(Self.facts(challenger: 0.8, champion: 0.8, rows: 1999)) == (.passed, .hold))
  }

  @Test("one that is clearly worse is rolled back before its hold is over, and while a person is asked")
  func worse() {
    let facts = Self.facts(challenger: 0.6, champion: 0.8, rows: 10)
    #expect(decide(facts) == (.failed, .rollBack))
    #expect(decide(facts, isPaused: true) == (.failed, .rollBack))
  }

  // 0.030 / (0.01·√2) is 2.1 standard errors: past 1.96, within the 3.0 of all looks together.
  @Test("one that looks worse at this look alone pauses when its hold is over")
  func looksWorse() {
    #expect(decide(Self.facts(challenger: 0.77, champion: 0.8)) == (.inconclusive, .pause))
    #expect(decide(Self.facts(challenger: 0.77, champion: 0.8, rows: 10)) == (.inconclusive, .hold))
    #expect(decide(Self.facts(challenger: 0.77, champion: 0.8), isPaused: true) == (.inconclusive, .hold))
  }

  @Test("too few outcomes are no data, which holds for ever, but what fails is stopped from 100 on")
  func few() {
    #expect(decide(Self.facts(challenger: 0.9, champion: 0.8, outcomes: 499, rows: 1_000_000)) == (.noData, .hold))
    #expect(decide(Self.facts(challenger: 0.5, champion: 0.8, outcomes: 99)) == (.noData, .hold))
    #expect(decide(Self.facts(challenger: 0.5, champion: 0.8, outcomes: 100)) == (.failed, .rollBack))
  }

  @Test("a metric that cannot be computed is no data")
  func noMetric() {
    var facts = Self.facts(challenger: 0.8, champion: 0.8)
    facts.challenger.measurements = [:]
    #expect(decide(facts) == (.noData, .hold))
  }

  @Test("the scope's gates are judged on the challenger's rows, the worst check wins")
  func gates() throws {
    let facts = Self.facts(challenger: 0.8, champion: 0.8)
    #expect(decide(facts, gates: [try Gate(parsing: "auc >= 0.7")]) == (.passed, .advance))
    #expect(decide(facts, gates: [try Gate(parsing: "auc >= 0.81")]) == (.inconclusive, .pause))
    // 2.5 standard errors below: no at one look, not settled for all of them.
    #expect(decide(facts, gates: [try Gate(parsing: "auc >= 0.825")]) == (.inconclusive, .pause))
    #expect(decide(facts, gates: [try Gate(parsing: "auc >= 0.9")]) == (.failed, .rollBack))
    #expect(
      decide(facts, gates: [try Gate(parsing: "auc >= 0.7"), try Gate(parsing: "rmse <= 3")]) == (.noData, .hold))
  }

  @Test("value a row is compared too")
  func value() {
    var facts = Self.facts(challenger: 0.8, champion: 0.8)
    facts.valueDifference = Measurement(value: -2, lower: -2.2, upper: -1.8, count: 1200)
    let judgement = Self.plan.judge(facts, gates: [])
    #expect(judgement.verdict == .failed)
    #expect(judgement.reason.hasPrefix("value not worse: failed, -2"))
  }

  @Test("where less is better, more is worse")
  func errors() {
    var plan = Self.plan
    plan.metric = "rmse"
    var facts = RolloutFacts(rows: 2000)
    for (path, value) in [(\RolloutFacts.challenger, 80.0), (\RolloutFacts.baseline, 70.0)] {
      facts[keyPath: path] = RolloutFacts.Arm(
        rows: 600, outcomes: 600,
        measurements: ["rmse": Measurement(value: value, lower: value - 2, upper: value + 2, count: 600)])
    }
    #expect(decide(facts, plan: plan) == (.failed, .rollBack))
    swap(&facts.challenger, &facts.baseline)
    #expect(decide(facts, plan: plan) == (.passed, .advance))
  }

  @Test("a split that is not as planned asks a person")
  func split() {
    #expect(decide(Self.facts(challenger: 0.8, champion: 0.8, split: 0.0005)) == (.inconclusive, .pause))
  }

  @Test("a hold may be a period of event time")
  func period() {
    var plan = Self.plan
    plan.steps[0].hold = .period(3600)
    var facts = Self.facts(challenger: 0.8, champion: 0.8)
    facts.seconds = 3599
    #expect(decide(facts, plan: plan) == (.passed, .hold))
    facts.seconds = 3600
    #expect(decide(facts, plan: plan) == (.passed, .advance))
  }

  @Test("a challenger whose share grows keeps the units it had, and the baseline is as large", arguments: [0.05, 0.25])
  func shares(share: Double) {
    let before = RolloutShares(challenger: share)
    let after = RolloutShares(challenger: 0.5)
    let draws = (0..<1000).map { Double($0) / 1000 }
    #expect(draws.allSatisfy { before.arm(of: $0) != .challenger || after.arm(of: $0) == .challenger })
    #expect(draws.count { before.arm(of: $0) == .challenger } == Int(share * 1000))
    #expect(draws.count { before.arm(of: $0) == .baseline } == Int(share * 1000))
    #expect(RolloutShares(challenger: 0.8).baseline.isApproximately(0.2))
    #expect(RolloutShares(challenger: 0).champion == 1)
  }
}

extension Double {
  fileprivate func isApproximately(_ other: Double) -> Bool { abs(self - other) < 1e-12 }
}
