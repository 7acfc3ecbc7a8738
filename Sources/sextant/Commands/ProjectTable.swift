import Lifecycle
import Runtime
import Simulation
import Storage
import Tabular

/// A project's table, read without an engine.
enum ProjectTable {
  /// - Parameter skipsBadRows: also where the project file does not say so.
  static func read(
    _ definition: ProjectDefinition, in folder: ProjectFolder, skipsBadRows: Bool = false
  ) throws -> Table { try dataset(definition, in: folder, skipsBadRows: skipsBadRows).table }

  static func dataset(
    _ definition: ProjectDefinition, in folder: ProjectFolder, skipsBadRows: Bool
  ) throws -> Dataset {
    switch definition.data.source {
    case .world(let seed):
      let table = AdWorld(seed: seed).history()
      return Dataset(
        table: table, schema: Schema(columns: table.columns.map { ColumnSchema(name: $0.name, kind: $0.kind) }))
    case .file(let path):
      var options = ReadOptions()
      options.skipsBadRows = skipsBadRows || definition.data.skipsBadRows
      for (name, kind) in definition.data.kinds { options.kinds[name] = ColumnKind(rawValue: kind) }
      return try TableReader.standard.read(path: folder.absolute(path), options: options)
    }
  }
}
