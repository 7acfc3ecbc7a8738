import CSQLite
import Glibc
import Storage
import Tabular
import Testing

@Suite("Tables of SQLite databases")
struct SQLiteTableTests {
  private func make(_ name: String, _ sql: String) -> String {
    let path = "/tmp/sextant-sqlite-\(getpid())-\(name).db"
    unlink(path)
    var handle: OpaquePointer?
    sqlite3_open(path, &handle)
    sqlite3_exec(handle, sql, nil, nil, nil)
    sqlite3_close(handle)
    return path
  }

  private func text(_ table: Table) -> [[String?]] {
    (0..<table.rowCount).map { row in table.columns.map { $0.values.text(at: row) } }
  }

  @Test("the only table is chosen, values keep their types, a view works")
  func reads() throws {
    let path = make(
      "reads",
      """
      CREATE TABLE t (id INTEGER PRIMARY KEY, x REAL, s TEXT, b BLOB);
      INSERT INTO t VALUES (1, 1.5, 'tab\there', x'00ff'), (-20, NULL, '"quoted"', NULL), (300, 2e10, '', x'01');
      CREATE VIEW v AS SELECT id, id + 1 AS id FROM t;
      """)
    defer { unlink(path) }
    let data = try TableReader.standard.read(path: path)
    #expect(data.table.columnNames == ["id", "x", "s", "b"])
    #expect(data.schema.columns.map(\.kind) == [.numeric, .numeric, .categorical, .categorical])
    #expect(
      text(data.table) == [
        ["-20", nil, "\"quoted\"", nil], ["1", "1.5", "tab\there", "x'00ff'"], ["300", "20000000000", nil, "x'01'"],
      ])
    let view = try TableReader.standard.read(path: path + "#v").table
    #expect(view.columnNames == ["id", "id:1"])
    #expect(text(view).map { $0[1] } == ["-19", "2", "301"])
    #expect(try TableReader.standard.contentHash(of: path) != TableReader.standard.contentHash(of: path + "#v"))
  }

  @Test("a choice among tables is the caller's, with the names to choose from")
  func choice() throws {
    let path = make("choice", "CREATE TABLE a (x); CREATE TABLE b (x); INSERT INTO b VALUES (4);")
    defer { unlink(path) }
    let error = #expect(throws: DelimitedError.self) { try TableReader.standard.read(path: path) }
    #expect("\(error as Any)".contains("#a") && "\(error as Any)".contains("#b"))
    #expect(try text(TableReader.standard.read(path: path + "#b").table) == [["4"]])
    #expect(throws: DelimitedError.self) { try TableReader.standard.read(path: path + "#c") }
    #expect(try TableReader.standard.read(path: path + "#a").table.rowCount == 0)
  }

  @Test("a locked, missing or damaged database is one clear error")
  func failures() throws {
    #expect(throws: DelimitedError.self) { try TableReader.standard.read(path: "/tmp/nothing-here.db#t") }
    let path = make("failures", "CREATE TABLE t (x); INSERT INTO t VALUES (1);")
    defer { unlink(path) }
    var handle: OpaquePointer?
    sqlite3_open(path, &handle)
    sqlite3_exec(handle, "BEGIN EXCLUSIVE", nil, nil, nil)
    let locked = #expect(throws: DelimitedError.self) { try TableReader.standard.read(path: path) }
    #expect("\(locked as Any)".contains("locked"))
    sqlite3_close(handle)
    let descriptor = open(path, O_WRONLY)
    let noise = [UInt8](repeating: 0xA5, count: 4000)
    pwrite(descriptor, noise, noise.count, 100)
    close(descriptor)
    let damaged = #expect(throws: DelimitedError.self) { try TableReader.standard.read(path: path) }
    #expect("\(damaged as Any)".contains("damaged"))
  }

  @Test("text goes through the same door")
  func textToo() throws {
    let path = "/tmp/sextant-reader-\(getpid())#1.csv"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    write(file, "a\n1\n", 4)
    close(file)
    defer { unlink(path) }
    #expect(try TableReader.standard.read(path: path).table.rowCount == 1)
    #expect(throws: DelimitedError.self) { try TableReader.standard.read(path: path + "#t") }
  }
}
