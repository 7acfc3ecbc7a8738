import Expressions
import Lifecycle

/// What is right alone and wrong together.
extension Reading {
  mutating func reportContradictions(_ project: ProjectDefinition, _ root: Fields) {
    reportRoles(project)
    reportFamilies(project)
    reportValue(project)
    reportTask(project)
    if !project.scope.gates.isEmpty, project.data.split.test == 0 {
      warn(
        "data.split", "no share for `test`, which is what gates judge: they will all say `no data`",
        "give `test` a share")
    }
    for (name, place) in columnsNamedTwice(project) {
      warning("data.leave_out", place, "`\(name)` is left out twice", "keep one of them")
    }
  }

  private func place(_ key: String) -> Place { places[key] ?? Place(line: 1, column: 1) }

  private mutating func contradict(_ key: String, _ message: String, _ mend: String) {
    error(key, place(key), message, mend)
  }

  private mutating func warn(_ key: String, _ message: String, _ mend: String) {
    warning(key, place(key), message, mend)
  }

  // MARK: - Roles

  /// A column has one role.
  private mutating func reportRoles(_ project: ProjectDefinition) {
    let data = project.data
    var roles: [String: String] = [data.target: "data.target"]
    if let id = data.id {
      if id == data.target { contradict("data.id", "`\(id)` is the target too", "name another column") }
      roles[id] = "data.id"
    }
    if case .columns(let names)? = data.time {
      for name in names where name == data.target {
        contradict("data.time", "`\(name)` is the target too", "name another column")
      }
    }
    for (index, name) in data.leaveOut.enumerated() {
      if name == data.target {
        contradict("data.leave_out[\(index)]", "the target `\(name)` is left out", "take it off the list")
      }
      if roles[name] == nil { roles[name] = "data.leave_out" }
    }
    for recipe in project.recipes {
      for (index, name) in (recipe.features ?? []).enumerated() {
        guard let role = roles[name] else { continue }
        contradict(
          "recipes.\(recipe.name).features[\(index)]", "`\(name)` cannot be a feature: `\(role)` names it",
          "take it off one of the two")
      }
    }
  }

  private func columnsNamedTwice(_ project: ProjectDefinition) -> [(name: String, place: Place)] {
    let names = project.data.leaveOut
    return names.indices.filter { names[..<$0].contains(names[$0]) }
      .map { (names[$0], place("data.leave_out[\($0)]")) }
  }

  // MARK: - Tasks

  /// The scope's metric says what kind of task it is; everything else must be of that kind.
  private mutating func reportFamilies(_ project: ProjectDefinition) {
    let scope = project.scope
    let families = MetricNames.families(scope.metric)
    let kind = families.map(\.rawValue).joined(separator: " or ")
    for (index, gate) in scope.gates.enumerated() {
      guard let name = ([gate.metric] + gate.bound.names).first(where: { isAlien($0, families) }) else { continue }
      contradict(
        gateKeys[index],
        "`\(name)` is no metric of a \(kind) task, which `scope.metric: \(scope.metric)` makes this",
        "change the gate or `scope.metric`")
    }
    for recipe in project.recipes where recipe.algorithm.families.allSatisfy({ !families.contains($0) }) {
      let able = Recipe.Algorithm.allCases.filter { $0.families.contains { families.contains($0) } }
      contradict(
        "recipes.\(recipe.name).algorithm",
        "`\(recipe.algorithm.rawValue)` cannot learn a \(kind) task, which `scope.metric: \(scope.metric)` makes this",
        "write one of \(able.map(\.rawValue).joined(separator: ", "))")
    }
    guard families == [.regression] else { return }
    if project.data.positive != nil {
      contradict("data.positive", "a regression has no positive value", "leave it out, or change `scope.metric`")
    }
    if case .confusion? = scope.value {
      contradict(
        "scope.value", "a regression has no true and false positives", "write `per_row: \"-abs(prediction - TARGET)\"`")
    }
    if project.data.split.method == .stratified {
      contradict("data.split.by", "a regression has no classes to stratify by", "write `by: random`")
    }
  }

  private func isAlien(_ metric: String, _ families: [MetricNames.Family]) -> Bool {
    MetricNames.families(metric).allSatisfy { !families.contains($0) }
  }

  private mutating func reportTask(_ project: ProjectDefinition) {
    guard let task = project.scope.task,
      !MetricNames.families(project.scope.metric).map(\.rawValue).contains(task.rawValue)
    else { return }
    contradict(
      "scope.task", "`scope.metric: \(project.scope.metric)` is no metric of a \(task.rawValue) task",
      "change one of the two")
  }

  // MARK: - Value

  private mutating func reportValue(_ project: ProjectDefinition) {
    guard project.scope.value == nil else { return }
    let mend = "write `scope.value`"
    if project.scope.metric == "value" { contradict("scope.metric", "`value` needs a value model", mend) }
    for (index, gate) in project.scope.gates.enumerated()
    where ([gate.metric] + gate.bound.names).contains(where: { $0 == "value" || $0.hasSuffix(".value") }) {
      contradict(gateKeys[index], "a gate on `value` needs a value model", mend)
    }
  }
}
