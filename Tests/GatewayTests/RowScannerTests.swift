import Encoding
import Gateway
import Lifecycle
import Testing

@Suite struct RowScannerTests {
  private func scan(
    _ text: String, _ served: ServedModels = Serving.churn, limits: RowLimits = RowLimits(),
    unknown: UnknownFields = .ignored
  ) throws(RowError) -> PredictionRequest {
    let scanner = RowScanner(InputTable(served), limits: limits, unknown: unknown)
    let bytes = Array(text.utf8)
    let result = bytes.withUnsafeBytes { body -> Result<PredictionRequest, RowError> in
      do throws(RowError) { return .success(try scanner.request(from: body)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  private func refusal(
    _ text: String, _ served: ServedModels = Serving.churn, limits: RowLimits = RowLimits(),
    unknown: UnknownFields = .ignored
  ) -> String? {
    do throws(RowError) {
      _ = try scan(text, served, limits: limits, unknown: unknown)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("One object is one row, whatever the order of its fields")
  func oneRow() throws {
    let request = try scan(
      #"{"city": "Rome", "age": 31.5, "member": true, "since": "1970-01-02T00:00:00Z", "visits": -3, "customer": 12}"#)
    #expect(request.rowCount == 1)
    // A day is 86,400 seconds.
    #expect(request.row(0) == [31.5, -3, 0, 1, 86_400_000_000])
    #expect(request.texts == ["Rome"])
    #expect(request.ids == ["12"])
  }

  @Test("A list of objects is as many rows, with missing fields and nulls as missing values")
  func manyRows() throws {
    let request = try scan(
      #"[{"age":1,"city":"Oslo"},{"city":null,"age":2e0},{"visits":3,"city":"Oslo"},{"city":"","age":NaN}]"#)
    #expect(request.rowCount == 4)
    #expect(request.row(0) == [1, nil, 0, nil, nil])
    #expect(request.row(1) == [2, nil, nil, nil, nil])
    #expect(request.row(2) == [nil, 3, 0, nil, nil])
    #expect(request.row(3) == [nil, nil, nil, nil, nil])
    #expect(request.texts == ["Oslo"])
    #expect(request.ids.isEmpty)
  }

  @Test("An envelope brings ids, times and a version, before or after its rows")
  func envelope() throws {
    let request = try scan(
      #"{"version": "6", "ids": ["a", 7, null], "rows": [{"age":1},{"age":2},{"age":3}], "#
        + #""times": ["1970-01-01","1970-01-01T00:00:01Z","1970-01-01 00:01"]}"#)
    #expect(request.version == VersionID(6))
    #expect(request.ids == ["a", "7", nil])
    #expect(request.eventTimes == [0, 1_000_000, 60_000_000])
    #expect(request.rowCount == 3)
  }

  @Test("Columns are rows that lie on their side")
  func columns() throws {
    let request = try scan(
      #"{"columns": {"age": [1, [2], null], "city": ["x", "y", "x"]}, "ids": [1, 2, 3]}"#)
    #expect((0..<3).map { request.row($0)[0] } == [1, 2, nil])
    #expect((0..<3).map { request.text($0, 2) } == ["x", "y", "x"])
    #expect(request.ids == ["1", "2", "3"])
  }

  @Test("Further columns than the inputs do no harm")
  func furtherColumns() throws {
    let request = try scan(#"{"columns": {"size": [1, 2], "other": [{}, []]}}"#, Serving.rent)
    #expect(request.cells == [1, 2])
  }

  @Test("An input may be named as an envelope's member is")
  func inputNamedRows() throws {
    let served = ServedModels(
      name: "m", task: .regression, versions: [VersionID(1)],
      inputs: [.init(name: "rows", kind: .number), .init(name: "version", kind: .number)], classes: [], idColumn: nil)
    let request = try scan(#"{"version": 2, "rows": 5}"#, served)
    #expect(request.row(0) == [5, 2])
    #expect(request.version == nil)
  }

  @Test("Escapes in names and values mean what they mean")
  func escapes() throws {
    let request = try scan(#"{"\u0061ge": 1, "city": "Z\u00fcrich \ud83d\ude00 \"\\\/\n", "member": false}"#)
    #expect(request.row(0)[0] == 1)
    #expect(request.texts == ["Zürich 😀 \"\\/\n"])
  }

  @Test("A name that must stand escaped is found only escaped")
  func quotedName() throws {
    let served = ServedModels(
      name: "m", task: .regression, versions: [], inputs: [.init(name: #"a"b"#, kind: .number)], classes: [],
      idColumn: nil)
    #expect(try scan(#"{"a\"b": 4}"#, served).row(0) == [4])
    #expect(refusal(#"{"a"b": 4}"#, served) != nil)
  }

  @Test(
    "What another kind can stand for is taken",
    arguments: [
      (#"{"age": true}"#, 0, 1.0), (#"{"member": 0}"#, 3, 0), (#"{"member": "True"}"#, 3, 1),
      (#"{"since": 1700000000000000}"#, 4, 1.7e15),
    ])
  func looseKinds(text: String, field: Int, expected: Double) throws {
    #expect(try scan(text).row(0)[field] == expected)
  }

  @Test(
    "A category keeps a number as it stands in a file",
    arguments: [("3", "3"), ("3.0", "3"), ("2.5", "2.5"), ("true", "true")])
  func numberAsCategory(value: String, expected: String) throws {
    #expect(try scan(#"{"city": \#(value)}"#).texts == [expected])
  }

  @Test("An id keeps every digit")
  func longID() throws {
    #expect(try scan(#"{"age": 1, "customer": 12345678901234567890}"#).ids == ["12345678901234567890"])
    #expect(try scan(#"{"age": 1, "customer": "007"}"#).ids == ["007"])
  }

  @Test(
    "A wrong kind is refused with its row and field",
    arguments: [
      (#"[{"age": 1}, {"age": "old"}]"#, "row 1, field 'age': a number is wanted, not 'old' (byte 21)"),
      (#"{"member": 2}"#, "row 0, field 'member': true or false is wanted, not 2.0 (byte 11)"),
      (#"{"city": {}}"#, "row 0, field 'city': a text is wanted, not an object (byte 9)"),
      (#"{"age": [1]}"#, "row 0, field 'age': a number is wanted, not a list (byte 8)"),
    ])
  func wrongKinds(text: String, message: String) { #expect(refusal(text) == message) }

  @Test("Seconds since 1970 are not taken for microseconds")
  func ambiguousTime() { #expect(refusal(#"{"since": 1700000000}"#)?.contains("microseconds since 1970") == true) }

  @Test(
    "What is not JSON is refused",
    arguments: [
      "", "{", "[", #"{"age"}"#, #"{"age":}"#, #"{"age":1,}"#, #"[{"age":1},]"#, #"{"age":01}"#, #"{"age":1.}"#,
      #"{"age":.5}"#, #"{"age":+1}"#, #"{"age":1e}"#, #"{"age":--1}"#, #"{"age":0x10}"#, #"{"age":1} x"#,
      #"{"age":nul}"#, #"{"city":"a"#, #"{"city":"\x"}"#, #"{"city":"\ud800"}"#, #"{"city":"\ud800\u0041"}"#,
      "{\"city\":\"a\nb\"}", #"{"city":"\u12"}"#, #"{'age':1}"#, "{\"age\":1}\0", #"{"x":tru}"#, #"{age:1}"#, "12",
      "null",
      #"[1]"#, #"[[1]]"#, #"{"age":1 "city":"x"}"#, #"{"age":-}"#, #"{"age":-Inf}"#,
    ])
  func notJSON(text: String) { #expect(refusal(text) != nil) }

  @Test("Bytes that are not UTF-8 are refused")
  func notUnicode() {
    let scanner = RowScanner(InputTable(Serving.churn))
    let bytes = Array(#"{"city": "abc"}"#.utf8).map { $0 == UInt8(ascii: "b") ? 0xFF : $0 }
    #expect(throws: RowError.self) { try bytes.withUnsafeBytes { try scanner.request(from: $0) } }
  }

  @Test("Unknown fields are stepped over, refused where asked for, and never the only ones")
  func unknownFields() throws {
    #expect(try scan(#"{"note": {"a": [1, "x", {}]}, "age": 4}"#).row(0)[0] == 4)
    #expect(refusal(#"{"agee": 4, "age": 1}"#, unknown: .refused)?.contains("field 'agee': no such input") == true)
    #expect(refusal(#"{"agee": 4}"#)?.contains("none of the fields is an input") == true)
    #expect(refusal(#"{"columns": {"agee": [4], "city": ["x"]}}"#)?.contains("'agee' is no input") == true)
  }

  @Test("Rows, cells, texts and depth have limits")
  func limits() throws {
    #expect(refusal("[{},{},{}]", limits: RowLimits(rows: 2)) == "more than 2 rows; send them in several requests")
    #expect(
      refusal("[{},{},{}]", limits: RowLimits(cells: 10)) == "more than 10 cells; send the rows in several requests")
    #expect(refusal(#"{"city":"abcdef"}"#, limits: RowLimits(textLength: 5))?.contains("more than 5 bytes") == true)
    let deep = #"{"x":"# + String(repeating: "[", count: 100_000)
    #expect(refusal(deep)?.contains("levels deep") == true)
    let objects = #"{"x":"# + String(repeating: #"{"a":"#, count: 100_000)
    #expect(refusal(objects)?.contains("levels deep") == true)
  }

  @Test("Columns must have the same length, and no name twice")
  func raggedColumns() {
    #expect(
      refusal(#"{"columns": {"age": [1, 2], "visits": [1]}}"#)?.contains("1 rows where the first column has 2") == true)
    #expect(refusal(#"{"columns": {"age": [1], "visits": [1, 2]}}"#)?.contains("more rows than the first") == true)
    #expect(refusal(#"{"columns": {"age": [1], "age": [1]}}"#)?.contains("stands twice") == true)
    #expect(refusal(#"{"rows": [{"age": 1}], "ids": [1, 2]}"#) == "2 ids for 1 rows")
  }

  @Test("Numbers are rounded as Swift's own conversion rounds them")
  func rounding() throws {
    var generator = SteadyGenerator(state: 7)
    var texts = [
      "0", "-0", "0.0", "1e-400", "123456789012345678901234567890", "9007199254740993", "0.1", "1e22", "1e23",
      "2.2250738585072014e-308", "5e-324", "1.7976931348623157e308", "8.5", "0.000001", "100000000000000000000.5",
      "4503599627370497.5", "4503599627370496.5", "0.3333333333333333333", "18446744073709551615",
      "9999999999999999999",
    ]
    for _ in 0..<4_000 {
      let digits =
        UInt64.random(in: 0...9_999_999_999_999_999_999, using: &generator)
        >> UInt64.random(in: 0..<64, using: &generator)
      let whole = String(digits)
      let point = Int.random(in: 0...whole.count, using: &generator)
      let head = point == 0 ? "0" : String(whole.prefix(point))
      texts.append(point == whole.count ? whole : head + "." + whole.dropFirst(point))
      texts.append(Double(bitPattern: UInt64.random(in: 0...UInt64.max >> 1, using: &generator)).description)
      texts.append("\(Double.random(in: -1000...1000, using: &generator))")
    }
    let valid = texts.filter { $0 != "inf" && $0 != "nan" && $0.allSatisfy { "0123456789.-e+".contains($0) } }
    let request = try scan("{\"columns\": {\"age\": [\(valid.joined(separator: ","))]}}")
    for (row, text) in valid.enumerated() {
      let expected = try #require(Double(text))
      #expect(request.row(row)[0]?.bitPattern == (expected.isFinite ? expected.bitPattern : nil), "\(text)")
    }
  }

  @Test("Many distinct texts are each kept once")
  func manyTexts() throws {
    let rows = (0..<5_000).map { #"{"city":"c\#($0 % 1_700)"}"# }
    let request = try scan("[" + rows.joined(separator: ",") + "]")
    #expect(request.texts.count == 1_700)
    #expect((0..<5_000).allSatisfy { request.text($0, 2) == "c\($0 % 1_700)" })
  }
}

@Suite struct JSONWriterTests {
  @Test("What is written reads back the same")
  func roundTrip() throws {
    var writer = JSONWriter()
    writer.beginObject()
    writer.name("a \"b\"\n")
    writer.numbers([0.1, -3, 1e300, .nan, 123_456_789_012])
    writer.name("c")
    writer.beginArray()
    writer.string("\u{1}ü\\")
    writer.bool(true)
    writer.null()
    writer.number(Int64.min)
    writer.beginObject()
    writer.endObject()
    writer.strings([])
    writer.endArray()
    writer.endObject()
    let expected: JSON = [
      "a \"b\"\n": [0.1, .integer(-3), 1e300, nil, .integer(123_456_789_012)],
      "c": ["\u{1}ü\\", true, nil, .integer(.min), [:], []],
    ]
    #expect(try JSON(parsing: writer.bytes) == expected)
  }
}
