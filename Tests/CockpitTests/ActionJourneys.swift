import CellCanvas
import Cockpit
import Encoding
import Lifecycle

/// A walk that ends with the keys of one action, and what must be seen of it.
struct Journey {
  /// The cockpit just before the keys are pressed.
  var from: () -> CockpitModel
  /// Whether the action has been done, by the cockpit after its keys and what it asked for.
  var seen: (_ before: CockpitModel, _ after: CockpitModel, _ effects: [Effect]) -> Bool
  /// Rows of numbered keys do something else with each: then the first one stands for all.
  var isNumbered = false
}

/// A journey for every action of the keymap. An action that has none fails a test.
enum ActionJourneys {
  typealias Seen = (_ before: CockpitModel, _ after: CockpitModel, _ effects: [Effect]) -> Bool

  static func journey(of action: Action) -> Journey? {
    switch action {
    case .show(.sheet(let sheet)): Journey(from: { bank() }, seen: { $1.screen == .sheet(sheet) })
    case .show(let screen):
      Journey(from: { bank(screen == .overview ? "3" : "0") }, seen: { $1.screen == screen })
    case .move(let movement): moving[movement]
    case .act(let deed): deeds[deed]
    case .tool(let tool): tools[tool]
    case .answer(let answer): answers[answer]
    case .type(let typing): typings[typing]
    }
  }

  // MARK: Where journeys begin

  private static let size = Size(columns: 120, rows: 40)

  private static func model(_ snapshot: Snapshot, _ keys: [String], _ size: Size = Size(columns: 80, rows: 24))
    -> CockpitModel
  {
    var model = CockpitModel.showing(snapshot, size: size)
    for key in keys { model.press(key) }
    return model
  }

  private static func bank(_ keys: String...) -> CockpitModel { model(Sample.bank, keys) }

  /// The bank without the training that is under way.
  private static func calm(_ keys: String...) -> CockpitModel {
    var snapshot = Sample.bank
    snapshot.tasks.removeAll()
    snapshot.state.runs.removeAll { $0.status == .running }
    return model(snapshot, keys)
  }

  private static func round(_ keys: String...) -> CockpitModel { model(Sample.round, keys, size) }

  private static func view(_ sheet: Sheet, _ keys: String...) -> CockpitModel {
    walked(.showing(sheet, of: Sample.bank, size: size, Answers.full), keys, Answers.full)
  }

  private static func turn(_ sheet: Sheet, _ keys: String...) -> CockpitModel {
    walked(.showing(sheet, of: Sample.round, size: size, RoundAnswers.full), keys, RoundAnswers.full)
  }

  private static func serving(_ sheet: Sheet, of snapshot: Snapshot = Sample.serving) -> CockpitModel {
    .showing(sheet, of: snapshot, size: size, DeploymentAnswers.full)
  }

  private static func walked(
    _ model: CockpitModel, _ keys: [String], _ answer: (Query) -> Result<JSON, Refusal>
  ) -> CockpitModel {
    var model = model
    for key in keys { model.settle(model.press(key), answer) }
    return model
  }

  private static func travelled(_ keys: String...) -> CockpitModel {
    var model = round()
    model.travel(keys)
    return model
  }

  /// A line with "ab cd", the cursor at its end.
  private static func typed(_ keys: String...) -> CockpitModel {
    var model = bank("2", "/")
    model.type("ab cd")
    for key in keys { model.press(key) }
    return model
  }

  // MARK: What is seen

  private static let changes: Seen = { $0.text != $1.text }

  private static func lies(_ context: KeyContext) -> Seen { { $1.layer?.context == context } }

  private static let sends: Seen = { _, _, effects in effects.commands.count == 1 }

  private static func holds(_ before: String, _ after: String) -> Seen {
    { _, model, _ in
      guard case .prompt(let prompt) = model.layer else { return false }
      return prompt.field.halves == (before, after)
    }
  }

  // MARK: The journeys

  private static let moving: [Action.Movement: Journey] = [
    .nextPane: Journey(from: { bank("4") }, seen: { $1.text.contains("▸Traffic") }),
    .previousPane: Journey(from: { bank("4") }, seen: { $1.text.contains("▸Champions") }),
    .up: Journey(from: { calm("3", "down", "down") }, seen: { !$1.text.contains("Metrics · run 5") }),
    .down: Journey(from: { calm("3", "down") }, seen: { $1.text.contains("Metrics · run 5") }),
    .left: Journey(from: { bank("5") }, seen: changes),
    .right: Journey(from: { bank("5", "left", "left") }, seen: changes),
    .pageUp: Journey(from: { bank("2", "end") }, seen: changes),
    .pageDown: Journey(from: { bank("2") }, seen: changes),
    .halfPageUp: Journey(from: { bank("2", "end") }, seen: changes),
    .halfPageDown: Journey(from: { bank("2") }, seen: changes),
    .first: Journey(from: { bank("2", "down", "down") }, seen: { $1.text == bank("2").text }),
    .last: Journey(from: { bank("2") }, seen: { $1.text == bank("2", "pagedown", "pagedown", "pagedown").text }),
    .open: Journey(from: { bank() }, seen: { $1.screen == .stage(.scoping) }),
    .back: Journey(from: { bank("3") }, seen: { $1.screen == .overview }),
    .zoom: Journey(from: { bank("5") }, seen: { $1.isZoomed }),
    .nextTab: Journey(from: { bank("3") }, seen: { $1.screen == .sheet(.evaluation) }),
    .previousTab: Journey(from: { bank("3") }, seen: { $1.screen == .sheet(.comparison) }),
  ]

  private static let deeds: [Action.Deed: Journey] = [
    .retrain: Journey(from: { calm() }, seen: { $1.layer == .question(.retrain(recipe: 0)) }),
    .promote: Journey(from: { calm() }, seen: lies(.prompt)),
    .rollBack: Journey(from: { bank() }, seen: { $1.layer == .question(.rollBack) }),
    .traffic: Journey(from: { bank() }, seen: sends),
    .slower: Journey(
      from: { bank() }, seen: { if case .setSpeed = $2.commands.first { $1.log.entries.count == 1 } else { false } }),
    .faster: Journey(
      from: { bank("<", "<") },
      seen: { if case .setSpeed = $2.commands.first { $1.log.entries.count == 3 } else { false } }),
    .cancelTask: Journey(
      from: { bank() }, seen: { $2.contains { if case .cancel = $0 { true } else { false } } }),
    .stepBack: Journey(from: { bank() }, seen: lies(.stageChoice)),
    .edit: Journey(
      from: { bank("2") },
      seen: { $2 == [.editContract(project: Sample.bank.path, section: "data", again: false)] }),
    .acknowledge: Journey(
      from: { bank() }, seen: { if case .acknowledge = $2.commands.first { true } else { false } }),
    .undo: Journey(from: { turn(.iterations) }, seen: { $1.layer == .question(.undo) }),
    .mend: Journey(from: { view(.findings, "down") }, seen: { $1.layer == .question(.mend("f2")) }),
    .restoreData: Journey(
      from: { view(.datasets, "down") },
      seen: { if case .question(.restoreData) = $1.layer { true } else { false } }),
    .shipThreshold: Journey(
      from: { view(.evaluation, "+") },
      seen: { if case .question(.shipThreshold) = $1.layer { true } else { false } }),
    .confirmLabel: Journey(
      from: { view(.labels, "enter") },
      seen: { $2.commands == [.label(row: 1000, .confirm, because: nil)] }),
    .flipLabel: Journey(
      from: { view(.labels, "enter") },
      seen: { if case .label(row: 1000, .label, because: nil) = $2.commands.first { true } else { false } }),
    .chooseLabel: Journey(from: { view(.labels, "enter") }, seen: sends, isNumbered: true),
    .skipLabel: Journey(
      from: { view(.labels, "enter") }, seen: { $2.commands == [.label(row: 1000, .skip, because: nil)] }),
    .decide: Journey(from: { bank() }, seen: lies(.choice)),
    .snooze: Journey(from: { round("5", "tab", "tab") }, seen: lies(.choice)),
    .automation: Journey(from: { bank() }, seen: lies(.choice)),
    .resumeRollout: Journey(from: { turn(.rollout) }, seen: { $1.layer == .question(.rollout(.resume)) }),
    .advanceRollout: Journey(from: { turn(.rollout) }, seen: { $1.layer == .question(.rollout(.advance)) }),
    .abortRollout: Journey(from: { turn(.rollout) }, seen: { $1.layer == .question(.rollout(.abort)) }),
    .gateway: Journey(from: { serving(.gateway, of: Sample.beforeServing) }, seen: lies(.prompt)),
    .raiseAutomation: Journey(from: { serving(.automation) }, seen: lies(.prompt)),
    .lowerAutomation: Journey(from: { serving(.automation) }, seen: lies(.prompt)),
    .confirmRequest: Journey(
      from: { turn(.review, "enter") }, seen: { if case .review = $2.commands.first { true } else { false } }),
    .answerRequest: Journey(
      from: { turn(.review, "enter") }, seen: { if case .review = $2.commands.first { true } else { false } },
      isNumbered: true),
    .acceptSuggestion: Journey(from: { round() }, seen: { $2.commands == [.answerSuggestion(7, accept: true)] }),
    .dismissSuggestion: Journey(from: { round() }, seen: { $2.commands == [.answerSuggestion(7, accept: false)] }),
  ]

  private static let tools: [Action.Tool: Journey] = [
    .copy: Journey(from: { turn(.insights) }, seen: { $2.contains(.copy("sextant train")) }),
    .theme: Journey(from: { bank() }, seen: lies(.choice)),
    .log: Journey(from: { bank() }, seen: { if case .log = $1.layer { true } else { false } }),
    .help: Journey(from: { bank() }, seen: { if case .help = $1.layer { true } else { false } }),
    .palette: Journey(from: { bank() }, seen: lies(.palette)),
    .redraw: Journey(from: { bank() }, seen: { $2 == [.redraw] }),
    .suspend: Journey(from: { bank() }, seen: { $2 == [.suspend] }),
    .quit: Journey(from: { bank() }, seen: { $2 == [.quit] }),
    .count: Journey(from: { bank("2") }, seen: { $1.text.contains("then a movement") }),
    .filter: Journey(from: { bank("2") }, seen: lies(.prompt)),
    .sort: Journey(from: { view(.rows) }, seen: { $2.queries.count == 1 }),
    .mark: Journey(from: { bank("3", "home", "down") }, seen: { $1.text.contains("◆") && !$0.text.contains("◆") }),
    .rehearse: Journey(from: { serving(.rollout) }, seen: { $1.screen == .sheet(.rehearsal) }),
    .nextStrategy: Journey(from: { serving(.rehearsal) }, seen: { $2.queries == [.rolloutLint(.rolling)] }),
    .raiseThreshold: Journey(from: { view(.evaluation) }, seen: { $1.text.contains("Threshold 0.190") }),
    .lowerThreshold: Journey(from: { view(.evaluation) }, seen: { $1.text.contains("Threshold 0.170") }),
    .labelReason: Journey(from: { view(.labels, "enter") }, seen: lies(.prompt)),
    .earlierMark: Journey(from: { round() }, seen: { $2.moments == [330] }),
    .laterMark: Journey(from: { travelled("[", "[") }, seen: { $2.moments == [330] }),
    .earlierEvent: Journey(from: { round() }, seen: { $2.moments == [411] }),
    .laterEvent: Journey(from: { travelled("[") }, seen: { $2.moments == [331] }),
  ]

  private static let answers: [Action.Answer: Journey] = [
    .accept: Journey(
      from: { calm("r") }, seen: { if case .train = $2.commands.first { true } else { false } }),
    .decline: Journey(from: { bank("R") }, seen: { $1.layer == nil && $2.commands.isEmpty }),
    .choose: Journey(
      from: { calm("r") }, seen: { if case .train = $2.commands.first { true } else { false } }),
    .nextChoice: Journey(from: { bank("d") }, seen: changes),
    .previousChoice: Journey(from: { bank("d", "down") }, seen: { $1.text == bank("d").text }),
    .pickStage: Journey(from: { bank("b") }, seen: lies(.prompt), isNumbered: true),
    .pickChoice: Journey(from: { bank("d") }, seen: lies(.prompt), isNumbered: true),
    .editAgain: Journey(
      from: {
        var model = view(.contract, "e")
        model.settle(model.update(.contractEdited(.changed("name: other\n"))), Answers.full)
        return model
      },
      seen: { $2 == [.editContract(project: Sample.bank.path, section: "scope", again: true)] }),
    .close: Journey(from: { bank("?") }, seen: { $1.layer == nil && $2.isEmpty }),
  ]

  private static let typings: [Action.Typing: Journey] = [
    .submit: Journey(
      from: {
        var model = bank(":")
        model.type("rollb")
        return model
      }, seen: { $1.layer == .question(.rollBack) }),
    .leave: Journey(from: { bank(":") }, seen: { $1.layer == nil }),
    .deleteBackward: Journey(from: { typed() }, seen: holds("ab c", "")),
    .deleteForward: Journey(from: { typed("home") }, seen: holds("", "b cd")),
    .deleteWord: Journey(from: { typed() }, seen: holds("ab ", "")),
    .deleteAll: Journey(from: { typed() }, seen: holds("", "")),
    .cursorLeft: Journey(from: { typed() }, seen: holds("ab c", "d")),
    .cursorRight: Journey(from: { typed("home") }, seen: holds("a", "b cd")),
    .cursorStart: Journey(from: { typed() }, seen: holds("", "ab cd")),
    .cursorEnd: Journey(from: { typed("home") }, seen: holds("ab cd", "")),
  ]
}
