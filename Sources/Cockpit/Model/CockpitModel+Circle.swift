import CellCanvas
import Encoding
import Lifecycle

// What is done on the way round the circle: decisions, rollouts, levels, suggestions, insights.

extension CockpitModel {
  // MARK: Suggestions

  /// Where the facts say to go back to; the stage before the one on the screen where they say nothing.
  var suggestedStage: Stage {
    if let stepBackSuggestion { return stepBackSuggestion.stage }
    switch screen {
    case .overview: return .data
    case .stage(let stage): return Stage(rawValue: stage.rawValue - 1) ?? .scoping
    case .sheet(let sheet): return Stage(rawValue: sheet.stage.rawValue - 1) ?? .scoping
    }
  }

  /// The reason that the facts speak for; empty where they say nothing.
  var suggestedReason: String { stepBackSuggestion?.reason ?? "" }

  private var stepBackSuggestion: StepBackSuggestion? {
    snapshot.flatMap { StepBackSuggestion($0.state, $0.definition) }
  }

  /// What a policy suggests and nobody has answered; nothing in the past.
  var suggestion: PolicyAction? { timeMachine == nil ? snapshot?.state.suggestion : nil }

  mutating func answerSuggestion(accept: Bool) -> [Effect] {
    guard let suggestion else { return [] }
    return send(
      .answerSuggestion(suggestion.fact.number, accept: accept),
      by: .act(accept ? .acceptSuggestion : .dismissSuggestion))
  }

  // MARK: What may be done

  /// Why a deed of the way round cannot be done now; nil when it can.
  func circleReason(_ deed: Action.Deed, _ snapshot: Snapshot) -> String? {
    switch deed {
    case .decide, .automation: return nil
    case .undo:
      if screen == .sheet(.labels) || !snapshot.state.undoables.isEmpty { return nil }
      return "nothing was done yet that can be taken back"
    case .snooze:
      guard let alarm = alarmToSnooze else { return "no alarm is open" }
      return alarm.state.isOpen ? nil : "this alarm has ended"
    case .resumeRollout:
      guard let rollout = snapshot.state.rollout else { return "no rollout is under way" }
      return rollout.isPaused ? nil : "the rollout goes on by itself"
    case .advanceRollout, .abortRollout:
      return snapshot.state.rollout == nil ? "no rollout is under way" : nil
    case .confirmRequest, .answerRequest: return selectedRequest == nil ? "no request waits" : nil
    case .acceptSuggestion, .dismissSuggestion: return suggestion == nil ? "no policy suggests anything" : nil
    case .retrain, .promote, .rollBack, .traffic, .slower, .faster, .cancelTask, .stepBack, .edit, .acknowledge,
      .noteAlarm, .mend,
      .restoreData, .shipThreshold, .confirmLabel, .flipLabel, .chooseLabel, .skipLabel, .gateway, .raiseAutomation,
      .lowerAutomation:
      return nil
    }
  }

  /// The chosen alarm on the monitoring screen, elsewhere the gravest.
  var alarmToSnooze: Alarm? {
    screen.stage == .monitoring ? selectedAlarm : snapshot?.state.openAlarms.first
  }

  // MARK: Doing it

  /// Begins a deed of the way round.
  mutating func beginCircle(_ deed: Action.Deed) -> [Effect] {
    switch deed {
    case .decide: layer = .choice(Choice(.decision))
    case .automation:
      let here = automationLevel.flatMap { AutomationLevel.allCases.firstIndex(of: $0) } ?? 0
      layer = .choice(Choice(.automation, index: here))
    case .snooze: return snooze()
    case .resumeRollout: layer = .question(.rollout(.resume))
    case .advanceRollout: layer = .question(.rollout(.advance))
    case .abortRollout: layer = .question(.rollout(.abort))
    case .confirmRequest: return confirmRequest()
    case .acceptSuggestion: return answerSuggestion(accept: true)
    case .dismissSuggestion: return answerSuggestion(accept: false)
    case .answerRequest, .undo, .retrain, .promote, .rollBack, .traffic, .slower, .faster, .cancelTask, .stepBack,
      .edit,
      .acknowledge, .noteAlarm, .mend, .restoreData, .shipThreshold, .confirmLabel, .flipLabel, .chooseLabel,
      .skipLabel, .gateway,
      .raiseAutomation, .lowerAutomation:
      break
    }
    return []
  }

  /// The deed that an order to the rollout stands for.
  static func deed(of order: Command.RolloutOrder) -> Action.Deed {
    switch order {
    case .resume: .resumeRollout
    case .advance: .advanceRollout
    case .abort: .abortRollout
    }
  }

  // MARK: Insights

  /// What the engine thinks should be done next, the most worth first.
  var insights: [InsightAnswer] { (page(of: .insights)?["insights"]?.array ?? []).map { InsightAnswer($0) } }

  var selectedInsight: InsightAnswer? {
    guard case .named(let id) = selectedItem(of: .part(.insights)) else { return nil }
    return insights.first { $0.id == id }
  }

  /// Begins what an insight speaks for, with the words of its command line already filled in.
  mutating func act(on insight: InsightAnswer) -> [Effect] {
    guard let action = Action.all.first(where: { $0.id == insight.action }) else {
      return toast(.note, "this cockpit has no key for it: \(insight.command)")
    }
    if let reason = disabledReason(action) { return toast(.note, "\(keymap.title(action)): \(reason)") }
    let words = ShellWords.split(insight.command)
    let reason = ShellWords.value(of: "--because", in: words) ?? ""
    switch action {
    case .act(.stepBack):
      guard let stage = Stage.allCases.first(where: { words.contains($0.id) }) else { break }
      layer = .prompt(Prompt(.stepBack(stage), field: TextField(reason)))
      return []
    case .act(.decide):
      guard let decision = Decision.allCases.first(where: { words.contains($0.rawValue) }) else { break }
      layer = .prompt(Prompt(.decision(decision), field: TextField(reason)))
      return []
    case .act(.acknowledge):
      guard let number = words.last.flatMap({ Int($0) }) else { break }
      return send(.acknowledge(AlarmID(number)), by: action)
    case .act, .show, .move, .tool, .answer, .type: break
    }
    return perform(action)
  }
}

/// What a person could do next, and what it is worth, as the engine answers it.
struct InsightAnswer: Sendable, Equatable {
  let json: JSON

  init(_ json: JSON) { self.json = json }

  var id: String { json["id"]?.string ?? "" }
  var text: String { json["text"]?.string ?? "" }
  var worthPerDay: Double? { json["worth_per_day"]?.double }
  var basis: String { json["basis"]?.string ?? "" }
  var stage: Stage? { json["stage"]?.string.flatMap { id in Stage.allCases.first { $0.id == id } } }
  /// The id of the cockpit's action.
  var action: String { json["key"]?.string ?? "" }
  var command: String { json["command"]?.string ?? "" }
}

/// Command lines as words.
enum ShellWords {
  /// Words between spaces; what stands in single quotes is one.
  static func split(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    for character in line {
      if character == "'" {
        isQuoted.toggle()
        word = word ?? ""
      } else if character == " ", !isQuoted {
        if let ended = word { words.append(ended) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }

  /// The word after an option.
  static func value(of option: String, in words: [String]) -> String? {
    words.firstIndex(of: option).flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
  }
}
