import DataQuality
import Encoding
import Expressions
import Tabular
import Testing

@Suite("Checks of the data")
struct CheckTests {
  private func findings(
    _ text: String, roles: [String: ColumnRole] = [:], rules: [String] = [], training: [Int]? = nil
  ) throws -> [DataFinding] {
    let data = try DelimitedReader.read(bytes: Array(text.utf8))
    var schema = data.schema
    for index in schema.columns.indices { schema.columns[index].role = roles[schema.columns[index].name] ?? .feature }
    let checks = DataChecks(
      table: data.table, schema: schema, trainingRows: training,
      rules: try rules.map { DataChecks.Rule(name: $0, rule: try Expression(parsing: $0), severity: .error) },
      now: Timestamp(year: 2026, month: 1, day: 1))
    return try checks.run()
  }

  @Test("missing values, constants, repeated rows and ids, each with count, examples and a mend")
  func basics() throws {
    let found = try findings(
      "id,a,c,y\n1,5,k,yes\n2,,k,no\n2,7,k,no\n4,5,k,\n", roles: ["id": .id, "y": .target])
    let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    #expect(byID["missing-a"]?.count == 1)
    #expect(byID["missing-a"]?.share == 0.25)
    #expect(byID["missing-a"]?.examples.first?.row == 1)
    #expect(byID["missing-a"]?.mend?.edits.first?.change == .fillMissing(column: "a", with: .median))
    #expect(byID["missing-y"]?.severity == .error)
    #expect(byID["missing-y"]?.mend?.edits.first?.change == .dropRows([3]))
    #expect(byID["constant-c"]?.advice?.contains("leave_out") == true)
    #expect(byID["unique-id"]?.mend?.edits.first?.change == .dropRows([2]))
    #expect(found.map(\.severity) == found.map(\.severity).sorted(by: >))
  }

  @Test("values alike but for capitals and blanks become the most frequent one")
  func levels() throws {
    let found = try findings("s,t\nYes,a\nyes ,b\nYes,c\nno,d\n pad,e\n")
    let alike = try #require(found.first { $0.id == "levels-s" })
    #expect(alike.count == 1)
    #expect(
      alike.mend?.edits.first?.change
        == .replaceValues(column: "s", replacements: [.init(from: "yes ", to: "Yes")]))
    let blanks = try #require(found.first { $0.id == "whitespace-s" })
    #expect(
      blanks.mend?.edits.first?.change
        == .replaceValues(column: "s", replacements: [.init(from: " pad", to: "pad")]))
  }

  @Test("a number among texts, a level that training never saw, a time to come, a leak")
  func others() throws {
    var text = "n,s,t,leak,y\n"
    for row in 0..<200 {
      text +=
        "\(row == 50 ? "oops" : "\(row % 40)"),\(row > 150 ? "new" : "old"),"
        + "\(row == 3 ? "2031" : "2025")-01-01,\(row % 2 == 0 ? row : 1000 + row),\(row % 2)\n"
    }
    let found = try findings(
      text, roles: ["t": .time, "y": .target], training: Array(0..<100))
    let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    #expect(byID["kinds-n"]?.count == 1)
    #expect(byID["set-s"]?.count == 49)
    #expect(byID["time-t"]?.count == 1)
    #expect(byID["time-t"]?.examples.first?.row == 3)
    #expect(byID["leak-leak"] != nil)
    #expect(byID["leak-s"] == nil)
  }

  @Test("declared rules: by row, over all rows, and of uniqueness")
  func rules() throws {
    let found = try findings(
      "a,b\n1,x\n20,y\n,x\n-3,\n", rules: ["a >= 0 and a <= 10", "count(b) >= 0.9 * count()", "unique(b)", "zzz > 1"])
    let messages = found.filter { $0.check == .rule }
    #expect(messages.count == 4)
    let byRow = try #require(messages.first { $0.column == "a" })
    #expect(byRow.count == 2)
    #expect(byRow.examples.map(\.row) == [1, 3])
    let mended = try #require(byRow.mend).apply(
      to: DelimitedReader.read(bytes: Array("a,b\n1,x\n20,y\n,x\n-3,\n".utf8)).table)
    #expect(mended.origins == [0, 2])
    #expect(try findings("a\n1\n2\n", rules: ["unique(a)", "a > 0"]).filter { $0.check == .rule }.isEmpty)
  }

  @Test("far outliers are held to Tukey's fences; cancelling ends the checks")
  func outliers() throws {
    // Quartiles of 0…99 and 1000: 25 and 75 (type 7), so that the fences stand at 25 - 150 and 75 + 150.
    let text = "a,b\n" + (0..<100).map { "\($0),\($0 % 7)\n" }.joined() + "1000,1\n"
    let found = try findings(text)
    let outlier = try #require(found.first { $0.id == "range-a" })
    #expect(outlier.count == 1)
    #expect(outlier.mend?.edits.first?.change == .clamp(column: "a", low: -125, high: 225))
    let data = try DelimitedReader.read(bytes: Array(text.utf8))
    let checks = DataChecks(table: data.table, schema: data.schema, now: Timestamp(microseconds: 0))
    #expect(throws: CancellationError.self) { try checks.run { _ in false } }
  }
}

@Suite("Row index")
struct RowIndexTests {
  private let table = Table(columns: [
    Column(name: "n", values: .numeric([3, -1, .nan, 0, 3])),
    Column(
      name: "s",
      values: .categorical(CategoricalValues(codes: [1, 0, 1, CategoricalValues.missing, 0], levels: ["b", "a"]))),
  ])

  @Test("a filter lets rows through in their order, pages end with the rows")
  func filters() throws {
    let index = try RowIndex(table, filter: Expression(parsing: "n >= 0"))
    #expect(index.count == 3)
    #expect(index.page(offset: 0, limit: 2) == [0, 3])
    #expect(index.page(offset: 2, limit: 9) == [4])
    #expect(index.page(offset: 9, limit: 9) == [])
    #expect(try RowIndex(table).page(offset: 1, limit: 2) == [1, 2])
  }

  @Test("rows are sorted stably, missing values last either way")
  func sorts() throws {
    func order(_ column: String, _ down: Bool) throws -> [Int] {
      try RowIndex(table, order: RowOrder(column: column, isDescending: down)).page(offset: 0, limit: 9)
    }
    #expect(try order("n", false) == [1, 3, 0, 4, 2])
    #expect(try order("n", true) == [0, 4, 3, 1, 2])
    #expect(try order("s", false) == [0, 2, 1, 4, 3])
    #expect(try order("s", true) == [1, 4, 0, 2, 3])
  }

  @Test("many rows, by chunks and by a radix sort, come out as the simple way has them")
  func many() throws {
    let numbers = (0..<1_200_000).map { Double(($0 &* 7919) % 100_003) - 50_000 }
    let table = Table(columns: [Column(name: "n", values: .numeric(numbers))])
    let index = try RowIndex(table, filter: Expression(parsing: "n > 49000"), order: RowOrder(column: "n"))
    let expected = numbers.indices.filter { numbers[$0] > 49000 }.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
    #expect(index.page(offset: 0, limit: .max) == expected)
    #expect(throws: CancellationError.self) {
      try RowIndex(table, filter: Expression(parsing: "n > 0"), isCancelled: { true })
    }
  }
}

@Suite("Difference of dataset versions")
struct DifferenceTests {
  private func table(_ text: String) throws -> Table {
    try DelimitedReader.read(bytes: Array(text.utf8)).table
  }

  @Test("rows of one source are matched by where they came from")
  func sameSource() throws {
    let source = try table("id,a,s\n1,10,x\n2,20,y\n3,30,x\n")
    let edits = DatasetEdits([
      DatasetEdit(.dropRows([0]), why: ""), DatasetEdit(.setCell(row: 0, column: "s", value: "z"), why: ""),
    ])
    let difference = DatasetDifference(EditedTable(source), try edits.apply(to: source), isSameSource: true)
    #expect(difference.removed == 1)
    #expect(difference.added == 0)
    #expect(difference.changed == 1)
    let column = try #require(difference.columns.first { $0.column == "s" })
    #expect(column.examples.first?.a == "y")
    #expect(column.examples.first?.b == "z")
    #expect(column.addedLevels == ["z"])
    #expect(column.removedLevels == ["y"])
    #expect(difference.columns.first { $0.column == "a" }?.mean.b == 25)
  }

  @Test("rows of two sources are matched by id, or by being equal")
  func otherSource() throws {
    let (a, b) = (try table("id,a\n1,10\n2,20\n3,30\n"), try table("id,a,new\n3,30,1\n2,21,1\n4,40,1\n"))
    let byID = DatasetDifference(EditedTable(a), EditedTable(b), isSameSource: false, id: "id")
    #expect((byID.removed, byID.added, byID.changed) == (1, 1, 1))
    #expect(byID.schema.map(\.column) == ["new"])
    #expect(byID.schema.map(\.change) == [.added])
    let byRow = DatasetDifference(EditedTable(a), EditedTable(b), isSameSource: false)
    #expect((byRow.removed, byRow.added, byRow.changed) == (2, 2, 0))
  }
}
