import Encoding
import Learning
import Lifecycle
import Serving
import Storage
import Tabular

// Files of outcomes: joined by the session under way, or by the log where none is.

extension Engine {
  /// Joins a file of outcomes as a task of its own.
  func joinOutcomes(_ file: Command.OutcomeFile) throws -> Receipt {
    if let running = tasks.isRunning(kind: "outcomes") {
      throw Refusal(
        kind: .no, message: "\(running.title) is still read (task \(running.id))", mend: "wait for it to end")
    }
    if let replay, watching == nil {
      throw Refusal(
        kind: .no, message: "session \(replay.session) is playing, which brings its own outcomes",
        mend: "wait for its end, or cancel it with `sextant cancel \(replay.id)`")
    }
    if file.path != "-" { try FileBytes.probe(file.path) }
    let (task, token) = tasks.begin(kind: "outcomes", title: "outcomes of \(file.path)")
    let job = OutcomeJob(
      engine: self, task: task, token: token, path: file.path,
      reading: OutcomeFileReading(idColumn: idColumn, target: definition.data.target), tasks: tasks, sink: outcomeSink()
    )
    WorkerThread.start("outcomes", isBackground: true) { job.run() }
    return Receipt(task: task, message: "outcomes of \(file.path) are joined")
  }

  /// The last file of outcomes, for `status`.
  func noteOutcomes(_ document: JSON, from path: String) {
    var document = document
    document.set("file", JSON(path))
    lastOutcomes = document
    publisher.markDirty()
  }

  private var idColumn: String? { definition.monitoring.watch?.columns.id ?? definition.data.id }

  private func outcomeSink() -> @Sendable () throws -> any OutcomeSink {
    if let desk = serving?.desk { return { DeskSink(desk: desk) } }
    if let watching { return { InboxSink(inbox: watching.inbox) } }
    let (log, session, windows, clock, path) = (log, state.session, state.windows, clock, folder.units)
    let goesOn = session?.source == Self.gatewaySource
    let (task, classes) = outcomeWords
    let unit = definition.data.id ?? "unit"
    let names = [unit, unit + "_id", idColumn ?? "id", (idColumn ?? "id") + "_id"]
    return {
      LogSink(
        log: log, present: session?.id, windows: windows, goesOn: goesOn,
        units: try session.map { session in
          try UnitIndex(path: path, session: session.id).filled(from: log, session: session.id, columns: names)
        },
        task: task, classes: classes, now: clock.now().microseconds)
    }
  }

  /// How outcomes are written: as the champion's target, else as the log that was watched has them.
  private var outcomeWords: (Lifecycle.LearningTask, [String]) {
    if state.session?.source != WatchJob.source, let champion = routing.current.champion {
      return (Lifecycle.LearningTask(champion.scorer.task), champion.scorer.classNames)
    }
    if let record = WatchRecord(path: folder.watchRecord) { return (record.task, record.classes) }
    return (definition.scope.task ?? currentSnapshot.task, [])
  }
}
