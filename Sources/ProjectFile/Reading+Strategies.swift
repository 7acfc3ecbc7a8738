import Lifecycle

// The ways to the next champion that came after canary and shadow, and what they share.

extension Reading {
  mutating func strategies(_ fields: Fields, _ deployment: inout DeploymentDefinition) {
    if let rolling = section(fields, "rolling", ["steps", "hold"]) {
      if let field = rolling["steps"] {
        let elements = list(rolling, "steps")
        deployment.rolling.steps = steps(field, elements, of: "rolling") ?? deployment.rolling.steps
      }
      deployment.rolling.hold = rolling["hold"].flatMap { hold($0) } ?? deployment.rolling.hold
    }
    if let blueGreen = section(fields, "blue_green", ["hold", "swap"]) {
      deployment.blueGreen.hold = blueGreen["hold"].flatMap { hold($0) } ?? deployment.blueGreen.hold
      deployment.blueGreen.waits = choice(blueGreen, "swap", Swap.self) == .byHand
    }
    if let ab = section(fields, "ab", ["share", "hold", "minimum_outcomes"]) { deployment.ab = experiment(ab) }
    if let unit = text(fields, "unit") { deployment.unit = unit }
    if let salt = text(fields, "salt") { deployment.salt = salt }
    if let guardrails = section(fields, "guardrails", ["latency_p99_ms", "error_share"]) {
      deployment.guardrails = self.guardrails(guardrails)
    }
  }

  /// When all traffic goes to the version that is warm.
  private enum Swap: String, CaseIterable {
    case atOnce = "at_once"
    case byHand = "by_hand"
  }

  private mutating func experiment(_ fields: Fields) -> DeploymentDefinition.Experiment {
    var experiment = DeploymentDefinition.Experiment()
    if let field = fields["share"], let share = share(field) {
      if share < 1 {
        experiment.share = share
      } else {
        error(
          field.key, field.place, "an experiment that gives everything to one version compares nothing", "write 50%")
      }
    }
    experiment.hold = fields["hold"].flatMap { hold($0) } ?? experiment.hold
    experiment.minimumOutcomes = whole(fields, "minimum_outcomes", in: 1...10_000_000) ?? experiment.minimumOutcomes
    return experiment
  }

  private mutating func guardrails(_ fields: Fields) -> DeploymentDefinition.Guardrails {
    var guardrails = DeploymentDefinition.Guardrails()
    guardrails.latencyP99 = number(fields, "latency_p99_ms", in: 1e-6...3.6e6)
    if let field = fields["error_share"] {
      // None at all is a share too.
      guardrails.errorShare = field.node.scalar.flatMap { Reading.number($0.text) } == 0 ? 0 : share(field)
    }
    return guardrails
  }

  // MARK: - What is replaced

  /// `nothing`, `model`, `manual process`, or one of the latter with its column: what `scope.replaces` says too.
  ///
  /// - Returns: nil where the section does not say.
  mutating func replacedByDeployment(_ root: Fields) -> Scope.Replaced? {
    guard case .mapping(let entries)? = root["deployment"]?.node.content,
      let entry = entries.first(where: { $0.key.scalar?.text == "replaces" }), !entry.value.isNull
    else { return nil }
    let field = Field(key: "deployment.replaces", node: entry.value)
    if let word = entry.value.scalar?.text { return replaced(word, column: nil, field) }
    let known = ["process", "manual process", "manual_process", "model", "column"]
    guard let fields = fields(field, known) else { return nil }
    let named = known.dropLast().compactMap { name in fields[name].map { (name, $0) } }
    guard named.count == 1, let (name, value) = named.first else {
      error(
        field.key, field.place,
        "`\(field.key)` says \(named.isEmpty ? "neither" : "both") a manual process \(named.isEmpty ? "nor" : "and") a model",
        "write `{manual process: {column: THEIR_DECISION}}`")
      return nil
    }
    guard value.node.scalar == nil else {
      let title = text(value) ?? name
      let column = text(fields, "column")
      return name == "model" ? .model(title, column: column) : .process(title, column: column)
    }
    guard let inner = self.fields(value, ["column"]) else { return nil }
    return replaced(name, column: text(inner, "column") ?? text(fields, "column"), field)
  }

  private mutating func replaced(_ word: String, column: String?, _ field: Field) -> Scope.Replaced? {
    switch word {
    case "nothing": return .nothing
    case "model": return .model("an earlier model", column: column)
    case "process", "manual process", "manual_process": return .process("a manual process", column: column)
    default:
      error(
        field.key, field.place, "`\(field.key)` cannot be `\(word)`",
        "write `nothing`, `{manual process: {column: …}}` or `{model: {column: …}}`")
      return nil
    }
  }
}
