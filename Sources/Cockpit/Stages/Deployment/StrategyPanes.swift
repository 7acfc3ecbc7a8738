import CellCanvas
import Encoding
import Lifecycle

/// What the strategy of the rollout is about beside its steps: a split of units, two warm versions, unseen answers.
enum StrategyPane {
  static func content(_ context: PaneContext) -> any PaneContent {
    let page = context.model.page(of: .walk)
    switch page?["strategy"]?.string.flatMap({ DeploymentDefinition.Strategy(rawValue: $0) }) {
    case .ab: return ExperimentPane(context: context)
    case .blueGreen: return WarmPane(context: context)
    case .canary, .rolling: return GuardPane(context: context)
    case .direct, .shadow, nil: return ShadowPane(context: context)
    }
  }
}

/// An A/B: whether the units are split as planned, and who does better so far.
struct ExperimentPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .shadow) }

  var title: TextLine {
    guard let winner = page?["winner"]?.string else { return "Experiment · nobody is ahead for certain" }
    return TextLine("Experiment · ") + TextLine("✓ the \(winner) is better", .ok)
  }

  var note: TextLine? { page?["unit"]?.string.map { TextLine("by \($0)", .dim) } }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page else { return }
    guard let split = page["split"], !split.isNull else {
      return canvas.putEmpty("Nobody has been drawn yet.", context.trafficRemedy, in: area)
    }
    var text = LabelledText(width: area.width, labelWidth: 16)
    let isBroken = split["broken"]?.bool ?? false
    text.add(
      "Split",
      isBroken
        ? TextLine("✗ broken: no comparison can be trusted", .failing) : TextLine("✓ as planned", .ok))
    for arm in split["arms"]?.array ?? [] {
      let units = (split["arms"]?.array ?? []).reduce(0) { $0 + ($1["units"]?.int ?? 0) }
      let here = arm["units"]?.int ?? 0
      text.add(
        "  \(arm["arm"]?.string ?? "")",
        TextLine(NumberText.grouped(here), .strong)
          + TextLine(
            " \(split["unit"]?.string == nil ? "requests" : "units"), "
              + "\(CellText.percent(Double(here) / Double(max(1, units)))), planned \(CellText.percent(arm["share"]?.double ?? 0))",
            .dim))
    }
    let p = { (name: String) in split[name]?.double.map { NumberText.significant($0, 2) } ?? "–" }
    text.add(
      "p-value", TextLine(p("sequential_p_value"), .strong) + TextLine(" at every look · \(p("p_value")) once", .dim))
    let readOut = (page["checks"]?.array ?? []).filter { $0["name"]?.string?.hasSuffix(" better") ?? false }
    for check in readOut { text.add("  " + (check["name"]?.string ?? ""), answer(check)) }
    let key = context.key(.advanceRollout)
    if page["winner"]?.string == "challenger" {
      text.add("Next", "\(key) makes the challenger champion", .accent)
    } else if page["winner"]?.string == "champion" {
      text.add("Next", "\(context.key(.abortRollout)) keeps the champion", .accent)
    }
    canvas.put(text.lines, in: area)
  }

  private func answer(_ check: JSON) -> TextLine {
    switch check["verdict"]?.string.flatMap({ Verdict(rawValue: $0) }) ?? .noData {
    case .passed: TextLine("✓ the challenger", .ok)
    case .failed: TextLine("✗ the champion", .failing)
    case .inconclusive: TextLine("~ may be chance", .attention)
    case .noData: TextLine("· too few outcomes", .idle)
    }
  }
}

/// A blue/green: who answers, who is warm, what is watched, and the way back.
struct WarmPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .shadow) }

  var title: TextLine { "Both are warm" }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page, let new = page["challenger"]?.int, let old = page["champion"]?.int else { return }
    let isSwapped = page["swapped"]?.bool ?? false
    let isOver = page["state"]?.string == "none"
    let aliases = context.state.aliases
    let answers = isOver ? aliases.champion?.number : isSwapped ? new : old
    let warm = isOver ? aliases.previous?.number : isSwapped ? old : new
    var text = LabelledText(width: area.width, labelWidth: 11)
    if let answers { text.add("Answers", TextLine("▶ v\(answers)", .ok) + TextLine(" all traffic", .dim)) }
    if let warm { text.add("Warm", TextLine("● v\(warm)", .accent) + TextLine(" loaded, a swap away", .dim)) }
    guard !isOver else { return canvas.put(text.lines, in: area) }
    let guards = context.snapshot.definition.deployment.guardrails
    text.add("Watched", "\(GuardrailText.of(guards)); what fails brings v\(old) back by itself")
    text.add(
      isSwapped ? "Swap back" : "Swap",
      TextLine(context.key(isSwapped ? .rollBack : .advanceRollout), .key)
        + TextLine(isSwapped ? " v\(old) answers everything again" : " v\(new) answers everything at once", .keyHint))
    canvas.put(text.lines, in: area)
  }
}

/// A canary or a rolling release: what ends it by itself, what it waits for, and the way back.
struct GuardPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .shadow) }

  var title: TextLine { "What guards it" }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page, let old = page["champion"]?.int else { return }
    let deployment = context.snapshot.definition.deployment
    var text = LabelledText(width: area.width, labelWidth: 10)
    text.add(
      "Ends it", "\(GuardrailText.of(deployment.guardrails)): one that fails gives v\(old) all traffic by itself")
    if page["strategy"]?.string == DeploymentDefinition.Strategy.canary.rawValue {
      text.add(
        "Compares", "with v\(old) on as many requests, from \(deployment.canary.minimumOutcomes) outcomes in each arm")
      text.add("Asks", "a person, where an interval leaves it open")
    } else {
      text.add("Goes on", "by itself while nothing fails")
    }
    if page["state"]?.string != "none" {
      text.add(
        "Back", TextLine(context.key(.rollBack), .key) + TextLine(" v\(old) answers everything at once", .keyHint))
    }
    canvas.put(text.lines, in: area)
  }
}

/// What ends a rollout by itself.
enum GuardrailText {
  static func of(_ guards: DeploymentDefinition.Guardrails) -> String {
    var words = ["the scope's gates"]
    if let latency = guards.latencyP99 { words.append("p99 within \(MetricText.number(latency)) ms") }
    if let errors = guards.errorShare { words.append("errors within \(CellText.percent(errors))") }
    return words.joined(separator: ", ")
  }
}
