import ProjectFile
import Tabular

/// Project files for tests.
enum Sample {
  /// The example of the design, with its ellipses filled in.
  static let bikes = """
    name: bikes
    scope:
      problem: How many bikes will be out next hour?
      users: [dispatch]
      stakeholders: [{name: Operations, role: decision-maker}, Finance]
      metric: rmse
      gates: ["rmse <= 70", "rmse <= 0.8 * baseline.rmse", "latency_p99_ms <= 10"]
      value: {per_row: "-abs(prediction - cnt) * 0.4"}
      constraints: {budget: 5000, privacy: no personal identifiers}
      risks: [{what: snow, likelihood: 2, impact: 3, plan: call a person}]
      milestones: [{what: live, due: 2026-12-01, hours: 40}]
    data:
      source: hour.csv
      target: cnt
      time: {columns: [dteday, hr]}
      leave_out: [casual, registered, instant]   # leaks
      split: {by: time, train: 0.5, validate: 0.1, test: 0.1, live: 0.3}
    recipes:
      trees: {algorithm: boosted-trees, rounds: 300, depth: 6}
      linear: {algorithm: linear}
    deployment: {strategy: direct, automation: full}
    monitoring: {window: 24h, outcome_delay: 2h, alarms: ["psi.temp >= 0.2"]}
    business: {kpis: [{name: bikes missed, formula: "sum(abs(prediction - cnt))", target: "<= 900"}]}
    """

  static let bikeSchema = Schema(columns: [
    ColumnSchema(name: "instant", kind: .numeric), ColumnSchema(name: "dteday", kind: .timestamp),
    ColumnSchema(name: "hr", kind: .numeric), ColumnSchema(name: "weekday", kind: .categorical),
    ColumnSchema(name: "holiday", kind: .boolean), ColumnSchema(name: "temp", kind: .numeric),
    ColumnSchema(name: "casual", kind: .numeric), ColumnSchema(name: "registered", kind: .numeric),
    ColumnSchema(name: "cnt", kind: .numeric),
  ])

  /// The least that has no findings, with more below it.
  static func least(_ rest: String = "", scope: String = "metric: auc", data: String = "source: a.csv, target: y")
    -> String
  {
    "name: least\nscope: {\(scope)}\ndata: {\(data)}\n\(rest)"
  }

  /// Findings as `line:column severity message; mend`.
  static func findings(_ text: String) -> [String] { lines(ProjectFile.parse(text: text, path: "f").findings) }

  static func lines(_ findings: [ProjectFile.Finding]) -> [String] {
    findings.map { "\($0.line):\($0.column) \($0.severity.rawValue): \($0.message); \($0.mend)" }
  }
}
