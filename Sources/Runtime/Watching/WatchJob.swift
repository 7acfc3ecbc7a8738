import Encoding
import Lifecycle
import Serving
import Storage
import Traffic

/// The watching of a log on its thread.
struct WatchJob: Sendable {
  var engine: Engine
  var task: TaskID
  var control: PlayControl
  var request: Command.Watching
  var session: SessionID
  /// `-` is standard input.
  var path: String
  var reference: String?
  var columns: WatchColumns
  /// Nil: the log's rows tell.
  var learningTask: LearningTask?
  var definition: ProjectDefinition
  var log: SharedLog
  var folder: ProjectFolder
  var tasks: TaskBoard
  var live: LiveStatus
  var clock: EngineClock
  var inbox: WatchInbox
  var status: WatchStatus

  static let source = "watch"

  func run() {
    let outcome: Result<JSON, Refusal>
    var hasBegun = false
    do {
      let loop = try WatchLoop(self)
      try waitFor { [engine, self] in try await engine.beginWatching(self) }
      hasBegun = true
      try loop.run()
      outcome = .success(try report(loop))
    } catch {
      let refusal = Refusal.describing(error)
      outcome = .failure(refusal)
      try? waitFor { [engine, session, hasBegun] in
        guard hasBegun else { return await engine.abandonPlay() }
        try await engine.endSession(session, lost: 0)
        if refusal.kind != .cancelled { await engine.notice("traffic stopped: \(refusal)") }
      }
    }
    inbox.close()
    live.update { $0.traffic.state = .ended }
    tasks.end(task, outcome)
  }

  private func report(_ loop: WatchLoop) throws -> JSON {
    let alarms = try waitFor { [engine, session] in
      try await engine.endSession(session, lost: 0)
      return await engine.alarmsForReport()
    }
    let rows = loop.counts.rows
    let seconds = loop.seconds
    return [
      "session": JSON(session.number), "rows": JSON(rows), "seconds": JSON(seconds),
      "rows_per_second": JSON(seconds > 0 ? Double(rows) / seconds : 0),
      "peak_memory_bytes": JSON(ProcessMemory.peakBytes),
      "windows": .array(loop.windows.all.map { ContractJSON.window($0) }),
      "alarms": .array(alarms.map { ContractJSON.alarm($0) }), "lost": 0, "notes": JSON(loop.notes),
      "log": JSON(path), "watch": loop.counts.json, "reference": loop.referenceJSON,
    ]
  }
}
