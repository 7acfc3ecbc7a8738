import Encoding
import Learning
import Lifecycle
import Storage
import Tabular
import Traffic

/// Reads the project's data once and keeps it for whoever needs it next. Safe to call from any thread; a second caller
/// waits for the first one's reading.
final class DataStore: Sendable {
  private enum State {
    case empty
    case reading
    case read(DataDefinition, ProjectData)
  }

  private let state = Condition<State>(.empty)
  private let folder: ProjectFolder
  private let worlds: @Sendable (UInt64) -> any World

  init(folder: ProjectFolder, worlds: @escaping @Sendable (UInt64) -> any World) {
    self.folder = folder
    self.worlds = worlds
  }

  /// The data as the definition says; read again when the definition has changed.
  ///
  /// - Throws: `DelimitedError`, `EventTimeError`, `SplitError`, or `Refusal`.
  func data(_ definition: DataDefinition, clock: EngineClock, isCancelled: @escaping @Sendable () -> Bool) throws
    -> ProjectData
  {
    let known: ProjectData? =
      state.wait { state in
        switch state {
        case .reading: return .none
        case .read(definition, let data): return .some(.some(data))
        case .empty, .read:
          state = .reading
          return .some(.none)
        }
      } ?? nil
    if let known { return known }
    do {
      let data = try read(definition, clock: clock, isCancelled: isCancelled)
      state.update { $0 = .read(definition, data) }
      return data
    } catch {
      state.update { $0 = .empty }
      throw error
    }
  }

  private func read(
    _ definition: DataDefinition, clock: EngineClock, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> ProjectData {
    let started = clock.monotonic()
    let source = try source(definition, isCancelled: isCancelled)
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
      sha256: source.sha256, notes: source.notes, readSeconds: clock.monotonic() - started,
      task: task, classes: try Self.classes(of: definition.target, source.table, task))
  }

  /// Settled by the whole source, so that the number of a class means the same in every model and every log.
  private static func classes(
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

  private struct Source {
    var table: Table
    var schema: Schema
    var sha256: String
    var notes: [String]
  }

  private func source(_ definition: DataDefinition, isCancelled: @escaping @Sendable () -> Bool) throws -> Source {
    switch definition.source {
    case .file(let path):
      let path = path.hasPrefix("/") ? path : folder.path + "/" + path
      let hash = Self.hash(path)
      let dataset = try DelimitedReader.read(path: path, options: definition.readOptions(isCancelled))
      return Source(
        table: dataset.table, schema: dataset.schema, sha256: try hash(), notes: dataset.notes.map { "\($0)" })
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
      let hash = Result { try ContentHash.sha256(ofFile: path) }
      result.update { $0 = hash }
    }
    return { try (result.wait { $0 })?.get() ?? ContentHash.sha256(ofFile: path) }
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
