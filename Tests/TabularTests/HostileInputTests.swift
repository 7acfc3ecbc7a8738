import Glibc
import Tabular
import Testing

@Suite("Hostile input")
struct HostileInputTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var message: String
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ message: String) { self.init(name, Array(text.utf8), message) }

    init(_ name: String, _ bytes: [UInt8], _ message: String) {
      (self.name, self.bytes, self.message) = (name, bytes, message)
    }
  }

  @Test(
    "each fault is one error that says what, where, and how to mend it",
    arguments: [
      Case("nothing", "", "t.csv: is empty; it needs a header line with the column names"),
      Case("blank lines", "\n\n", "t.csv: is empty; it needs a header line with the column names"),
      Case("a mark alone", [0xEF, 0xBB, 0xBF], "t.csv: is empty; it needs a header line with the column names"),
      Case(
        "too few fields", "a,b\n1,2\n3\n",
        "t.csv, line 3: 1 field where the header has 2; add what is missing"),
      Case(
        "too many fields", "a,b\n\"x\ny\",2\n1,2,3,\n",
        "t.csv, line 4: 4 fields where the header has 2; quote a field that holds the separator, or remove the extra one"
      ),
      Case(
        "a quote left open", "a,b\n1,2\n3,\"x\n4,5\n",
        "t.csv, line 3, column 2 \"b\": a quote is opened and never closed; close it, or write quotes inside a quoted "
          + "field twice (\"\")"),
      Case(
        "a quote left open at the very end", "a,b\n1,\"",
        "t.csv, line 2, column 2 \"b\": a quote is opened and never closed; close it, or write quotes inside a quoted "
          + "field twice (\"\")"),
      Case(
        "a quote left open in the header", "a,\"b\n1,2\n",
        "t.csv, line 1, column 2: a quote is opened and never closed; close it, or write quotes inside a quoted "
          + "field twice (\"\")"),
      Case(
        "text behind a quote", "a,b\n\"x\"y,2\n",
        "t.csv, line 2, column 1 \"a\": text follows a closing quote; write quotes inside a quoted field twice (\"\")"),
      Case(
        "a NUL byte", "a,b\n1,2\n3,x\0y\n",
        "t.csv, line 3, column 2 \"b\": a NUL byte; the file is binary or UTF-16: export it as UTF-8 text"),
      Case(
        "Latin-1", Array("a,b\n1,2\n3,caf".utf8) + [0xE9, 0x0A],
        "t.csv, line 3, column 2 \"b\": byte 0xE9 is not UTF-8; convert the file, for instance with iconv -f latin1 "
          + "-t utf-8"),
      Case(
        "Latin-1 in the header", Array("a,caf".utf8) + [0xE9] + Array("\n1,2\n".utf8),
        "t.csv, line 1, column 2: byte 0xE9 is not UTF-8; convert the file, for instance with iconv -f latin1 "
          + "-t utf-8"),
      Case(
        "UTF-16", [0xFF, 0xFE, 0x61, 0, 0x0A, 0],
        "t.csv: looks like UTF-16 text, not like delimited text; export it as CSV in UTF-8"),
      Case(
        "a spreadsheet", "PK\u{3}\u{4}....",
        "t.csv: looks like a ZIP archive or a spreadsheet (xlsx, ods), not like delimited text; export it as CSV in "
          + "UTF-8"),
      Case(
        "gzip cut short", [0x1F, 0x8B, 8, 0, 0, 0],
        "t.csv: is damaged gzip (it ends too soon); fetch or compress the file again"),
    ])
  func faults(sample: Case) {
    // What is wrong with one row alone can be left out too, and the message says so.
    let way = readingError(sample.bytes)?.isOfOneRow == true ? "; or leave such rows out with --skip-bad-rows" : ""
    #expect(readingError(sample.bytes)?.description == sample.message + way)
  }

  @Test("the first fault of the file is told, whatever the number of threads")
  func firstFault() {
    var text = "a,b\n"
    for row in 0..<400_000 { text += row == 150_000 || row > 390_000 ? "1\n" : "1,\(row)\n" }
    for threads in [1, 2, 5] {
      var options = ReadOptions()
      options.threads = threads
      #expect(readingError(text, options)?.line == 150_002)
    }
  }

  @Test("overlong and truncated UTF-8, surrogates and code points out of range are refused")
  func invalidUTF8() {
    let faults: [[UInt8]] = [
      [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0x80], [0xE2, 0x82], [0xE2, 0x28, 0xA1],
    ]
    for fault in faults {
      let error = readingError(Array("a\nx".utf8) + fault + Array("\n".utf8))
      #expect(error?.problem == .invalidUTF8(byte: fault[0]))
      #expect(error?.line == 2)
    }
    let fine = "a\né€😀\u{10FFFF}\u{FFFD}\n"
    #expect(readingError(fine) == nil)
  }

  @Test("a table wider than the limit is refused")
  func wide() {
    let names = (0..<10_001).map { "c\($0)" }.joined(separator: ",")
    #expect(readingError(names + "\n")?.problem == .tooManyColumns(found: 10_001, limit: 10_000))
  }

  @Test("ten thousand columns are read")
  func widest() throws {
    let width = 10_000
    let names = (0..<width).map { "c\($0)" }.joined(separator: ",")
    let row = (0..<width).map { String($0) }.joined(separator: ",")
    let data = try read(names + "\n" + row + "\n" + row + "\n")
    #expect(data.table.columns.count == width)
    #expect(data.table.numbers("c9999") == [9999, 9999])
  }

  @Test("a field longer than the limit is refused, quoted or not, on its line")
  func longField() {
    var options = ReadOptions()
    options.fieldLimit = 1000
    let long = String(repeating: "x", count: 1001)
    #expect(readingError("a,b\n1,\(long)\n", options)?.problem == .tooLong(limit: 1000))
    #expect(readingError("a,b\n1,\"\(long)\"\n", options)?.problem == .tooLong(limit: 1000))
    let fitting = String(repeating: "x", count: 1000)
    #expect(readingError("a,b\n1,\"\(fitting)\"\n", options) == nil)

    let endless = "a,b\n1,2\n3,\"" + String(repeating: "4,5\n", count: 1_000_000)
    let error = readingError(endless, options)
    #expect(error?.problem == .tooLong(limit: 1000))
    #expect(error?.line == 3)
  }

  @Test("a field may be larger than a block")
  func largeField() throws {
    let large = String(repeating: "line\n", count: 700_000)
    let data = try read("a,b\n1,\"\(large)\"\n2,y\n")
    #expect(data.table.rowCount == 2)
    #expect(data.table["b"]?.values.text(at: 0)?.utf8.count == 3_500_000)
    #expect(data.table.row(1) == ["2", "y"])
  }

  @Test("a first line without an end is refused")
  func endlessLine() {
    let error = readingError(String(repeating: "x", count: 5 << 20) + "\n")
    #expect(error?.problem == .endlessFirstLine(limit: 4 << 20))
  }

  @Test("text beyond the byte limit is refused")
  func byteLimit() {
    var options = ReadOptions()
    options.byteLimit = 10
    #expect(readingError("a,b\n1,2\n3,4\n", options)?.problem == .byteLimit(10))
  }

  @Test("paths that cannot be read say why")
  func paths() {
    for (path, reason) in [("/nowhere/x.csv", "no such file or directory"), ("/tmp", "is a directory")] {
      #expect(throws: DelimitedError(path: path, problem: .cannotRead(reason: reason))) {
        try DelimitedReader.read(path: path)
      }
    }
  }

  @Test("any bytes are read or refused, never worse: all short texts over the letters that matter")
  func allShortTexts() {
    let letters = Array("a1,;\"\r\n\0".utf8) + [0xC3]
    var count = 0
    for length in 0...5 {
      var digits = [Int](repeating: 0, count: length)
      while true {
        // A few billion more combinations would say little more: every third is enough at the longest.
        if length < 5 || count % 3 == 0 { _ = readingError(digits.map { letters[$0] }) }
        count += 1
        guard let place = digits.lastIndex(where: { $0 < letters.count - 1 }) else { break }
        digits[place] += 1
        for later in (place + 1)..<max(length, place + 1) { digits[later] = 0 }
      }
    }
    #expect(count > 60_000)
  }
}
