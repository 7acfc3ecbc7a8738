import DataQuality
import Encoding
import Glibc
import Learning
import Lifecycle
import Storage
import Synchronization
import Tabular
import Traffic

/// Reads the project's data once and keeps it for whoever needs it next. Safe to call from any thread; a second caller
/// waits for the first one's reading.
final class DataStore: Sendable {
  private enum State {
    case empty
    case reading
    /// The data, and the same before the last run of changed labels.
    case read(Key, ProjectData, unlabelled: ProjectData)
  }

  /// What the data were made of.
  private struct Key: Equatable {
    var definition: DataDefinition
    var plan: DatasetPlan
    var stamp: FileStamp?
  }

  private let plan = Mutex(DatasetPlan())
  private let state = Condition<State>(.empty)
  let folder: ProjectFolder
  private let worlds: @Sendable (UInt64) -> any World

  init(folder: ProjectFolder, worlds: @escaping @Sendable (UInt64) -> any World) {
    self.folder = folder
    self.worlds = worlds
  }

  func world(_ seed: UInt64) -> any World { worlds(seed) }

  /// The data as the definition says; read again when the definition has changed.
  ///
  /// - Throws: `DelimitedError`, `EventTimeError`, `SplitError`, or `Refusal`.
  func data(_ definition: DataDefinition, clock: EngineClock, isCancelled: @escaping @Sendable () -> Bool) throws
    -> ProjectData
  {
    let plan = plan.withLock { $0 }
    if let refusal = plan.refusal { throw refusal }
    // Taken before the reading: a file that changes meanwhile is read again by whoever comes next.
    let key = Key(definition: definition, plan: plan, stamp: stamp(definition))
    let known: Known =
      state.wait { state in
        switch state {
        case .reading: return nil
        case .read(key, let data, _): return .data(data)
        case .read(let other, let data, let unlabelled):
          state = .reading
          let isSame = other.definition == key.definition && other.stamp == key.stamp
          return isSame ? .near(other.plan, data, unlabelled) : .nothing
        case .empty:
          state = .reading
          return .nothing
        }
      } ?? .nothing
    do {
      switch known {
      case .data(let data): return data
      case .near(let other, let data, let unlabelled):
        if let data = try relabelled(plan, definition, from: other, data, unlabelled) {
          state.update { $0 = .read(key, data, unlabelled: unlabelled) }
          return data
        }
      case .nothing: break
      }
      let unlabelled = try read(definition, plan, clock: clock, isCancelled: isCancelled)
      let own = DatasetPlan(sourceHash: unlabelled.sourceHash)
      let data = try relabelled(plan, definition, from: own, unlabelled, unlabelled) ?? unlabelled
      state.update { $0 = .read(key, data, unlabelled: unlabelled) }
      return data
    } catch {
      state.update { $0 = .empty }
      throw error
    }
  }

  /// What of a reading before can be used.
  private enum Known {
    case data(ProjectData)
    case near(DatasetPlan, ProjectData, ProjectData)
    case nothing
  }

  /// The data before the last run of changed labels.
  private func read(
    _ definition: DataDefinition, _ plan: DatasetPlan, clock: EngineClock,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws -> ProjectData {
    let started = clock.monotonic()
    var source = try source(definition, isCancelled: isCancelled)
    let sourceHash = source.sha256
    // Row numbers mean nothing in another file: edits stay with the source they were made for.
    let edits = plan.sourceHash == sourceHash ? plan.editsBeforeLabels(of: definition.target) : DatasetEdits()
    if !edits.isEmpty {
      source.table = try apply(edits, to: source.table, isCancelled: isCancelled).table
      source.sha256 = edits.hash(over: sourceHash)
    }
    let schema = source.schema.withRoles(of: definition)
    guard let target = source.table[definition.target] else {
      throw Refusal(
        kind: .wrongUse, message: "the data have no column `\(definition.target)`, which is to be the target",
        mend:
          "set data.target in sextant.yaml to one of: \(source.table.columnNames.prefix(12).joined(separator: ", "))")
    }
    let times = try definition.time.map { try source.table.eventTimes(by: $0.specification) }
    let eventTimes = times ?? (0..<source.table.rowCount).map { Int64($0) * 1_000_000 }
    let split = try ProjectData.split(
      definition.split, table: source.table, eventTimes: eventTimes, target: definition.target,
      seed: ProjectData.splitSeed)
    let task = Self.task(of: target.values, positive: definition.positive)
    return ProjectData(
      table: source.table, schema: schema, eventTimes: eventTimes, hasTime: times != nil, split: split,
      sha256: source.sha256, sourceHash: sourceHash, badRows: source.badRows, notes: source.notes,
      readSeconds: clock.monotonic() - started, task: task,
      classes: try Self.classes(of: definition.target, source.table, task), unlabelled: source.sha256)
  }

  /// Settled by the whole source, so that the number of a class means the same in every model and every log.
  static func classes(
    of target: String, _ table: Table, _ task: Lifecycle.LearningTask
  ) throws -> [String] {
    guard task == .multiclass else { return [] }
    let rows = Array(0..<table.rowCount)
    return try TargetEncoding(inferring: target, of: table, rows: [rows], trainingRows: [], task: .multiclass)
      .classNames
  }

  /// A target with two values is binary, more classes are multiclass, other numbers a regression; the training says
  /// more when it cannot be any.
  static func task(of target: ColumnValues, positive: String?) -> Lifecycle.LearningTask {
    switch target {
    case .boolean, .text: return .binary
    case .categorical(let values):
      if positive != nil { return .binary }
      var seen: Set<UInt32> = []
      for code in values.codes where Int(code) < values.levels.count {
        seen.insert(code)
        if seen.count > 2 { return .multiclass }
      }
      return .binary
    case .timestamp: return .regression
    case .numeric(let values):
      if positive != nil { return .binary }
      var seen: Set<Double> = []
      for value in values where !value.isNaN {
        seen.insert(value)
        if seen.count > 2 { return .regression }
      }
      return .binary
    }
  }

  // MARK: Versions

  /// The edits that make the current dataset version of its source; data that were read without them are forgotten.
  func use(_ plan: DatasetPlan) { self.plan.withLock { $0 = plan } }

  /// Two versions of the present source, each by its edits.
  func versions(
    _ definition: DataDefinition, _ a: DatasetPlan, _ b: DatasetPlan, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> (EditedTable, EditedTable) {
    let source = try source(definition, isCancelled: isCancelled)
    for plan in [a, b] where plan.sourceHash != source.sha256 {
      throw Refusal(
        kind: .no, message: "a dataset version is of \(definition.sourceName) as it was before it changed",
        mend: "restore the file, or compare versions of the file as it is; `sextant data list` tells them apart")
    }
    return (
      try apply(a.edits, to: source.table, isCancelled: isCancelled),
      try apply(b.edits, to: source.table, isCancelled: isCancelled)
    )
  }

  func apply(
    _ edits: DatasetEdits, to table: Table, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> EditedTable {
    try edits.apply(to: table, isCancelled: isCancelled) { file, schema in
      let path = folder.absolute(file.path)
      guard try TableReader.standard.contentHash(of: path) == file.sha256 else {
        throw Refusal(
          kind: .damaged, message: "\(file.path) has changed since its rows were appended",
          mend: "restore it, or go back to the version before: `sextant data undo`")
      }
      var options = ReadOptions()
      for column in schema.columns { options.kinds[column.name] = column.kind }
      options.progress = { _ in !isCancelled() }
      return try TableReader.standard.read(path: path, options: options).table
    }
  }

  private func stamp(_ definition: DataDefinition) -> FileStamp? {
    guard case .file(let path) = definition.source else { return nil }
    return FileStamp(of: TableReader.file(of: folder.absolute(path)))
  }

  private struct Source {
    var table: Table
    var schema: Schema
    var sha256: String
    var notes: [String]
    var badRows = BadRows()
  }

  private func source(_ definition: DataDefinition, isCancelled: @escaping @Sendable () -> Bool) throws -> Source {
    switch definition.source {
    case .file(let path):
      let path = folder.absolute(path)
      let hash = Self.hash(path)
      let dataset = try TableReader.standard.read(path: path, options: definition.readOptions(isCancelled))
      var notes = dataset.notes.map { "\($0)" }
      if dataset.badRows.count > 0 {
        notes.append("\(dataset.badRows.count) rows could not be read and were left out (data.skip_bad_rows)")
      }
      return Source(
        table: dataset.table, schema: dataset.schema, sha256: try hash(), notes: notes, badRows: dataset.badRows)
    case .world(let seed):
      let world = worlds(seed)
      let table = world.history()
      return Source(
        table: table, schema: world.schema, sha256: SHA256.hex(of: Array("world \(seed), \(table.rowCount) rows".utf8)),
        notes: [])
    }
  }
}

extension DataStore {
  /// Begins to hash a file beside its reading, which takes about as long.
  ///
  /// - Returns: waits for the hash.
  private static func hash(_ path: String) -> () throws -> String {
    let result = Condition<Result<String, any Error>?>(nil)
    WorkerThread.start("hash", isBackground: true) {
      let hash = Result { try TableReader.standard.contentHash(of: path) }
      result.update { $0 = hash }
    }
    return { try (result.wait { $0 })?.get() ?? TableReader.standard.contentHash(of: path) }
  }
}

extension ProjectData {
  /// A random split is a property of the data, not of a recipe: runs that are compared share their test rows.
  static let splitSeed: UInt64 = 7
}

extension DataDefinition {
  func readOptions(_ isCancelled: @escaping @Sendable () -> Bool = { false }) -> ReadOptions {
    var options = ReadOptions()
    for (name, kind) in kinds { options.kinds[name] = ColumnKind(rawValue: kind) }
    options.skipsBadRows = skipsBadRows
    options.progress = { _ in !isCancelled() }
    return options
  }
}

extension TimeDefinition {
  var specification: TimeSpecification {
    switch self {
    case .columns(let names): .columns(names)
    case .rowOrder(let from, let to): .rowOrder(from: from, to: to)
    }
  }
}
