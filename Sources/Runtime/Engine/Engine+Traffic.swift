import Encoding
import Lifecycle
import Serving
import Storage
import Tabular
import Traffic

extension Engine {
  /// Starts a session of traffic on a thread of its own.
  func play(_ request: Command.Play) throws -> Receipt {
    // A project that watches has nothing else to play.
    if state.champion == nil, request.file == nil, definition.monitoring.watch != nil {
      return try watch(Command.Watching())
    }
    try refuseWhilePlaying()
    let champion = try championForTraffic()
    // One that could not be loaded says again why.
    if routing.current.champion == nil { _ = try served(champion) }
    try restoreReviews()
    let start = try startingPoint(request)
    let source = sourceName(request)
    let (task, token) = tasks.begin(kind: "replay", title: "session \(start.session), \(source)")
    let control = PlayControl(speed: request.speed)
    replay = RunningReplay(id: task, session: start.session, control: control)
    live.update { $0.traffic = TrafficStatus(state: .playing, source: source, speed: request.speed) }
    let job = PlayJob(
      engine: self, task: task, token: token, control: control, request: request, start: start, source: source,
      definition: definition, champion: champion, state: state, routing: routing, reviews: reviews, log: log,
      store: store,
      artifacts: artifacts, worlds: worlds, tasks: tasks, live: live, clock: clock)
    // At full speed it would take a core from the keys.
    WorkerThread.start("traffic", isBackground: true) { job.run() }
    return Receipt(task: task, message: "session \(start.session) plays \(source)")
  }

  func championForTraffic() throws -> Version {
    guard let champion = state.champion else {
      throw Refusal(
        kind: .no, message: "there is no champion to answer traffic",
        mend: "train a version and promote it: `sextant train`, `sextant promote`")
    }
    return champion
  }

  private func sourceName(_ request: Command.Play) -> String {
    if let file = request.file { return file }
    switch definition.data.source {
    case .file(let path): return "\(path), live part"
    case .world: return "demo world"
    }
  }

  private func startingPoint(_ request: Command.Play) throws -> PlayStart {
    guard request.resumes else {
      return PlayStart(
        session: SessionID(state.sessionCount + 1), firstUnlogged: try worldPosition(request), windowed: nil)
    }
    guard let session = state.session else {
      throw Refusal(kind: .no, message: "there is no session to go on with", mend: "leave out --resume")
    }
    guard session.source == sourceName(request) else {
      throw Refusal(
        kind: .no, message: "session \(session.id) plays \(session.source), not \(sourceName(request))",
        mend: "resume that source, or leave out --resume")
    }
    let logged = try log.lastID(of: session.id).map { Int($0) + 1 } ?? 0
    return PlayStart(session: session.id, firstUnlogged: logged, windowed: WindowedPart(state.windows))
  }

  /// A world goes on where its last session stopped; a file begins at its first row.
  private func worldPosition(_ request: Command.Play) throws -> Int {
    guard playsWorld(request), let session = state.session else { return 0 }
    return try log.lastID(of: session.id).map { Int($0) + 1 } ?? 0
  }

  private func playsWorld(_ request: Command.Play) -> Bool {
    guard request.file == nil, case .world = definition.data.source else { return false }
    return true
  }

  func pause() throws -> Receipt {
    guard let replay else { throw noTraffic }
    replay.control.pause()
    live.update { $0.traffic.state = .paused }
    return Receipt(task: replay.id, message: "traffic pauses")
  }

  func resume() throws -> Receipt {
    guard let replay else { throw noTraffic }
    replay.control.resume()
    live.update { [isWatching = watching != nil] in $0.traffic.state = isWatching ? .watching : .playing }
    return Receipt(task: replay.id, message: "traffic goes on")
  }

  func setSpeed(_ speed: Speed) throws -> Receipt {
    guard let replay else { throw noTraffic }
    replay.control.setSpeed(speed)
    live.update { $0.traffic.speed = speed }
    return Receipt(task: replay.id, message: "speed is set")
  }

  private var noTraffic: Refusal {
    if let serving { return serving.refusal }
    return Refusal(kind: .no, message: "no traffic is playing", mend: "start it with Space or `sextant replay`")
  }

  // MARK: Called by the traffic thread

  /// Windows of events kept when the journal is pruned, of each kind.
  static let windowEventsKept = 2000

  /// Writes what happened to windows, and the alarms that follow from it.
  func record(_ facts: [WindowFact]) throws {
    for fact in facts {
      switch fact {
      case .closed(let window, let histograms):
        live.update { $0.histograms = histograms }
        let changes = alarms.closed(window)
        appendSeries(window)
        try record([.windowClosed(window)] + changes.map { .alarmChanged($0) }, eventTime: window.to)
      case .settled(let window):
        let changes = alarms.settled(window, champion: state.version(window.version) ?? state.champion)
        appendSeries(window)
        try record([.windowSettled(window)] + changes.map { .alarmChanged($0) }, eventTime: window.to)
        try runPolicies(at: window.to)
        if window.index % 500 == 499 { try journal.prune(keepingNewest: Self.windowEventsKept) }
      }
    }
  }

  /// Writes that a session begins, once it is certain that it can be played.
  func beginSession(_ start: PlayStart, source: String, _ request: Command.Play) throws {
    let started = Event.SessionStarted(session: start.session, source: source, isResumed: request.resumes)
    try record(
      [.sessionStarted(started)], startsClock: !request.resumes && !playsWorld(request), command: .play(request))
    notices.removeAll { $0.contains(Self.learntWarning) || $0.hasPrefix("traffic stopped") }
    guard !request.resumes else { return }
    alarms.beginSession()
    dropOldSeries(before: start.session)
  }

  private static let learntWarning = "on rows it has learnt"

  /// Says that figures of this play are not those of new data.
  func warnOfLearntRows(_ version: VersionID) {
    notice("v\(version) answers \(Self.learntWarning): what this play shows of it is not its performance on new data")
  }

  /// A play that ended before its session began.
  func abandonPlay() {
    replay = nil
    watching = nil
    publisher.markDirty()
  }

  /// Writes the end of a session, with what the log holds of it.
  func endSession(_ session: SessionID, lost: Int) throws {
    replay = nil
    watching = nil
    let counts = try log.counts(of: session)
    try record([
      .sessionEnded(
        Event.SessionEnded(
          session: session, predictions: counts.predictions, outcomes: counts.outcomes, lost: lost))
    ])
    try journal.prune(keepingNewest: Self.windowEventsKept)
  }

  /// Alarms of the project; those that were pending and never fired are left out.
  func alarmsForReport() -> [Alarm] { state.alarms.filter { $0.state != .inactive } }
}
