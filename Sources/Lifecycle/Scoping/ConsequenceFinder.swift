import Encoding
import Expressions

/// Says in sentences what a change of the project file would do, the gravest first.
struct ConsequenceFinder {
  let old: ProjectDefinition
  let new: ProjectDefinition
  let state: LifecycleState
  private var found: [ScopeChange.Consequence] = []

  init(old: ProjectDefinition, new: ProjectDefinition, state: LifecycleState) {
    self.old = old
    self.new = new
    self.state = state
  }

  mutating func find() -> [ScopeChange.Consequence] {
    findTarget()
    findGates()
    findFeatures()
    findRecipes()
    findValue()
    findAlarms()
    findIndicators()
    findOperation()
    findMoney()
    return found.enumerated()
      .sorted { ($1.element.severity.rank, $0.offset) < ($0.element.severity.rank, $1.offset) }.map(\.element)
  }

  private mutating func say(_ severity: AlarmRule.Severity, _ text: String) {
    found.append(ScopeChange.Consequence(severity, text))
  }

  private var served: [(name: String, version: Version)] {
    [("champion", state.champion), ("challenger", state.challenger)]
      .compactMap { name, version in version.map { ("\(name) \($0.id)", $0) } }
  }

  private func list(_ versions: [Version]) -> String {
    let shown = versions.suffix(3).map { "\($0.id)" }.joined(separator: ", ")
    return "version\(versions.count == 1 ? "" : "s") \(shown)\(versions.count > 3 ? " and earlier ones" : "")"
  }

  // MARK: - Data

  private mutating func findTarget() {
    let (before, after) = (old.data, new.data)
    if before.target != after.target {
      say(
        .critical, "the target changes from \(before.target) to \(after.target): all versions become incomparable")
    } else if before.positive != after.positive {
      say(.critical, "another value of \(after.target) counts as yes: all versions become incomparable")
    }
    if before.source != after.source {
      say(.warning, "the source changes: rows are read anew, earlier runs are of other rows")
    }
    if before.split != after.split || before.time != after.time {
      say(.warning, "the rows that judge change: figures of earlier versions are of other rows")
    }
  }

  private mutating func findFeatures() {
    let added = new.data.leaveOut.filter { !old.data.leaveOut.contains($0) }
    for column in added {
      let users = served.filter { $0.version.features.contains(column) }.map(\.name)
      if !users.isEmpty {
        say(.warning, "\(users.joined(separator: " and ")) learnt from \(column), which is left out now")
      }
    }
    for column in old.data.leaveOut where !new.data.leaveOut.contains(column) {
      say(.information, "\(column) may be learnt from at the next training")
    }
  }

  // MARK: - Gates

  private mutating func findGates() {
    let (before, after) = (old.scope.gates, new.scope.gates)
    if before == after { return }
    if after.isEmpty { say(.critical, "no gates are left: nothing can pass") }
    for (name, version) in served {
      for result in version.judged(by: after) where !before.contains(result.gate) { say(result, name) }
    }
    for gate in before where !after.contains(gate) && !after.contains(where: { $0.metric == gate.metric }) {
      say(.warning, "nothing holds \(gate.metric) any more: the gate \(gate.text) is gone")
    }
  }

  private mutating func say(_ result: GateResult, _ name: String) {
    let gate = result.gate
    switch (result.verdict, result.measurement, result.bound) {
    case (.failed, let measurement?, let bound?):
      let value = NumberText.significant(measurement.value)
      say(
        .critical,
        "\(name) would fail: \(gate.metric) \(value) \(gate.comparison.opposite.rawValue) \(NumberText.significant(bound))"
      )
    case (.passed, let measurement?, _):
      say(.information, "\(name) would pass \(gate.text): it has \(NumberText.significant(measurement.value))")
    case (.inconclusive, let measurement?, _):
      say(
        .warning, "\(name) would be inconclusive on \(gate.text): it has \(NumberText.significant(measurement.value))")
    case (.noData, _, _), (.failed, _, _), (.passed, _, _), (.inconclusive, _, _):
      say(.warning, "nothing says whether \(name) passes \(gate.text): it has to be trained again")
    }
  }

  // MARK: - Recipes and value

  private mutating func findRecipes() {
    for recipe in old.recipes {
      let made = state.versions.filter { $0.recipe == recipe.name }
      guard let now = new.recipes.first(where: { $0.name == recipe.name }) else {
        let makers = made.isEmpty ? "" : "; \(list(made)) \(made.count == 1 ? "was" : "were") made by it"
        say(made.isEmpty ? .information : .warning, "recipe \(recipe.name) is gone\(makers)")
        continue
      }
      if now != recipe, !made.isEmpty {
        say(
          .information,
          "recipe \(recipe.name) changes; \(list(made)) \(made.count == 1 ? "was" : "were") made by the old one")
      }
    }
    guard let first = new.recipes.first, first.name != old.recipes.first?.name else { return }
    say(.information, "\(first.name) is trained when no recipe is named")
  }

  private mutating func findValue() {
    if old.scope.metric != new.scope.metric {
      say(
        .warning,
        "the metric changes from \(old.scope.metric) to \(new.scope.metric): versions are ranked by it from now on")
    }
    guard old.scope.value != new.scope.value else { return }
    let thresholds =
      state.champion?.threshold != nil
      ? "; champion \(state.champion?.id.description ?? "") keeps its threshold until it is trained again" : ""
    say(.warning, "what an answer is worth changes\(thresholds)")
  }

  // MARK: - Monitoring and business

  private mutating func findAlarms() {
    let (before, after) = (old.monitoring.alarms, new.monitoring.alarms)
    for alarm in before {
      guard let now = after.first(where: { $0.name == alarm.name }) else {
        let isOpen = state.openAlarms.contains { $0.rule == alarm.name && $0.state == .firing }
        say(isOpen ? .critical : .warning, "alarm '\(alarm.name)' would vanish\(isOpen ? ", though it fires" : "")")
        continue
      }
      if now.condition != alarm.condition {
        say(.information, "alarm '\(alarm.name)' asks something else: \(now.condition)")
      }
    }
    for alarm in after where !before.contains(where: { $0.name == alarm.name }) {
      say(.information, "alarm '\(alarm.name)' is asked of every window from now on")
    }
    for policy in old.monitoring.policies where !new.monitoring.policies.contains(where: { $0.name == policy.name }) {
      say(.warning, "policy '\(policy.name)' would act no more")
    }
    for policy in new.monitoring.policies
    where policy.mode == .automatic
      && old.monitoring.policies.first(where: { $0.name == policy.name })?.mode != .automatic
    {
      say(.warning, "policy '\(policy.name)' would train by itself")
    }
  }

  private mutating func findIndicators() {
    let newest = state.windows.last { $0.settled != nil }?.settled
    for kpi in old.business.kpis where !new.business.kpis.contains(where: { $0.name == kpi.name }) {
      say(.warning, "KPI '\(kpi.name)' would vanish")
    }
    for kpi in new.business.kpis {
      let before = old.business.kpis.first { $0.name == kpi.name }
      if let before, before.formula != kpi.formula {
        say(.warning, "KPI '\(kpi.name)' is reckoned anew: earlier windows are not comparable")
      } else if let target = kpi.target, target != before?.target, let value = newest?.kpis[kpi.name],
        !target.comparison.holds(value, target.bound)
      {
        let bound = NumberText.significant(target.bound)
        say(
          .warning,
          "KPI '\(kpi.name)' would miss its target: \(NumberText.significant(value)) \(target.comparison.opposite.rawValue) \(bound)"
        )
      }
    }
  }

  // MARK: - Operation and money

  private mutating func findOperation() {
    if old.monitoring.window != new.monitoring.window, !state.windows.isEmpty {
      say(.warning, "windows are cut anew: those before are of another length")
    }
    if old.monitoring.outcomeDelaySeconds != new.monitoring.outcomeDelaySeconds {
      say(.information, "windows settle after \(NumberText.duration(new.monitoring.outcomeDelaySeconds))")
    }
    if old.deployment.strategy != new.deployment.strategy {
      say(.information, "the next version goes live by \(new.deployment.strategy.rawValue)")
    }
    if old.deployment.automation != new.deployment.automation {
      say(
        .warning,
        "who decides changes from \(old.deployment.automation.rawValue) to \(new.deployment.automation.rawValue)")
    }
    if old.deployment.explore != new.deployment.explore {
      say(.warning, "chance answers \(NumberText.significant(new.deployment.explore * 100)) % of the requests")
    }
  }

  private mutating func findMoney() {
    guard let budget = new.scope.constraints.budget else { return }
    // Running costs go by the day, which a change of the file does not move.
    let after = ScopeCosts(new.scope, LifecycleState(), today: Timestamp(microseconds: 0)).planned
    let before = ScopeCosts(old.scope, LifecycleState(), today: Timestamp(microseconds: 0)).planned
    let isNew = old.scope.constraints.budget.map { before <= $0 } ?? true
    guard after > budget, isNew else { return }
    say(.warning, "the plan would cost \(NumberText.short(after)), more than the budget of \(NumberText.short(budget))")
  }
}
