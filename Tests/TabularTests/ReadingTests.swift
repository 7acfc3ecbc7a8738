import Tabular
import Testing

@Suite("Reading delimited text")
struct ReadingTests {
  @Test("every line ending, with and without a last one, gives the same rows", arguments: ["\n", "\r\n", "\r"])
  func lineEndings(ending: String) throws {
    for last in ["", ending, ending + ending] {
      let data = try read(["a,b", "1,x", "2,y"].joined(separator: ending) + last)
      #expect(data.table.rowCount == 2)
      #expect(data.table.row(0) == ["1", "x"])
      #expect(data.table.row(1) == ["2", "y"])
    }
  }

  @Test("separators are found out", arguments: Separator.allCases)
  func separators(separator: Separator) throws {
    let byte = String(UnicodeScalar(separator.byte))
    let text = "a|b".replacing("|", with: byte) + "\n1|2\n3|4\n".replacing("|", with: byte)
    let data = try read(text)
    #expect(data.dialect.separator == separator)
    #expect(data.table.numbers("b") == [2, 4])
  }

  @Test("decimal commas do not make the comma the separator, and are remarked on")
  func decimalCommas() throws {
    let data = try read("a;b\n1,5;2,5\n2,5;3,5\n")
    #expect(data.dialect.separator == .semicolon)
    #expect(data.schema["a"]?.kind == .categorical)
    #expect(data.notes.map(\.subject) == [.decimalComma, .decimalComma])
  }

  @Test("quoted fields hold separators, line breaks and quotes")
  func quotes() throws {
    let data = try read(
      "name,n\n\"a,b\",1\n\"line\r\nbreak\",2\n\"say \"\"hi\"\"\",3\nplain \"inner\" quote,4\n\"\",5\n")
    #expect(
      (0..<5).map { data.table.row($0)[0] } == ["a,b", "line\r\nbreak", "say \"hi\"", "plain \"inner\" quote", nil])
    #expect(data.table.numbers("n") == [1, 2, 3, 4, 5])
  }

  @Test("quoted numbers are numbers, also at the end of a CRLF line")
  func quotedNumbers() throws {
    let data = try read("a,b\r\n\"1.5\",\"2\"\r\n 3 ,\"4\"\r\n")
    #expect(data.table.numbers("a") == [1.5, 3])
    #expect(data.table.numbers("b") == [2, 4])
  }

  @Test("a byte order mark is no part of the first name")
  func byteOrderMark() throws {
    let data = try DelimitedReader.read(bytes: [0xEF, 0xBB, 0xBF] + Array("a,b\n1,2\n".utf8))
    #expect(data.table.columnNames == ["a", "b"])
    let quoted = try DelimitedReader.read(bytes: [0xEF, 0xBB, 0xBF] + Array("\"a\",b\n1,2\n".utf8))
    #expect(quoted.table.columnNames == ["a", "b"])
  }

  @Test("empty and repeated names are replaced, with a note")
  func names() throws {
    let data = try read(",x,x,x_2, y \n1,2,3,4,5\n")
    #expect(data.table.columnNames == ["column_1", "x", "x_3", "x_2", "y"])
    #expect(data.notes.map(\.subject) == [.renamed, .renamed])
    #expect(data.notes[0].text == "column 1 has no name; it is called \"column_1\" here")
  }

  @Test("a header alone gives a table without rows")
  func headerOnly() throws {
    for text in ["a,b", "a,b\n", "\n\na,b\r\n\r\n"] {
      let data = try read(text)
      #expect(data.table.columnNames == ["a", "b"])
      #expect(data.table.rowCount == 0)
    }
  }

  @Test("blank lines are no rows, also in a single column")
  func blankLines() throws {
    let data = try read("a\n1\n\n2\r\n\r\n\"\"\n3")
    #expect(data.table.rowCount == 4)
    #expect(data.table.row(2) == [nil])
  }

  @Test("files without a header get numbered or given names")
  func withoutHeader() throws {
    var options = ReadOptions()
    options.header = .absent
    #expect(try read("1,2\n3,4\n", options).table.columnNames == ["column_1", "column_2"])
    #expect(try read("1,2\n3,4\n", options).table.rowCount == 2)
    options.header = .names(["p", "q"])
    #expect(try read("1,2\n3,4\n", options).table.numbers("q") == [2, 4])
    #expect(readingError("1,2,3\n", options)?.problem == .wrongNameCount(given: 2, found: 3))
  }

  @Test("a header of numbers is remarked on")
  func numericHeader() throws {
    #expect(try read("1,2\n3,4\n").notes.map(\.subject) == [.headerLooksLikeData])
  }

  @Test("a subset of columns is read, in file order")
  func subset() throws {
    var options = ReadOptions()
    options.columns = ["c", "a"]
    let data = try read("a,b,c\n1,\"x,\ny\",3\n4,z,6\n", options)
    #expect(data.table.columnNames == ["a", "c"])
    #expect(data.table.numbers("c") == [3, 6])
    options.columns = ["a", "nope"]
    #expect(readingError("a,b\n1,2\n", options)?.problem == .absentColumns(["nope"]))
  }

  @Test("a range of rows is read, and what comes after it is not judged")
  func rowRange() throws {
    var options = ReadOptions()
    options.rows = 1..<3
    let data = try read("a\n1\n2\n3\n4,5\n", options)
    #expect(data.table.numbers("a") == [2, 3])
    options.rows = 2..<10
    #expect(try read("a\n1\n2\n3\n", options).table.numbers("a") == [3])
    #expect(readingError("a\n1\n2\n3,3\n", options)?.line == 4)
  }

  @Test("progress is told, and can cancel")
  func progress() throws {
    var options = ReadOptions()
    options.progress = { $0.rows < 0 }
    #expect(readingError("a\n1\n", options)?.problem == .cancelled)
    options.progress = { $0.rows == 1 && $0.bytesRead == $0.bytesTotal }
    #expect(readingError("a\n1\n", options) == nil)
  }
}
