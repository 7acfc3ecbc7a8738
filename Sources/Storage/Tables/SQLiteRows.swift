import CSQLite
import Encoding
import Tabular

/// The rows of a table or view as tab-separated lines, each value as its own type says: a column of SQLite may mix them.
///
/// NULL and the empty text are missing; a blob is written as `x'…'`.
final class SQLiteRows: ByteSource {
  private static let pieceSize = 1 << 18
  private static let hexDigits = Array("0123456789abcdef".utf8)

  let names: [String]
  private let database: ForeignDatabase
  private let statement: OpaquePointer
  private let columnCount: Int32
  private var output: [UInt8] = []
  private var given = 0
  private var isAtEnd = false
  private(set) var position = 0
  /// A guess from the database's size is of no use where it holds other tables.
  let size = 0
  let isCounted = false

  init(_ database: ForeignDatabase, table: String) throws(DelimitedError) {
    self.database = database
    let quoted = table.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    statement = try database.prepare("SELECT * FROM \"\(quoted)\"")
    columnCount = sqlite3_column_count(statement)
    var names: [String] = []
    var taken: Set<String> = []
    for column in 0..<columnCount {
      var name = sqlite3_column_name(statement, column).map { String(cString: $0) } ?? ""
      if name.isEmpty { name = "column_\(column + 1)" }
      let stem = name
      var number = 2
      while !taken.insert(name).inserted {
        name = "\(stem)_\(number)"
        number += 1
      }
      names.append(name)
    }
    self.names = names
    output.reserveCapacity(SQLiteRows.pieceSize + 4096)
  }

  deinit { sqlite3_finalize(statement) }

  func rewind() throws(DelimitedError) {
    sqlite3_reset(statement)
    output.removeAll(keepingCapacity: true)
    (given, position) = (0, 0)
    isAtEnd = false
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DelimitedError) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var filled = 0
    while filled < buffer.count {
      if given == output.count, try !produce() { break }
      let count = min(buffer.count - filled, output.count - given)
      output.withUnsafeBytes { bytes in
        guard let from = bytes.baseAddress else { return }
        (base + filled).copyMemory(from: from + given, byteCount: count)
      }
      filled += count
      given += count
    }
    position += filled
    return filled
  }

  private func produce() throws(DelimitedError) -> Bool {
    output.removeAll(keepingCapacity: true)
    given = 0
    while !isAtEnd, output.count < SQLiteRows.pieceSize {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: writeRow()
      case SQLITE_DONE: isAtEnd = true
      default:
        let error = database.failure()
        sqlite3_reset(statement)
        throw error
      }
    }
    return !output.isEmpty
  }

  private func writeRow() {
    let before = output.count
    for column in 0..<columnCount {
      if column > 0 { output.append(9) }
      write(column)
    }
    if columnCount == 1, output.count == before { output.append(contentsOf: [0x22, 0x22]) }
    output.append(10)
  }

  private func write(_ column: Int32) {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: write(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT:
      let value = sqlite3_column_double(statement, column)
      if value.isFinite { JSON.number(value).write(into: &output) }
    case SQLITE_TEXT: write(text: bytes(of: column))
    case SQLITE_BLOB:
      output.append(contentsOf: "x'".utf8)
      for byte in bytes(of: column) {
        output.append(SQLiteRows.hexDigits[Int(byte >> 4)])
        output.append(SQLiteRows.hexDigits[Int(byte & 15)])
      }
      output.append(UInt8(ascii: "'"))
    default: break
    }
  }

  private func bytes(of column: Int32) -> UnsafeRawBufferPointer {
    // The pointer must be asked for before the size: asking may convert the value.
    let start = sqlite3_column_blob(statement, column)
    return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, column)))
  }

  private func write(_ value: Int64) {
    if value >= 0, value < 10 {
      output.append(UInt8(48 + value))
      return
    }
    var rest = value.magnitude
    if value < 0 { output.append(UInt8(ascii: "-")) }
    let start = output.count
    while rest > 0 {
      output.append(UInt8(48 + rest % 10))
      rest /= 10
    }
    output[start...].reverse()
  }

  private func write(text: UnsafeRawBufferPointer) {
    let needsQuotes = text.first == 0x22 || text.contains { $0 == 9 || $0 == 10 || $0 == 13 }
    guard needsQuotes else {
      output.append(contentsOf: text)
      return
    }
    output.append(0x22)
    for byte in text {
      if byte == 0x22 { output.append(byte) }
      output.append(byte)
    }
    output.append(0x22)
  }
}
