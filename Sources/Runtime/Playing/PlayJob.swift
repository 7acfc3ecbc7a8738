import Encoding
import Learning
import Lifecycle
import Serving
import Storage
import Tabular
import Traffic

/// A session of traffic on its thread.
struct PlayJob: Sendable {
  var engine: Engine
  var task: TaskID
  var token: TaskToken
  var control: PlayControl
  var request: Command.Play
  var start: PlayStart
  var source: String
  var definition: ProjectDefinition
  var champion: Version
  /// As the session began.
  var state: LifecycleState
  var routing: RoutingTable
  var reviews: ReviewQueue
  var log: SharedLog
  var store: DataStore
  var artifacts: ArtifactStore
  var worlds: @Sendable (UInt64) -> any World
  var tasks: TaskBoard
  var live: LiveStatus
  var clock: EngineClock

  /// Requests answered at a time at full speed: enough to amortise what a block costs, few enough to stay in cache.
  static let blockRequestCount = 2048
  /// The same while a version is tried: a step is judged between blocks, and harm must not wait for the end of a long one.
  static let triedBlockRequestCount = 256

  func run() {
    let outcome: Result<JSON, Refusal>
    var hasBegun = false
    do {
      let prepared = try PlayPreparation(self).prepare()
      try waitFor { [engine, start, source, request, champion, isLearnt = prepared.isLearnt] in
        try await engine.beginSession(start, source: source, request)
        if isLearnt { await engine.warnOfLearntRows(champion.id) }
      }
      hasBegun = true
      outcome = .success(try play(prepared))
    } catch {
      let refusal = Refusal.describing(error)
      outcome = .failure(refusal)
      try? waitFor { [engine, session = start.session, hasBegun] in
        guard hasBegun else { return await engine.abandonPlay() }
        try await engine.endSession(session, lost: 0)
        if refusal.kind != .cancelled { await engine.notice("traffic stopped: \(refusal)") }
      }
    }
    live.update { $0.traffic.state = .ended }
    tasks.end(task, outcome)
  }

  private var blockRequestCount: Int {
    routing.current.trial == nil ? Self.blockRequestCount : Self.triedBlockRequestCount
  }

  private func play(_ prepared: PreparedPlay) throws -> JSON {
    var source = prepared.source
    let player = TrafficPlayer(
      prepared.configuration, routing: routing, log: prepared.log, record: prepared.record, reviews: reviews)
    var pacer = Pacer(clock: clock, control: control)
    var meter = TrafficMeter(clock: clock)
    var windows = PlayedWindows(earlier: start.windowed == nil ? [] : state.windows)
    var upstream = UpstreamBook(after: start.windowed == nil ? [] : state.windows)
    let started = clock.monotonic()
    var played = 0
    while !token.isCancelled, let limit = pacer.next(max: blockRequestCount) {
      let limit = prepared.limit(limit, after: played)
      guard limit > 0, let batch = try source.next(limit: limit) else { break }
      player.layoutGeneration = source.layoutGeneration
      let decisions = try prepared.recalled?.answer(batch, with: player) ?? player.answer(batch)
      player.expect(source.outcomes(of: decisions))
      if let last = batch.eventTimes.last { try player.release(knownBy: last) }
      played += batch.requestCount
      pacer.played(batch.requestCount)
      try hand(player.takeFacts(), &windows, &upstream, player)
      if player.isLookDue { try look(player, next: prepared.firstID + Int64(played)) }
      if meter.isDue { publish(&meter, player, played: played, prepared, eventTime: batch.eventTimes.last) }
    }
    let stopped = control.current.isCancelled || token.isCancelled
    if !stopped, prepared.endsWithSource(after: played) {
      try player.finish()
      try hand(player.takeFacts(), &windows, &upstream, player)
    }
    // Where traffic stops, what it has shown so far is told.
    if player.hasNewsOfTrial { try look(player, next: prepared.firstID + Int64(played)) }
    publish(&meter, player, played: played, prepared, eventTime: nil)
    for note in prepared.notes {
      let engine = engine
      try waitFor { await engine.notice(note) }
    }
    return try report(player, prepared, windows, seconds: clock.monotonic() - started)
  }

  /// Waits until the engine has the facts in the journal: traffic never runs ahead of what is written down.
  private func hand(
    _ facts: [WindowFact], _ windows: inout PlayedWindows, _ upstream: inout UpstreamBook, _ player: TrafficPlayer
  ) throws {
    guard !facts.isEmpty else { return }
    let facts = withSoftwareFigures(facts, player)
    let known = start.windowed
    let new = facts.filter { fact in
      switch fact {
      case .closed(let window, _): known?.closed.contains(window.index) != true
      case .settled(let window): known?.settled.contains(window.index) != true
      }
    }
    guard !new.isEmpty else { return }
    let told = upstream.adding(to: new)
    for fact in told { windows.add(fact) }
    let engine = engine
    try waitFor { try await engine.record(told) }
  }

  /// Has the rollout's step judged; what is decided holds from the next request on.
  private func look(_ player: TrafficPlayer, next: Int64) throws {
    guard let findings = try player.look() else { return }
    let (engine, session) = (engine, start.session)
    try waitFor { try await engine.judge(findings, session: session, next: Int(next)) }
  }

  /// How the program itself fared when a window closed; on wall time, as everything about software.
  private func withSoftwareFigures(_ facts: [WindowFact], _ player: TrafficPlayer) -> [WindowFact] {
    let traffic = live.current.traffic
    var figures: [String: Double] = [
      "software.rows_per_second": traffic.rowsPerSecond, "software.queue": Double(player.waitingCount),
      "software.lost": Double(player.unknownCount),
    ]
    if let memory = ProcessMemory.residentBytes { figures["software.memory_bytes"] = Double(memory) }
    figures["software.cpu_seconds"] = ProcessMemory.processorSeconds
    // Between two publications the histogram may be empty: then what was last published holds.
    if let latency = player.latency.summary ?? traffic.latency {
      figures["software.latency_p50_ms"] = latency.p50 / 1000
      figures["software.latency_p95_ms"] = latency.p95 / 1000
      figures["software.latency_p99_ms"] = latency.p99 / 1000
    }
    return facts.map { fact in
      guard case .closed(var window, let histograms) = fact else { return fact }
      window.figures.merge(figures) { $1 }
      return .closed(window, histograms)
    }
  }

  private func publish(
    _ meter: inout TrafficMeter, _ player: TrafficPlayer, played: Int, _ prepared: PreparedPlay, eventTime: Int64?
  ) {
    let rate = meter.tick(played: played)
    let fraction = prepared.requestCount.map { Double(played) / Double(max(1, $0)) }
    let latency = player.latency.summary
    player.resetLatency()
    live.update { state in
      state.traffic.rowsPerSecond = rate
      state.traffic.predictions = prepared.earlierPredictions + player.predictionCount
      state.traffic.outcomes = prepared.earlierOutcomes + player.outcomeCount
      state.traffic.lost = player.unknownCount
      state.traffic.fraction = fraction
      if let latency { state.traffic.latency = latency }
      state.traffic.answered = player.answered.sorted { $0.key < $1.key }
        .map { TrafficStatus.VersionShare(version: $0.key, rows: $0.value) }
      state.traffic.rate = meter.rates
      state.counters = LiveCounters(
        at: clock.monotonic(), session: start.session, answers: player.totals, outcomes: player.outcomeCount,
        errors: ["unknown_outcomes": player.unknownCount], queue: player.waitingCount,
        latency: latency ?? state.counters.latency)
    }
    tasks.update(task, fraction: fraction, detail: "\(NumberText.grouped(played)) requests")
  }

  private func report(
    _ player: TrafficPlayer, _ prepared: PreparedPlay, _ windows: PlayedWindows, seconds: Double
  ) throws -> JSON {
    let (engine, session, lost) = (engine, start.session, player.unknownCount)
    let alarms = try waitFor {
      try await engine.endSession(session, lost: lost)
      return await engine.alarmsForReport()
    }
    let rows = max(0, player.predictionCount - prepared.repeatedCount)
    return [
      "session": JSON(start.session.number), "rows": JSON(rows), "seconds": JSON(seconds),
      "rows_per_second": JSON(seconds > 0 ? Double(rows) / seconds : 0),
      "peak_memory_bytes": JSON(ProcessMemory.peakBytes),
      "windows": .array(windows.all.map { ContractJSON.window($0) }),
      "alarms": .array(alarms.map { ContractJSON.alarm($0) }), "lost": JSON(player.unknownCount),
      "notes": JSON(prepared.notes),
    ]
  }
}
