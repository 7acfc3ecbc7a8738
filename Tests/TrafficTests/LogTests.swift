import Glibc
import TestSupport
import Testing
import Traffic

/// A log that a test writes.
private final class WrittenLog {
  let temporary: TemporaryFolder
  let path: String

  init() throws {
    temporary = try #require(TemporaryFolder())
    path = temporary.file("traffic.log")
    append("")
  }

  func append(_ text: String) { write(text, O_APPEND) }
  func replace(_ text: String) { write(text, O_TRUNC) }

  private func write(_ text: String, _ flag: Int32) {
    let file = open(path, O_WRONLY | O_CREAT | flag, 0o644)
    defer { close(file) }
    let bytes = Array(text.utf8)
    #expect(Glibc.write(file, bytes, bytes.count) == bytes.count)
  }

  func renameAway() { #expect(rename(path, path + ".1") == 0) }
}

extension LogFollower {
  /// Everything that there is now.
  fileprivate func readAll() throws -> [String] {
    var events: [Event] = []
    while try read(waitMilliseconds: 0, into: &events) == .more {}
    return events.map { event in
      switch event {
      case .line(let bytes): String(decoding: bytes, as: UTF8.self)
      case .tooLong: "<too long>"
      case .began: "<began>"
      }
    }
  }
}

@Suite struct LogTests {
  @Test("a line that is not finished waits for its end")
  func partialLines() throws {
    let log = try WrittenLog()
    log.append("one\ntw")
    let follower = try LogFollower(path: log.path)
    #expect(try follower.readAll() == ["one"])
    log.append("o\r\n")
    #expect(try follower.readAll() == ["two"])
    log.append("three")
    #expect(try follower.readAll() == [])
    #expect(follower.takeTail() == Array("three".utf8))
  }

  @Test("a log that is renamed away is read to its end before its successor")
  func rotation() throws {
    let log = try WrittenLog()
    log.append("one\n")
    let follower = try LogFollower(path: log.path)
    #expect(try follower.readAll() == ["one"])
    log.append("two\nlast without its end")
    log.renameAway()
    #expect(try follower.readAll() == ["two"])
    log.append("three\n")
    #expect(try follower.readAll() == ["last without its end", "<began>", "three"])
  }

  @Test("a log that is cut short is read from its beginning")
  func truncation() throws {
    let log = try WrittenLog()
    log.append("a long first line\nhalf")
    let follower = try LogFollower(path: log.path)
    #expect(try follower.readAll() == ["a long first line"])
    log.replace("new\n")
    #expect(try follower.readAll() == ["<began>", "new"])
  }

  @Test("a line without end is given up, and the next one is read")
  func longLines() throws {
    let log = try WrittenLog()
    log.append(String(repeating: "x", count: LogFollower.lineByteCountMax + 10) + "\nnext\n")
    #expect(try LogFollower(path: log.path).readAll() == ["<too long>", "next"])
  }

  @Test("a log that is not there is said")
  func absent() throws {
    #expect(throws: LogError.self) { try LogFollower(path: "/nowhere/at/all.log") }
  }

  @Test("JSON lines: nested features, types kept apart")
  func json() throws {
    var dialect = LogDialect()
    let line = dialect.read(
      Array(#"{"id":7,"features":{"age":3.5,"job":"x"},"meta":{"host":"a"},"ok":true,"n":null}"#.utf8))
    let fields: [LogRecord.Field] = [
      .init("id", .number(7)), .init("age", .number(3.5)), .init("job", .text("x")), .init("meta.host", .text("a")),
      .init("ok", .boolean(true)), .init("n", .missing),
    ]
    #expect(line == .record(LogRecord(fields: fields)))
    #expect(LogRecord(fields: fields)["id"]?.text == "7")
  }

  @Test("CSV: the delimiter, quotes, missing cells and a header that comes again")
  func csv() throws {
    var dialect = LogDialect()
    #expect(dialect.read(Array("id;name;x".utf8)) == .nothing)
    #expect(dialect.header == ["id", "name", "x"])
    let expected: [LogRecord.Field] = [.init("id", .raw("1")), .init("name", .raw("a;\"b")), .init("x", .missing)]
    #expect(dialect.read(Array(#"1;"a;""b";NA"#.utf8)) == .record(LogRecord(fields: expected)))
    #expect(dialect.read(Array("id;name;x".utf8)) == .nothing)
    dialect.begin()
    #expect(dialect.read(Array("x,id".utf8)) == .nothing)
    #expect(dialect.header == ["x", "id"])
  }

  @Test(
    "what is no record is told, whatever it is",
    arguments: ["{\"a\":", "[1,2]", "{\"a\":1}}", "\u{0}\u{1}", "{\"a\":1} trailing"])
  func malformed(_ text: String) {
    var dialect = LogDialect()
    _ = dialect.read(Array("{}".utf8))
    guard case .malformed = dialect.read(Array(text.utf8)) else {
      Issue.record("\(text) was read")
      return
    }
  }

  @Test("a first line that is nothing spoils neither JSON nor CSV after it")
  func firstLine() {
    var dialect = LogDialect()
    guard case .malformed = dialect.read(Array("garbage".utf8)) else {
      Issue.record("garbage was read")
      return
    }
    #expect(dialect.read(Array("a,b".utf8)) == .nothing)
    #expect(
      dialect.read(Array("{\"a\":1,\"b\":2,\"c\":3}".utf8))
        == .record(
          LogRecord(fields: [.init("a", .number(1)), .init("b", .number(2)), .init("c", .number(3))])))
  }

  @Test("times: written, and Unix time in three units")
  func times() {
    // 2026-03-01T08:00:00Z is 1772352000, by `date -u -d`.
    let expected: Int64 = 1_772_352_000_000_000
    for value: LogValue in [
      .text("2026-03-01T08:00:00Z"), .raw("2026-03-01 08:00"), .number(1_772_352_000), .raw("1772352000000"),
      .number(1_772_352_000_000_000),
    ] { #expect(value.time == expected) }
    #expect(LogValue.text("yesterday").time == nil)
    #expect(LogValue.missing.time == nil)
  }
}
