import Encoding
import Lifecycle
import Serving

// The walk from one champion to the next.

extension Engine {
  // MARK: Beginning

  /// Only one version at a time is on its way: two would share what little traffic each of them needs.
  func refuseSecondRollout(of version: VersionID, now: Bool) throws {
    guard let rollout = state.rollout else { return }
    if now, rollout.started.challenger == version { return }
    throw Refusal(
      kind: .no,
      message: "version \(rollout.started.challenger) is on its way already: \(rollout.phrase)",
      mend: "wait for its end, or stop it first: `sextant rollout abort`")
  }

  /// Begins the walk that the project file asks for; nil where a promotion changes the champion at once.
  func beginRollout(
    _ promotion: Command.Promotion, of model: ServedModel, _ blessing: Event.Blessing
  ) throws -> Receipt? {
    let deployment = definition.deployment
    guard !promotion.now, deployment.strategy != .direct, let champion = state.aliases.champion else { return nil }
    let position = try nextPosition()
    let started = Event.RolloutStarted(
      strategy: deployment.strategy, challenger: model.version, champion: champion,
      steps: RolloutPlan.shares(deployment.strategy, deployment), because: promotion.because,
      session: position?.session, firstID: position?.id ?? 0, unit: definition.splitUnit, salt: deployment.salt)
    findings = nil
    if deployment.strategy == .blueGreen, !deployment.blueGreen.waits {
      return try swapAtOnce(started, model, blessing, promotion)
    }
    let events = try record(
      [.versionBlessed(blessing), .rolloutStarted(started)], command: .promote(promotion))
    routeRollout(model)
    warnOfLint()
    let share = Rollout.percent(state.rollout?.share ?? 0)
    let what: String =
      switch deployment.strategy {
      case .shadow: "is tried in the shadow"
      case .blueGreen: "is warm beside version \(champion); `sextant rollout advance` swaps them"
      case .direct, .canary, .rolling, .ab: "is tried on \(share) of the traffic"
      }
    return Receipt(event: events.last?.sequence, message: "version \(model.version) \(what)")
  }

  /// What begins, and what all traffic is given at once: in one piece, so that no crash leaves half of it.
  private func swapAtOnce(
    _ started: Event.RolloutStarted, _ model: ServedModel, _ blessing: Event.Blessing, _ promotion: Command.Promotion
  ) throws -> Receipt {
    let stepped = Event.RolloutStepped(
      action: .advanced, step: 1, share: 1, firstID: started.firstID, verdict: .passed, gates: [],
      because: promotion.because ?? "all traffic is swapped at once", session: started.session)
    let events = try record(
      [
        .versionBlessed(blessing), .rolloutStarted(started),
        .promoted(
          Event.Promoted(
            champion: started.challenger, previous: started.champion, because: promotion.because,
            override: blessing.override)),
        .rolloutStepped(stepped),
      ], command: .promote(promotion))
    changeChampion(to: model)
    return Receipt(
      event: events.last?.sequence,
      message: "version \(started.challenger) answers everything and is watched; version \(started.champion) is warm")
  }

  /// The first request that has not been answered yet; nil where no traffic has been played.
  private func nextPosition() throws -> (session: SessionID, id: Int)? {
    guard let session = state.session?.id else { return nil }
    return (session, try log.lastID(of: session).map { Int($0) + 1 } ?? 0)
  }

  /// Gives the traffic the challenger of the rollout under way, or none.
  ///
  /// - Parameter loaded: the challenger, where it is loaded already.
  func routeRollout(_ loaded: ServedModel? = nil) {
    guard let rollout = state.rollout,
      (rollout.isSwapped ? rollout.started.challenger : rollout.started.champion) == state.aliases.champion
    else {
      routing.update { $0.trial = nil }
      return
    }
    let routed = routing.current
    let known = loaded ?? (rollout.isSwapped ? routed.champion : routed.trial?.challenger)
    let challenger =
      known?.version == rollout.started.challenger ? known : servedOrNotice(state.version(rollout.started.challenger))
    routing.update { routes in
      routes.trial = challenger.map { challenger in
        Trial(
          key: Trial.Key(rollout), strategy: rollout.started.strategy, challenger: challenger,
          split: TrafficSplit(shares: RolloutShares(challenger: rollout.share), salt: rollout.splitSalt),
          champion: rollout.started.champion, unit: rollout.started.unit,
          latencyLimit: definition.deployment.guardrails.latencyP99)
      }
    }
  }

  // MARK: Judging

  /// Judges the step on what the traffic has shown, and does what follows. Called by the traffic thread.
  func judge(_ found: TrialFindings, session: SessionID, next: Int) throws {
    guard let rollout = state.rollout, found.key == Trial.Key(rollout) else { return }
    var found = found
    found.facts.addReferences(baseline: state.version(rollout.started.challenger)?.metrics["baseline"] ?? [:])
    findings = found
    let plan = RolloutPlan(rollout.started, definition)
    let judgement = plan.judge(found.facts, gates: definition.scope.gates)
    let served = RolloutServed(found.facts)
    let time = found.eventTime.map { Timestamp(microseconds: $0) }
    switch plan.decide(judgement, found.facts, step: rollout.step, isPaused: rollout.isPaused) {
    case .hold: publisher.markDirty()
    case .advance:
      try record(
        [
          .rolloutStepped(
            rollout.advanced(
              judgement, served, session: session, firstID: next,
              because: rollout.started.strategy == .rolling ? "no guardrail failed" : "every check passed"))
        ], eventTime: time)
      routeRollout()
    case .pause:
      let paused = rollout.paused(judgement, served)
      try record([.rolloutStepped(paused)], eventTime: time)
      routeRollout()
      notice("the rollout of v\(rollout.started.challenger) waits for a person: \(paused.because)")
    case .rollBack:
      try end(rollout, .rolledBack, judgement, served, because: judgement.reason, eventTime: time)
    case .complete:
      try end(rollout, .promoted, judgement, served, because: rollout.endPhrase, eventTime: time)
    }
  }

  private func end(
    _ rollout: Rollout, _ result: Event.RolloutEnded.Result, _ judgement: RolloutJudgement, _ served: RolloutServed,
    because: String, eventTime: Timestamp? = nil, command: Command? = nil
  ) throws {
    let challenger = rollout.started.challenger
    var events: [Event.Payload] = [
      .rolloutEnded(Event.RolloutEnded(result, judgement, served, because: because))
    ]
    let isChampion = state.aliases.champion == challenger
    switch result {
    case .promoted where rollout.isSwapped && isChampion:
      try record(events, eventTime: eventTime, command: command)
      routeRollout()
    case .promoted:
      let model = try routing.current.trial?.challenger ?? self.served(try version(challenger))
      events.append(
        .promoted(
          Event.Promoted(
            champion: challenger, previous: rollout.started.champion,
            because: rollout.started.because ?? "the \(rollout.started.strategy.rawValue) passed")))
      try record(events, eventTime: eventTime, command: command)
      changeChampion(to: model)
    case .rolledBack, .aborted:
      if rollout.isSwapped, isChampion {
        try swapBack(rollout, events, because: because, eventTime: eventTime, command: command)
      } else {
        try record(events, eventTime: eventTime, command: command)
        routeRollout()
      }
      if result == .rolledBack { notice("v\(challenger) was rolled back at its \(rollout.phrase): \(because)") }
    }
    notices.removeAll { $0.hasPrefix("the rollout of v\(challenger) waits") }
  }

  /// The version before answers everything again; it is warm.
  private func swapBack(
    _ rollout: Rollout, _ events: [Event.Payload], because: String, eventTime: Timestamp?, command: Command?
  ) throws {
    let previous = rollout.started.champion
    let warm =
      try routing.current.previous.flatMap { $0.version == previous ? $0 : nil } ?? served(try version(previous))
    let rolledBack = Event.Promoted(champion: previous, previous: rollout.started.challenger, because: because)
    try record(events + [.rolledBack(rolledBack)], eventTime: eventTime, command: command)
    changeChampion(to: warm)
  }

  /// The end of a rollout whose version is promoted by hand before its time.
  func endingRollout(promoting version: VersionID) -> [Event.Payload] {
    guard let rollout = state.rollout, rollout.started.challenger == version else { return [] }
    return [lastEnd(of: rollout, .promoted, because: "promoted at once by hand")]
  }

  /// The end of a rollout that has swapped all traffic, where the swap is taken back.
  func endingRollout(undoing champion: VersionID?) -> [Event.Payload] {
    guard let rollout = state.rollout, rollout.isSwapped, rollout.started.challenger == champion else { return [] }
    return [lastEnd(of: rollout, .aborted, because: "undone")]
  }

  /// With what has been seen of it last.
  private func lastEnd(of rollout: Rollout, _ result: Event.RolloutEnded.Result, because: String) -> Event.Payload {
    .rolloutEnded(Event.RolloutEnded(result, lastJudgement(rollout), lastServed(rollout), because: because))
  }

  private func lastJudgement(_ rollout: Rollout) -> RolloutJudgement {
    guard let found = findings, found.key == Trial.Key(rollout) else {
      return RolloutJudgement(verdict: .noData, checks: [])
    }
    return RolloutPlan(rollout.started, definition).judge(found.facts, gates: definition.scope.gates)
  }

  private func lastServed(_ rollout: Rollout) -> RolloutServed {
    guard let found = findings, found.key == Trial.Key(rollout) else { return RolloutServed() }
    return RolloutServed(found.facts)
  }

  // MARK: Steering

  func steer(_ order: Command.RolloutOrder, because: String?) throws -> Receipt {
    try steer(order, because: because, command: .rollout(order, because: because))
  }

  func steer(_ order: Command.RolloutOrder, because: String?, command: Command) throws -> Receipt {
    guard let rollout = state.rollout else {
      throw Refusal(kind: .no, message: "no rollout is under way", mend: "`sextant promote` begins one")
    }
    let challenger = rollout.started.challenger
    let judgement = lastJudgement(rollout)
    switch order {
    case .abort:
      try end(
        rollout, .aborted, judgement, lastServed(rollout), because: because ?? "stopped by hand", command: command)
      return Receipt(
        event: state.sequence, message: "version \(challenger) is stopped; version \(rollout.started.champion) answers")
    case .resume:
      guard rollout.isPaused else {
        throw Refusal(
          kind: .no, message: "the rollout of version \(challenger) is not paused",
          mend: "`sextant rollout advance` takes the next step, `sextant rollout abort` stops it")
      }
      let position = try nextPosition()
      let stepped = rollout.resumed(
        judgement, lastServed(rollout), session: position?.session, firstID: position?.id ?? 0,
        because: because ?? "the step is held once more")
      return try take(stepped, command, "version \(challenger) holds its step once more")
    case .advance: return try advance(rollout, judgement, because: because, command)
    }
  }

  private func advance(
    _ rollout: Rollout, _ judgement: RolloutJudgement, because: String?, _ command: Command
  ) throws -> Receipt {
    let because = because ?? "taken by hand"
    if rollout.started.strategy == .blueGreen, !rollout.isSwapped { return try swap(rollout, because, command) }
    guard rollout.step + 1 < rollout.started.steps.count else {
      try end(rollout, .promoted, judgement, lastServed(rollout), because: because, command: command)
      return Receipt(event: state.sequence, message: "version \(rollout.started.challenger) is champion")
    }
    let position = try nextPosition()
    let stepped = rollout.advanced(
      judgement, lastServed(rollout), session: position?.session, firstID: position?.id ?? 0, because: because)
    return try take(
      stepped, command,
      "version \(rollout.started.challenger) answers \(Rollout.percent(stepped.share)) of the traffic")
  }

  /// All traffic goes to the version that is warm.
  private func swap(_ rollout: Rollout, _ because: String, _ command: Command) throws -> Receipt {
    let started = rollout.started
    let model = try routing.current.trial?.challenger ?? served(try version(started.challenger))
    let position = try nextPosition()
    let stepped = rollout.advanced(
      RolloutJudgement(verdict: .passed, checks: []), RolloutServed(), session: position?.session,
      firstID: position?.id ?? 0, because: because)
    let promoted = Event.Promoted(
      champion: started.challenger, previous: started.champion, because: started.because ?? because)
    let events = try record([.promoted(promoted), .rolloutStepped(stepped)], command: command)
    findings = nil
    changeChampion(to: model)
    return Receipt(
      event: events.last?.sequence,
      message: "version \(started.challenger) answers everything and is watched; version \(started.champion) is warm")
  }

  private func take(_ stepped: Event.RolloutStepped, _ command: Command, _ message: String) throws -> Receipt {
    let events = try record([.rolloutStepped(stepped)], command: command)
    findings = nil
    notices.removeAll { $0.contains("waits for a person") }
    routeRollout()
    return Receipt(event: events.last?.sequence, message: message)
  }
}

extension Rollout {
  /// `canary, step 2 of 3 (25 %), paused`.
  var phrase: String {
    let name = started.strategy.title
    let standing =
      switch started.strategy {
      case .direct, .shadow: "shadow"
      case .canary, .rolling: "\(name), step \(step + 1) of \(started.steps.count) (\(Self.percent(share)))"
      case .blueGreen: isSwapped ? "\(name), watched after its swap" : "\(name), warm and not swapped yet"
      case .ab: "\(name) on \(Self.percent(share))"
      }
    return standing + (isPaused ? ", paused" : "")
  }

  /// Why it ended well.
  fileprivate var endPhrase: String {
    switch started.strategy {
    case .direct, .shadow, .canary, .ab: "it passed its last step"
    case .rolling: "no guardrail failed on the way"
    case .blueGreen: "no guardrail failed while it was watched"
    }
  }

  func advanced(
    _ judgement: RolloutJudgement, _ served: RolloutServed, session: SessionID?, firstID: Int, because: String
  ) -> Event.RolloutStepped {
    let next = min(step + 1, started.steps.count - 1)
    return Event.RolloutStepped(
      action: .advanced, step: next, share: started.steps[next], firstID: firstID, verdict: judgement.verdict,
      gates: judgement.gates, because: because, session: session, checks: judgement.checks, served: served)
  }

  func paused(_ judgement: RolloutJudgement, _ served: RolloutServed) -> Event.RolloutStepped {
    Event.RolloutStepped(
      action: .paused, step: step, share: share, firstID: firstID ?? 0, verdict: judgement.verdict,
      gates: judgement.gates,
      because: started.strategy == .ab
        ? judgement.suggestion(challenger: started.challenger, champion: started.champion) : judgement.reason,
      session: session, checks: judgement.checks, served: served)
  }

  func resumed(
    _ judgement: RolloutJudgement, _ served: RolloutServed, session: SessionID?, firstID: Int, because: String
  ) -> Event.RolloutStepped {
    Event.RolloutStepped(
      action: .resumed, step: step, share: share, firstID: firstID, verdict: judgement.verdict, gates: judgement.gates,
      because: because, session: session, checks: judgement.checks, served: served)
  }
}

extension Event.RolloutEnded {
  fileprivate init(_ result: Result, _ judgement: RolloutJudgement, _ served: RolloutServed, because: String) {
    self.init(
      result: result, verdict: judgement.verdict, gates: judgement.gates, because: because, checks: judgement.checks,
      served: served)
  }
}
