import Encoding

extension LifecycleState {
  /// Folds in what happens on the way round the circle.
  mutating func applyCircle(_ event: Event) {
    switch event.payload {
    case .rolloutStarted(let started):
      rollout = Rollout(started: started, since: event.eventTime ?? event.time)
      mark(.rollout, event, "\(started.strategy.rawValue) v\(started.challenger)")
    case .rolloutStepped(let stepped): step(stepped)
    case .rolloutEnded: rollout = nil
    case .automationChanged(let change): automation = change.level
    case .requestReviewed: reviewedCount += 1
    case .labelReviewed(let review): note(review)
    case .policyActed(let fact): note(fact, event)
    case .suggestionAnswered(let answer): note(answer)
    case .decided(let fact):
      decisions.append(DecisionRecord(fact: fact, at: event.eventTime ?? event.time, who: event.who))
      mark(.decided, event, fact.decision.rawValue)
      if fact.decision == .retire { retire(event, fact.because) }
    case .undone(let fact): takeBack(fact.event)
    case .projectOpened, .scopeChanged, .datasetAdded, .runStarted, .runEnded, .runFinished, .versionBlessed, .promoted,
      .rolledBack, .sessionStarted, .sessionEnded, .windowClosed, .windowSettled, .alarmChanged, .steppedBack:
      break
    }
  }

  private mutating func step(_ stepped: Event.RolloutStepped) {
    rollout?.step = stepped.step
    rollout?.share = stepped.share
    rollout?.firstID = stepped.firstID
    rollout?.isPaused = stepped.action == .paused
    rollout?.last = stepped
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
}
