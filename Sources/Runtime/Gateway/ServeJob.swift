import Encoding
import Gateway
import Glibc
import Learning
import Lifecycle
import Serving
import Storage
import Tabular
import Traffic

/// A gateway's session on its thread: prepares it, opens the door, answers until it is stopped.
struct ServeJob: Sendable {
  var engine: Engine
  var task: TaskID
  var request: Command.Serving
  var start: PlayStart
  var isResumed: Bool
  var definition: ProjectDefinition
  var champion: Version
  /// As the session began.
  var state: LifecycleState
  var routing: RoutingTable
  var reviews: ReviewQueue
  var log: SharedLog
  var folder: ProjectFolder
  var program: String
  var artifacts: ArtifactStore
  var publisher: SnapshotPublisher
  var tasks: TaskBoard
  var live: LiveStatus
  var clock: EngineClock
  var opensDoor: Engine.Configuration.DoorOpener

  /// - Parameter opened: told once, when the door stands open or cannot be opened.
  func run(_ opened: @escaping @Sendable (Result<any OpenDoor, Refusal>) -> Void) {
    let desk = LiveDesk(
      routing: routing, definition: definition, explainer: explainer,
      more: { [publisher] in publisher.latest?.families ?? [] })
    desk.answered(upTo: Int64(start.firstUnlogged))
    let loop: ServingLoop
    let door: any OpenDoor
    do {
      loop = try prepare(desk)
      door = try opensDoor(request, desk, adminDoor)
      do {
        try waitFor { [engine, self] in try await engine.beginServing(self, door, desk) }
      } catch {
        desk.close()
        door.stop()
        throw error
      }
    } catch {
      let refusal = Refusal.describing(error)
      try? waitFor { [engine] in await engine.abandonServing() }
      tasks.end(task, .failure(refusal))
      return opened(.failure(refusal))
    }
    tellOfRollout(loop, desk)
    loop.handOver.start()
    desk.startExplaining()
    opened(.success(door))
    let started = clock.monotonic()
    ServingLoop.run(ServingTurn(loop), desk)
    end(loop, seconds: clock.monotonic() - started)
  }

  /// What the log holds of a rollout's step is known, and judged, before anybody asks.
  private func tellOfRollout(_ loop: ServingLoop, _ desk: LiveDesk) {
    guard loop.player.hasNewsOfTrial else { return }
    loop.attempt {
      guard let findings = try loop.player.look() else { return }
      try waitFor { [engine, session = start.session] in
        try await engine.judge(findings, session: session, next: desk.nextID)
      }
    }
  }

  private func end(_ loop: ServingLoop, seconds: Double) {
    let figures = loop.figures
    let outcome: Result<JSON, Refusal>
    do {
      try waitFor { [engine, session = start.session] in try await engine.endServing(session, figures) }
      outcome = .success([
        "session": JSON(start.session.number), "predictions": JSON(figures.predictions),
        "outcomes": JSON(figures.outcomes), "seconds": JSON(seconds), "lost": JSON(figures.lost),
        "peak_memory_bytes": JSON(ProcessMemory.peakBytes),
      ])
    } catch {
      outcome = .failure(Refusal.describing(error))
    }
    live.update { $0.traffic.state = .ended }
    tasks.end(task, outcome)
  }

  private var adminDoor: LinkDoor {
    LinkDoor(
      engine, folder: folder, project: definition.name, program: program,
      instance: "\(clock.now().microseconds)-\(getpid())", clock: clock)
  }

  private var explainer: ExplainerDesk {
    ExplainerDesk(routing: routing, session: start.session) { [engine] version in
      try waitFor { try await engine.model(of: version) }
    }
  }

  // MARK: Preparing

  private func prepare(_ desk: LiveDesk) throws -> ServingLoop {
    let model = try ModelLoading.model(champion, from: artifacts)
    let column = definition.scope.humanDecisionColumn
    routing.update { routes in
      routes.automation.humanColumn = column
      routes.automation.answers = model.target.answers
    }
    let inputs = desk.current.inputs.inputs
    var table = LiveTable(unitColumn: unitColumn(inputs))
    table.extend(to: inputs)
    let configuration = configuration(model, inputs)
    let player = TrafficPlayer(
      configuration, routing: routing, log: log, record: try record(configuration), reviews: reviews)
    let loop = ServingLoop(
      desk: desk, player: player, handOver: handOver(desk), log: log, session: start.session,
      task: configuration.task, classes: model.target.classNames,
      units: try UnitIndex(path: folder.units, session: start.session), table: table,
      nextID: Int64(start.firstUnlogged),
      known: start.windowed, clock: clock, publishes: publisher(earlier: try log.counts(of: start.session)))
    if let windowed = start.windowed {
      loop.upstream = UpstreamBook(after: state.windows)
      let recall = LiveRecall(
        log: log, session: start.session, next: Int64(start.firstUnlogged), windowed: windowed,
        windows: state.windows.map(\.closed), unitColumn: unitColumn(inputs),
        reviewed: Set(state.reviewed.filter { $0.session == start.session }.map { Int64($0.id) }),
        model: recalledModel())
      try recall.recall(into: loop)
    }
    return loop
  }

  private func configuration(_ model: Model, _ inputs: [LiveInputs.Input]) -> TrafficPlayer.Configuration {
    var configuration = WatchSettings(definition: definition, champion: champion, unit: state.rollout?.started.unit)
      .configuration(
        model, features: inputs.map(\.name), session: start.session,
        firstWindow: start.windowed?.firstWatched.window ?? 0, defaultWindowRows: WatchSettings.windowRowsDefault)
    configuration.logsWholeTable = true
    configuration.openRowCountMax = WatchSettings.openRowCountMax
    configuration.waitingRowCountMax = WatchSettings.waitingRowCountMax
    return configuration
  }

  private func unitColumn(_ inputs: [LiveInputs.Input]) -> String {
    var name = definition.data.id ?? "unit"
    while inputs.contains(where: { $0.name == name }) { name += "_id" }
    return name
  }

  private func recalledModel() -> (VersionID) throws -> ServedModel {
    var known: [VersionID: ServedModel] = [:]
    let routes = routing.current
    return { id in
      if let model = known[id] { return model }
      guard let version = state.version(id) else {
        throw Refusal(
          kind: .damaged, message: "the log names version \(id), which the journal does not know",
          mend: "move .sextant/log away to begin a new one")
      }
      let model = try routes.model(id) ?? ModelLoading.served(version, from: artifacts)
      known[id] = model
      return model
    }
  }

  /// What the log holds of the rollout's step under way.
  private func record(_ configuration: TrafficPlayer.Configuration) throws -> TrialRecord? {
    try TrialRecall(state.rollout, routing.current, configuration, log: log)?
      .record(sessions: state.sessionCount, next: start.session)
  }

  private func handOver(_ desk: LiveDesk) -> FactHandOver {
    FactHandOver { [engine] facts in
      try await engine.record(facts)
    } judges: { [engine, session = start.session] findings in
      // What is decided holds for requests that come after it, not for those that came while it was judged.
      try await engine.judge(findings, session: session, next: desk.nextID)
    }
  }

  /// Shows the traffic on screens, twice a second while there is some and until its last minute holds none.
  private func publisher(earlier: SessionCounts) -> (ServingLoop, Double) -> Void {
    var meter = TrafficMeter(clock: clock)
    var last = -1
    return { [live, tasks, task, clock, session = start.session] loop, _ in
      let figures = loop.figures
      let rate = meter.tick(played: figures.predictions)
      let latency = loop.player.latency.summary
      loop.player.resetLatency()
      let seen = figures.predictions + figures.outcomes
      guard seen != last || meter.rates.contains(where: { $0 > 0 }) else { return }
      last = seen
      live.update { state in
        state.traffic.rowsPerSecond = rate
        state.traffic.predictions = earlier.predictions + figures.predictions
        state.traffic.outcomes = earlier.outcomes + figures.outcomes
        state.traffic.lost = figures.lost
        if let latency { state.traffic.latency = latency }
        state.traffic.answered = loop.player.answered.sorted { $0.key < $1.key }
          .map { TrafficStatus.VersionShare(version: $0.key, rows: $0.value) }
        state.traffic.rate = meter.rates
        state.counters = LiveCounters(
          at: clock.monotonic(), session: session, answers: loop.player.totals, outcomes: figures.outcomes,
          errors: [
            "unknown_outcomes": figures.unknown, "duplicate_outcomes": figures.duplicates,
            "late_outcomes": figures.late, "refused": figures.refused, "lost": figures.lost,
          ], queue: loop.desk.queuedRows, backlog: figures.pendingFacts, latency: latency)
      }
      tasks.update(task, fraction: nil, detail: "\(NumberText.grouped(figures.predictions)) predictions")
    }
  }
}
