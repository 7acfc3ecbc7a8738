import Encoding
import Lifecycle

// What to do, what may go wrong, what was decided, and what is to be decided.

extension DecisionMakerReport {
  var actions: Report.Section? {
    let insights = Insight.all(facts.state, facts.definition).prefix(3)
    guard !insights.isEmpty else { return nil }
    return Report.Section(
      "What to do, by what it is worth",
      [
        .list(
          insights.map { insight in
            let worth = insight.worthPerDay.map { "\(Words.amount($0, facts.unit)) a day:" } ?? "No figure yet:"
            return Report.Item(
              lead: worth, "\(insight.text). (From \(insight.basis).)", command: insight.command)
          })
      ])
  }

  // MARK: Risks and milestones

  var risks: Report.Section? {
    let risks = facts.scope.risks.enumerated().sorted {
      let (a, b) = ($0.element.likelihood * $0.element.impact, $1.element.likelihood * $1.element.impact)
      return a != b ? a > b : $0.offset < $1.offset
    }.map(\.element)
    guard !risks.isEmpty else { return nil }
    let likelihoods = ["rare", "possible", "expected"]
    let impacts = ["a nuisance", "serious", "ends the project"]
    func word(_ words: [String], _ level: Int) -> String { words[min(max(level, 1), 3) - 1] }
    return Report.Section(
      "Risks",
      [
        .table(
          Table(
            "The gravest first",
            [.text("risk"), .text(""), .text("how likely"), .text("how bad"), .text("plan")], of: risks, limit: 20
          ) { risk in
            let weight = risk.likelihood * risk.impact
            return [
              .text(risk.what),
              .verdict(
                weight >= 6 ? .bad : weight >= 3 ? .warning : .neutral,
                weight >= 6 ? "high" : weight >= 3 ? "medium" : "low"), .text(word(likelihoods, risk.likelihood)),
              .text(word(impacts, risk.impact)), .text(risk.plan.isEmpty ? "none" : risk.plan),
            ]
          })
      ])
  }

  var milestones: Report.Section? {
    let scope = facts.scope
    guard !scope.milestones.isEmpty || scope.constraints.deadline != nil || scope.constraints.budget != nil else {
      return nil
    }
    var blocks: [Report.Block] = []
    let overdue = scope.milestones.filter { isOverdue($0) }
    if !overdue.isEmpty {
      let names = overdue.prefix(3).map { "\($0.what) (due \($0.due ?? ""))" }
      blocks.append(.note(.bad, "Overdue: \(Words.and(names))."))
    }
    if !scope.milestones.isEmpty {
      blocks.append(
        .table(
          Table(
            "", [.text("milestone"), .time("due"), .text("state"), .number("hours")], of: scope.milestones, limit: 30
          ) { milestone in
            [
              .text(milestone.what), .text(milestone.due ?? "–"),
              milestone.isDone
                ? .verdict(.good, "done")
                : isOverdue(milestone) ? .verdict(.bad, "overdue") : .verdict(.neutral, "open"),
              .text(Words.number(milestone.hours)),
            ]
          }))
    }
    let limits = constraints
    if !limits.isEmpty { blocks.append(.paragraph(limits.joined(separator: " "))) }
    return Report.Section("Milestones", blocks)
  }

  private func isOverdue(_ milestone: Scope.Milestone) -> Bool {
    guard !milestone.isDone, let due = milestone.due else { return false }
    return due < facts.today.date
  }

  private var constraints: [String] {
    var sentences: [String] = []
    let limits = facts.scope.constraints
    if let deadline = limits.deadline {
      let isLive = facts.state.champion != nil
      let state =
        isLive ? "a model is in service" : deadline < facts.today.date ? "nothing is in service" : "still open"
      sentences.append("It had to be live by \(deadline): \(state).")
    }
    if let budget = limits.budget {
      let spent = business.outlay.spent
      let left = budget - spent
      sentences.append(
        "Of a budget of \(Words.amount(budget, facts.unit)), \(Words.amount(spent, facts.unit)) are spent"
          + (left < 0 ? ": \(Words.amount(-left, facts.unit)) too much." : "."))
    }
    return sentences
  }

  // MARK: Decisions

  /// Decisions, and changes of what answers: the two go by different clocks, so they are not mixed.
  var decisions: Report.Section? {
    let decided = facts.state.decisions
    let changes = facts.state.aliasHistory.filter { $0.alias == "champion" }
    let columns: [Table.Column] = [.time("when"), .text("who"), .text("what"), .text("why")]
    var blocks: [Report.Block] = []
    if !decided.isEmpty {
      blocks.append(
        .table(
          Table(
            "What was decided, the newest first, by the clock of the data", columns, of: decided.reversed(), limit: 8
          ) {
            [.text($0.at.date), .text($0.who), .text(Self.words($0.fact.decision)), .text($0.fact.because)]
          }))
    }
    if !changes.isEmpty {
      blocks.append(
        .table(
          Table("What went live, the newest first", columns, of: changes.reversed(), limit: 8) { change in
            let what = change.version.map { "version \($0) goes live" } ?? "the model goes out of service"
            return [.text(change.at.date), .text(change.who), .text(what), .text(reason(change))]
          }))
    }
    return blocks.isEmpty ? nil : Report.Section("Decisions taken", blocks)
  }

  private static func words(_ decision: Decision) -> String {
    switch decision {
    case .continue: "go on as it is"
    case .retrain: "train anew"
    case .stepBack: "go back a step"
    case .retire: "take the model out of service"
    }
  }

  private func reason(_ change: AliasChange) -> String {
    let override = facts.state.version(change.version)?.blessing?.override
    let why = change.why == override ? nil : change.why
    let parts = [why, override.map { "against the verdict: \($0)" }].compactMap { $0 }.filter { !$0.isEmpty }
    return parts.isEmpty ? "no reason given" : parts.joined(separator: "; ")
  }

  // MARK: The way

  var way: Report.Section {
    let map = IterationMap(facts.state, facts.definition)
    return Report.Section(
      "The way so far",
      [
        .paragraph("Each line is one turn through the six steps; an arrow back says why it had to be gone again."),
        .code(map.lines.joined(separator: "\n")),
      ])
  }

  var next: Report.Section {
    guard let next = NextDecision(facts, standing) else {
      return Report.Section("The next decision", [.paragraph("None is asked for: it can go on as it is.")])
    }
    let question = next.question.prefix(1).uppercased() + next.question.dropFirst()
    return Report.Section(
      "The next decision", [.paragraph("\(question) \(next.ground)"), .list(next.choices)])
  }
}
