import Encoding
import Gateway
import Learning
import Lifecycle
import Serving
import Storage

// The gateway: opened and closed by commands, its traffic a session like any other.

extension Engine {
  struct RunningServing {
    var id: TaskID
    var session: SessionID
    /// Nil while it is being opened.
    var door: (any OpenDoor)?
    var desk: LiveDesk?
    var isStopping = false
    var because: String?

    /// Why other traffic must wait.
    var refusal: Refusal {
      Refusal(
        kind: .no, message: "the gateway answers \(door.map { "on \($0.address) " } ?? "")(session \(session))",
        mend: "stop it first: `sextant stop-serving`")
    }
  }

  /// Source of a gateway's sessions.
  static let gatewaySource = "gateway"

  static let alreadyServing = Refusal(kind: .no, message: "the gateway is being opened", mend: "wait for it")

  /// Opens the gateway; it listens when the receipt arrives.
  func serve(_ request: Command.Serving) async throws -> Receipt {
    if let serving { throw serving.refusal }
    try refuseWhilePlaying()
    let champion = try championForTraffic()
    if routing.current.champion == nil { _ = try served(champion) }
    try restoreReviews()
    let (start, isResumed) = try servingStart()
    let (task, _) = tasks.begin(kind: "serve", title: "session \(start.session), gateway")
    serving = RunningServing(id: task, session: start.session)
    var request = request
    // Whoever has made tokens means them to be asked for.
    if request.tokenFile == nil, TokenFile(path: folder.tokens).exists { request.tokenFile = folder.tokens }
    let job = ServeJob(
      engine: self, task: task, request: request, start: start, isResumed: isResumed, definition: definition,
      champion: champion, state: state, routing: routing, reviews: reviews, log: log, folder: folder, program: program,
      artifacts: artifacts, publisher: publisher, tasks: tasks, live: live, clock: clock, opensDoor: opensDoor)
    let door = try await withCheckedThrowingContinuation { continuation in
      WorkerThread.start("gateway") {
        job.run { opened in continuation.resume(with: opened.mapError { $0 as any Error }) }
      }
    }
    return Receipt(task: task, message: "listening on \(door.address)")
  }

  /// A gateway's session goes on for as long as nothing else is played.
  private func servingStart() throws -> (PlayStart, isResumed: Bool) {
    guard let session = state.session, session.source == Self.gatewaySource else {
      return (PlayStart(session: SessionID(state.sessionCount + 1), firstUnlogged: 0, windowed: nil), false)
    }
    let logged = try log.lastID(of: session.id).map { Int($0) + 1 } ?? 0
    return (
      PlayStart(session: session.id, firstUnlogged: logged, windowed: WindowedPart(state.windows)), true
    )
  }

  /// Closes the gateway: it answers what it has and takes nothing more. The receipt names the task whose end says that
  /// it is closed.
  func stopServing(because: String?) throws -> Receipt {
    guard let running = serving, let door = running.door, let desk = running.desk else {
      throw Refusal(kind: .no, message: "nothing is served", mend: "`sextant serve` opens the gateway")
    }
    if !running.isStopping {
      serving?.isStopping = true
      serving?.because = because
      WorkerThread.start("gateway-stop") {
        door.stop()
        desk.close()
      }
    }
    return Receipt(task: running.id, message: "the gateway closes")
  }

  // MARK: Called by the gateway's thread

  func beginServing(_ job: ServeJob, _ door: any OpenDoor, _ desk: LiveDesk) throws {
    let session = job.start.session
    let status = door.status
    let started = Event.SessionStarted(session: session, source: Self.gatewaySource, isResumed: job.isResumed)
    let opened = Event.ServingStarted(
      session: session, address: door.address, asksForTokens: status.asksForTokens, isEncrypted: status.isEncrypted)
    try record(
      [.sessionStarted(started), .servingStarted(opened)], startsClock: !job.isResumed, command: .serve(job.request))
    serving?.door = door
    serving?.desk = desk
    live.update { $0.traffic = TrafficStatus(state: .playing, source: Self.gatewaySource, speed: .max) }
    notices.removeAll { $0.hasPrefix("traffic stopped") }
    guard !job.isResumed else { return }
    alarms.beginSession()
    dropOldSeries(before: session)
  }

  /// A gateway that could not be opened.
  func abandonServing() {
    serving = nil
    publisher.markDirty()
  }

  /// Writes the end of the session, with what the log holds of it.
  func endServing(_ session: SessionID, _ figures: DeskFigures) throws {
    let because = serving?.because
    serving = nil
    let counts = try log.counts(of: session)
    let ended = Event.SessionEnded(
      session: session, predictions: counts.predictions, outcomes: counts.outcomes, lost: figures.lost)
    let closed = Event.ServingEnded(
      session: session, predictions: figures.predictions, outcomes: figures.outcomes, because: because)
    try record(
      [.sessionEnded(ended), .servingEnded(closed)], command: because == nil ? nil : .stopServing(because: because))
    try journal.prune(keepingNewest: Self.windowEventsKept)
  }

  func model(of version: VersionID) throws -> Model {
    try ModelLoading.model(try self.version(version), from: artifacts)
  }

  // MARK: Questions

  func gatewayPage() -> JSON {
    guard let serving, let door = serving.door, let desk = serving.desk else { return .null }
    let status = door.status
    let figures = desk.figures
    return [
      "address": JSON(status.address), "session": JSON(serving.session.number), "since": JSON(status.since),
      "tokens": JSON(status.asksForTokens), "encrypted": JSON(status.isEncrypted),
      "stopping": JSON(serving.isStopping), "versions": .array((desk.served?.versions ?? []).map { JSON($0.number) }),
      "predictions": JSON(figures.predictions), "outcomes": JSON(figures.outcomes),
      "duplicate": JSON(figures.duplicates), "unknown": JSON(figures.unknown), "late": JSON(figures.late),
      "lost": JSON(figures.lost), "refused": JSON(figures.refused), "queued": JSON(figures.queued),
      "groups": JSON(figures.groups), "held_rows": JSON(figures.heldRows), "pending_facts": JSON(figures.pendingFacts),
      "failure": JSON(figures.failure),
      "endpoints": .array(status.endpoints.map { Self.endpoint($0) }),
      "connections": [
        "open": JSON(status.connections.open), "accepted": JSON(status.connections.accepted),
        "timed_out": JSON(status.connections.timedOut), "watching": JSON(status.connections.watching),
      ],
      "bytes_received": JSON(status.bytesReceived), "bytes_sent": JSON(status.bytesSent),
      "in_flight": JSON(status.inFlight), "notices": JSON(status.notices),
    ]
  }

  private static func endpoint(_ endpoint: GatewayStatus.Endpoint) -> JSON {
    [
      "name": JSON(endpoint.name), "requests": JSON(endpoint.requests), "rows": JSON(endpoint.rows),
      "errors": JSON(endpoint.errors), "rate": JSON(endpoint.rate),
      "statuses": .object(endpoint.statuses.map { JSON.Member("\($0.status)", JSON($0.count)) }),
      "latency_seconds": [
        "p50": JSON(endpoint.latency.quantile(0.5)), "p95": JSON(endpoint.latency.quantile(0.95)),
        "p99": JSON(endpoint.latency.quantile(0.99)),
      ],
    ]
  }
}
