import Encoding

extension LifecycleState {
  /// The state after a whole journal.
  public init(folding events: some Sequence<Event>) {
    self.init()
    for event in events { apply(event) }
  }

  /// Folds in the next event. Events that refer to what is not there change nothing but the sequence: a journal that
  /// was pruned must still open.
  public mutating func apply(_ event: Event) {
    sequence = event.sequence
    if let time = event.eventTime { eventTime = max(eventTime ?? time, time) }
    remember(event)
    switch event.payload {
    case .projectOpened(let opened): scopeDigest = opened.digest
    case .scopeChanged(let change): scopeDigest = change.digest
    case .datasetAdded(let dataset): add(dataset)
    case .runStarted(let started): begin(started, event)
    case .runEnded(let ended): end(ended)
    case .runFinished(let finished): finish(finished, event)
    case .versionBlessed(let blessing):
      note(blessing, event)
    case .promoted(let promotion): promote(promotion, event)
    case .rolledBack(let promotion): rollBack(promotion, event)
    case .sessionStarted(let started): start(started, event)
    case .sessionEnded(let ended): end(ended)
    case .servingStarted, .servingEnded: break
    case .windowClosed(let closed): close(closed)
    case .windowSettled(let settled): settle(settled)
    case .alarmChanged(let alarm): change(alarm, event)
    case .steppedBack(let step):
      iterations.append(
        Iteration(number: step.iteration, stage: step.stage, reason: step.because, since: event.eventTime ?? event.time)
      )
      mark(.steppedBack, event, "↺ \(step.stage.title)")
    case .rolloutStarted, .rolloutStepped, .rolloutEnded, .automationChanged, .requestReviewed, .labelReviewed,
      .policyActed, .suggestionAnswered, .decided, .undone:
      applyCircle(event)
    }
    noteInIteration(event)
  }

  // MARK: Runs and versions

  private mutating func begin(_ started: Event.RunStarted, _ event: Event) {
    runs.append(
      Run(
        id: started.run, recipe: started.recipe, dataset: "", rows: PartCounts(), started: event.time,
        status: .running, data: started.data, policy: started.policy, startedAt: event.eventTime))
  }

  private mutating func end(_ ended: Event.RunEnded) {
    update(ended.run) {
      $0.status = ended.isCancelled ? .cancelled : .failed
      $0.reason = ended.reason
    }
  }

  private mutating func finish(_ finished: Event.RunFinished, _ event: Event) {
    let verdict = Verdict.combined(finished.gates.map(\.verdict))
    update(finished.run) {
      $0.status = .finished
      $0.version = finished.version
      $0.dataset = finished.dataset
      $0.newestRelease = finished.newestRelease
      $0.rows = finished.rows
      $0.metrics = finished.metrics
      $0.verdict = verdict
      $0.seconds = finished.seconds
      $0.reason = finished.reason
    }
    guard let run = runs.last(where: { $0.id == finished.run }) else { return }
    versions.append(
      Version(
        id: finished.version, run: finished.run, recipe: run.recipe.name, algorithm: run.recipe.algorithm,
        dataset: finished.dataset, created: event.time, model: finished.model, metrics: finished.metrics,
        gates: finished.gates, threshold: finished.threshold, features: finished.features,
        intervals: finished.intervals, imported: finished.imported))
    set(\.challenger, "challenger", to: finished.version, event, why: finished.reason ?? "run \(finished.run) finished")
    mark(.trained, event, "v\(finished.version)")
  }

  private mutating func update(_ run: RunID, _ change: (inout Run) -> Void) {
    guard let index = runs.lastIndex(where: { $0.id == run }) else { return }
    change(&runs[index])
  }

  private mutating func update(_ version: VersionID, _ change: (inout Version) -> Void) {
    guard let index = versions.lastIndex(where: { $0.id == version }) else { return }
    change(&versions[index])
  }

  // MARK: Aliases

  private mutating func promote(_ promotion: Event.Promoted, _ event: Event) {
    set(\.previous, "previous", to: promotion.previous, event, why: promotion.because)
    set(\.champion, "champion", to: promotion.champion, event, why: promotion.override ?? promotion.because)
    if aliases.challenger == promotion.champion {
      set(\.challenger, "challenger", to: nil, event, why: "became champion")
    }
    mark(.promoted, event, "▲v\(promotion.champion)")
  }

  private mutating func rollBack(_ promotion: Event.Promoted, _ event: Event) {
    set(\.champion, "champion", to: promotion.champion, event, why: promotion.because)
    set(\.previous, "previous", to: promotion.previous, event, why: promotion.because)
    mark(.rolledBack, event, "▼v\(promotion.champion)")
  }

  /// Takes the champion out of service; it stays at hand as the previous one.
  mutating func retire(_ event: Event, _ because: String) {
    set(\.previous, "previous", to: aliases.champion, event, why: because)
    set(\.champion, "champion", to: nil, event, why: because)
  }

  private mutating func set(
    _ alias: WritableKeyPath<Aliases, VersionID?>, _ name: String, to version: VersionID?, _ event: Event, why: String?
  ) {
    let from = aliases[keyPath: alias]
    guard from != version else { return }
    aliases[keyPath: alias] = version
    aliasHistory.append(
      AliasChange(
        alias: name, version: version, from: from, at: event.time, who: event.who, why: why,
        eventTime: event.eventTime))
  }

  // MARK: Traffic

  private mutating func start(_ started: Event.SessionStarted, _ event: Event) {
    sessionCount = max(sessionCount, started.session.number)
    if started.isResumed, session?.id == started.session {
      session?.isEnded = false
      return
    }
    session = SessionState(id: started.session, source: started.source)
    // A session has a clock of its own: replaying a file again begins at the file's first instant.
    windows.removeAll()
    eventTime = event.eventTime
    mark(.session, event, "session \(started.session)")
  }

  private mutating func end(_ ended: Event.SessionEnded) {
    guard session?.id == ended.session else { return }
    session?.isEnded = true
    session?.predictions = ended.predictions
    session?.outcomes = ended.outcomes
    session?.lost = ended.lost
  }

  private mutating func close(_ closed: WindowClosed) {
    windows.append(Window(closed: closed))
    if windows.count > LifecycleState.windowCountMax {
      windows.removeFirst(windows.count - LifecycleState.windowCountMax)
    }
  }

  private mutating func settle(_ settled: WindowSettled) {
    guard
      let index = windows.lastIndex(where: {
        $0.closed.index == settled.index && $0.closed.session == settled.session
      })
    else { return }
    windows[index].settled = settled
  }

  // MARK: Alarms and marks

  private mutating func change(_ alarm: Alarm, _ event: Event) {
    var before: Alarm.State?
    if let index = alarms.lastIndex(where: { $0.id == alarm.id }) {
      before = alarms[index].state
      alarms[index] = alarm
    } else {
      alarms.append(alarm)
    }
    if alarm.state == .firing, before != .firing { mark(.alarm, event, "! \(alarm.rule)") }
    forgetOldestAlarm()
  }

  private mutating func forgetOldestAlarm() {
    guard alarms.count > LifecycleState.alarmCountMax else { return }
    let ended = alarms.indices.filter { !alarms[$0].state.isOpen }
    guard ended.count > LifecycleState.alarmCountMax,
      let oldest = ended.min(by: { alarms[$0].id < alarms[$1].id })
    else { return }
    alarms.remove(at: oldest)
  }

  mutating func mark(_ kind: Mark.Kind, _ event: Event, _ label: String) {
    marks.append(Mark(kind: kind, at: event.eventTime ?? event.time, label: label, sequence: event.sequence))
    if marks.count > LifecycleState.markCountMax { marks.removeFirst(marks.count - LifecycleState.markCountMax) }
  }
}
