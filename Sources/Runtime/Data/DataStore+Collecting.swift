import DataQuality
import Encoding
import Expressions
import Glibc
import Lifecycle
import Storage
import Tabular
import Traffic

/// Further rows that were gathered into a file of the project.
struct CollectedRows: Sendable {
  var file: DatasetEdit.AppendedFile
  var rows: Int
}

extension DataStore {
  /// Rows that a world is asked for at a time, and how often at most.
  private static let stretch = 24_000
  private static let stretchCountMax = 50

  /// Gathers rows from before the data's first row, those that a filter lets through.
  ///
  /// The rows are written to a file of their own within the project, so that the dataset version can be made again.
  ///
  /// - Throws: `Refusal` where there is no world to ask or nothing to be found, `ExpressionError` for the filter.
  func collect(
    _ count: Int, where filter: String?, beyond data: ProjectData, definition: DataDefinition,
    isCancelled: () -> Bool
  ) throws -> CollectedRows {
    guard case .world(let seed) = definition.source else {
      throw Refusal(
        kind: .no, message: "a file's source cannot be asked for more rows",
        mend: "append a file: `sextant data append FILE`; released outcomes of live traffic are learnt from anyway")
    }
    guard count > 0 else { throw Refusal(kind: .wrongUse, message: "no rows are no rows", mend: "ask for one or more") }
    let expression = try filter.map { (text) throws(ExpressionError) in try Expression(parsing: text) }
    let world = world(seed)
    var found: Table?
    var before = data.eventTimes.min() ?? 0
    for _ in 0..<Self.stretchCountMax where (found?.rowCount ?? 0) < count {
      if isCancelled() { throw Refusal(kind: .cancelled, message: "cancelled") }
      let asked = expression == nil ? count - (found?.rowCount ?? 0) : Self.stretch
      let table = world.history(before: before, count: asked)
      guard table.rowCount > 0, case .timestamp(let times)? = table[timeColumn(definition)]?.values else { break }
      before = times.first ?? before
      let matching = try expression?.matches(over: Bindings(table)) ?? Array(0..<table.rowCount)
      let rows = table.gathering(Array(matching.suffix(count - (found?.rowCount ?? 0))))
      found = found.map { Table.concatenating(rows, $0) } ?? rows
    }
    guard let found, found.rowCount > 0 else {
      throw Refusal(
        kind: .no, message: "no earlier row is to be found" + (filter.map { " where \($0)" } ?? ""),
        mend: "loosen the filter")
    }
    return CollectedRows(file: try write(found), rows: found.rowCount)
  }

  private func timeColumn(_ definition: DataDefinition) -> String {
    if case .columns(let names)? = definition.time, let name = names.first { return name }
    return "time"
  }

  private func write(_ table: Table) throws -> DatasetEdit.AppendedFile {
    let bytes = DelimitedWriter().bytes(of: table)
    let sha256 = SHA256.hex(of: bytes)
    let name = ".sextant/collected/\(sha256.prefix(16)).csv"
    mkdir(folder.absolute(".sextant/collected"), 0o755)
    try FileBytes.write(bytes, to: folder.absolute(name))
    return DatasetEdit.AppendedFile(path: name, sha256: sha256)
  }
}
