import CellCanvas
import Lifecycle

/// One of a few answers to choose from.
public struct Choice: Sendable, Equatable {
  public enum Purpose: Sendable, Equatable {
    /// What follows from the iteration.
    case decision
    /// Who decides: people, the model, or both.
    case automation
    /// How long an alarm stays quiet.
    case snooze(AlarmID)
    /// What the screen looks like; it does so while it is marked.
    case theme
    /// What stands beside the focused pane.
    case companion
  }

  public var purpose: Purpose
  /// Of the options, the first 0.
  public var index: Int

  public init(_ purpose: Purpose, index: Int = 0) {
    self.purpose = purpose
    self.index = index
  }

  /// An answer with what follows from it.
  struct Option: Sendable, Equatable {
    var title: String
    var detail: String
  }

  /// Seconds of the snoozes that are offered.
  static let snoozes: [(title: String, seconds: Double)] = [("1 hour", 3600), ("1 day", 86_400), ("1 week", 604_800)]
}

extension CockpitModel {
  /// What can be chosen.
  func options(of purpose: Choice.Purpose) -> [Choice.Option] {
    switch purpose {
    case .decision: Decision.allCases.map { Choice.Option(title: $0.title, detail: consequence(of: $0)) }
    case .automation:
      AutomationLevel.allCases.map { Choice.Option(title: $0.title, detail: $0.consequence) }
    case .snooze:
      Choice.snoozes.map { Choice.Option(title: $0.title, detail: "then it speaks again if it still holds") }
    case .theme:
      themes.wishes.map { wish in
        Choice.Option(
          title: wish.name,
          detail: wish == .automatic ? "as the terminal is" : wish == themes.wish ? "as it was" : "")
      }
    case .companion:
      companions.map { Choice.Option(title: $0.name, detail: $0.screen == screen ? "" : "of \($0.screen.title)") }
    }
  }

  private func consequence(of decision: Decision) -> String {
    let champion = snapshot?.state.aliases.champion.map { "v\($0)" } ?? "the champion"
    switch decision {
    case .continue: return "things stay as they are; the reason is kept"
    case .retrain: return "trains a challenger now; traffic keeps \(champion)"
    case .stepBack: return "begins iteration \((snapshot?.state.iteration.number ?? 0) + 1) at \(suggestedStage.title)"
    case .retire: return "takes \(champion) out of service: nothing answers any more"
    }
  }

  /// Takes the chosen answer: on to its reason, or done.
  mutating func take(_ choice: Choice) -> [Effect] {
    let index = min(max(0, choice.index), options(of: choice.purpose).count - 1)
    switch choice.purpose {
    case .decision:
      let decision = Decision.allCases[index]
      layer = .prompt(Prompt(.decision(decision), field: TextField(suggestedReason)))
    case .automation: layer = .prompt(Prompt(.automation(AutomationLevel.allCases[index])))
    case .snooze(let alarm):
      layer = nil
      return send(.snooze(alarm, seconds: Choice.snoozes[index].seconds), by: .act(.snooze))
    case .theme:
      layer = nil
      themes.wish = themes.wishes[index]
      return [.remember(.theme(themes.wish.name))]
    case .companion:
      let companion = companions[index]
      layer = nil
      split(with: companion)
    }
    return []
  }

  /// The level that holds: as a person set it, else the project file's.
  var automationLevel: AutomationLevel? {
    snapshot.map { $0.state.automation ?? $0.definition.deployment.automation }
  }
}

extension Decision {
  /// The words on the screen.
  var title: String {
    switch self {
    case .continue: "Go on"
    case .retrain: "Retrain"
    case .stepBack: "Step back"
    case .retire: "Retire"
    }
  }
}

extension AutomationLevel {
  var title: String {
    switch self {
    case .humanOnly: "people alone"
    case .shadow: "shadow"
    case .assistance: "assistance"
    case .partial: "partial"
    case .full: "full"
    }
  }

  var consequence: String {
    switch self {
    case .humanOnly: "the model answers nothing"
    case .shadow: "the model answers unseen, people decide"
    case .assistance: "people decide and see the model's answer"
    case .partial: "the model decides, doubtful requests wait for a person"
    case .full: "the model decides every request"
    }
  }
}
