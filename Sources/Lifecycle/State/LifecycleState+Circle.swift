import Encoding

extension LifecycleState {
  /// Folds in what happens on the way round the circle.
  mutating func applyCircle(_ event: Event) {
    switch event.payload {
    case .rolloutStarted(let started):
      rollout = Rollout(
        started: started, since: event.eventTime ?? event.time, salt: UInt64(event.sequence))
      mark(.rollout, event, "\(started.strategy.rawValue) v\(started.challenger)")
    case .rolloutStepped(let stepped): step(stepped, event)
    case .rolloutEnded(let ended): end(ended, event)
    case .automationChanged(let change):
      automation = change.level
      automationMoves.append(
        AutomationMove(change: change, at: event.time, eventTime: event.eventTime, who: event.who))
      if automationMoves.count > AutomationMove.countMax { automationMoves.removeFirst() }
    case .requestReviewed(let review):
      reviewedCount += 1
      reviewed.append(review)
      if reviewed.count > LifecycleState.reviewedCountMax { reviewed.removeFirst(LifecycleState.reviewedCountMax / 2) }
    case .labelReviewed(let review): note(review)
    case .policyActed(let fact): note(fact, event)
    case .suggestionAnswered(let answer): note(answer)
    case .decided(let fact):
      decisions.append(DecisionRecord(fact: fact, at: event.eventTime ?? event.time, who: event.who))
      mark(.decided, event, fact.decision.rawValue)
      if fact.decision == .retire { retire(event, fact.because) }
    case .undone(let fact): takeBack(fact.event)
    case .projectOpened, .scopeChanged, .datasetAdded, .runStarted, .runEnded, .runFinished, .versionBlessed, .promoted,
      .rolledBack, .sessionStarted, .sessionEnded, .servingStarted, .servingEnded, .windowClosed, .windowSettled,
      .alarmChanged, .steppedBack:
      break
    }
  }

  private mutating func step(_ stepped: Event.RolloutStepped, _ event: Event) {
    guard var rollout else { return }
    if let last = rollout.steps.indices.last {
      rollout.steps[last].verdict = stepped.verdict
      rollout.steps[last].served = stepped.served
      rollout.steps[last].checks = stepped.checks
    }
    switch stepped.action {
    case .advanced, .resumed:
      rollout.turn += 1
      if rollout.steps.count == Rollout.stepCountMax { rollout.steps.removeFirst() }
      rollout.steps.append(
        Rollout.Step(index: stepped.step, share: stepped.share, since: event.eventTime ?? event.time))
    case .paused: break
    }
    rollout.step = stepped.step
    rollout.share = stepped.share
    rollout.firstID = stepped.firstID
    rollout.session = stepped.session
    rollout.isPaused = stepped.action == .paused
    rollout.last = stepped
    self.rollout = rollout
    switch stepped.action {
    case .advanced: mark(.rollout, event, "v\(rollout.started.challenger) \(Rollout.percent(stepped.share))")
    case .paused: mark(.rollout, event, "v\(rollout.started.challenger) waits")
    case .resumed: break
    }
  }

  private mutating func end(_ ended: Event.RolloutEnded, _ event: Event) {
    guard var rollout else { return }
    if let last = rollout.steps.indices.last {
      rollout.steps[last].verdict = ended.verdict
      rollout.steps[last].served = ended.served
      rollout.steps[last].checks = ended.checks
    }
    endedRollouts.append(EndedRollout(rollout: rollout, ended: ended, at: event.time, who: event.who))
    if endedRollouts.count > LifecycleState.endedRolloutCountMax { endedRollouts.removeFirst() }
    self.rollout = nil
    switch ended.result {
    case .promoted: break
    case .aborted, .rolledBack: mark(.rollout, event, "✗v\(rollout.started.challenger)")
    }
  }

  /// Rows are remembered by their numbers, which mean other rows once some have gone or come back among them.
  mutating func add(_ version: DatasetVersion) {
    let keepsNumbers: Bool =
      switch version.kind {
      case .imported: false
      case .labelled, .appended, .collected: true
      case .mended, .edited, .restored: version.rows == dataset?.rows
      }
    if !keepsNumbers { labelReview.rows = [] }
    datasets.append(version)
  }

  private mutating func note(_ review: Event.LabelReviewed) {
    switch review.action {
    case .labelled: labelReview.labelled += 1
    case .confirmed: labelReview.confirmed += 1
    case .skipped: labelReview.skipped += 1
    }
    if labelReview.rows.count < LabelReview.rowCountMax { labelReview.rows.insert(review.row) }
  }

  private mutating func note(_ fact: Event.PolicyActed, _ event: Event) {
    policyActions.append(PolicyAction(fact: fact, at: event.eventTime ?? event.time))
    if policyActions.count > LifecycleState.policyActionCountMax { policyActions.removeFirst() }
  }

  private mutating func note(_ answer: Event.SuggestionAnswered) {
    guard let index = policyActions.lastIndex(where: { $0.fact.number == answer.number }) else { return }
    policyActions[index].isAccepted = answer.isAccepted
  }

  /// Who let the version go live, and when.
  mutating func note(_ blessing: Event.Blessing, _ event: Event) {
    guard let index = versions.lastIndex(where: { $0.id == blessing.version }) else { return }
    versions[index].blessing = blessing
    blessings.append(BlessingRecord(blessing: blessing, at: event.time, who: event.who))
    if blessings.count > LifecycleState.blessingCountMax { blessings.removeFirst() }
  }
}
