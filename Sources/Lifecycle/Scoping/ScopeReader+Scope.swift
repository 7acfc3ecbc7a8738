import Encoding
import Expressions

// The fields of `scope`.

extension ScopeReader {
  func scope(_ path: String) -> Judgement {
    let key = String(path.prefix { $0 != "[" })
    switch key {
    case "problem": return (.scoping, "heads the reports", .holds, "it is said")
    case "users": return (.business, "reports are written for them", .holds, "\(scope.users.count) named")
    case "use_case": return (.development, "said in reports", .holds, "it is said")
    case "task":
      return (.development, "must suit the metric", .holds, "`\(scope.metric)` is of this task")
    case "replaces": return replaces
    case "stakeholders": return stakeholders
    case "metric": return metric
    case "gates":
      return index(path).flatMap { scope.gates.indices.contains($0) ? gate(scope.gates[$0]) : nil } ?? unread
    case "value": return value
    case "constraints.budget": return budget
    case "constraints.privacy": return privacy
    case "constraints.latency": return latency
    case "constraints.deadline": return deadline
    case "costs.hour_rate", "costs.per_month", "costs.once": return costs(key)
    case "risks":
      return index(path).flatMap { scope.risks.indices.contains($0) ? risk(scope.risks[$0]) : nil } ?? unread
    case "milestones":
      return index(path).flatMap { scope.milestones.indices.contains($0) ? milestone(scope.milestones[$0]) : nil }
        ?? unread
    default: return unread
    }
  }

  /// Of `prior_art`, `architecture` and `infrastructure`.
  var unread: Judgement { (nil, "nothing", .unread, "people alone read it: nothing checks it") }

  // MARK: - People

  private var replaces: Judgement {
    let reads = "answers are compared with it"
    switch scope.replaces {
    case .nothing: return (.deployment, reads, .holds, "there is nothing to compare with")
    case .process(_, let column), .model(_, let column):
      guard let column else {
        return (.deployment, reads, .unknown, "its answers are no column: agreement cannot be measured")
      }
      if let version, version.features.contains(column) {
        return (.deployment, reads, .broken, "\(name(version)) learns from `\(column)`, its answer")
      }
      return (.deployment, reads, .unknown, "agreement with `\(column)` has not been measured")
    }
  }

  private var stakeholders: Judgement {
    let reads = "say who decides and who reads which report"
    guard let decider = scope.stakeholders.first(where: { $0.role == "decision-maker" }) else {
      return (.deployment, reads, .broken, "none of them is the decision-maker")
    }
    guard let change = state.aliasHistory.last(where: { $0.alias == "champion" && $0.version != nil }),
      let version = change.version
    else { return (.deployment, reads, .holds, "\(decider.name) decides") }
    return (.deployment, reads, .holds, "\(decider.name) decides; \(change.who) made v\(version) champion")
  }

  // MARK: - What is measured

  private var metric: Judgement {
    let reads = "judges every version and window"
    guard let version, let value = version.metrics["test"]?[scope.metric] else {
      return (.development, reads, .unknown, "no version has been measured by it")
    }
    let live = settled?.metrics[scope.metric].map { ", \(NumberText.significant($0)) live" } ?? ""
    return (.development, reads, .holds, "\(name(version)) has \(NumberText.significant(value))\(live)")
  }

  func gate(_ gate: Gate) -> Judgement {
    let reads = "decides what may go live, and is watched there"
    guard let version else { return (.development, reads, .unknown, "no version to judge") }
    guard let result = version.judged(by: [gate]).first else { return unread }
    if let live = liveGates.first(where: { $0.gate == gate }), live.verdict == .failed {
      return (.monitoring, reads, .broken, "live traffic \(live.sentence)")
    }
    return (.development, reads, result.verdict.holding, "\(name(version)) \(result.sentence)")
  }

  private var value: Judgement {
    let reads = "picks the threshold, and draws the profit"
    guard let settled, let value = settled.value else {
      return (.development, reads, .unknown, "no window has settled")
    }
    let amount = "\(NumberText.short(value)) \(definition.business.unit)".trimmingBlanks
    guard let baseline = settled.baselineValue else {
      return (.development, reads, .holds, "the newest window is worth \(amount)")
    }
    return (
      .development, reads, value >= baseline ? .holds : .broken,
      "the newest window is worth \(amount), the baseline \(NumberText.short(baseline))"
    )
  }

  private var latency: Judgement {
    let reads = "is held against the time that answers take"
    guard let bound = scope.constraints.latencySeconds else { return unread }
    let id = "latency_p99_ms"
    let live = state.windows.last?.closed.figures["software.\(id)"]
    let measured = version?.gates.first { $0.gate.metric == id }?.measurement?.value
    guard let milliseconds = live ?? version?.metrics["test"]?[id] ?? measured else {
      return (.deployment, reads, .unknown, "no latency has been measured")
    }
    return (
      .deployment, reads, milliseconds <= bound * 1000 ? .holds : .broken,
      "99 % of the answers take up to \(NumberText.significant(milliseconds, 3)) ms"
    )
  }

  private var privacy: Judgement {
    let reads = "features are searched for personal identifiers"
    let recipes = definition.recipes.compactMap(\.features).flatMap { $0 }
    guard let features = version?.features ?? (recipes.isEmpty ? nil : recipes) else {
      return (.data, reads, .unknown, "no version says what it learns from")
    }
    let personal = PersonalColumns.among(features)
    guard !personal.isEmpty else {
      return (.data, reads, .holds, "none of \(features.count) features is named like one")
    }
    let named = personal.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
    return (.data, reads, .broken, "\(named)\(personal.count > 3 ? " and others" : "") look like personal identifiers")
  }

  // MARK: - Money and time

  private var budget: Judgement {
    let reads = "hours and costs are held against it"
    guard let budget = scope.constraints.budget else { return unread }
    let costs = ScopeCosts(scope, state, today: today)
    guard scope.costs.perHour != nil || costs.once > 0 || costs.running > 0 else {
      return (.business, reads, .unknown, "no costs are given, such as `costs.hour_rate`")
    }
    let most = Swift.max(costs.planned + costs.running, costs.spent)
    return (
      .business, reads, most <= budget ? .holds : .broken,
      "\(NumberText.short(costs.spent)) spent, \(NumberText.short(most)) planned of \(NumberText.short(budget))"
    )
  }

  private func costs(_ key: String) -> Judgement {
    let reads = "the return on investment is reckoned with it"
    let costs = ScopeCosts(scope, state, today: today)
    if key == "costs.hour_rate", costs.plannedHours == 0 {
      return (.business, reads, .unknown, "no milestone states its hours")
    }
    return (.business, reads, .holds, "\(NumberText.short(costs.spent)) spent so far")
  }

  private var deadline: Judgement {
    let reads = "is held against the day of going live"
    guard let due = scope.constraints.deadline.flatMap(Timestamp.init(parsing:)) else { return unread }
    if let live = state.aliasHistory.first(where: { $0.alias == "champion" })?.at {
      let isLate = live >= due.advanced(bySeconds: 86_400)
      return (.deployment, reads, isLate ? .broken : .holds, "live since \(live.date)")
    }
    return (.deployment, reads, days(to: due) < 0 ? .broken : .holds, when(due))
  }

  private func risk(_ risk: Scope.Risk) -> Judgement {
    let reads = "the gravest head the reports"
    let weight = risk.likelihood * risk.impact
    guard risk.plan.isEmpty else { return (.scoping, reads, .holds, "weight \(weight) of 9, with a plan") }
    return (.scoping, reads, weight >= 6 ? .broken : .unknown, "weight \(weight) of 9, without a plan")
  }

  private func milestone(_ milestone: Scope.Milestone) -> Judgement {
    let reads = "dates and hours are held against it"
    if milestone.isDone { return (.scoping, reads, .holds, "done") }
    guard let due = milestone.due.flatMap(Timestamp.init(parsing:)) else {
      return (.scoping, reads, .unknown, "it has no date")
    }
    return (.scoping, reads, days(to: due) < 0 ? .broken : .holds, when(due))
  }

  /// Whole days; negative once the day is over.
  private func days(to due: Timestamp) -> Int {
    let day = 86_400.0
    return Int((due.seconds / day).rounded(.down)) - Int((today.seconds / day).rounded(.down))
  }

  private func when(_ due: Timestamp) -> String {
    let days = days(to: due)
    if days == 0 { return "due today" }
    let count = abs(days) == 1 ? "1 day" : "\(abs(days)) days"
    return days < 0 ? "overdue by \(count)" : "due in \(count)"
  }
}

extension Verdict {
  /// What a verdict says about the field that asked for it.
  var holding: ScopeReading.Holding {
    switch self {
    case .passed: .holds
    case .failed: .broken
    case .inconclusive, .noData: .unknown
    }
  }
}

extension GateResult {
  /// What was found, to follow the version's name: `has 62.8`, `has 74 > 70`.
  var sentence: String {
    guard let measurement else { return "has no \(gate.metric)" }
    let value = NumberText.significant(measurement.value)
    guard let bound else { return "has \(value), but there is nothing to hold it against" }
    let limit = NumberText.significant(bound)
    switch verdict {
    case .passed: return "has \(value)"
    case .failed: return "has \(value) \(gate.comparison.opposite.rawValue) \(limit)"
    case .inconclusive:
      let interval = "\(NumberText.significant(measurement.lower)) to \(NumberText.significant(measurement.upper))"
      return "has \(value), in truth \(interval), which straddles \(limit)"
    case .noData: return "has no rows to judge it on"
    }
  }
}

extension ComparisonOperator {
  /// What is true when the comparison fails.
  var opposite: ComparisonOperator {
    switch self {
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    case .equal: .notEqual
    case .notEqual: .equal
    }
  }
}

extension String {
  var trimmingBlanks: String { split(separator: " ").joined(separator: " ") }
}
