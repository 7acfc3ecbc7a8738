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

  @Test(
    "What makes no sense is said where it stands",
    arguments: [
      ("{canary: {steps: [50%, 5%]}}", "the steps of a canary must grow"),
      ("{canary: {steps: [150%]}}", "`150%` is no share of the traffic"),
      ("{canary: {steps: []}}", "`deployment.canary.steps` has 0 steps"),
      ("{canary: {hold: soon}}", "`deployment.canary.hold` is no hold: `soon`"),
      ("{review: {band: [0.6, 0.4]}}", "`deployment.review.band` is no band of scores"),
      ("{strategy: bluegreen}", "`deployment.strategy`"),
    ])
  func wrong(text: String, message: String) {
    let findings = parse(text).findings
    #expect(findings.count == 1)
    #expect(findings.first?.message.hasPrefix(message) == true, "\(findings)")
    #expect(findings.first?.line == 5)
  }
}
