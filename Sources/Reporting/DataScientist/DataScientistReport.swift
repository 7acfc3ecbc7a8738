import Encoding
import Lifecycle

/// All that is needed to judge the model and to make it again.
struct DataScientistReport {
  let facts: ReportFacts

  var report: Report {
    let sections: [Report.Section?] = [
      summary, data, checks, runs, quality, curves, answers, slices, errors, importances, comparison, drift, realised,
      alarms, rollout, registry, reproduction,
    ]
    return Report(
      title: "\(facts.definition.name): the technical record", lead: facts.lead, sections: sections.compactMap { $0 })
  }

  var analysis: JSON? { facts.pages.analysis }

  /// A section that says why it is not there.
  func refused(_ title: String, _ page: String) -> Report.Section? {
    facts.pages.refusals[page].map { reason in Report.Section(title, [.note(.warning, Words.sentence(reason))]) }
  }

  // MARK: Summary

  private var summary: Report.Section {
    let scope = facts.scope
    var rows: [[Table.Cell]] = [
      ["problem", .text(scope.problem.isEmpty ? "not written down" : scope.problem)],
      ["task", .text("\(facts.snapshot.task.rawValue), target \(facts.definition.data.target)")],
      ["metric", .code(scope.metric)],
      ["in service", .text(facts.state.champion.map { "version \($0.id)" } ?? "nothing")],
    ]
    if let useCase = scope.useCase { rows.insert(["use case", .text(useCase)], at: 1) }
    if let version = facts.subject {
      rows.append([
        facts.state.champion == nil ? "newest version" : "champion",
        .text("version \(version.id) of run \(version.run), recipe \(version.recipe), \(version.algorithm.rawValue)"),
      ])
      if let threshold = version.threshold { rows.append(["threshold", .text(Words.number(threshold, digits: 4))]) }
    }
    var blocks: [Report.Block] = [.table(Table("", [.text("fact"), .text("")], rows))]
    if let gates = gates("Gates on the test rows", facts.snapshot.gates) { blocks.append(gates) }
    if let gates = gates("Gates on the newest settled window", facts.snapshot.liveGates) { blocks.append(gates) }
    if facts.snapshot.gates.isEmpty, let version = facts.subject,
      let gates = gates("Gates of version \(version.id) on the test rows", version.gates)
    {
      blocks.append(gates)
    }
    let notices = facts.snapshot.notices.prefix(10).map { Report.Block.note(.warning, $0) }
    return Report.Section("Summary", notices + blocks)
  }

  private func gates(_ caption: String, _ gates: [GateResult]) -> Report.Block? {
    guard !gates.isEmpty else { return nil }
    return .table(
      Table(
        caption,
        [
          .text("gate"), .number("value"), .number("95 % interval"), .number("bound"), .number("rows"),
          .text("verdict"),
        ],
        of: gates, limit: 40
      ) { result in
        [
          .code(result.gate.text), .text(Words.number(result.measurement?.value, digits: 4)),
          .text(Words.interval(result.measurement?.lower, result.measurement?.upper)),
          .text(Words.number(result.bound, digits: 4)), .text(Words.count(result.measurement?.count)),
          .verdict(Words.tone(result.verdict), result.verdict.word),
        ]
      })
  }
}
