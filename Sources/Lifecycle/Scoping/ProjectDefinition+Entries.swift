import Encoding
import Expressions

extension ProjectDefinition {
  /// A field of the project file with its value as text.
  public struct Entry: Sendable, Equatable {
    /// Dotted, as findings name it: `scope.gates[1]`. Recipes, alarms, KPIs and the like go by their names, so that
    /// a moved one is the same one.
    public var path: String
    public var value: String
  }

  /// Every field with its value, in file order; what is not there is left out.
  public var entries: [Entry] {
    var list = EntryList()
    list.add("name", name)
    scope.list(in: &list)
    data.list(in: &list)
    for recipe in recipes { list.add("recipes.\(recipe.name)", recipe.summary) }
    deployment.list(in: &list)
    monitoring.list(in: &list)
    list.add("business.unit", business.unit)
    for kpi in business.kpis {
      let target = kpi.target.map { ", target \($0.comparison.rawValue) \(NumberText.significant($0.bound))" } ?? ""
      list.add("business.kpis.\(kpi.name)", kpi.formula.text + target)
    }
    return list.entries
  }
}

struct EntryList {
  private(set) var entries: [ProjectDefinition.Entry] = []

  mutating func add(_ path: String, _ value: String?) {
    guard let value, !value.isEmpty else { return }
    entries.append(ProjectDefinition.Entry(path: path, value: value))
  }

  mutating func add(_ path: String, _ value: Double?) { add(path, value.map { NumberText.significant($0, 6) }) }

  mutating func add(_ path: String, _ values: [String]) {
    for (index, value) in values.enumerated() { add("\(path)[\(index)]", value) }
  }
}

extension Scope {
  fileprivate func list(in list: inout EntryList) {
    list.add("scope.problem", problem)
    list.add("scope.users", users.joined(separator: ", "))
    list.add("scope.use_case", useCase)
    list.add("scope.task", task?.rawValue)
    list.add("scope.replaces", replaces.text)
    list.add("scope.prior_art", priorArt.joined(separator: ", "))
    list.add("scope.architecture", architecture)
    list.add("scope.stakeholders", stakeholders.map(\.text).joined(separator: ", "))
    list.add("scope.metric", metric)
    list.add("scope.gates", gates.map(\.text))
    list.add("scope.value", value?.text)
    list.add("scope.constraints.budget", constraints.budget)
    list.add("scope.constraints.privacy", constraints.privacy)
    list.add("scope.constraints.latency", constraints.latencySeconds.map { "\(NumberText.significant($0 * 1000)) ms" })
    list.add("scope.constraints.deadline", constraints.deadline)
    list.add("scope.constraints.infrastructure", constraints.infrastructure)
    list.add("scope.costs.hour_rate", costs.perHour)
    list.add("scope.costs.per_month", costs.perMonth)
    list.add("scope.costs.once", costs.once)
    list.add("scope.risks", risks.map { "\($0.what), likelihood \($0.likelihood), impact \($0.impact): \($0.plan)" })
    list.add("scope.milestones", milestones.map(\.text))
  }
}

extension Scope.Replaced {
  /// What is replaced, in words; nil for nothing.
  public var text: String? {
    switch self {
    case .nothing: nil
    case .process(let name, let column): name + (column.map { ", column \($0)" } ?? "")
    case .model(let name, let column): "model \(name)" + (column.map { ", column \($0)" } ?? "")
    }
  }
}

extension Scope.Stakeholder {
  fileprivate var text: String { role.isEmpty ? name : "\(name) (\(role))" }
}

extension Scope.Milestone {
  fileprivate var text: String {
    let parts = [due, hours.map { "\(NumberText.significant($0)) h" }, isDone ? "done" : nil].compactMap { $0 }
    return parts.isEmpty ? what : "\(what): \(parts.joined(separator: ", "))"
  }
}

extension ValueModel {
  /// The cells that are given, in one line.
  public var text: String {
    switch self {
    case .perRow(let expression): return expression.text
    case .confusion(let truePositive, let falsePositive, let trueNegative, let falseNegative):
      let cells = [
        ("true_positive", truePositive), ("false_positive", falsePositive), ("true_negative", trueNegative),
        ("false_negative", falseNegative),
      ]
      return cells.compactMap { name, value in value.map { "\(name) \($0.text)" } }.joined(separator: ", ")
    }
  }
}

extension DataDefinition {
  fileprivate func list(in list: inout EntryList) {
    switch source {
    case .file(let path): list.add("data.source", path)
    case .world(let seed): list.add("data.source", "world \(seed)")
    }
    list.add("data.target", target)
    list.add("data.positive", positive)
    switch time {
    case .columns(let names)?: list.add("data.time", names.joined(separator: ", "))
    case .rowOrder(let from, let to)?: list.add("data.time", "row order, \(from.date) to \(to.date)")
    case nil: break
    }
    list.add("data.id", id)
    list.add("data.leave_out", leaveOut.joined(separator: ", "))
    for (column, kind) in kinds.sorted(by: { $0.key < $1.key }) { list.add("data.kinds.\(column)", kind) }
    list.add("data.split", split.text)
    list.add("data.retrain_newest", retrainNewest.map { "\($0) rows" })
    if skipsBadRows { list.add("data.skip_bad_rows", "true") }
    for check in checks { list.add("data.checks.\(check.name)", check.rule.text) }
  }
}

extension SplitDefinition {
  fileprivate var text: String {
    let shares = [("train", train), ("validate", validate), ("test", test), ("live", live)]
    return "by \(method.rawValue), "
      + shares.map { "\($0) \(NumberText.significant($1))" }.joined(separator: ", ")
  }
}

extension Recipe {
  fileprivate var summary: String {
    var parts = [algorithm.rawValue]
    parts += parameters.sorted { $0.key < $1.key }.map { "\($0.key) \(NumberText.significant($0.value))" }
    if let features { parts.append("features \(features.joined(separator: " "))") }
    parts.append("seed \(seed)")
    if options.classWeight != .none { parts.append("class weight \(options.classWeight.rawValue)") }
    if let balance = options.balance { parts.append("balance \(NumberText.significant(balance))") }
    if options.calibration != .none { parts.append("calibration \(options.calibration.rawValue)") }
    if let folds = options.folds { parts.append("folds \(folds)") }
    if options.categorical != .encoded { parts.append("categorical \(options.categorical.rawValue)") }
    return parts.joined(separator: ", ")
  }
}

extension DeploymentDefinition {
  fileprivate func list(in list: inout EntryList) {
    list.add("deployment.strategy", strategy.rawValue)
    list.add("deployment.automation", automation.rawValue)
    if explore > 0 { list.add("deployment.explore", explore) }
    if log.outlivesPowerLoss { list.add("deployment.durability", "full") }
    if let bytes = log.retainedByteCount { list.add("deployment.retention", "\(bytes >> 20) MB") }
    switch strategy {
    case .direct: break
    case .canary:
      let steps = canary.steps.map { NumberText.significant($0) }.joined(separator: ", ")
      list.add("deployment.canary", "\(steps); hold \(canary.hold.text), \(canary.minimumOutcomes) outcomes")
    case .shadow: list.add("deployment.shadow", shadow.text)
    case .rolling:
      let steps = rolling.steps.map { NumberText.significant($0) }.joined(separator: ", ")
      list.add("deployment.rolling", "\(steps); hold \(rolling.hold.text)")
    case .blueGreen:
      list.add("deployment.blue_green", "swap \(blueGreen.waits ? "by hand" : "at once"); watch \(blueGreen.hold.text)")
    case .ab:
      list.add(
        "deployment.ab",
        "share \(NumberText.significant(ab.share)); at most \(ab.hold.text), \(ab.minimumOutcomes) outcomes")
    }
    list.add("deployment.unit", unit)
    list.add("deployment.salt", salt)
    list.add("deployment.guardrails.latency_p99_ms", guardrails.latencyP99.map { NumberText.significant($0) })
    list.add("deployment.guardrails.error_share", guardrails.errorShare.map { NumberText.significant($0) })
    if automation == .partial {
      let (low, high) = (reviewBand.lowerBound, reviewBand.upperBound)
      list.add("deployment.review_band", "\(NumberText.significant(low)) to \(NumberText.significant(high))")
    }
  }
}

extension DeploymentDefinition.Hold {
  fileprivate var text: String {
    switch self {
    case .rows(let count): "\(count) rows"
    case .period(let seconds): NumberText.duration(seconds)
    }
  }
}

extension MonitoringDefinition {
  fileprivate func list(in list: inout EntryList) {
    switch window {
    case .rows(let count)?: list.add("monitoring.window", "\(count) rows")
    case .period(let seconds)?: list.add("monitoring.window", NumberText.duration(seconds))
    case nil: break
    }
    list.add("monitoring.outcome_delay", outcomeDelaySeconds > 0 ? NumberText.duration(outcomeDelaySeconds) : nil)
    for alarm in alarms {
      list.add(
        "monitoring.alarms.\(alarm.name)",
        "\(alarm.condition.text), \(alarm.windows) windows, \(alarm.severity.rawValue)")
    }
    list.add("monitoring.watch", watch.map { [$0.log, $0.columnText].filter { !$0.isEmpty }.joined(separator: ": ") })
    list.add("monitoring.redo", redo.map { "\($0.unit) within \(NumberText.duration($0.withinSeconds))" })
    for policy in policies { list.add("monitoring.policies.\(policy.name)", policy.text) }
    // By number: their addresses may be secrets, and one server may have several.
    list.add("monitoring.notify", notify.map(\.text))
  }
}

extension NotifyRule {
  /// A few digits stand for the address, so that another one is seen to be another.
  fileprivate var text: String {
    let list = occasions.map(\.rawValue).joined(separator: ", ")
    switch channel {
    case .webHook(let url, let secretFile):
      let digits = SHA256.hex(of: Array(url.utf8)).prefix(6)
      return "\(place) (\(digits)): \(list)" + (secretFile.map { ", signed by \($0)" } ?? "")
    // Arguments may be secrets too.
    case .command(let words):
      let digits = SHA256.hex(of: Array(words.joined(separator: "\0").utf8)).prefix(6)
      return "command \(place) (\(digits)): \(list)"
    case .terminal: return "\(place): \(list)"
    }
  }
}

extension RetrainPolicy {
  fileprivate var text: String {
    "\(mode.rawValue) on \(trigger.text), cool-down \(NumberText.duration(coolDownSeconds))"
      + (data.map { ", \($0.text)" } ?? "") + (budget.map { ", at most \($0.text)" } ?? "")
  }
}
