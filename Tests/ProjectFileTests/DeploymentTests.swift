import Lifecycle
import ProjectFile
import Testing

@Suite("The deployment section")
struct DeploymentTests {
  private func parse(_ deployment: String) -> ProjectFile {
    ProjectFile.parse(
      text: """
        name: a
        scope: {problem: p, metric: auc, gates: ["auc >= 0.6"]}
        data: {source: a.csv, target: y}
        recipes: {trees: {algorithm: boosted-trees}}
        deployment: \(deployment)

        """, path: "sextant.yaml")
  }

  @Test("A canary has steps, a hold and its outcomes; a shadow its hold; a review its band")
  func whole() throws {
    let file = parse(
      """
      {strategy: canary, automation: partial, canary: {steps: [1%, 0.1, 50 %], hold: 6h, minimum_outcomes: 500},
         shadow: {hold: 900 rows}, review: {band: [0.3, 0.7]}}
      """)
    #expect(file.findings.isEmpty, "\(file.findings)")
    let deployment = try #require(file.definition?.deployment)
    #expect(deployment.strategy == .canary)
    #expect(deployment.automation == .partial)
    #expect(deployment.canary == .init(steps: [0.01, 0.1, 0.5], hold: .period(21_600), minimumOutcomes: 500))
    #expect(deployment.shadow == .rows(900))
    #expect(deployment.reviewBand == 0.3...0.7)
  }

  @Test("What is left out is as it would be anyway")
  func defaults() throws {
    let deployment = try #require(parse("{strategy: canary}").definition?.deployment)
    #expect(deployment.canary == .init(steps: [0.05, 0.25, 0.5], hold: .rows(2000), minimumOutcomes: 200))
    #expect(deployment.reviewBand == 0.4...0.6)
    #expect(deployment.automation == .full)
  }

  @Test("Rolling, blue/green and A/B have their sections; units, salt and guardrails are of all")
  func strategies() throws {
    let file = parse(
      """
      {strategy: a/b, unit: customer, salt: spring, guardrails: {latency_p99_ms: 50, error_share: 1%},
         rolling: {steps: [50%, 100%], hold: 1d}, blue_green: {swap: by_hand, hold: 300 rows},
         ab: {share: 20%, hold: 9000 rows, minimum_outcomes: 400}, replaces: {manual process: {column: clerk}}}
      """)
    #expect(file.findings.isEmpty, "\(file.findings)")
    let definition = try #require(file.definition)
    let deployment = definition.deployment
    #expect(deployment.strategy == .ab)
    #expect(deployment.rolling == .init(steps: [0.5, 1], hold: .period(86_400)))
    #expect(deployment.blueGreen == .init(hold: .rows(300), waits: true))
    #expect(deployment.ab == .init(share: 0.2, hold: .rows(9000), minimumOutcomes: 400))
    #expect(deployment.unit == "customer" && deployment.salt == "spring")
    #expect(deployment.guardrails == .init(latencyP99: 50, errorShare: 0.01))
    #expect(definition.scope.humanDecisionColumn == "clerk")
    #expect(parse("{replaces: nothing}").definition?.scope.replaces == .nothing)
    #expect(parse("{replaces: {model: {column: old}}}").definition?.scope.humanDecisionColumn == "old")
    #expect(parse("{strategy: blue-green}").definition?.deployment.strategy == .blueGreen)
  }

  @Test(
    "What makes no sense is said where it stands",
    arguments: [
      ("{canary: {steps: [50%, 5%]}}", "the steps of a canary must grow"),
      ("{canary: {steps: [150%]}}", "`150%` is no share of the traffic"),
      ("{canary: {steps: []}}", "`deployment.canary.steps` has 0 steps"),
      ("{canary: {hold: soon}}", "`deployment.canary.hold` is no hold: `soon`"),
      ("{review: {band: [0.6, 0.4]}}", "`deployment.review.band` is no band of scores"),
      ("{rolling: {steps: [50%, 5%]}}", "the steps of a rolling must grow"),
      ("{ab: {share: 100%}}", "an experiment that gives everything to one version compares nothing"),
      ("{blue_green: {swap: never}}", "`deployment.blue_green.swap` cannot be `never`"),
      ("{guardrails: {error_share: 2}}", "`2` is no share of the traffic"),
      ("{replaces: people}", "`deployment.replaces` cannot be `people`"),
      ("{strategy: bluegreen}", "`deployment.strategy`"),
    ])
  func wrong(text: String, message: String) {
    let findings = parse(text).findings
    #expect(findings.count == 1)
    #expect(findings.first?.message.hasPrefix(message) == true, "\(findings)")
    #expect(findings.first?.line == 5)
  }
}
