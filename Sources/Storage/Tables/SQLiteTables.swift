import CSQLite
import Glibc
import Tabular

extension TableReader {
  /// Reads text and SQLite databases.
  public static var standard: TableReader { TableReader(databases: SQLiteTables()) }
}

/// Tables and views of SQLite databases, which are opened for reading alone.
struct SQLiteTables: DatabaseSource {
  func rows(of file: String, table: String?) throws(DelimitedError) -> DatabaseRows {
    let database = try ForeignDatabase(path: file)
    let name: String
    if let table { name = try database.checked(table) } else { name = try database.onlyTable() }
    let rows = try SQLiteRows(database, table: name)
    return DatabaseRows(source: rows, names: rows.names)
  }
}

/// A database that other programs own.
final class ForeignDatabase {
  let path: String
  private let handle: OpaquePointer

  /// How long to wait for a program that writes.
  private static let busyMilliseconds: Int32 = 2000
  /// A longer value would be refused as a field later, at several times its size in memory.
  private static let valueByteCountMax: Int32 = 16 << 20
  /// Names shown in a message.
  private static let shownNames = 12

  init(path: String) throws(DelimitedError) {
    guard access(path, R_OK) == 0 else {
      let reason = String(cString: strerror(errno)).lowercased()
      throw DelimitedError(path: path, problem: .cannotRead(reason: reason))
    }
    var opened: OpaquePointer?
    let result = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
    guard result == SQLITE_OK, let opened else {
      sqlite3_close_v2(opened)
      throw ForeignDatabase.failure(path, result, "it cannot be opened")
    }
    handle = opened
    self.path = path
    sqlite3_busy_timeout(handle, ForeignDatabase.busyMilliseconds)
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, ForeignDatabase.valueByteCountMax)
    // A view that refers to itself may give rows for ever, or look for one for ever.
    sqlite3_set_authorizer(
      handle, { _, action, _, _, _, _ in action == SQLITE_RECURSIVE ? SQLITE_DENY : SQLITE_OK }, nil)
    // One picture of the data for all passes over it.
    guard sqlite3_exec(handle, "BEGIN", nil, nil, nil) == SQLITE_OK else { throw failure() }
  }

  deinit { sqlite3_close_v2(handle) }

  func failure() -> DelimitedError {
    ForeignDatabase.failure(path, sqlite3_errcode(handle), String(cString: sqlite3_errmsg(handle)))
  }

  private static func failure(_ path: String, _ code: Int32, _ message: String) -> DelimitedError {
    let problem: DelimitedError.Problem =
      switch code & 0xFF {
      case SQLITE_BUSY, SQLITE_LOCKED:
        .database(reason: "is locked by another program", mend: "wait until it has finished, or read a copy")
      case SQLITE_AUTH:
        .database(
          reason: "is a view that refers to itself, and may never end",
          mend: "save the rows that are wanted as a table: CREATE TABLE … AS SELECT …")
      case SQLITE_TOOBIG:
        .database(
          reason: "has a value longer than \(valueByteCountMax >> 20) MiB",
          mend: "name a view that leaves its column out")
      case SQLITE_CORRUPT, SQLITE_NOTADB:
        .database(
          reason: "is damaged (\(message))", mend: "restore it from a copy, or save what `sqlite3 … .recover` finds")
      case SQLITE_CANTOPEN, SQLITE_READONLY:
        .database(
          reason: "cannot be opened for reading (\(message))",
          mend: "a database in write-ahead mode needs a folder that can be written to; read a copy")
      default:
        .database(reason: "cannot be read (\(message))", mend: "check it with `sqlite3 … 'PRAGMA integrity_check'`")
      }
    return DelimitedError(path: path, problem: problem)
  }

  func prepare(_ sql: String) throws(DelimitedError) -> OpaquePointer {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else { throw failure() }
    return statement
  }

  /// Names of a type, in the order of the alphabet.
  private func names(_ type: String) throws(DelimitedError) -> [String] {
    let statement = try prepare(
      "SELECT name FROM sqlite_master WHERE type = '\(type)' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name")
    defer { sqlite3_finalize(statement) }
    var names: [String] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: if let text = sqlite3_column_text(statement, 0) { names.append(String(cString: text)) }
      case SQLITE_DONE: return names
      default: throw failure()
      }
    }
  }

  /// The only table, or where there is no table the only view.
  func onlyTable() throws(DelimitedError) -> String {
    let (tables, views) = (try names("table"), try names("view"))
    let candidates = tables.isEmpty ? views : tables
    guard let only = candidates.first, candidates.count == 1 else {
      throw choice(tables + views, candidates.isEmpty ? "holds no table" : "holds \(candidates.count) tables")
    }
    return only
  }

  func checked(_ name: String) throws(DelimitedError) -> String {
    let known = try names("table") + names("view")
    if let exact = known.first(where: { $0 == name }) { return exact }
    if let similar = known.first(where: { $0.lowercased() == name.lowercased() }) { return similar }
    throw choice(known, "has no table `\(name)`")
  }

  private func choice(_ names: [String], _ reason: String) -> DelimitedError {
    let shown = names.prefix(ForeignDatabase.shownNames).map { "\(path)#\($0)" }.joined(separator: ", ")
    let mend = names.isEmpty ? "name another database" : "name one: \(shown)"
    return DelimitedError(path: path, problem: .database(reason: reason, mend: mend))
  }
}
