import Encoding
import Tabular
import Testing

/// Counts are those of the data's own README and of pandas 3.
@Suite("Real tables", .enabled(if: SharedData.isPresent, "the shared data are not here"))
struct SharedDataTests {
  @Test("bike sharing: CRLF, dates, no kind but number beside them")
  func bikes() throws {
    let data = try DelimitedReader.read(path: SharedData.path("bike_sharing/hour.csv"))
    #expect(data.table.rowCount == 17_379)
    #expect(data.table.columns.count == 17)
    #expect(data.schema["dteday"]?.kind == .timestamp)
    #expect(data.schema.columns.filter { $0.kind == .numeric }.count == 16)
    #expect(data.table.numbers("cnt").reduce(0, +) == 3_292_679)
    #expect(data.notes.isEmpty)
  }

  @Test("bank marketing: gzip, semicolons, quoted strings")
  func bank() throws {
    let data = try DelimitedReader.read(path: SharedData.path("bank_marketing/bank-additional-full.csv.gz"))
    #expect(data.dialect == Dialect(separator: .semicolon, isCompressed: true))
    #expect(data.table.rowCount == 41_188)
    #expect(data.table.columns.count == 21)
    guard case .categorical(let labels)? = data.table["y"]?.values else {
      Issue.record("y is not categorical")
      return
    }
    #expect(labels.levels == ["no", "yes"])
    #expect(labels.codes.count { $0 == 1 } == 4_640)
    #expect(data.schema["emp.var.rate"]?.kind == .numeric)
    #expect(data.schema.columns.filter { $0.kind == .categorical }.count == 11)
  }

  @Test("adult: question marks are missing")
  func adult() throws {
    let data = try DelimitedReader.read(path: SharedData.path("adult/adult.csv.gz"))
    #expect(data.table.rowCount == 48_842)
    let missing = data.table.columns.map { column in (0..<column.count).count { column.values.isMissing($0) } }
    #expect(missing.reduce(0, +) == 6_465)
    #expect(data.table["workclass"]?.kind == .categorical)
  }

  @Test("car loans: booleans, times, a euro sign, 16 digits")
  func carLoans() throws {
    let data = try DelimitedReader.read(path: SharedData.path("nannyml_car_loan/car_loan_reference.csv.gz"))
    #expect(data.table.rowCount == 50_000)
    #expect(data.schema["repaid_loan_on_prev_car"]?.kind == .boolean)
    #expect(data.schema["timestamp"]?.kind == .timestamp)
    #expect(data.table["salary_range"]?.values.text(at: 0) == "40K - 60K €")
    #expect(data.table.numbers("debt_to_income_ratio")[0] == 0.6329502188904286)
    #expect(data.table["timestamp"]?.values.text(at: 1) == "2018-01-01T00:08:43.152Z")
  }

  @Test("open bandit: a column without a name, times with an offset")
  func openBandit() throws {
    let data = try DelimitedReader.read(path: SharedData.path("open_bandit/bts_men.csv"))
    #expect(data.table.rowCount == 10_000)
    #expect(data.table.columns.count == 44)
    #expect(data.table.columnNames[0] == "column_1")
    #expect(data.notes.map(\.subject) == [.renamed])
    #expect(data.schema["timestamp"]?.kind == .timestamp)
    #expect(data.table["timestamp"]?.values.text(at: 0) == "2019-11-24T00:01:03.979311Z")
    #expect(data.table["user_feature_0"]?.kind == .categorical)
    #expect(data.table.numbers("click").reduce(0, +) == 69)
  }

  @Test(
    "a table that is written and read again is the same table, read whole or in pieces",
    arguments: [
      "bike_sharing/hour.csv", "adult/adult.csv.gz", "nannyml_car_loan/car_loan_analysis.csv.gz",
      "open_bandit/item_context_men.csv",
    ])
  func roundTrip(name: String) throws {
    let data = try DelimitedReader.read(path: SharedData.path(name))
    let written = DelimitedWriter(separator: .pipe).bytes(of: data.table)
    let again = try DelimitedReader.read(bytes: written)
    #expect(again.table == data.table)

    var options = ReadOptions(schema: data.schema)
    options.header = .names(data.table.columnNames)
    let bare = Array(written[((written.firstIndex(of: 10) ?? 0) + 1)...])
    let stream = try DelimitedStream(bytes: bare, options: options)
    var row = 0
    while let piece = try stream.next(maxRows: 7_001) {
      #expect(piece == data.table.gathering(row..<row + piece.rowCount))
      row += piece.rowCount
    }
    #expect(row == data.table.rowCount)
  }

  @Test("the hash of a file is the one that sha256sum gives")
  func hash() throws {
    #expect(
      try ContentHash.sha256(ofFile: SharedData.path("bike_sharing/hour.csv"))
        == "e03de4ee4ef4dc376ac6e04bf829673c6269e8eba5c60fa121640fa2f829504f")
  }
}
