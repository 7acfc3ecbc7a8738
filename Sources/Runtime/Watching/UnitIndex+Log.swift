import Lifecycle
import Storage
import Tabular

extension UnitIndex {
  /// The index with the units of a session's predictions that the log names and no file of it has.
  ///
  /// - Parameter columns: names under which units may stand.
  func filled(from log: SharedLog, session: SessionID, columns: [String]) throws -> UnitIndex {
    let first = lastStoredID + 1
    try log.reader.forEachPredictionBlock(session: session, features: Set(columns), from: first) { block in
      guard let values = columns.lazy.compactMap({ block.features[$0]?.values }).first else { return }
      for row in 0..<block.count where block.id(at: row) >= first {
        // Numbers are ids as a file writes them.
        guard let text = values.identity(at: row) else { continue }
        add(text, id: block.id(at: row))
      }
    }
    return self
  }
}

extension ColumnValues {
  fileprivate func identity(at row: Int) -> String? {
    guard case .numeric(let numbers) = self else { return text(at: row) }
    let value = numbers[row]
    guard value == value.rounded(), abs(value) < 1e15 else { return text(at: row) }
    return String(Int64(value))
  }
}
