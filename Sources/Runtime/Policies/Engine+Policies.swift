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
    let facts = PolicyFacts(state: state, eventTime: time)
    for policy in definition.monitoring.policies {
      switch policy.mode {
      case .off: continue
      case .suggest where state.suggestion != nil: continue
      case .suggest, .automatic: break
      }
      guard !facts.isCooling(policy), let reason = reason(for: policy, facts) else { continue }
      switch policy.mode {
      case .off: continue
      case .suggest: try act(policy, .suggested, reason, at: time)
      case .automatic: try trainByPolicy(policy, reason, at: time)
      }
      return
    }
  }

  private func reason(for policy: RetrainPolicy, _ facts: PolicyFacts) -> String? {
    guard case .condition(let condition) = policy.trigger else { return facts.reason(for: policy.trigger) }
    return alarms.holds(condition) == true ? "`\(condition)` holds" : nil
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
    try act(policy, .trained, reason, at: time)
    do {
      _ = try train(Command.Training(), newest: policy.newest)
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
    let receipt = try train(Command.Training(), newest: policy?.newest)
    let events = try record(
      [.suggestionAnswered(Event.SuggestionAnswered(number: number, isAccepted: true))], command: command)
    return Receipt(
      event: events.last?.sequence, task: receipt.task, message: "suggestion \(number) is accepted: \(receipt.message)")
  }
}

/// What policies decide by.
struct PolicyFacts {
  let state: LifecycleState
  let eventTime: Timestamp

  /// On event time: a replay at full speed cools no faster than the traffic it plays.
  func isCooling(_ policy: RetrainPolicy) -> Bool {
    guard let last = state.policyActions.last(where: { $0.fact.policy == policy.name }) else { return false }
    let passed = eventTime.seconds(since: last.at)
    // Traffic of another time was played since: its clock says nothing about this one's.
    return passed >= 0 && passed < policy.coolDownSeconds
  }

  /// Why a trigger asks for a training; nil when it does not. Conditions are not judged here.
  func reason(for trigger: RetrainPolicy.Trigger) -> String? {
    switch trigger {
    case .drift: firing([.drift, .covariateShift, .conceptChange])
    case .gate: firing([.gate])
    case .outcomes(let count):
      outcomesSinceTraining >= count ? "\(outcomesSinceTraining) outcomes since the champion was trained" : nil
    case .schedule(let seconds):
      trainedUntil.flatMap { since in
        eventTime.seconds(since: since) >= seconds
          ? "the champion's newest rows are \(NumberText.fixed(eventTime.seconds(since: since) / 86_400, 1)) days old"
          : nil
      }
    case .condition: nil
    }
  }

  /// A broken pipeline asks for mending, not for learning it.
  private func firing(_ kinds: Set<Alarm.Kind>) -> String? {
    guard !state.alarms.contains(where: { $0.state == .firing && $0.kind == .upstreamBreak }) else { return nil }
    let alarms = state.openAlarms.filter { $0.state == .firing && kinds.contains($0.kind) }
    return alarms.first.map { first in
      "alarm \(first.id): \(first.rule)" + (alarms.count > 1 ? " and \(alarms.count - 1) more" : "")
    }
  }

  /// The newest outcome that the champion has learnt from; before any retrain the beginning of what is known.
  private var trainedUntil: Timestamp? {
    let run = state.champion.flatMap { champion in state.runs.last { $0.id == champion.run } }
    return run?.newestRelease ?? state.windows.first?.closed.from
  }

  private var outcomesSinceTraining: Int {
    let run = state.champion.flatMap { champion in state.runs.last { $0.id == champion.run } }
    let known = state.windows.filter { window in run?.newestRelease.map { window.closed.from > $0 } ?? true }
    return known.reduce(0) { $0 + ($1.settled?.settled ?? 0) }
  }
}
