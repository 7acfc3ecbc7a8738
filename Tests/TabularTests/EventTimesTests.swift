import Encoding
import Tabular
import Testing

@Suite("Event times")
struct EventTimesTests {
  private func times(_ text: String, _ columns: String...) throws -> [String] {
    try read(text).table.eventTimes(by: .columns(columns)).map { Timestamp(microseconds: $0).description }
  }

  @Test("a date and hours, minutes and seconds make a time")
  func composite() throws {
    let text = "d,h,m,s\n2011-01-01,0,5,7\n2011-01-01,23,59,0.5\n"
    #expect(try times(text, "d") == ["2011-01-01T00:00:00Z", "2011-01-01T00:00:00Z"])
    #expect(try times(text, "d", "h") == ["2011-01-01T00:00:00Z", "2011-01-01T23:00:00Z"])
    #expect(try times(text, "d", "h", "m", "s") == ["2011-01-01T00:05:07Z", "2011-01-01T23:59:00.5Z"])
  }

  @Test("year, month and day make a date, and hours can follow")
  func civil() throws {
    #expect(
      try times("y,m,d,h\n2024,2,29,13\n2023,12,31,0\n", "y", "m", "d", "h")
        == ["2024-02-29T13:00:00Z", "2023-12-31T00:00:00Z"])
  }

  // 1,700,000,000 s is 2023-11-14T22:13:20Z (GNU date).
  @Test("one number is Unix time, in the unit that its size tells", arguments: ["", "000", "000000"])
  func unix(zeros: String) throws {
    #expect(try times("id,t\n1,1700000000\(zeros)\n", "t") == ["2023-11-14T22:13:20Z"])
  }

  @Test("rows in order are spread evenly between two times")
  func rowOrder() throws {
    let table = try read("a\n1\n2\n3\n4\n5\n").table
    let from = Timestamp(year: 2008, month: 5, day: 1)
    let specification = TimeSpecification.rowOrder(from: from, to: from.advanced(bySeconds: 4))
    #expect(
      try table.eventTimes(by: specification).map { $0 - from.microseconds } == [0, 1, 2, 3, 4].map { $0 * 1_000_000 })
    let piece = table.gathering([0, 1])
    #expect(
      try piece.eventTimes(by: specification, firstRow: 3, totalRows: 5).map { $0 - from.microseconds }
        == [3_000_000, 4_000_000])
    #expect(try table.gathering([0]).eventTimes(by: specification) == [from.microseconds])
  }

  struct Fault: CustomTestStringConvertible {
    var text: String
    var columns: [String]
    var message: String
    var testDescription: String { message }
  }

  @Test(
    "what is no time is refused in its place",
    arguments: [
      Fault(text: "a\n1\n", columns: ["b"], message: "time column \"b\": the table has no such column; check the name"),
      Fault(
        text: "a\n1\n", columns: [],
        message: "time: no column is named; name one, or give the times of the first and the last row"),
      Fault(
        text: "a\nx\n", columns: ["a"],
        message: "time column \"a\": is categorical, which gives no time; write times as 2026-03-01 or "
          + "2026-03-01T08:00:00Z"),
      Fault(
        text: "a,b\n2026-01-01,1\n,2\n", columns: ["a", "b"],
        message: "time column \"a\", data row 2: has no value; fill it in, or remove the row"),
      Fault(
        text: "a,b\n2026-01-01,1\n2026-01-01,25\n", columns: ["a", "b"],
        message:
          "time column \"b\", data row 2: 25 is no hour; name the date, then hours, minutes and seconds in this order"),
      Fault(
        text: "y,m,d\n2023,2,29\n", columns: ["y", "m", "d"],
        message: "time column \"d\", data row 1: 29 is no day; name year, month and day in this order"),
      Fault(
        text: "a\n12\n", columns: ["a"],
        message:
          "time column \"a\": 12 is no Unix time; name a column of times, or give the times of the first and the last row"
      ),
    ])
  func faults(fault: Fault) throws {
    let table = try read(fault.text).table
    let error = #expect(throws: EventTimeError.self) { try table.eventTimes(by: .columns(fault.columns)) }
    #expect(error?.description == fault.message)
  }

  @Test(
    "bike sharing goes from the first hour to the last, in order",
    .enabled(if: SharedData.isPresent, "the shared data are not here"))
  func bikes() throws {
    let table = try DelimitedReader.read(path: SharedData.path("bike_sharing/hour.csv")).table
    let times = try table.eventTimes(by: .columns(["dteday", "hr"]))
    #expect(Timestamp(microseconds: times[0]).description == "2011-01-01T00:00:00Z")
    #expect(Timestamp(microseconds: times[17_378]).description == "2012-12-31T23:00:00Z")
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
  }
}
