import Encoding
import Lifecycle

/// What somebody has to decide next, and the commands that carry it out either way.
struct NextDecision {
  let question: String
  let ground: String
  let choices: [Report.Item]

  private init(_ question: String, _ ground: String, _ choices: [(String, String)]) {
    self.question = question
    self.ground = ground
    self.choices = choices.map { Report.Item(lead: $0.0 + ":", "", command: $0.1) }
  }

  /// The most pressing one; nil when all can go on as it is.
  init?(_ facts: ReportFacts, _ standing: Standing) {
    let state = facts.state
    let keep = ("Leave it as it is", "sextant decide continue --because \"…\"")
    if let suggestion = state.suggestion {
      self.init(
        "shall the model be trained anew?",
        "The policy \(suggestion.fact.policy) suggests it: \(suggestion.fact.reason).",
        [("Yes", "sextant suggestion accept"), ("No", "sextant suggestion dismiss")])
    } else if let rollout = state.rollout, rollout.isPaused {
      let reason = rollout.last?.because ?? "it is paused"
      self.init(
        "shall version \(rollout.started.challenger) take over further?", Words.sentence(reason),
        [("Go on", "sextant rollout resume"), ("Stop it", "sextant rollout abort --because \"…\"")])
    } else if let step = StepBackSuggestion(state, facts.definition) {
      self.init(
        "shall the work go back to \(step.stage.title)?", Words.sentence(step.reason),
        [("Yes", "sextant step-back \(step.stage.id) --because \"…\""), keep])
    } else if let waiting = Self.waiting(state) {
      self.init(
        "shall version \(waiting.id) go live?",
        state.champion == nil
          ? "It holds what was agreed, and nothing answers yet." : "It holds what was agreed and waits.",
        [("Yes", "sextant promote \(waiting.id)"), keep])
    } else if state.champion == nil, let newest = state.versions.last {
      self.init(
        "what is to be done about the agreed limits?",
        "Version \(newest.id) is the newest, and it does not hold them all: better data, another recipe, or other limits.",
        [
          ("Work on the data", "sextant step-back data --because \"…\""),
          ("Change what was agreed", "sextant step-back scoping --because \"…\""),
        ])
    } else if state.versions.isEmpty {
      self.init(
        "is this the right question, with the right limits?", "Nothing has been built; it costs least to change now.",
        [("Read it", "sextant scope"), ("Begin", "sextant train")])
    } else {
      return nil
    }
  }

  /// The newest version that passed and does not answer.
  private static func waiting(_ state: LifecycleState) -> Version? {
    let champion = state.champion?.id.number ?? 0
    return state.versions.last { $0.verdict == .passed && $0.id.number > champion }
  }
}
