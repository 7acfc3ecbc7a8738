import CellCanvas
import Cockpit
import Encoding
import Lifecycle

/// A walk that ends with the keys of one action, and what must be seen of it.
struct Journey: Sendable {
  /// The cockpit just before the keys are pressed.
  var from: @Sendable () -> CockpitModel
  /// Whether the action has been done.
  var seen: @Sendable (Walked) -> Bool
  /// Rows of numbered keys do something else with each: then the first one stands for all.
  var isNumbered = false
}

/// The cockpit before an action's keys and after them, and what it asked for.
struct Walked {
  var before: CockpitModel
  var after: CockpitModel
  var effects: [Effect]

  /// Whether the screen is as another cockpit's would be with the same keys.
  func looks(like other: CockpitModel) -> Bool {
    var other = other
    _ = other.update(.keysChanged(after.keymap, warning: nil))
    return after.text == other.text
  }
}

/// A journey for every action of the keymap. An action that has none fails a test.
enum ActionJourneys {
  typealias Seen = @Sendable (Walked) -> Bool

  static func journey(of action: Action) -> Journey? {
    switch action {
    case .show(.sheet(let sheet)): Journey(from: { bank() }, seen: { $0.after.screen == .sheet(sheet) })
    case .show(let screen):
      Journey(from: { bank(screen == .overview ? "3" : "0") }, seen: { $0.after.screen == screen })
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

  /// Monitoring with the pane after the focused one beside it, and nothing else.
  private static func splitRound() -> CockpitModel { round("5", "|", "enter") }

  // MARK: What is seen

  private static let changes: Seen = { $0.before.text != $0.after.text }

  private static func lies(_ context: KeyContext) -> Seen { { $0.after.layer?.context == context } }

  private static let sends: Seen = { $0.effects.commands.count == 1 }

  private static func holds(_ before: String, _ after: String) -> Seen {
    { walk in
      guard case .prompt(let prompt) = walk.after.layer else { return false }
      return prompt.field.halves == (before, after)
    }
  }

  // MARK: The journeys

  private static let moving: [Action.Movement: Journey] = [
    .nextPane: Journey(from: { bank("4") }, seen: { $0.after.text.contains("▸Traffic") }),
    .previousPane: Journey(from: { bank("4") }, seen: { $0.after.text.contains("▸Champions") }),
    .up: Journey(from: { calm("3", "down", "down") }, seen: { !$0.after.text.contains("Metrics · run 5") }),
    .down: Journey(from: { calm("3", "down") }, seen: { $0.after.text.contains("Metrics · run 5") }),
    .left: Journey(from: { bank("5") }, seen: changes),
    .right: Journey(from: { bank("5", "left", "left") }, seen: changes),
    .pageUp: Journey(from: { bank("2", "end") }, seen: changes),
    .pageDown: Journey(from: { bank("2") }, seen: changes),
    .halfPageUp: Journey(from: { bank("2", "end") }, seen: changes),
    .halfPageDown: Journey(from: { bank("2") }, seen: changes),
    .first: Journey(from: { bank("2", "down", "down") }, seen: { $0.looks(like: bank("2")) }),
    .last: Journey(from: { bank("2") }, seen: { $0.looks(like: bank("2", "pagedown", "pagedown", "pagedown")) }),
    .open: Journey(from: { bank() }, seen: { $0.after.screen == .stage(.scoping) }),
    .back: Journey(from: { bank("3") }, seen: { $0.after.screen == .overview }),
    .zoom: Journey(from: { bank("5") }, seen: { $0.after.isZoomed }),
    .nextTab: Journey(from: { bank("3") }, seen: { $0.after.screen == .sheet(.evaluation) }),
    .previousTab: Journey(from: { bank("3") }, seen: { $0.after.screen == .sheet(.comparison) }),
  ]

  private static let deeds: [Action.Deed: Journey] = [
    .retrain: Journey(from: { calm() }, seen: { $0.after.layer == .question(.retrain(recipe: 0)) }),
    .promote: Journey(from: { calm() }, seen: lies(.prompt)),
    .rollBack: Journey(from: { bank() }, seen: { $0.after.layer == .question(.rollBack) }),
    .traffic: Journey(from: { bank() }, seen: sends),
    .slower: Journey(
      from: { bank() },
      seen: { if case .setSpeed = $0.effects.commands.first { $0.after.log.entries.count == 1 } else { false } }),
    .faster: Journey(
      from: { bank("<", "<") },
      seen: { if case .setSpeed = $0.effects.commands.first { $0.after.log.entries.count == 3 } else { false } }),
    .cancelTask: Journey(
      from: { bank() }, seen: { walk in walk.effects.contains { if case .cancel = $0 { true } else { false } } }),
    .stepBack: Journey(from: { bank() }, seen: lies(.stageChoice)),
    .edit: Journey(
      from: { bank("2") },
      seen: { $0.effects == [.editContract(project: Sample.bank.path, section: "data", again: false)] }),
    .acknowledge: Journey(
      from: { bank() }, seen: { if case .acknowledge = $0.effects.commands.first { true } else { false } }),
    .undo: Journey(from: { turn(.iterations) }, seen: { $0.after.layer == .question(.undo) }),
    .mend: Journey(from: { view(.findings, "down") }, seen: { $0.after.layer == .question(.mend("f2")) }),
    .restoreData: Journey(
      from: { view(.datasets, "down") },
      seen: { if case .question(.restoreData) = $0.after.layer { true } else { false } }),
    .shipThreshold: Journey(
      from: { view(.evaluation, "+") },
      seen: { if case .question(.shipThreshold) = $0.after.layer { true } else { false } }),
    .confirmLabel: Journey(
      from: { view(.labels, "enter") },
      seen: { $0.effects.commands == [.label(row: 1000, .confirm, because: nil)] }),
    .flipLabel: Journey(
      from: { view(.labels, "enter") },
      seen: { if case .label(row: 1000, .label, because: nil) = $0.effects.commands.first { true } else { false } }),
    .chooseLabel: Journey(from: { view(.labels, "enter") }, seen: sends, isNumbered: true),
    .skipLabel: Journey(
      from: { view(.labels, "enter") }, seen: { $0.effects.commands == [.label(row: 1000, .skip, because: nil)] }),
    .decide: Journey(from: { bank() }, seen: lies(.choice)),
    .snooze: Journey(from: { round("5", "tab", "tab") }, seen: lies(.choice)),
    .noteAlarm: Journey(from: { round("5", "tab", "tab") }, seen: lies(.prompt)),
    .automation: Journey(from: { bank() }, seen: lies(.choice)),
    .resumeRollout: Journey(from: { turn(.rollout) }, seen: { $0.after.layer == .question(.rollout(.resume)) }),
    .advanceRollout: Journey(from: { turn(.rollout) }, seen: { $0.after.layer == .question(.rollout(.advance)) }),
    .abortRollout: Journey(from: { turn(.rollout) }, seen: { $0.after.layer == .question(.rollout(.abort)) }),
    .gateway: Journey(from: { serving(.gateway, of: Sample.beforeServing) }, seen: lies(.prompt)),
    .raiseAutomation: Journey(from: { serving(.automation) }, seen: lies(.prompt)),
    .lowerAutomation: Journey(from: { serving(.automation) }, seen: lies(.prompt)),
    .confirmRequest: Journey(
      from: { turn(.review, "enter") }, seen: { if case .review = $0.effects.commands.first { true } else { false } }),
    .answerRequest: Journey(
      from: { turn(.review, "enter") }, seen: { if case .review = $0.effects.commands.first { true } else { false } },
      isNumbered: true),
    .acceptSuggestion: Journey(
      from: { round() }, seen: { $0.effects.commands == [.answerSuggestion(7, accept: true)] }),
    .dismissSuggestion: Journey(
      from: { round() }, seen: { $0.effects.commands == [.answerSuggestion(7, accept: false)] }),
  ]

  private static let tools: [Action.Tool: Journey] = [
    .copy: Journey(from: { turn(.insights) }, seen: { $0.effects.contains(.copy("sextant train")) }),
    .copyRow: Journey(
      from: { bank("2") }, seen: { $0.effects.copied.contains { $0.hasPrefix("{\"column\":") } }),
    .copyCommand: Journey(from: { bank("2") }, seen: { $0.effects.copied == ["sextant profile"] }),
    .theme: Journey(from: { bank() }, seen: lies(.choice)),
    .log: Journey(from: { bank() }, seen: { if case .log = $0.after.layer { true } else { false } }),
    .help: Journey(from: { bank() }, seen: { if case .help = $0.after.layer { true } else { false } }),
    .palette: Journey(from: { bank() }, seen: lies(.palette)),
    .redraw: Journey(from: { bank() }, seen: { $0.effects == [.redraw] }),
    .suspend: Journey(from: { bank() }, seen: { $0.effects == [.suspend] }),
    .quit: Journey(from: { bank() }, seen: { $0.effects == [.quit] }),
    .count: Journey(from: { bank("2") }, seen: { $0.after.text.contains("then a movement") }),
    .tour: Journey(from: { bank() }, seen: { $0.effects == [.remember(.tour(0))] }),
    .nextHint: Journey(from: { bank(",") }, seen: { $0.effects == [.remember(.tour(1))] }),
    .filter: Journey(from: { bank("2") }, seen: lies(.prompt)),
    .sort: Journey(from: { view(.rows) }, seen: { $0.effects.queries.count == 1 }),
    .mark: Journey(
      from: { bank("3", "home", "down") }, seen: { $0.after.text.contains("◆") && !$0.before.text.contains("◆") }),
    .rehearse: Journey(from: { serving(.rollout) }, seen: { $0.after.screen == .sheet(.rehearsal) }),
    .nextStrategy: Journey(from: { serving(.rehearsal) }, seen: { $0.effects.queries == [.rolloutLint(.rolling)] }),
    .raiseThreshold: Journey(from: { view(.evaluation) }, seen: { $0.after.text.contains("Threshold 0.190") }),
    .lowerThreshold: Journey(from: { view(.evaluation) }, seen: { $0.after.text.contains("Threshold 0.170") }),
    .zoomIn: Journey(from: { round("5") }, seen: { $0.before.text != $0.after.text }),
    .zoomOut: Journey(from: { round("5", "+") }, seen: { $0.before.text != $0.after.text }),
    .pinWindow: Journey(from: { round("5") }, seen: { $0.after.text.contains("beside ") }),
    .panBack: Journey(from: { round("5", "+") }, seen: { $0.after.text.contains("held") }),
    .panOn: Journey(
      from: { round("5", "+", "B") }, seen: { $0.before.text.contains("held") && !$0.after.text.contains("held") }),
    .logScale: Journey(from: { round("5", "tab") }, seen: { $0.after.text.contains(" log") }),
    .nextResolution: Journey(
      from: { turn(.figures) }, seen: { $0.before.text != $0.after.text }),
    .labelReason: Journey(from: { view(.labels, "enter") }, seen: lies(.prompt)),
    .earlierMark: Journey(from: { round() }, seen: { $0.effects.moments == [330] }),
    .laterMark: Journey(from: { travelled("[", "[") }, seen: { $0.effects.moments == [330] }),
    .earlierEvent: Journey(from: { round() }, seen: { $0.effects.moments == [411] }),
    .laterEvent: Journey(from: { travelled("[") }, seen: { $0.effects.moments == [331] }),
    .split: Journey(from: { round("5") }, seen: lies(.choice)),
    .turnSplit: Journey(from: { splitRound() }, seen: { $0.before.text != $0.after.text }),
    .growPane: Journey(
      from: { splitRound() }, seen: { $0.after.width(of: "Drift") > $0.before.width(of: "Drift") }),
    .shrinkPane: Journey(
      from: { splitRound() }, seen: { $0.after.width(of: "Drift") < $0.before.width(of: "Drift") }),
    .resetLayout: Journey(from: { splitRound() }, seen: { $0.looks(like: round("5")) }),
  ]

  private static let answers: [Action.Answer: Journey] = [
    .nextData: Journey(from: { round("r") }, seen: { $0.before.text != $0.after.text }),
    .previousData: Journey(from: { round("r", "right") }, seen: { $0.before.text != $0.after.text }),
    .accept: Journey(
      from: { calm("r") }, seen: { if case .train = $0.effects.commands.first { true } else { false } }),
    .decline: Journey(from: { bank("R") }, seen: { $0.after.layer == nil && $0.effects.commands.isEmpty }),
    .choose: Journey(
      from: { calm("r") }, seen: { if case .train = $0.effects.commands.first { true } else { false } }),
    .nextChoice: Journey(from: { bank("d") }, seen: changes),
    .previousChoice: Journey(from: { bank("d", "down") }, seen: { $0.looks(like: bank("d")) }),
    .pickStage: Journey(from: { bank("b") }, seen: lies(.prompt), isNumbered: true),
    .pickChoice: Journey(from: { bank("d") }, seen: lies(.prompt), isNumbered: true),
    .editAgain: Journey(
      from: {
        var model = view(.contract, "e")
        model.settle(model.update(.contractEdited(.changed("name: other\n"))), Answers.full)
        return model
      },
      seen: { $0.effects == [.editContract(project: Sample.bank.path, section: "scope", again: true)] }),
    .close: Journey(from: { bank("?") }, seen: { $0.after.layer == nil && $0.effects.isEmpty }),
  ]

  private static let typings: [Action.Typing: Journey] = [
    .submit: Journey(
      from: {
        var model = bank(":")
        model.type("rollb")
        return model
      }, seen: { $0.after.layer == .question(.rollBack) }),
    .leave: Journey(from: { bank(":") }, seen: { $0.after.layer == nil }),
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
