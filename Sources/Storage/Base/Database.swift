import CSQLite

/// One SQLite connection in write-ahead mode. Not for use from two threads at once.
final class Database {
  let path: String
  private let handle: OpaquePointer

  /// Opens or makes the file.
  ///
  /// - Parameter busyMilliseconds: how long to wait for another program's transaction.
  init(path: String, durability: Durability, busyMilliseconds: Int32 = 5000) throws(StorageError) {
    var opened: OpaquePointer?
    // One owner at a time is promised by whoever owns this object, so SQLite need not lock a mutex for each call.
    let result = sqlite3_open_v2(
      path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
    guard result == SQLITE_OK, let opened else {
      sqlite3_close_v2(opened)
      throw StorageError.sqlite(result, path, "open")
    }
    handle = opened
    self.path = path
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, busyMilliseconds)
    // Must precede the first table and write-ahead mode, or it needs a whole VACUUM. Said again to a file that has it,
    // it would be written again, and synced.
    if try integer("PRAGMA page_count") == 0 { try run("PRAGMA auto_vacuum = INCREMENTAL") }
    try run("PRAGMA journal_mode = WAL")
    // In write-ahead mode NORMAL writes every commit to the file before it returns; only the sync is left out.
    try run("PRAGMA synchronous = \(durability == .full ? "FULL" : "NORMAL")")
    try run("PRAGMA journal_size_limit = 4194304")
    try run("PRAGMA foreign_keys = ON")
  }

  deinit { sqlite3_close_v2(handle) }

  /// What is wrong with a file, looked at without changing it; nil also where it is not there or cannot be opened now.
  static func damage(in path: String) -> StorageError? {
    guard Folder.exists(path) else { return nil }
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else {
      return nil
    }
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    var result = sqlite3_prepare_v2(handle, "PRAGMA quick_check(1)", -1, &statement, nil)
    if result == SQLITE_OK { result = sqlite3_step(statement) }
    if result == SQLITE_ROW {
      guard let verdict = sqlite3_column_text(statement, 0).map({ String(cString: $0) }), verdict != "ok" else {
        return nil
      }
      return StorageError(code: .corrupt, path: path, detail: verdict)
    }
    let error = StorageError.sqlite(result, path, sqlite3_errmsg(handle).map { String(cString: $0) } ?? "")
    return error.code == .corrupt ? error : nil
  }

  /// Runs one or more statements whose rows do not matter.
  func run(_ sql: String) throws(StorageError) {
    let result = sqlite3_exec(handle, sql, nil, nil, nil)
    guard result == SQLITE_OK else { throw failure(result, sql) }
  }

  func prepare(_ sql: String) throws(StorageError) -> Statement {
    var statement: OpaquePointer?
    let result = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard result == SQLITE_OK, let statement else { throw failure(result, sql) }
    return Statement(statement, database: self, sql: sql)
  }

  /// The first column of the first row, as an integer.
  func integer(_ sql: String) throws(StorageError) -> Int {
    let statement = try prepare(sql)
    return try statement.step() ? statement.integer(0) : 0
  }

  /// Makes what the body does happen whole or not at all.
  func transaction<Result>(_ body: () throws(StorageError) -> Result) throws(StorageError) -> Result {
    try run("BEGIN IMMEDIATE")
    do {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      // A full disk may have rolled back by itself, and then this has nothing to do.
      sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
      throw error
    }
  }

  var changeCount: Int { Int(sqlite3_changes64(handle)) }

  /// Brings the file to the newest schema, one step a version, each in a transaction of its own.
  ///
  /// - Parameter steps: the statements that lead from version i to i + 1.
  /// - Throws: `newerSchema` when the file is already past the last step.
  func migrate(_ steps: [String]) throws(StorageError) {
    let found = try integer("PRAGMA user_version")
    guard found <= steps.count else {
      throw StorageError(
        code: .newerSchema(found: found, known: steps.count), path: path, detail: "written by a newer program")
    }
    for version in found..<steps.count {
      try transaction { () throws(StorageError) in
        // Another program may have taken the same step while this one waited for it.
        guard try integer("PRAGMA user_version") == version else { return }
        try run(steps[version])
        try run("PRAGMA user_version = \(version + 1)")
      }
    }
  }

  /// Gives pages that deletions left free back to the file system.
  func releaseFreePages() throws(StorageError) {
    let statement = try prepare("PRAGMA incremental_vacuum")
    while try statement.step() {}
    try run("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  func failure(_ result: Int32, _ doing: String) -> StorageError {
    let extended = sqlite3_extended_errcode(handle)
    let message = String(cString: sqlite3_errmsg(handle))
    let code = extended & 0xFF == result & 0xFF ? extended : result
    return StorageError.sqlite(code, path, "\(message), doing `\(doing.prefix(60))`")
  }
}

/// A prepared statement. Reset by each `step` that ends it and by `reset`.
final class Statement {
  private let handle: OpaquePointer
  private let database: Database
  private let sql: String

  fileprivate init(_ handle: OpaquePointer, database: Database, sql: String) {
    self.handle = handle
    self.database = database
    self.sql = sql
  }

  deinit { sqlite3_finalize(handle) }

  /// Moves to the next row.
  ///
  /// - Returns: false after the last one; the statement can then be bound and run again.
  func step() throws(StorageError) -> Bool {
    let result = sqlite3_step(handle)
    if result == SQLITE_ROW { return true }
    // The message must be read before the reset clears it.
    let error = result == SQLITE_DONE ? nil : database.failure(result, sql)
    sqlite3_reset(handle)
    if let error { throw error }
    return false
  }

  /// Runs a statement that gives no rows.
  func run() throws(StorageError) {
    while try step() {}
  }

  func reset() { sqlite3_reset(handle) }

  // MARK: Binding, from 1

  func bind(_ index: Int32, _ value: Int) { sqlite3_bind_int64(handle, index, Int64(value)) }

  func bind(_ index: Int32, _ value: Int64?) {
    if let value { sqlite3_bind_int64(handle, index, value) } else { sqlite3_bind_null(handle, index) }
  }

  func bind(_ index: Int32, _ value: Double) { sqlite3_bind_double(handle, index, value) }

  func bind(_ index: Int32, _ value: String?) {
    guard var value else {
      sqlite3_bind_null(handle, index)
      return
    }
    value.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { text in
        // An empty buffer may have no address, and SQLite takes a nil one for NULL.
        _ =
          text.baseAddress.map { cs_bind_text(handle, index, $0, Int32(text.count)) }
          ?? cs_bind_text(handle, index, "", 0)
      }
    }
  }

  func bind(_ index: Int32, blob bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      if let base = buffer.baseAddress, !buffer.isEmpty {
        _ = cs_bind_blob(handle, index, base, Int32(buffer.count))
      } else {
        _ = sqlite3_bind_zeroblob(handle, index, 0)
      }
    }
  }

  // MARK: Columns, from 0

  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

  func optionalInteger(_ column: Int32) -> Int64? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
  }

  func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  /// The bytes of a text or blob; empty for NULL.
  func bytes(_ column: Int32) -> [UInt8] {
    guard let base = sqlite3_column_blob(handle, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: base, count: Int(sqlite3_column_bytes(handle, column))))
  }

  func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

  func optionalText(_ column: Int32) -> String? {
    sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : text(column)
  }
}
