import CellCanvas
import Encoding
import Lifecycle

/// What is rehearsed: nothing before a person asks, because playing past traffic takes seconds.
struct RehearsalDesk: Sendable, Equatable {
  /// Nil is the project's.
  var strategy: DeploymentDefinition.Strategy?
  /// How often each strategy was asked for.
  var counts: [DeploymentDefinition.Strategy?: Int] = [:]

  var query: Query { .rehearsal(Query.Rehearsal(strategy: strategy)) }
}

extension CockpitModel {
  /// The strategy that rehearsal and forecast are about. A direct promotion has no steps: a canary stands in for it.
  var rehearsedStrategy: DeploymentDefinition.Strategy {
    let strategy = desk.rehearsals.strategy ?? snapshot?.definition.deployment.strategy ?? .canary
    return strategy == .direct ? .canary : strategy
  }

  /// Why nothing can be rehearsed; nil when it can.
  var rehearsalReason: String? {
    if let disconnection { return disconnection }
    guard let state = snapshot?.state else { return "the engine is still opening the project" }
    if case .question(let question) = layer {
      guard case .promote = question else { return "this question is about something else" }
    }
    if isInPast { return "this is the past; \(keymap.key(.move(.back))) returns to the present" }
    if state.champion == nil { return "there is no champion; \(keymap.key(.act(.promote))) promotes a version" }
    guard let challenger = state.rollout?.started.challenger ?? state.aliases.challenger else {
      return "there is no challenger; \(keymap.key(.act(.retrain))) trains one"
    }
    if challenger == state.aliases.champion { return "v\(challenger) is the champion already" }
    return state.session == nil ? "no traffic was logged yet; \(keymap.key(.act(.traffic))) plays some" : nil
  }

  /// Goes to the rehearsal and begins it.
  mutating func rehearse() {
    layer = nil
    desk.rehearsals.counts[desk.rehearsals.strategy, default: 0] += 1
    if screen != .sheet(.rehearsal) { show(.sheet(.rehearsal)) }
  }

  /// The next strategy that has something to rehearse.
  mutating func walkStrategies() {
    let all = DeploymentDefinition.Strategy.allCases.filter { $0 != .direct }
    let here = all.firstIndex(of: rehearsedStrategy) ?? 0
    desk.rehearsals.strategy = all[(here + 1) % all.count]
  }

  /// The version that is to be tried.
  var rehearsedVersion: VersionID? { snapshot?.state.rollout?.started.challenger ?? snapshot?.state.aliases.challenger }

  var rehearsalSteps: [JSON] { page(of: .rehearsalSteps)?["steps"]?.array ?? [] }

  var selectedRehearsalStep: JSON? {
    guard case .numbered(let index) = selectedItem(of: .part(.rehearsalSteps)) else { return nil }
    let steps = rehearsalSteps
    return steps.indices.contains(index) ? steps[index] : nil
  }

  /// The forecast that belongs in the question before a rollout begins.
  var lintWanted: (query: Query, freshness: String)? {
    guard let snapshot, snapshot.definition.deployment.strategy != .direct else { return nil }
    let isAsking: Bool =
      switch layer {
      case .question(.promote): true
      case .prompt(let prompt): if case .override = prompt.purpose { true } else { false }
      case .question, .stageChoice, .choice, .palette, .help, .log, .none: false
      }
    return isAsking ? (.rolloutLint(nil), lintFreshness(snapshot)) : nil
  }

  func lintFreshness(_ snapshot: Snapshot) -> String {
    "\(settledCount(snapshot)) \(snapshot.state.scopeDigest ?? "") \(snapshot.state.aliases)"
  }
}
