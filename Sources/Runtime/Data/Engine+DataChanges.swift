import DataQuality
import Encoding
import Expressions
import Lifecycle
import Storage
import Tabular

// Changes of the data: each makes a version of its own.

extension Engine {
  func changeData(_ change: Command.DataChange, because: String?) throws -> Receipt {
    let command = Command.data(change, because: because)
    if case .restore(let name) = change { return try restore(try dataset(named: name), because, command) }
    if let task = tasks.isRunning(kind: "data") {
      throw Refusal(
        kind: .no, message: "the data are being changed already (task \(task.id))", mend: "wait until it has finished")
    }
    let (id, token) = tasks.begin(kind: "data", title: "changing the data")
    let job = DataChangeJob(
      engine: self, change: change, because: because, command: command, definition: definition, store: store,
      task: id, token: token, tasks: tasks, artifacts: artifacts, clock: clock, now: state.eventTime ?? clock.now())
    WorkerThread.start("data", isBackground: true) { job.start() }
    return Receipt(task: id, message: "the data are being changed")
  }

  private func restore(_ version: DatasetVersion, _ because: String?, _ command: Command) throws -> Receipt {
    guard version.sha256 != state.dataset?.sha256 else {
      throw Refusal(kind: .no, message: "that is the current dataset version already", mend: "name another")
    }
    var again = version
    again.kind = .restored
    // What was restored before tells why it was made, not why it came back.
    let made = state.datasets.last { $0.sha256 == version.sha256 && $0.kind != .restored } ?? version
    again.reason = because ?? "back to \(version.sha256.prefix(12)) (\(made.reason))"
    let events = try record([.datasetAdded(again)], command: command)
    loadSummary()
    return Receipt(
      event: events.last?.sequence, message: "the dataset version is \(version.sha256.prefix(12)) again")
  }

  /// Writes down a version that edits make of the data they were applied to.
  ///
  /// - Throws: `Refusal` when the current version is no longer the one that was edited.
  func addVersion(
    _ edits: DatasetEdits, to data: ProjectData, kind: DatasetVersion.Kind, reason: String, rows: Int, command: Command
  ) throws -> DatasetVersion {
    try noteImport(data)
    guard let parent = state.dataset, parent.sha256 == data.sha256 else {
      throw Refusal(kind: .no, message: "the data have changed meanwhile", mend: "look at them and do it again")
    }
    let artifact = try artifacts.put(edits.bytes)
    let version = DatasetVersion(
      sha256: edits.hash(over: parent.sha256), parent: parent.sha256, reason: reason,
      source: parent.source, rows: rows, columns: data.table.columns.count, edits: artifact.sha256, kind: kind)
    try record([.datasetAdded(version)], command: command)
    loadSummary()
    return version
  }
}

/// A change of the data on its thread: reads, finds the edits, tries them, and only then tells the engine.
struct DataChangeJob: Sendable {
  var engine: Engine
  var change: Command.DataChange
  var because: String?
  var command: Command
  var definition: ProjectDefinition
  var store: DataStore
  var task: TaskID
  var token: TaskToken
  var tasks: TaskBoard
  var artifacts: ArtifactStore
  var clock: EngineClock
  var now: Timestamp

  func start() {
    do {
      tasks.end(task, .success(try complete()))
    } catch {
      tasks.end(task, .failure(Refusal.describing(error)))
    }
  }

  private func complete() throws -> JSON {
    let token = token
    tasks.update(task, fraction: 0, detail: "reading")
    let data = try store.data(definition.data, clock: clock) { token.isCancelled }
    let (edits, kind, reason) = try edits(for: data)
    tasks.update(task, fraction: 0.6, detail: "trying the edits")
    let edited = try trial(of: edits, data) { token.isCancelled }
    guard kind == .appended || edited.origins != nil || !edits.isEmpty else { throw Self.nothing }
    if edited.rowCount == data.table.rowCount, case .drop = change { throw Self.nothing }
    if edited.rowCount == data.table.rowCount, case .keep = change { throw Self.nothing }
    // From here on nothing is undone by halves: the version is written down or it is not.
    if token.isCancelled { throw CancellationError() }
    let (engine, command, because) = (engine, command, because)
    let version = try waitFor {
      try await engine.addVersion(
        edits, to: data, kind: kind, reason: because ?? reason, rows: edited.rowCount, command: command)
    }
    let shown = edits.edits.prefix(3).map(\.description).joined(separator: ", then ")
    let more = edits.edits.count > 3 ? ", and \(edits.edits.count - 3) more" : ""
    let message = "dataset version \(version.sha256.prefix(12)): \(shown)\(more)"
    return [
      "message": JSON(message), "version": JSON(String(version.sha256.prefix(12))),
      "parent": JSON(version.parent.map { String($0.prefix(12)) }), "rows": JSON(version.rows),
      "rows_before": JSON(data.table.rowCount), "reason": JSON(version.reason),
    ]
  }

  /// - Throws: what is wrong with a change that is one edit without counting it: nobody else sees a list.
  private func trial(of edits: DatasetEdits, _ data: ProjectData, isCancelled: @escaping @Sendable () -> Bool) throws
    -> EditedTable
  {
    do {
      return try store.apply(edits, to: data.table, isCancelled: isCancelled)
    } catch let error as DatasetEditError where edits.edits.count == 1 {
      throw Refusal(kind: .wrongUse, message: "\(error.problem)")
    }
  }

  private static var nothing: Refusal {
    Refusal(kind: .no, message: "that would change nothing", mend: "loosen or turn round the filter")
  }

  private func edits(for data: ProjectData) throws -> (DatasetEdits, DatasetVersion.Kind, reason: String) {
    switch change {
    case .mend(let id): return try mend(id, data)
    case .drop(let filter):
      let expression = try Expression(parsing: filter)
      return (one(.dropWhere(expression)), .edited, "dropped rows where \(filter)")
    case .keep(let filter):
      let expression = try Expression(parsing: filter)
      return (one(.keepWhere(expression)), .edited, "kept rows where \(filter)")
    case .append(let file):
      let path = store.folder.absolute(file)
      try AppendedColumns(data, definition.data).ensure(in: file, at: path)
      let appended = DatasetEdit.AppendedFile(path: file, sha256: try TableReader.standard.contentHash(of: path))
      return (one(.appendRows(appended)), .appended, "appended \(file)")
    case .labels(let file):
      let labels = try LabelFile(path: store.folder.absolute(file))
      return (
        try labels.edits(of: data, target: definition.data.target, because: because), .labelled, "labels of \(file)"
      )
    case .collect(let filter, let count):
      let collected = try store.collect(count, where: filter, beyond: data, definition: definition.data) {
        token.isCancelled
      }
      return (
        one(.appendRows(collected.file)), .collected,
        "collected \(collected.rows) rows" + (filter.map { " where \($0)" } ?? "")
      )
    case .restore: preconditionFailure("restoring needs no thread")
    }
  }

  private func one(_ change: DatasetEdit.Change) -> DatasetEdits {
    DatasetEdits([DatasetEdit(change, why: because ?? "")])
  }

  private func mend(_ id: String, _ data: ProjectData) throws -> (DatasetEdits, DatasetVersion.Kind, reason: String) {
    let (token, tasks, task) = (token, tasks, task)
    let findings = try DataChecks(data, definition: definition.data, now: now).run { share in
      tasks.update(task, fraction: 0.1 + share / 2, detail: "checking")
      return !token.isCancelled
    }
    guard let finding = findings.first(where: { $0.id == id }) else {
      let known = findings.filter { $0.mend != nil }.prefix(8).map(\.id).joined(separator: ", ")
      throw Refusal(
        kind: .wrongUse, message: "there is no finding `\(id)`",
        mend: known.isEmpty ? "no finding has a mend" : "those with a mend: \(known)")
    }
    guard let mend = finding.mend else {
      throw Refusal(
        kind: .no, message: "edits cannot mend `\(id)`", mend: finding.advice ?? "`sextant data checks` says more")
    }
    return (mend, .mended, finding.message)
  }
}
