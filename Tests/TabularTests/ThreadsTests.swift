import Tabular
import Testing

@Suite("Reading with several threads and in pieces")
struct ThreadsTests {
  /// Four blocks or so, with quotes that hold line ends and separators, and kinds that change late.
  private static let text: String = {
    var text = "n,late,c,t,s\r\n"
    for row in 0..<90_000 {
      text += "\(row).25,\(row == 80_000 ? "oops" : String(row % 9)),\"x,\(row % 50)\",2026-03-01,"
      text += row % 11 == 0 ? "\"multi\r\nline \"\"\(row)\"\"\"\r\n" : "plain text number \(row)\r\n"
    }
    return text
  }()

  private static func read(threads: Int) throws -> Dataset {
    var options = ReadOptions()
    options.threads = threads
    return try DelimitedReader.read(bytes: Array(text.utf8), options: options)
  }

  @Test("the table does not depend on the number of threads", arguments: [2, 3, 8])
  func threads(count: Int) throws {
    let one = try ThreadsTests.read(threads: 1)
    let many = try ThreadsTests.read(threads: count)
    #expect(one.schema.columns.map(\.kind) == [.numeric, .categorical, .categorical, .timestamp, .text])
    #expect(many.schema == one.schema)
    #expect(many.table == one.table)
    for (a, b) in zip(one.table.columns, many.table.columns) {
      guard case .categorical(let left) = a.values, case .categorical(let right) = b.values else { continue }
      #expect(left == right)
    }
    #expect(one.table.row(11) == ["11.25", "2", "x,11", "2026-03-01T00:00:00Z", "multi\r\nline \"11\""])
  }

  @Test("a stream gives the rows of the whole, in pieces of any size", arguments: [1, 999, 50_000, 1_000_000])
  func pieces(size: Int) throws {
    let text = Self.text.prefix(size == 1 ? 2000 : Self.text.utf8.count)
    let whole = String(text[..<(text.lastIndex(of: "\r\n") ?? text.endIndex)])
    var options = ReadOptions()
    options.kinds = ["n": .numeric, "late": .categorical, "c": .categorical, "t": .timestamp, "s": .text]
    let table = try DelimitedReader.read(bytes: Array(whole.utf8), options: options).table
    let stream = try DelimitedStream(bytes: Array(whole.utf8), options: options)
    var row = 0
    while let piece = try stream.next(maxRows: size) {
      #expect(piece.rowCount == min(size, table.rowCount - row))
      #expect(piece == table.gathering(row..<row + piece.rowCount))
      row += piece.rowCount
    }
    #expect(row == table.rowCount)
    #expect(stream.rowsRead == row)
  }

  @Test("a stream takes kinds from its first rows, and says where they do not hold")
  func streamKinds() throws {
    let stream = try DelimitedStream(bytes: Array(Self.text.utf8))
    #expect(stream.schema.columns.map(\.kind) == [.numeric, .numeric, .categorical, .timestamp, .categorical])
    let error = #expect(throws: DelimitedError.self) {
      while try stream.next(maxRows: 10_000) != nil {}
    }
    #expect(error?.problem == .unexpectedValue("oops", .numeric))
    // 80,000 rows before it, 7,273 of them on two lines, and the header.
    #expect(error?.line == 87_275)
  }

  @Test("a stream reads a range of rows")
  func streamRange() throws {
    var options = ReadOptions()
    options.rows = 40_000..<40_005
    options.columns = ["n"]
    let stream = try DelimitedStream(bytes: Array(Self.text.utf8), options: options)
    #expect(try stream.next(maxRows: 3)?.numbers("n") == [40_000.25, 40_001.25, 40_002.25])
    #expect(try stream.next(maxRows: 3)?.numbers("n") == [40_003.25, 40_004.25])
    #expect(try stream.next(maxRows: 3) == nil)
  }

  @Test("an empty stream ends at once")
  func emptyStream() throws {
    let stream = try DelimitedStream(bytes: Array("a,b\n".utf8))
    #expect(try stream.next(maxRows: 5) == nil)
    #expect(stream.schema.columns.map(\.name) == ["a", "b"])
  }
}
