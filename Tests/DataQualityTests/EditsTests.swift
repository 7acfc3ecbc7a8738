import DataQuality
import Expressions
import Tabular
import Testing

@Suite("Edits of a dataset")
struct EditsTests {
  private let table = Table(columns: [
    Column(name: "age", values: .numeric([20, .nan, 40, 150, 40])),
    Column(
      name: "job",
      values: .categorical(
        CategoricalValues(codes: [0, 1, CategoricalValues.missing, 1, CategoricalValues.missing], levels: ["a", "b"]))),
    Column(name: "y", values: .boolean([1, 0, 0, 255, 0])),
  ])

  private func text(_ table: Table) -> [[String?]] {
    (0..<table.rowCount).map { row in table.columns.map { $0.values.text(at: row) } }
  }

  private func apply(_ changes: DatasetEdit.Change...) throws -> EditedTable {
    try DatasetEdits(changes.map { DatasetEdit($0, why: "test") }).apply(to: table)
  }

  @Test("cells are set in order, new levels are added, nil is missing")
  func setsCells() throws {
    let edited = try apply(
      .setCell(row: 0, column: "age", value: "21"), .setCell(row: 0, column: "age", value: "22.5"),
      .setCell(row: 1, column: "job", value: "c"), .setCell(row: 0, column: "job", value: nil),
      .setCell(row: 3, column: "y", value: "true"))
    #expect(
      text(edited.table) == [
        ["22.5", nil, "true"], [nil, "c", "false"], ["40", nil, "false"], ["150", "b", "true"], ["40", nil, "false"],
      ])
    #expect(edited.origins == nil)
  }

  @Test("rows of later edits are counted in what earlier ones left, and origins tell where they came from")
  func dropsRows() throws {
    let edited = try apply(.dropRows([1, 0, 1]), .setCell(row: 1, column: "age", value: "15"))
    #expect(edited.table.columns[0].values.text(at: 1) == "15")
    #expect(edited.origins == [2, 3, 4])
    #expect(edited.rowCount == 3)
  }

  @Test("a filter that is unknown for a missing value neither drops nor keeps the row")
  func filters() throws {
    let filter = try Expression(parsing: "age > 30")
    #expect(try apply(.dropWhere(filter)).origins == [0, 1])
    #expect(try apply(.keepWhere(filter)).origins == [2, 3, 4])
  }

  @Test("missing values are filled with a value, the median or the most frequent value")
  func fills() throws {
    // Median of 20, 40, 40, 150.
    #expect(try apply(.fillMissing(column: "age", with: .median)).table["age"]?.values.text(at: 1) == "40")
    #expect(try apply(.fillMissing(column: "job", with: .mode)).table["job"]?.values.text(at: 2) == "b")
    #expect(try apply(.fillMissing(column: "y", with: .value("true"))).table["y"]?.values.text(at: 3) == "true")
    #expect(throws: DatasetEditError.self) { try apply(.fillMissing(column: "y", with: .value("maybe"))) }
    #expect(throws: DatasetEditError.self) { try apply(.fillMissing(column: "job", with: .median)) }
  }

  @Test("numbers are held within bounds, values replaced at the same time, repeated rows dropped")
  func otherChanges() throws {
    #expect(try apply(.clamp(column: "age", low: 30, high: 100)).table["age"]?.values.text(at: 3) == "100")
    let swapped = try apply(
      .replaceValues(column: "job", replacements: [.init(from: "a", to: "b"), .init(from: "b", to: "a")]))
    #expect(text(swapped.table).map { $0[1] } == ["b", "a", nil, "a", nil])
    #expect(try apply(.dropDuplicates(columns: nil)).origins == [0, 1, 2, 3])
    #expect(try apply(.dropDuplicates(columns: ["y"])).origins == [0, 1, 3])
  }

  @Test("appended rows join level tables and get origins behind the source's")
  func appends() throws {
    let more = Table(columns: [
      Column(name: "job", values: .categorical(CategoricalValues(codes: [0], levels: ["z"]))),
      Column(name: "age", values: .numeric([5])),
    ])
    let edits = DatasetEdits([
      DatasetEdit(.dropRows([0]), why: ""), DatasetEdit(.appendRows(.init(path: "f", sha256: "h")), why: ""),
    ])
    let edited = try edits.apply(
      to: table,
      appending: { file, schema in
        #expect(file.path == "f")
        #expect(schema.columns.map(\.kind) == [.numeric, .categorical, .boolean])
        return more
      })
    #expect(text(edited.table).last == ["5", "z", nil])
    #expect(edited.origins == [1, 2, 3, 4, 5])
    #expect(throws: DatasetEditError.self) { try edits.apply(to: table) }
  }

  @Test("what cannot be done names the edit and the mend")
  func errors() throws {
    let wrong = #expect(throws: DatasetEditError.self) {
      try apply(.setCell(row: 0, column: "age", value: "1"), .setCell(row: 9, column: "age", value: "1"))
    }
    #expect(wrong == DatasetEditError(edit: 1, problem: .noRow(9, rowCount: 5)))
    let misspelt = #expect(throws: DatasetEditError.self) { try apply(.clamp(column: "agee", low: 0, high: 1)) }
    #expect("\(misspelt as Any)".contains("did you mean `age`?"))
    #expect(throws: DatasetEditError.self) { try apply(.setCell(row: 0, column: "age", value: "nan")) }
    #expect(throws: DatasetEditError.self) { try apply(.dropRows([0, 1, 2, 3, 4])) }
  }

  @Test("every change is written and read back the same")
  func roundTrip() throws {
    let edits = DatasetEdits(
      [
        .setCell(row: 3, column: "a \"b\"", value: nil), .setCell(row: 3, column: "a", value: ""),
        .dropRows([1, 2]), .dropWhere(try Expression(parsing: "age > 3 and job == \"x\"")),
        .keepWhere(try Expression(parsing: "age > 3")), .dropDuplicates(columns: nil),
        .dropDuplicates(columns: ["a", "b"]), .fillMissing(column: "a", with: .value("median")),
        .fillMissing(column: "a", with: .median), .fillMissing(column: "a", with: .mode),
        .clamp(column: "a", low: nil, high: 1.5),
        .replaceValues(column: "a", replacements: [.init(from: "Yes ", to: "yes"), .init(from: "?", to: nil)]),
        .appendRows(.init(path: "more.csv", sha256: "00ff")),
      ].map { DatasetEdit($0, why: "because\nof it") })
    #expect(try DatasetEdits(decoding: edits.bytes) == edits)
    #expect(edits.hash(over: "s") == edits.hash(over: "s"))
    #expect(edits.hash(over: "s") != edits.hash(over: "t"))
    #expect(DatasetEdits().hash(over: "s") == "s")
    #expect(throws: DatasetEditError.self) { try DatasetEdits(decoding: Array("{\"edit\":\"x\"}\n".utf8)) }
  }
}
