import Encoding
import Lifecycle
import Serving
import Storage

// Watching a model that is served elsewhere: its log is traffic that was answered already.

extension Engine {
  struct RunningWatch {
    var id: TaskID
    var session: SessionID
    var inbox: WatchInbox
    var status: WatchStatus
  }

  /// Starts to follow a log on a thread of its own.
  func watch(_ request: Command.Watching) throws -> Receipt {
    try refuseWhilePlaying()
    let watch = definition.monitoring.watch
    guard let path = request.log ?? watch.map({ $0.log == "-" ? "-" : folder.absolute($0.log) }) else {
      throw Refusal(
        kind: .wrongUse, message: "which log? the project names none",
        mend: "name it: `sextant watch LOG`, or write `monitoring: {watch: {log: FILE}}`")
    }
    let reference =
      request.reference ?? (request.referenceRows == nil ? watch?.reference.map { folder.absolute($0) } : nil)
    if path != "-" { try FileBytes.probe(path) }
    if let reference { try FileBytes.probe(reference) }
    var columns = request.columns.filled(from: watch?.columns ?? WatchColumns())
    columns.leaveOut += definition.data.leaveOut
    let session = SessionID(state.sessionCount + 1)
    let (task, _) = tasks.begin(kind: "watch", title: "session \(session), watching \(path)")
    let control = PlayControl(speed: .max)
    let (inbox, status) = (WatchInbox(), WatchStatus())
    replay = RunningReplay(id: task, session: session, control: control)
    watching = RunningWatch(id: task, session: session, inbox: inbox, status: status)
    live.update { $0.traffic = TrafficStatus(state: .watching, source: path) }
    let job = WatchJob(
      engine: self, task: task, control: control, request: request, session: session, path: path,
      reference: reference, columns: columns, learningTask: watchedTask, definition: definition, log: log,
      folder: folder, tasks: tasks, live: live, clock: clock, inbox: inbox, status: status)
    WorkerThread.start("traffic", isBackground: true) { job.run() }
    return Receipt(task: task, message: "session \(session) watches \(path)")
  }

  /// Other traffic must wait for what is under way.
  func refuseWhilePlaying() throws {
    for kind in ["replay", "watch", "outcomes"] {
      guard let running = tasks.isRunning(kind: kind) else { continue }
      throw Refusal(
        kind: .no, message: "\(running.title) is still \(kind == "outcomes" ? "read" : "playing") (task \(running.id))",
        mend: "wait for it, or cancel it with `sextant cancel \(running.id)`")
    }
    if let serving { throw serving.refusal }
  }

  /// The task of a project that has a model of its own, or names it; else the log tells.
  private var watchedTask: LearningTask? {
    if let task = definition.scope.task { return task }
    guard state.champion != nil else { return nil }
    return currentSnapshot.task
  }

  // MARK: Called by the watching's thread

  func beginWatching(_ job: WatchJob) throws {
    let started = Event.SessionStarted(session: job.session, source: WatchJob.source)
    try record([.sessionStarted(started)], startsClock: true, command: .watch(job.request))
    notices.removeAll { $0.hasPrefix("traffic stopped") }
    alarms.beginSession()
    dropOldSeries(before: job.session)
  }

  /// Judges the rules about sources while nothing comes.
  func noteSilence(seconds: Double, expectedGap: Double?, at time: Timestamp) throws {
    let changes = alarms.silent(seconds: seconds, expectedGap: expectedGap, at: time)
    if !changes.isEmpty { try record(changes.map { .alarmChanged($0) }, eventTime: time) }
  }

  // MARK: Questions

  /// What a watching counted: of the one under way, else of the last; null where there was none.
  func watchDocument() -> JSON {
    guard let watching else {
      guard let record = WatchRecord(path: folder.watchRecord) else { return .null }
      var document = record.counts
      document.set("session", JSON(record.session))
      document.set("log", JSON(record.log))
      document.set("running", false)
      return document
    }
    let state = watching.status.current
    var document = state.counts.json
    document.set("session", JSON(watching.session.number))
    document.set("log", JSON(state.source?.name))
    document.set("running", true)
    document.set("reference_missing", JSON(state.referenceMissing))
    return document
  }
}
