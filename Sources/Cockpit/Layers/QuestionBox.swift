import CellCanvas
import Encoding
import Lifecycle

/// What will happen, and the answers to it.
struct QuestionBox: View {
  private let question: Question
  private let model: CockpitModel

  init(_ question: Question, _ model: CockpitModel) {
    self.question = question
    self.model = model
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    content(in: area.size)?.draw(in: area, on: &canvas)
  }

  /// Nil before the engine has spoken.
  func content(in room: Size) -> BoxContent? {
    guard let snapshot = model.snapshot else { return nil }
    let text = QuestionText(model, snapshot, width: BoxContent.textWidth(on: room.columns))
    let yes = model.keymap.key(.answer(.accept))
    let no = model.keymap.key(.answer(.decline))
    let answers: [BoxContent.Answer]
    let (title, lines): (String, [TextLine])
    switch question {
    case .retrain(let recipe):
      (title, lines) = ("Retrain", text.retrain(recipe))
      answers = [.init(key: yes, title: "start the training"), .init(key: no, title: "not now")]
    case .promote(let version):
      (title, lines) = ("Promote v\(version)", text.promote(version))
      answers = [.init(key: yes, title: "promote v\(version)"), .init(key: no, title: "leave things as they are")]
    case .rollBack:
      let target = snapshot.state.rollout?.started.champion ?? snapshot.state.aliases.previous
      (title, lines) = ("Roll back to \(target.map { "v\($0)" } ?? "nothing")", text.rollBack)
      answers = [.init(key: yes, title: "roll back"), .init(key: no, title: "leave things as they are")]
    case .applyContract(let text): return ContractBox(text: text, model: model).content(in: room)
    case .mend(let finding):
      (title, lines) = ("Mend", text.mend(finding))
      answers = [.init(key: yes, title: "make the new version"), .init(key: no, title: "leave the data as it is")]
    case .restoreData(let version):
      (title, lines) = ("Use \(version) again", text.restore(version))
      answers = [.init(key: yes, title: "use it"), .init(key: no, title: "leave the data as it is")]
    case .shipThreshold(let version, let threshold):
      (title, lines) = ("Ship v\(version) with another threshold", text.ship(version, threshold))
      answers = [.init(key: yes, title: "make the version"), .init(key: no, title: "not now")]
    case .undo:
      (title, lines) = ("Take back the last change", text.undo)
      answers = [.init(key: yes, title: "take it back"), .init(key: no, title: "leave things as they are")]
    case .stopServing:
      (title, lines) = ("Close the gateway", text.stopServing)
      answers = [.init(key: yes, title: "close it"), .init(key: no, title: "keep it open")]
    case .quitServing:
      (title, lines) = ("Quit and close the gateway", text.quitServing)
      answers = [.init(key: yes, title: "quit"), .init(key: no, title: "stay")]
    case .rollout(let order):
      (title, lines) = (text.title(of: order), text.rollout(order))
      answers = [.init(key: yes, title: text.answer(to: order)), .init(key: no, title: "leave it as it is")]
    }
    return BoxContent(title: title, lines: lines, answers: answers, marked: question.acceptIsMarked ? 0 : 1)
  }
}

/// The words of the questions.
struct QuestionText {
  let model: CockpitModel
  let snapshot: Snapshot
  private let keymap: Keymap
  private let standing: LiveStanding?
  let width: Int

  init(_ model: CockpitModel, _ snapshot: Snapshot, width: Int) {
    self.model = model
    self.snapshot = snapshot
    keymap = model.keymap
    standing = model.digest?.standing
    self.width = width
  }

  private var state: LifecycleState { snapshot.state }

  // MARK: Retrain

  func retrain(_ index: Int) -> [TextLine] {
    let recipes = snapshot.definition.recipes
    guard recipes.indices.contains(index) else { return [TextLine("sextant.yaml has no recipe")] }
    var lines =
      labelled("Data", dataText) + labelled("Recipe", recipes.count > 1 ? "↑ ↓ choose one:" : recipe(recipes[0]))
    if recipes.count > 1 {
      for (place, choice) in recipes.enumerated() {
        let isChosen = place == index
        lines.append(
          TextLine("           " + (isChosen ? "▸ " : "  "), .accent)
            + TextLine(recipe(choice), isChosen ? .strong : .dim).truncated(to: max(1, width - 13)))
      }
    }
    lines += labelled("Takes", time(of: recipes[index]))
    lines += labelled("Then", "a new version is the challenger; traffic keeps its champion until you promote.")
    return lines
  }

  private var dataText: String {
    guard let data = snapshot.data else { return "the project's data, read first" }
    switch model.desk.retrainData {
    case .auto?:
      return "← → the rows since the change, where one is suspected and enough have come; else all that is released"
    case .sinceChange?: return "← → the rows since the outcomes changed, and no others"
    case .all?: return "← → all rows that are released"
    case .newest?, .recent?, nil: break
    }
    var text = "← → \(NumberText.grouped(data.rows)) rows: train \(NumberText.grouped(data.parts.train))"
    text += ", validate \(NumberText.grouped(data.parts.validate)), test \(NumberText.grouped(data.parts.test))"
    let outcomes = snapshot.traffic.outcomes
    if outcomes > 0 { text += "; and \(NumberText.grouped(outcomes)) live rows whose outcomes are known" }
    return text
  }

  private func recipe(_ recipe: Recipe) -> String {
    let parameters = recipe.parameters.sorted { $0.key < $1.key }.map { "\($0.key) \(MetricText.number($0.value))" }
    return ([recipe.name + ": " + recipe.algorithm.rawValue] + parameters).joined(separator: ", ")
  }

  private func time(of recipe: Recipe) -> String {
    let last = state.runs.last { $0.recipe.name == recipe.name && $0.status == .finished && $0.seconds != nil }
    guard let last, let seconds = last.seconds else { return "not known: this recipe has not been trained yet" }
    return "about \(NumberText.duration(seconds)), as run \(last.id) did"
  }

  // MARK: Promote and roll back

  func promote(_ id: VersionID) -> [TextLine] {
    guard let version = state.version(id) else { return [TextLine("v\(id) is gone")] }
    return promote(version, room: model.size.rows - 6)
  }

  /// What will happen, what the plan cannot reach, the gates, and how it compares: of what has no room the gaps go first,
  /// then all of the comparison but its last line.
  private func promote(_ version: Version, room: Int) -> [TextLine] {
    let gates =
      [TextLine("Gates of v\(version.id) on test: ") + version.verdict.markAndWord] + version.gates.map { gate($0) }
    let lines = wrapped(consequence(of: version.id)) + lint + [""] + gates
    let compared = comparison(version)
    guard lines.count + compared.count > room else { return lines + compared }
    let tight = lines.filter { $0.width > 0 }
    let rest = compared.filter { $0.width > 0 }
    return tight + rest.suffix(max(1, room - tight.count))
  }

  /// For a version that did not pass: the same facts, and what is asked for.
  func override(_ id: VersionID) -> [TextLine] {
    guard let version = state.version(id) else { return [TextLine("v\(id) is gone")] }
    let plea = wrapped(
      "It did not pass. To promote it all the same, say why; the reason goes into the journal.", .attention)
    // Below it stands the field.
    return promote(version, room: model.size.rows - 9 - plea.count) + [""] + plea
  }

  private func consequence(of id: VersionID) -> String {
    guard let champion = state.aliases.champion else { return "v\(id) becomes the champion and answers all traffic." }
    let deployment = snapshot.definition.deployment
    switch deployment.strategy {
    case .direct: break
    case .shadow:
      return "v\(id) begins in the shadow: it answers every request beside v\(champion), and nobody sees its answers. "
        + "When its step has been judged it becomes the champion, or is told apart."
    case .canary:
      let steps = deployment.canary.steps.map { CellText.percent($0) }.joined(separator: ", ")
      return "v\(id) begins a canary: it answers \(steps) of the traffic, step by step, and all of it when every step "
        + "has passed. A step that fails gives all traffic to v\(champion) again, by itself."
    case .rolling:
      let steps = deployment.rolling.steps.map { CellText.percent($0) }.joined(separator: ", ")
      return
        "v\(id) answers \(steps) of the traffic, step by step, and becomes the champion. A guardrail that fails gives "
        + "all traffic to v\(champion) again, by itself."
    case .blueGreen:
      let swap = deployment.blueGreen.waits ? "is loaded and waits for you to swap" : "answers all traffic at once"
      return
        "v\(id) \(swap), and is watched then. v\(champion) stays warm: a guardrail that fails brings it back by itself."
    case .ab:
      return
        "v\(id) answers \(CellText.percent(deployment.ab.share)) of the units beside v\(champion) until one of them "
        + "is known to be better; then you are asked."
    }
    return "v\(id) becomes the champion and answers all traffic. v\(champion) stays warm as the previous one: "
      + "\(keymap.key(.act(.rollBack))) brings it back."
  }

  private func gate(_ result: GateResult) -> TextLine {
    let value = result.measurement.map { MetricText.value(result.gate.metric, $0.value) } ?? "no value"
    return TextLine("  ") + TextLine("\(result.verdict.glyph) ", result.verdict.role)
      + TextLine(result.gate.title.fitted(to: 28)) + TextLine(value.fitted(to: 10, .trailing), .strong)
      + TextLine("  \(result.verdict.word)", result.verdict.role)
  }

  /// The challenger's main metric beside the champion's: on the rows each was tested with, and live now. Two tests on
  /// different rows do not compare; what the champion does live today does.
  private func comparison(_ version: Version) -> [TextLine] {
    let metric = snapshot.definition.scope.metric
    guard let champion = state.champion, champion.id != version.id, let new = version.metrics["test"]?[metric] else {
      return []
    }
    let title = MetricText.title(metric)
    let isLive = standing?.value != nil
    if let found = snapshot.whatIf, found.challenger == version.id, found.champion == champion.id {
      let role: Role? = found.verdict == "better" ? .ok : found.verdict == "worse" ? .failing : nil
      return [TextLine("")] + wrapped("What if: \(found.sentence)", role)
    }
    var lines = [TextLine(""), TextLine("\(title) on test: ") + TextLine(MetricText.value(metric, new), .strong)]
    if let old = champion.metrics["test"]?[metric] {
      lines.append(
        TextLine("Champion v\(champion.id) on its test: \(MetricText.value(metric, old))")
          + (isLive ? "" : verdict(version, new, against: old)))
    }
    if let live = standing?.value {
      lines.append(
        TextLine("Champion v\(champion.id) live now: ") + TextLine(MetricText.value(metric, live), .strong)
          + (standing?.words.map { TextLine(", \($0)", .failing) } ?? "") + verdict(version, new, against: live))
    }
    return lines
  }

  private func verdict(_ version: Version, _ new: Double, against old: Double) -> TextLine {
    guard new != old else { return TextLine("; v\(version.id) is the same", .dim) }
    let isBetter = MetricText.wantsSmall(snapshot.definition.scope.metric) ? new < old : new > old
    return isBetter ? TextLine("; v\(version.id) is better", .ok) : TextLine("; v\(version.id) is worse", .failing)
  }

  var rollBack: [TextLine] {
    if let rollout = state.rollout { return ending(rollout) }
    guard let previous = state.version(state.aliases.previous) else {
      return [TextLine("no previous champion is kept")]
    }
    let champion = state.aliases.champion.map { "v\($0)" } ?? "the champion"
    let metric = snapshot.definition.scope.metric
    var lines = wrapped(
      "v\(previous.id) answers all traffic again, at once. \(champion) becomes the previous one, so that "
        + "\(keymap.key(.act(.rollBack))) undoes this.")
    if let value = previous.metrics["test"]?[metric] {
      lines += [
        "",
        TextLine("v\(previous.id) on test: \(MetricText.title(metric)) ")
          + TextLine(MetricText.value(metric, value), .strong) + TextLine(", gates ") + previous.verdict.markAndWord,
      ]
    }
    return lines
  }

  // MARK: Words

  func wrapped(_ text: String, _ role: Role? = nil) -> [TextLine] {
    text.wrapped(to: width).map { TextLine($0, role) }
  }

  func labelled(_ label: String, _ text: String) -> [TextLine] {
    text.wrapped(to: max(1, width - 11)).enumerated().map { index, line in
      TextLine((index == 0 ? label : "").fitted(to: 11), .dim) + TextLine(line)
    }
  }
}
