import Tabular
import Testing

@Suite("JSON lines")
struct JSONLinesTests {
  private func lines(_ text: String, _ options: ReadOptions = ReadOptions()) throws -> Dataset {
    try DelimitedReader.read(bytes: Array(text.utf8), name: "t.ndjson", options: options)
  }

  @Test("nested objects become columns with dots, arrays text, missing keys missing")
  func flattens() throws {
    let data = try lines(
      """
      {"a": 1, "b": {"c": "x", "d": {"e": true}}, "l": [1, "two", {"k": []}]}
      {"b": {"d": {"e": false}, "c": "y\\t\\"q\\"\\u00e9\\ud83d\\ude00"}, "a": -2.5e1}

      {"a": null, "z": "2026-01-02"}
      """)
    #expect(data.table.columnNames == ["a", "b.c", "b.d.e", "l", "z"])
    #expect(data.schema.columns.map(\.kind) == [.numeric, .categorical, .boolean, .categorical, .timestamp])
    #expect(data.table.row(0) == ["1", "x", "true", "[1, \"two\", {\"k\": []}]", nil])
    #expect(data.table.row(1) == ["-25", "y\t\"q\"é😀", "false", nil, nil])
    #expect(data.table.row(2) == [nil, nil, nil, nil, "2026-01-02T00:00:00Z"])
  }

  @Test("the same rows as CSV give the same table")
  func sameAsCSV() throws {
    var csv = "n,s,b\n"
    var json = ""
    for row in 0..<40_000 {
      csv += "\(row % 977).5,word \(row % 13),\(row % 3 == 0)\n"
      json += "{\"n\":\(row % 977).5,\"s\":\"word \(row % 13)\",\"b\":\(row % 3 == 0)}\n"
    }
    #expect(try lines(json).table == read(csv).table)
  }

  @Test("a key that comes late, after the first megabyte too, is a column")
  func lateKey() throws {
    let first = String(repeating: "{\"a\": 1, \"pad\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}\n", count: 40_000)
    let data = try lines(first + "{\"a\": 2, \"late\": 7}\n")
    #expect(data.table.columnNames == ["a", "pad", "late"])
    #expect(data.table.row(40_000) == ["2", nil, "7"])
    var options = ReadOptions()
    options.columns = ["late"]
    #expect(try lines(first + "{\"a\": 2, \"late\": 7}\n", options).table.columnNames == ["late"])
  }

  @Test(
    "what is no object is an error with line and column",
    arguments: [
      ("{\"a\": 1}\n{\"a\": 1\n", 2, 8), ("{\"a\": 1}\n[1]\n", 2, 1), ("{\"a\": 01x}\n", 1, 7),
      ("{\"a\": \"x\n", 1, 9), ("{\"a\" 1}\n", 1, 6), ("{\"a\": 1} {}\n", 1, 10), ("{\"a\": tru}\n", 1, 7),
    ])
  func malformed(text: String, line: Int, column: Int) throws {
    let error = #expect(throws: DelimitedError.self) { try lines(text) }
    #expect(error?.line == line)
    #expect(error?.column == column)
    #expect("\(error as Any)".contains("--skip-bad-rows"))
  }

  @Test("bad lines are left out and listed when that is asked for")
  func skipsBadLines() throws {
    var options = ReadOptions()
    options.skipsBadRows = true
    options.kinds = ["a": .numeric]
    let data = try lines("{\"a\": 1}\nnonsense\n{\"a\": \"x\"}\n{\"a\": 4}\n{\"a\": ", options)
    #expect(data.table.numbers("a") == [1, 4])
    #expect(data.badRows.count == 3)
    #expect(data.badRows.first.map(\.line) == [2, 3, 5])
  }

  @Test("nothing, and a list on several lines, say what is wanted")
  func nothing() throws {
    #expect(throws: DelimitedError.self) { try lines("") }
    #expect(throws: DelimitedError.self) { try lines("\n\n") }
    #expect("\(#expect(throws: DelimitedError.self) { try lines("[\n 1\n]\n") } as Any)".contains("jq"))
    let deep = String(repeating: "{\"a\":", count: 100) + "1" + String(repeating: "}", count: 100)
    #expect(throws: DelimitedError.self) { try lines(deep) }
  }
}

@Suite("Bad rows of delimited text")
struct BadRowTests {
  @Test("each kind of bad row is left out, counted and described")
  func kinds() throws {
    var options = ReadOptions()
    options.skipsBadRows = true
    options.kinds = ["n": .numeric, "t": .text]
    var bytes = Array("n,c,t\n1,a,first\n2,b\n3,c,third,4\nx,d,fourth\n5,\"e\"x,fifth\n6,f,sixth\n7,".utf8)
    bytes += [0xFF] + Array(",seventh\n8,h,eighth\n".utf8)
    let data = try DelimitedReader.read(bytes: bytes, name: "t.csv", options: options)
    #expect(data.table.numbers("n") == [1, 6, 8])
    #expect(
      data.table["t"].map { column in (0..<3).map { column.values.text(at: $0) } } == ["first", "sixth", "eighth"])
    #expect(data.badRows.count == 5)
    #expect(data.badRows.first.map(\.line) == [3, 4, 5, 6, 8])
    #expect(data.badRows.first[2].column == 1)
  }

  @Test("kinds that the first block guessed wrongly do not change which rows are left out")
  func rereading() throws {
    var text = "a,b\n"
    for row in 0..<200_000 { text += row == 70 ? "1,2,3\n" : row == 199_000 ? "late,1\n" : "\(row),\(row % 7)\n" }
    var options = ReadOptions()
    options.skipsBadRows = true
    let data = try DelimitedReader.read(bytes: Array(text.utf8), name: "t.csv", options: options)
    #expect(data.table.rowCount == 199_999)
    #expect(data.badRows.first.map(\.line) == [72])
    #expect(data.table["a"]?.kind != .numeric)
    #expect(data.table["b"]?.values.text(at: 199_998) == "\(199_999 % 7)")
  }

  @Test("without leaving out the first bad row is an error that names the way to")
  func naming() throws {
    #expect("\(readingError("a,b\n1\n") as Any)".contains("--skip-bad-rows"))
    #expect("\(readingError("a,b\n1,\"x\n") as Any)".contains("never closed"))
  }

  @Test("a quote that is never closed costs its own row alone")
  func unclosed() throws {
    var options = ReadOptions()
    options.skipsBadRows = true
    let data = try DelimitedReader.read(
      bytes: Array("a,b\n1,x\n2,\"open\n3,z\n".utf8), name: "t.csv", options: options)
    #expect(data.table.numbers("a") == [1, 3])
    #expect(data.badRows.count == 1)
  }
}
