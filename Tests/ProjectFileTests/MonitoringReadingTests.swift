import Lifecycle
import ProjectFile
import Testing

@Suite("Budgets, choices of data and notifications in the project file")
struct MonitoringReadingTests {
  private func monitoring(_ text: String) -> (findings: [String], definition: MonitoringDefinition?) {
    let parsed = ProjectFile.parse(text: Sample.least("monitoring:\n" + text), path: "f")
    return (Sample.lines(parsed.findings), parsed.definition?.monitoring)
  }

  @Test("A policy with a budget and its data, a rule that says when it has none")
  func read() throws {
    let (findings, definition) = monitoring(
      """
        alarms: [{name: low, condition: "auc < 0.7", for: 2h, severity: critical, no_data: 5 windows}]
        policies: [{name: p, retrain: automatic, when: drift, data: recent 30d, budget: {trainings: 3, seconds: 10min, per: 7d}}]
        notify:
          - {command: [./page.sh, now], on: [alarm firing]}
          - {terminal: both}
          - {url: "https://hooks.example.com/x"}
      """)
    #expect(findings.isEmpty)
    let monitoring = try #require(definition)
    #expect(monitoring.alarms.first?.noDataWindows == 5)
    let policy = try #require(monitoring.policies.first)
    #expect(policy.data == .recent(30 * 86_400))
    #expect(policy.budget == RetrainPolicy.Budget(trainings: 3, seconds: 600, period: 604_800))
    #expect(
      monitoring.notify == [
        NotifyRule(.command(["./page.sh", "now"]), occasions: [.alarmFiring]),
        NotifyRule(.terminal(.both), occasions: [.alarmFiring]), NotifyRule(url: "https://hooks.example.com/x"),
      ])
  }

  @Test(
    "What is wrong is said with its place and how to mend it",
    arguments: [
      ("  policies: [{when: drift, budget: {per: 7d}}]", "budget.trainings` is missing"),
      ("  policies: [{when: drift, budget: {trainings: 3}}]", "budget.per` is missing"),
      ("  policies: [{when: drift, budget: {trainings: 0, per: 7d}}]", "must be 1…1000000"),
      ("  policies: [{when: drift, budget: {trainings: 1, per: soon}}]", "is no length: `soon`; write it as 30s"),
      ("  policies: [{when: drift, data: recent}]", "data` is unknown: `recent`; write all"),
      ("  alarms: [{condition: \"auc < 0.7\", no_data: 2h}]", "no_data` counts windows; write `3 windows`"),
      ("  notify: [{command: [], on: [promoted]}]", "names no program"),
      ("  notify: [{command: ./page.sh now}]", "no shell splits it; write a list, such as `[./page.sh, now]`"),
      ("  notify: [{terminal: loud}]", "cannot be `loud`; write one of bell, osc9, both"),
      ("  notify: [{terminal: bell, command: [x]}]", "goes two ways: `command` and `terminal`"),
      ("  notify: [{terminal: bell, secret_file: k}]", "signs messages of web hooks alone"),
      ("  notify: [{on: [promoted]}]", "write where messages go"),
    ])
  func faults(text: String, said: String) {
    let findings = monitoring(text).findings
    #expect(findings.contains { $0.contains(said) && $0.first?.isNumber == true }, "\(findings)")
  }
}
