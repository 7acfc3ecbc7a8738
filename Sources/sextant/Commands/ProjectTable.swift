import Lifecycle
import Runtime
import Simulation
import Storage
import Tabular

/// A project's table, read without an engine.
enum ProjectTable {
  static func read(_ definition: ProjectDefinition, in folder: ProjectFolder) throws -> Table {
    switch definition.data.source {
    case .world(let seed): return AdWorld(seed: seed).history()
    case .file(let path):
      var options = ReadOptions()
      options.skipsBadRows = definition.data.skipsBadRows
      for (name, kind) in definition.data.kinds { options.kinds[name] = ColumnKind(rawValue: kind) }
      return try TableReader.standard.read(
        path: path.hasPrefix("/") ? path : folder.path + "/" + path, options: options
      )
      .table
    }
  }
}
