import Encoding
import Learning
import Lifecycle
import Serving
import Storage

// A rollout before it begins: what past traffic would have made of it.

extension Engine {
  func rehearsalPage(_ request: Query.Rehearsal) async throws -> JSON {
    let (work, notes) = try rehearsal(request)
    let played = try await inBackground { try work.play() }
    guard played.rowCount > 0 else {
      throw Refusal(
        kind: .no,
        message: played.learntCount > 0
          ? "version \(work.challenger.version) has learnt from all \(played.learntCount) rows of session \(work.session)"
          : "session \(work.session) has no rows in the log",
        mend: played.learntCount > 0 ? "play newer traffic first" : "name another session, or play traffic")
    }
    return Self.page(played, work, notes)
  }

  private func rehearsal(_ request: Query.Rehearsal) throws -> (RolloutRehearsal, [String]) {
    guard let champion = state.champion else {
      throw Refusal(kind: .no, message: "there is no champion to begin from", mend: "promote a version first")
    }
    guard let id = request.version ?? state.rollout?.started.challenger ?? state.aliases.challenger else {
      throw Refusal(kind: .no, message: "there is no challenger", mend: "train one, or name a version")
    }
    let challenger = try version(id)
    guard challenger.id != champion.id else {
      throw Refusal(kind: .wrongUse, message: "version \(champion.id) is the champion itself", mend: "name another")
    }
    guard let session = request.session ?? state.session?.id, session.number <= state.sessionCount else {
      throw Refusal(
        kind: request.session == nil ? .no : .wrongUse,
        message: request.session.map { "there is no session \($0)" } ?? "no traffic was logged yet",
        mend: "play some first: `sextant replay`")
    }
    let (strategy, notes) = rehearsed(request.strategy)
    let plan = RolloutPlan(strategy, definition)
    let model = try ModelLoading.model(champion, from: artifacts)
    let task = Lifecycle.LearningTask(model.task)
    let context = TrialContext(
      task: task, target: definition.data.target, value: definition.scope.value,
      championThreshold: model.threshold, scoreScale: champion.scoreScale(task), metric: definition.scope.metric)
    let salt = definition.deployment.salt.map { UnitHash.of(text: $0) } ?? UInt64(state.sequence + 1)
    let work = RolloutRehearsal(
      plan: plan, gates: definition.scope.gates, context: context, champion: try served(champion),
      challenger: try served(challenger),
      split: TrafficSplit(shares: RolloutShares(challenger: plan.steps[0].share), salt: salt),
      unit: definition.splitUnit(for: strategy), baseline: challenger.metrics["baseline"] ?? [:],
      reader: log.reader, session: session,
      learntUntil: state.runs.last { $0.id == challenger.run }?.newestRelease, clock: clock)
    return (work, notes)
  }

  private func rehearsed(
    _ asked: DeploymentDefinition.Strategy?
  ) -> (DeploymentDefinition.Strategy, [String]) {
    let strategy = asked ?? definition.deployment.strategy
    guard strategy == .direct else { return (strategy, []) }
    return (.canary, ["a direct promotion has no steps: a canary was rehearsed"])
  }

  // MARK: The page

  private static func page(_ played: RolloutRehearsal.Played, _ work: RolloutRehearsal, _ notes: [String]) -> JSON {
    var notes = notes
    if played.learntCount > 0 {
      notes.append("\(played.learntCount) rows are left out: the challenger has learnt them")
    }
    if played.isCut { notes.append("the first \(RolloutRehearsal.rowCountMax) rows were played") }
    let last = played.steps[played.steps.count - 1]
    return [
      "strategy": JSON(work.plan.strategy.rawValue), "challenger": JSON(work.challenger.version.number),
      "champion": JSON(work.champion.version.number), "session": JSON(work.session.number),
      "result": JSON(result(last.decision)), "step": JSON(last.index), "share": JSON(last.share),
      "verdict": JSON(last.judgement.verdict.rawValue), "winner": JSON(last.judgement.winner?.rawValue),
      "sentence": JSON(sentence(last, work)), "steps": .array(played.steps.map(step)),
      "rows": JSON(played.rowCount),
      "challenger_rows": JSON(played.steps.reduce(0) { $0 + $1.facts.challenger.rows }),
      "seconds": JSON(played.seconds), "notes": JSON(notes),
    ]
  }

  private static func result(_ decision: RolloutDecision) -> String {
    switch decision {
    case .hold, .advance: "unfinished"
    case .pause: "paused"
    case .rollBack: "rolled_back"
    case .complete: "promoted"
    }
  }

  private static func step(_ step: RolloutRehearsal.Step) -> JSON {
    [
      "index": JSON(step.index), "share": JSON(step.share),
      "from": JSON(step.from.map { Timestamp(microseconds: $0) }),
      "to": JSON(step.to.map { Timestamp(microseconds: $0) }), "rows": JSON(step.facts.rows),
      "challenger_rows": JSON(step.facts.challenger.rows), "outcomes": JSON(step.facts.challenger.outcomes),
      "baseline_outcomes": JSON(step.facts.baseline.outcomes), "verdict": JSON(step.judgement.verdict.rawValue),
      "decision": JSON(step.decision.rawValue), "checks": .array(step.judgement.checks.map(\.json)),
      "because": JSON(step.judgement.reason),
    ]
  }

  private static func sentence(_ step: RolloutRehearsal.Step, _ work: RolloutRehearsal) -> String {
    let version = "v\(work.challenger.version)"
    let count = work.plan.steps.count
    let place: String =
      switch work.plan.strategy {
      case .shadow: "in the shadow"
      case .blueGreen, .direct: "while it was watched"
      case .ab: "in the experiment"
      case .canary, .rolling: "at step \(step.index + 1) of \(count) (\(Rollout.percent(step.share)))"
      }
    let time = step.to.map { ", \(Timestamp(microseconds: $0))" } ?? ""
    let rows = "after \(NumberText.grouped(step.facts.rows)) rows\(time)"
    return switch step.decision {
    case .complete: "\(version) would have become champion \(rows)"
    case .rollBack: "\(version) would have been rolled back \(place) \(rows): \(step.judgement.reason)"
    case .pause where work.plan.strategy == .ab:
      "the experiment would have ended \(rows): "
        + step.judgement.suggestion(challenger: work.challenger.version, champion: work.champion.version)
    case .pause: "\(version) would have waited for a person \(place) \(rows): \(step.judgement.reason)"
    case .hold, .advance:
      "the traffic ended while \(version) was \(place), \(rows)"
        + (step.judgement.verdict == .noData
          ? ": too few outcomes, \(step.facts.challenger.outcomes) and \(step.facts.baseline.outcomes) of "
            + "\(work.plan.minimumOutcomes)" : "")
    }
  }
}

extension Version {
  /// Width of the range of scores: four deviations of the target, as the test rows tell them; 1 for probabilities.
  func scoreScale(_ task: Lifecycle.LearningTask) -> Double {
    let test = metrics["test"] ?? [:]
    guard task == .regression, let error = test["rmse"], let explained = test["r2"], explained < 1 else { return 1 }
    return 4 * error / (1 - explained).squareRoot()
  }
}
