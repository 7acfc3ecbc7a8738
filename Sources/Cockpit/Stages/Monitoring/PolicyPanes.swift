import CellCanvas
import Encoding
import Expressions
import Lifecycle

/// What the engine may do by itself: each policy, how it stands, what it did last.
struct PoliciesPane: PaneContent {
  let context: PaneContext

  private var policies: [PolicyStatus] { context.model.policies }

  var title: TextLine {
    let policies = policies
    guard !policies.isEmpty else { return "Policies" }
    let asking = policies.count { $0.standing == .suggested }
    return TextLine("Policies · ")
      + (asking == 0
        ? TextLine("\(policies.count)") : TextLine("! \(asking) waits for an answer", .attention))
  }

  var note: TextLine? {
    guard !context.model.isInPast, let suggestion = context.model.suggestion else { return nil }
    return TextLine("suggestion \(suggestion.fact.number)  ", .attention)
      + TextLine(context.key(.acceptSuggestion), .key) + TextLine(" accept  ", .keyHint)
      + TextLine(context.key(.dismissSuggestion), .key) + TextLine(" dismiss", .keyHint)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let policies = policies
    guard !policies.isEmpty else { return drawEmpty(in: area, on: &canvas) }
    context.table(
      .part(.policies),
      columns: [
        .init("policy", .fitting(max: 24), importance: 9), .init("mode", importance: 5),
        .init("state", importance: 9), .init("last", importance: 7),
        .init("why", .flexible(min: 12, weight: 1), importance: 8), .init("may act", importance: 3),
        .init("left", alignment: .trailing, importance: 4),
      ], height: area.height
    ) { item in
      guard case .named(let name) = item, let policy = policies.first(where: { $0.name == name }) else { return [] }
      return [
        TextLine(policy.name, .strong), TextLine(policy.mode.rawValue, .dim), policy.standing.markAndWord,
        TextLine(policy.lastAction.map { "\($0.fact.action.word) \(TimeText.short($0.at))" } ?? "never", .dim),
        TextLine(policy.why), TextLine(policy.mayActAt.map { TimeText.short($0) } ?? "", .dim),
        TextLine(policy.budget.map { PolicyText.left($0) } ?? "", .dim),
      ]
    }
    .draw(in: area, on: &canvas)
  }

  private func drawEmpty(in area: Rect, on canvas: inout Canvas) {
    if context.model.isInPast { return canvas.putEmpty("What policies waited for is not kept for the past.", in: area) }
    canvas.putEmpty(
      "No policy: the engine retrains nothing by itself.",
      "`policies: [{name: on drift, retrain: suggest, when: drift}]` under `monitoring:` adds one; "
        + "\(context.key(.edit)) edits sextant.yaml", in: area)
  }
}

/// The chosen policy in full: what it waits for, what it would do next, what it did last.
struct PolicyPane: PaneContent {
  let context: PaneContext

  private var policy: PolicyStatus? { context.model.selectedPolicy }

  var title: TextLine {
    policy.map { TextLine("\($0.name) · ") + $0.standing.markAndWord } ?? "Policy"
  }

  var note: TextLine? { policy.map { TextLine($0.mode.rawValue, .dim) } }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let policy else { return }
    var text = LabelledText(width: area.width, labelWidth: 10)
    text.add("Why", policy.why, policy.standing == .waiting ? nil : .strong)
    text.add("Next", next(policy), .accent)
    if let time = policy.mayActAt { text.add("Not until", TimeText.minute(time)) }
    text.add("Last", last(policy))
    if let data = policy.data { text.add("Learns", data) }
    if let budget = policy.budget {
      text.add("Budget", "\(PolicyText.left(budget)) of \(budget.budget.text)", budget.isSpent ? .attention : nil)
    }
    canvas.put(text.lines, in: area)
  }

  /// What it does when its trigger asks, and who has the last word.
  private func next(_ policy: PolicyStatus) -> String {
    let trigger = context.snapshot.definition.monitoring.policies.first { $0.name == policy.name }?.trigger
    let condition = trigger.map { PolicyText.asks($0) } ?? policy.trigger
    let keys = "\(context.key(.acceptSuggestion)) trains, \(context.key(.dismissSuggestion)) does not"
    switch policy.mode {
    case .off: return "nothing: `retrain: suggest` or `retrain: automatic` in sextant.yaml lets it act"
    case .suggest:
      guard policy.standing != .suggested else { return "waits for your answer: \(keys)" }
      return "suggests a training as soon as \(condition); \(keys)"
    case .automatic: return "trains as soon as \(condition); \(promotion)"
    }
  }

  private var promotion: String {
    switch context.snapshot.definition.deployment.strategy {
    case .canary, .shadow, .rolling, .blueGreen, .ab:
      "a version that passes its gates begins a \(context.snapshot.definition.deployment.strategy.title)"
    case .direct: "people promote what it trained, with \(context.key(.promote))"
    }
  }

  private func last(_ policy: PolicyStatus) -> String {
    guard let action = policy.lastAction else { return "it has not acted yet" }
    let answer = action.isAccepted.map { $0 ? ", accepted" : ", dismissed" } ?? ""
    return "\(action.fact.action.word) \(TimeText.minute(action.at))\(answer): \(action.fact.reason)"
  }
}

/// How policies are spoken of.
enum PolicyText {
  /// What a trigger waits for, after "as soon as".
  static func asks(_ trigger: RetrainPolicy.Trigger) -> String {
    switch trigger {
    case .drift: "a drift alarm fires"
    case .gate: "the alarm of a gate fires"
    case .outcomes(let count): "\(NumberText.grouped(count)) outcomes came since the champion was trained"
    case .schedule(let seconds): "the champion's newest rows are \(NumberText.duration(seconds)) old"
    case .condition(let condition): "\(condition.text) holds"
    }
  }

  /// "2 trainings left".
  static func left(_ budget: PolicyStatus.Left) -> String {
    let parts = [
      budget.trainings.map { "\($0) training\($0 == 1 ? "" : "s")" },
      budget.seconds.map { "\(NumberText.duration($0)) of training" },
    ]
    return parts.compactMap(\.self).joined(separator: ", ") + " left"
  }
}

extension PolicyStatus.Standing {
  var glyph: String {
    switch self {
    case .off: "–"
    case .waiting: "·"
    case .coolingDown: "‖"
    case .budgetSpent, .suggested: "!"
    case .brokenPipeline: "✗"
    case .training: "⠹"
    case .ready: "▶"
    }
  }

  var role: Role {
    switch self {
    case .off, .waiting, .coolingDown: .idle
    case .budgetSpent, .suggested: .attention
    case .brokenPipeline: .failing
    case .training, .ready: .busy
    }
  }

  var markAndWord: TextLine { TextLine("\(glyph) \(words)", role) }
}

extension Event.PolicyActed.Action {
  var word: String { rawValue.split(separator: "_").joined(separator: " ") }
}

extension CockpitModel {
  /// How the policies stand, in the order of the project file.
  var policies: [PolicyStatus] { isInPast ? [] : snapshot?.policies ?? [] }

  var selectedPolicy: PolicyStatus? {
    guard case .named(let name) = selectedItem(of: .part(.policies)) else { return nil }
    return policies.first { $0.name == name }
  }
}
