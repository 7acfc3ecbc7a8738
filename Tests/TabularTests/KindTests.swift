import Encoding
import Tabular
import Testing

@Suite("Kinds of columns")
struct KindTests {
  struct Case: CustomTestStringConvertible {
    var values: [String]
    var kind: ColumnKind
    var testDescription: String { values.joined(separator: " ") }

    init(_ kind: ColumnKind, _ values: String...) { (self.kind, self.values) = (kind, values) }
  }

  @Test(
    "a kind fits all the values of a column",
    arguments: [
      Case(.numeric, "1", "2.5", "-3e4", "+.5", "7."), Case(.numeric, "", "NA", "?", "1"), Case(.numeric, "", ""),
      Case(.numeric, "0", "1"), Case(.boolean, "true", "False", "TRUE", ""), Case(.categorical, "true", "1"),
      Case(.categorical, "yes", "no"), Case(.timestamp, "2026-03-01", "2026-03-01T08:00:00Z", "None"),
      Case(.categorical, "2026-03-01", "5"), Case(.categorical, "2026-13-01"), Case(.categorical, "0x1F", "1_000"),
      Case(.categorical, "1", "2", "x"), Case(.categorical, "1e", "-", "."), Case(.categorical, "1 2"),
    ])
  func kinds(sample: Case) throws {
    let data = try read("id,v\n" + sample.values.map { "1,\($0)\n" }.joined())
    #expect(data.schema["v"]?.kind == sample.kind)
  }

  @Test("a string after many numbers makes a column categorical, with all texts as they were written")
  func lateString() throws {
    let rows = 400_000
    var text = "a,b\n"
    for row in 0..<rows { text += "\(row % 7).50,\(row)\n" }
    text += "007,1\nlast,2\n"
    let data = try read(text)
    #expect(data.schema["a"]?.kind == .categorical)
    #expect(data.schema["b"]?.kind == .numeric)
    #expect(data.table.row(0) == ["0.50", "0"])
    #expect(data.table.row(rows) == ["007", "1"])
    #expect(data.table.row(rows + 1) == ["last", "2"])
  }

  @Test("values that come late decide the kind of a column that begins empty")
  func lateValues() throws {
    let rows = 300_000
    var text = "id,n,t,b,c\n"
    for row in 0..<rows { text += "\(row),,NA,?,\n" }
    text += "0,1.5,2026-03-01,true,x\n"
    let data = try read(text)
    #expect(data.schema.columns.map(\.kind) == [.numeric, .numeric, .timestamp, .boolean, .categorical])
    #expect(data.table.row(rows) == ["0", "1.5", "2026-03-01T00:00:00Z", "true", "x"])
    #expect(data.table.row(5) == ["5", nil, nil, nil, nil])
  }

  @Test("many distinct numbers after an empty start are numbers still")
  func lateNumbers() throws {
    var text = "id,n\n"
    for _ in 0..<300_000 { text += "1,\n" }
    for row in 0..<100_000 { text += "1,\(row).25\n" }
    let data = try read(text)
    #expect(data.table.numbers("n").last == 99_999.25)
    #expect(data.table.numbers("n")[0].isNaN)
  }

  @Test("many distinct long values are text, many short ones categories up to 65,536")
  func text() throws {
    var long = "a,b\n"
    for row in 0..<1000 { long += "this is sentence number \(row),k\(row)\n" }
    let data = try read(long)
    #expect(data.schema["a"]?.kind == .text)
    #expect(data.schema["b"]?.kind == .categorical)
    #expect(data.table.row(999) == ["this is sentence number 999", "k999"])

    var many = "a,b\n"
    for row in 0..<70_000 { many += "k\(row),\(row % 3 == 0 ? "" : "\"q\"\"\(row)\"")\n" }
    let overflowing = try read(many)
    #expect(overflowing.schema.columns.map(\.kind) == [.text, .categorical])
    #expect(overflowing.table.row(69_999) == ["k69999", nil])
    #expect(overflowing.table.row(69_998) == ["k69998", "q\"69998"])
  }

  @Test("declared kinds are kept, and a value that does not fit is an error in its place")
  func declared() throws {
    var options = ReadOptions()
    options.kinds = ["a": .categorical, "b": .text, "c": .numeric]
    let data = try read("a,b,c\n1,2,3\n", options)
    #expect(data.schema.columns.map(\.kind) == [.categorical, .text, .numeric])
    let error = readingError("a,b,c\n1,2,3\n\"x\ny\",2,abc\n", options)
    #expect(error?.problem == .unexpectedValue("abc", .numeric))
    #expect(error?.line == 4)
    #expect(error?.field == DelimitedError.Field(number: 3, name: "c"))
  }

  @Test("missing tokens can be replaced, also by numbers")
  func missingTokens() throws {
    var options = ReadOptions()
    options.missingTokens = ["999", "unknown"]
    let data = try read("a,b\n999,unknown\n1,NA\n", options)
    #expect(data.table.row(0) == [nil, nil])
    #expect(data.table.row(1) == ["1", "NA"])
  }

  @Test("infinite values are missing, with a note")
  func infinite() throws {
    let data = try read("a,b\n1,inf\n1e999,2\n-Infinity,3\n")
    #expect(data.table.numbers("a")[1].isNaN)
    #expect(data.table.numbers("b")[0].isNaN)
    #expect(data.notes.map(\.subject) == [.infinite, .infinite])
    #expect(data.notes[0].text == "2 infinite values were taken as missing")
  }

  @Test("levels are numbered by first appearance")
  func levels() throws {
    let data = try read("a\nz\nNA\nlonger than eight\ny\nz\n")
    guard case .categorical(let values)? = data.table["a"]?.values else {
      Issue.record("not categorical")
      return
    }
    #expect(values.levels == ["z", "longer than eight", "y"])
    #expect(values.codes == [0, CategoricalValues.missing, 1, 2, 0])
  }
}
