import Encoding
import Expressions
import Lifecycle

// What the engine does by itself, and what it suggests.

extension Engine {
  /// Looks at the project's policies after a window; at most one of them acts.
  func runPolicies(at time: Timestamp) throws {
    guard !definition.monitoring.policies.isEmpty, training == nil, tasks.isRunning(kind: "train") == nil else {
      return
    }
    let facts = policyFacts(at: time)
    for policy in definition.monitoring.policies {
      let status = facts.status(of: policy)
      guard status.standing == .ready else { continue }
      switch policy.mode {
      case .off: continue
      case .suggest: try act(policy, .suggested, reasonWithData(policy, status.why), at: time)
      case .automatic: try trainByPolicy(policy, status.why, at: time)
      }
      return
    }
  }

  private func policyFacts(at time: Timestamp) -> PolicyFacts {
    let book = alarms
    return PolicyFacts(
      state: state, eventTime: time, holds: { book.holds($0) },
      isTraining: training != nil || tasks.isRunning(kind: "train") != nil)
  }

  /// Each policy with what it did, may do and did not do.
  var policyStatuses: [PolicyStatus] {
    guard !definition.monitoring.policies.isEmpty else { return [] }
    let facts = policyFacts(at: state.eventTime ?? clock.now())
    return definition.monitoring.policies.map { facts.status(of: $0) }
  }

  func policiesPage() -> JSON {
    ["event_time": JSON(state.eventTime), "policies": .array(policyStatuses.map(\.json))]
  }

  /// Why it acts and, where rows are chosen, on which.
  private func reasonWithData(_ policy: RetrainPolicy, _ reason: String) -> String {
    guard policy.data != nil else { return reason }
    let decision = try? DataDecision(policy.data, state, limit: definition.data.retrainNewest)
    return reason + (decision.map { "; \($0.reason)" } ?? "")
  }

  private func act(
    _ policy: RetrainPolicy, _ action: Event.PolicyActed.Action, _ reason: String, at time: Timestamp
  ) throws {
    let number = (state.policyActions.map(\.fact.number).max() ?? 0) + 1
    let fact = Event.PolicyActed(number: number, policy: policy.name, action: action, reason: reason)
    try record([.policyActed(fact)], eventTime: time)
  }

  /// What and why is in the journal before the training begins.
  private func trainByPolicy(_ policy: RetrainPolicy, _ reason: String, at time: Timestamp) throws {
    try act(policy, .trained, reasonWithData(policy, reason), at: time)
    do {
      _ = try train(Command.Training(), by: policy)
      policyRun = training?.run
    } catch {
      notice("policy `\(policy.name)` could not train: \(error)")
    }
  }

  /// After a training that a policy began: a version that passed its gates is handed to the rollout, where the
  /// deployment has one that can still say no. At once and unseen, nothing goes live.
  func promoteByPolicy(_ run: RunID, _ version: VersionID) {
    guard policyRun == run else { return }
    policyRun = nil
    guard definition.deployment.strategy != .direct, definition.deployment.automation == .full,
      let trained = state.version(version), Verdict.combined(todaysGates(of: trained).map(\.verdict)) == .passed
    else { return }
    do {
      _ = try promote(Command.Promotion(version: version, because: "a policy trained it and its gates passed"))
      let number = (state.policyActions.map(\.fact.number).max() ?? 0) + 1
      let name = state.policyActions.last { $0.fact.action == .trained }?.fact.policy ?? "policy"
      try record([
        .policyActed(
          Event.PolicyActed(
            number: number, policy: name, action: .promoted, reason: "version \(version) passed its gates"))
      ])
    } catch {
      notice("version \(version) was not rolled out by its policy: \(error)")
    }
  }

  // MARK: Suggestions

  /// Answers what a policy suggested; accepting it trains.
  func answerSuggestion(_ number: Int, accept: Bool) throws -> Receipt {
    guard let action = state.policyActions.last(where: { $0.fact.number == number && $0.fact.action == .suggested })
    else {
      throw Refusal(
        kind: .wrongUse, message: "there is no suggestion \(number)", mend: "`sextant status` shows the one that waits")
    }
    guard action.isAccepted == nil else {
      throw Refusal(kind: .no, message: "suggestion \(number) was answered already", mend: "train with `sextant train`")
    }
    let command = Command.answerSuggestion(number, accept: accept)
    guard accept else {
      let events = try record(
        [.suggestionAnswered(Event.SuggestionAnswered(number: number, isAccepted: false))], command: command)
      return Receipt(event: events.last?.sequence, message: "suggestion \(number) is turned down")
    }
    let policy = definition.monitoring.policies.first { $0.name == action.fact.policy }
    // First the training, which can be refused: an accepted suggestion that led to nothing would be a lie.
    let receipt = try train(Command.Training(), by: policy)
    let events = try record(
      [.suggestionAnswered(Event.SuggestionAnswered(number: number, isAccepted: true))], command: command)
    return Receipt(
      event: events.last?.sequence, task: receipt.task, message: "suggestion \(number) is accepted: \(receipt.message)")
  }
}
