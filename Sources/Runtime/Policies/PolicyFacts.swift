import Encoding
import Expressions
import Lifecycle

/// What policies decide by.
struct PolicyFacts {
  let state: LifecycleState
  let eventTime: Timestamp
  /// Whether a condition holds by the newest window; nil without data.
  var holds: (Expression) -> Bool? = { _ in nil }
  var isTraining = false

  // MARK: Standing

  /// Whether a policy may act, and else why it does not.
  func status(of policy: RetrainPolicy) -> PolicyStatus {
    let reason = reason(for: policy.trigger)
    let left = left(of: policy)
    let cooledAt = cooledAt(policy)
    let refilledAt = left?.isSpent == true ? refilledAt(policy) : nil
    let (standing, why) = standing(policy, reason, cooledAt: cooledAt, left, refilledAt: refilledAt)
    return PolicyStatus(
      name: policy.name, mode: policy.mode, trigger: policy.trigger.text, data: policy.data?.text, standing: standing,
      why: why, lastAction: state.policyActions.last { $0.fact.policy == policy.name },
      mayActAt: [cooledAt, refilledAt].compactMap(\.self).max(), budget: left)
  }

  private func standing(
    _ policy: RetrainPolicy, _ reason: String?, cooledAt: Timestamp?, _ left: PolicyStatus.Left?,
    refilledAt: Timestamp?
  ) -> (PolicyStatus.Standing, String) {
    if policy.mode == .off { return (.off, "it is switched off") }
    guard let reason else {
      if let broken = brokenPipeline, asksForDrift(policy.trigger) {
        return (.brokenPipeline, "\(broken): retraining would learn the fault")
      }
      return (.waiting, "nothing asks for it: \(policy.trigger.text)")
    }
    if isTraining { return (.training, "a training is under way; it would act because of \(reason)") }
    if let suggestion = state.suggestion, policy.mode == .suggest {
      return (.suggested, "suggestion \(suggestion.fact.number) waits for an answer")
    }
    if let cooledAt {
      return (.coolingDown, "it acted already and cools down until \(cooledAt); it would act because of \(reason)")
    }
    if left?.isSpent == true, let budget = policy.budget {
      let until = refilledAt.map { " until \($0)" } ?? ""
      return (.budgetSpent, "its budget of \(budget.text) is spent\(until); it would act because of \(reason)")
    }
    return (.ready, reason)
  }

  private func asksForDrift(_ trigger: RetrainPolicy.Trigger) -> Bool {
    switch trigger {
    case .drift, .gate: state.alarms.contains { $0.state == .firing && Self.kinds(trigger).contains($0.kind) }
    case .outcomes, .schedule, .condition: false
    }
  }

  // MARK: Cool-down and budget

  /// On event time: a replay at full speed cools no faster than the traffic it plays. Nil once it has.
  private func cooledAt(_ policy: RetrainPolicy) -> Timestamp? {
    guard let last = state.policyActions.last(where: { $0.fact.policy == policy.name }) else { return nil }
    let passed = eventTime.seconds(since: last.at)
    // Traffic of another time was played since: its clock says nothing about this one's.
    guard passed >= 0, passed < policy.coolDownSeconds else { return nil }
    return last.at.advanced(bySeconds: policy.coolDownSeconds)
  }

  /// The trainings that a policy began in its budget's period up to now, the oldest first; one that is under way or
  /// failed counts as well.
  private func spent(_ policy: RetrainPolicy, _ budget: RetrainPolicy.Budget) -> [(at: Timestamp, seconds: Double)] {
    state.runs.compactMap { run in
      guard run.policy == policy.name, let at = run.startedAt else { return nil }
      let passed = eventTime.seconds(since: at)
      return passed >= 0 && passed < budget.period ? (at, run.seconds ?? 0) : nil
    }
  }

  func left(of policy: RetrainPolicy) -> PolicyStatus.Left? {
    guard let budget = policy.budget else { return nil }
    let spent = spent(policy, budget)
    return PolicyStatus.Left(
      trainings: budget.trainings.map { max(0, $0 - spent.count) },
      seconds: budget.seconds.map { max(0, $0 - spent.reduce(0) { $0 + $1.seconds }) }, budget: budget)
  }

  /// When so many of the trainings have left the period that there is budget again.
  private func refilledAt(_ policy: RetrainPolicy) -> Timestamp? {
    guard let budget = policy.budget else { return nil }
    var left = spent(policy, budget)
    while let first = left.first {
      left.removeFirst()
      let hasTrainings = budget.trainings.map { left.count < $0 } ?? true
      let hasSeconds = budget.seconds.map { seconds in left.reduce(0) { $0 + $1.seconds } < seconds } ?? true
      if hasTrainings, hasSeconds { return first.at.advanced(bySeconds: budget.period) }
    }
    return nil
  }

  // MARK: Triggers

  /// Why a trigger asks for a training; nil when it does not.
  func reason(for trigger: RetrainPolicy.Trigger) -> String? {
    switch trigger {
    case .drift, .gate: firing(Self.kinds(trigger))
    case .outcomes(let count):
      outcomesSinceTraining >= count ? "\(outcomesSinceTraining) outcomes since the champion was trained" : nil
    case .schedule(let seconds):
      trainedUntil.flatMap { since in
        eventTime.seconds(since: since) >= seconds
          ? "the champion's newest rows are \(NumberText.fixed(eventTime.seconds(since: since) / 86_400, 1)) days old"
          : nil
      }
    case .condition(let condition): holds(condition) == true ? "`\(condition)` holds" : nil
    }
  }

  private static func kinds(_ trigger: RetrainPolicy.Trigger) -> Set<Alarm.Kind> {
    switch trigger {
    case .drift: [.drift, .covariateShift, .conceptChange]
    case .gate: [.gate]
    case .outcomes, .schedule, .condition: []
    }
  }

  /// The upstream break that keeps policies from learning it.
  private var brokenPipeline: String? {
    state.alarms.first { $0.state == .firing && $0.kind == .upstreamBreak }.map { "alarm \($0.id): \($0.rule)" }
  }

  /// A broken pipeline asks for mending, not for learning it.
  private func firing(_ kinds: Set<Alarm.Kind>) -> String? {
    guard brokenPipeline == nil else { return nil }
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
