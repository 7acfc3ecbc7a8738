import Lifecycle
import ProjectFile
import Testing

/// `monitoring.redo`: who asks again within which time.
@Suite struct RedoTests {
  private func parse(_ redo: String, deployment: String = "{strategy: direct}") -> ProjectFile {
    ProjectFile.parse(
      text: """
        name: a
        scope: {problem: p, metric: auc, gates: ["auc >= 0.6"]}
        data: {source: a.csv, target: y}
        recipes: {trees: {algorithm: boosted-trees}}
        deployment: \(deployment)
        monitoring: {window: 100 rows\(redo)}

        """, path: "sextant.yaml")
  }

  @Test(
    "Written whole, in short, or left to the deployment's unit",
    arguments: [
      (", redo: {unit: customer, within: 10m}", "{strategy: direct}", "customer", 600.0),
      (", redo: {unit: customer, within: 2h}", "{strategy: direct, unit: other}", "customer", 7200),
      (", redo: customer", "{strategy: direct}", "customer", 600),
      ("", "{strategy: direct, unit: other}", "other", 600),
    ])
  func read(redo: String, deployment: String, unit: String, seconds: Double) throws {
    let file = parse(redo, deployment: deployment)
    #expect(file.findings.isEmpty, "\(file.findings)")
    #expect(try #require(file.definition).redo == MonitoringDefinition.Redo(unit: unit, withinSeconds: seconds))
  }

  @Test("Without a unit nothing is counted")
  func none() throws { #expect(try #require(parse("").definition).redo == nil) }

  @Test(
    "What cannot be read is said with its mend",
    arguments: [
      (", redo: {within: 10m}", "`monitoring.redo.unit` is missing"),
      (", redo: {unit: c, within: soon}", "is no duration from a second to a year"),
      (", redo: {unit: c, within: 900d}", "is no duration from a second to a year"),
      (", redo: {unit: c, wihtin: 1h}", "wihtin"),
    ])
  func wrong(redo: String, words: String) {
    let findings = parse(redo).findings
    #expect(findings.count == 1 && findings.allSatisfy { "\($0)".contains(words) }, "\(findings)")
  }
}
