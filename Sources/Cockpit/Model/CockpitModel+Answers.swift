import CellCanvas
import Lifecycle

extension CockpitModel {
  // MARK: Questions and lists

  /// - Parameter key: tells which stage a digit means.
  mutating func take(_ answer: Action.Answer, key: KeyPress?) -> [Effect] {
    switch answer {
    case .accept: return accept()
    case .decline, .close: return decline()
    case .editAgain: return editAgain()
    case .choose: return choose()
    case .nextChoice: walkChoices(by: 1)
    case .previousChoice: walkChoices(by: -1)
    case .pickStage: pickStage(key)
    case .pickChoice: return pickChoice(key)
    }
    return []
  }

  private mutating func accept() -> [Effect] {
    guard case .question(let question) = layer else { return [] }
    layer = nil
    switch question {
    case .retrain(let index):
      guard let recipes = snapshot?.definition.recipes, recipes.indices.contains(index) else { return [] }
      return send(.train(Command.Training(recipe: recipes[index].name)), by: .act(.retrain))
    case .promote(let version): return send(.promote(Command.Promotion(version: version)), by: .act(.promote))
    case .rollBack: return send(.rollback(because: nil), by: .act(.rollBack))
    case .applyContract(let text): return applyContract(text)
    case .mend(let finding): return send(.data(.mend(finding), because: nil), by: .act(.mend))
    case .restoreData(let version): return send(.data(.restore(version), because: nil), by: .act(.restoreData))
    case .shipThreshold(let version, let threshold): return ship(version, threshold)
    case .undo: return send(.undo, by: .act(.undo))
    case .quitServing: return [.quit]
    case .stopServing: return send(.stopServing(because: nil), by: .act(.gateway))
    case .rollout(let order):
      return send(.rollout(order, because: nil), by: .act(CockpitModel.deed(of: order)))
    }
  }

  private mutating func choose() -> [Effect] {
    switch layer {
    case .question(let question):
      if question.acceptIsMarked { return accept() }
      if contractIsRefused { return editAgain() }
      return decline()
    case .stageChoice(let stage): layer = .prompt(Prompt(.stepBack(stage), field: TextField(suggestedReason)))
    case .choice(let choice): return take(choice)
    case .prompt, .palette, .help, .log, .none: break
    }
    return []
  }

  private mutating func walkChoices(by step: Int) {
    switch layer {
    case .question(.retrain(let recipe)):
      let count = snapshot?.definition.recipes.count ?? 0
      layer = .question(.retrain(recipe: min(max(0, recipe + step), max(0, count - 1))))
    case .stageChoice(let stage):
      layer = .stageChoice(Stage(rawValue: stage.rawValue + step) ?? stage)
    case .palette(var palette):
      palette.choice = min(max(0, palette.choice + step), max(0, palette.matches.count - 1))
      layer = .palette(palette)
    case .choice(var choice):
      choice.index = min(max(0, choice.index + step), max(0, options(of: choice.purpose).count - 1))
      layer = .choice(choice)
    case .question(.promote), .question(.rollBack), .question(.applyContract), .question(.mend),
      .question(.restoreData), .question(.shipThreshold), .question(.undo), .question(.rollout),
      .question(.stopServing), .question(.quitServing),
      .prompt, .help, .log,
      .none:
      break
    }
  }

  private mutating func pickStage(_ key: KeyPress?) {
    guard let number = keymap.place(of: key, in: .answer(.pickStage)), let stage = Stage(rawValue: number) else {
      return
    }
    layer = .prompt(Prompt(.stepBack(stage), field: TextField(suggestedReason)))
  }

  private mutating func pickChoice(_ key: KeyPress?) -> [Effect] {
    guard let number = keymap.place(of: key, in: .answer(.pickChoice)), case .choice(var choice) = layer,
      number <= options(of: choice.purpose).count
    else { return [] }
    choice.index = number - 1
    return take(choice)
  }

  // MARK: Typing

  /// Puts typed or pasted text where typing goes; lost when nothing takes text.
  mutating func insert(_ text: String) {
    editField { $0.insert(text) }
  }

  mutating func type(_ key: Action.Typing) -> [Effect] {
    switch key {
    case .submit: return submit()
    case .leave:
      if case .prompt(let prompt) = layer, case .filter(let pane) = prompt.purpose { setFilter(nil, of: pane) }
      layer = nil
    case .deleteBackward, .deleteForward, .deleteWord, .deleteAll, .cursorLeft, .cursorRight, .cursorStart,
      .cursorEnd:
      editField { $0.perform(key) }
    }
    return []
  }

  private mutating func editField(_ change: (inout TextField) -> Void) {
    switch layer {
    case .prompt(var prompt):
      change(&prompt.field)
      prompt.complaint = nil
      if case .filter(let pane) = prompt.purpose { prompt.complaint = narrow(pane, to: prompt.field) }
      layer = .prompt(prompt)
    case .palette(var palette):
      let before = palette.field.text
      change(&palette.field)
      if palette.field.text != before {
        palette.choice = 0
        palette.search(self)
      }
      layer = .palette(palette)
    case .question, .stageChoice, .choice, .help, .log, .none: break
    }
  }

  private mutating func submit() -> [Effect] {
    switch layer {
    case .prompt(let prompt): return submit(prompt)
    case .palette(let palette):
      layer = nil
      guard palette.matches.indices.contains(palette.choice) else { return [] }
      return go(to: palette.index.targets[palette.matches[palette.choice].index])
    case .question, .stageChoice, .choice, .help, .log, .none: return []
    }
  }

  private mutating func submit(_ prompt: Prompt) -> [Effect] {
    switch prompt.purpose {
    case .filter(let pane):
      if prompt.field.isBlank {
        setFilter(nil, of: pane)
      } else if prompt.complaint != nil || narrow(pane, to: prompt.field, isFinal: true) != nil {
        return []
      }
      layer = nil
      return []
    case .labelReason:
      desk.labels.reason = prompt.field.trimmed
      layer = nil
      return []
    case .requestAnswer:
      guard Double(prompt.field.trimmed)?.isFinite == true else {
        var prompt = prompt
        prompt.complaint = "a number is needed"
        layer = .prompt(prompt)
        return []
      }
      layer = nil
      return answerRequest(prompt.field.trimmed)
    case .serve: return serve(prompt)
    case .override, .stepBack, .decision, .automation: return submitReason(prompt)
    }
  }

  private mutating func submitReason(_ prompt: Prompt) -> [Effect] {
    guard !prompt.field.isBlank else {
      var prompt = prompt
      prompt.complaint = "a reason is needed: it goes into the journal"
      layer = .prompt(prompt)
      return []
    }
    layer = nil
    let reason = prompt.field.trimmed
    switch prompt.purpose {
    case .override(let version):
      return send(.promote(Command.Promotion(version: version, override: reason)), by: .act(.promote))
    case .stepBack(let stage): return send(.stepBack(stage, because: reason), by: .act(.stepBack))
    case .decision(let decision): return send(.decide(decision, because: reason), by: .act(.decide))
    case .automation(let level): return send(.setAutomation(level, because: reason), by: .act(.automation))
    case .filter, .labelReason, .requestAnswer, .serve: return []
    }
  }
}
