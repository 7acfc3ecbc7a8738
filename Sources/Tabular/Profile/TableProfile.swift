import Encoding
import Synchronization

/// The profiles of a table's columns.
public struct TableProfile: Sendable, Equatable {
  public var rows: Int
  public var columns: [ColumnProfile]

  /// - Parameters:
  ///   - names: the columns to look at, nil for all; names that the table does not have are skipped.
  ///   - threads: columns are shared out among them; the figures do not depend on it.
  public init(of table: Table, columns names: [String]? = nil, threads: Int = 2) {
    let columns = names.map { table.selecting($0).columns } ?? table.columns
    let done = Mutex([ColumnProfile?](repeating: nil, count: columns.count))
    WorkerThreads.forEach(columns.count, threads: threads) { index in
      let profile = ColumnProfile(columns[index])
      done.withLock { $0[index] = profile }
    }
    rows = table.rowCount
    self.columns = done.withLock { $0.compactMap { $0 } }
  }

  /// `{rows, columns}`, to which the command adds what else it knows.
  public var json: JSON {
    ["rows": JSON(rows), "columns": .array(columns.map(\.json))]
  }
}
