import Expressions
import Tabular
import Testing

@Suite("Values by segment")
struct SegmentTests {
  /// By hand: admin. has rows 0 and 4, Müller 1 and 5, it 2, nobody 3.
  @Test("Each level has the value of its rows, the largest first")
  func values() throws {
    let found = try Expression(parsing: "sum(x) / count() by segment(job)").segments(over: Sample.bindings)
    #expect(
      found == [
        SegmentValue(level: "admin.", count: 2, value: 0.5), SegmentValue(level: "Müller", count: 2, value: 3),
        SegmentValue(level: "it", count: 1, value: 3), SegmentValue(level: nil, count: 1, value: nil),
      ])
  }

  @Test("Every aggregate over a segment is the aggregate over its rows alone")
  func agreement() throws {
    let aggregates = [
      "sum(x)", "mean(x)", "count()", "count(x > 0)", "count(where y > 0)", "rate(outcome)", "min(x)", "max(y)",
      "sd(x)",
      "median(x)", "quantile(x, 0.9)", "distinct(note)", "distinct(x)", "count(note where x > 0)",
      "sum(x where y >= 0) / count()",
    ]
    for text in aggregates {
      let expression = try Expression(parsing: text)
      for segment in try expression.segments(over: Sample.bindings, by: "paid") {
        let condition = segment.level.map { "paid == \($0)" } ?? "is_missing(paid)"
        let rows = try Expression(parsing: condition).matches(over: Sample.bindings)
        var part = Bindings(Sample.table.gathering(rows))
        part.bind("outcome", to: rows.map { [1, 0, 1, .nan, 0, 0][$0] })
        #expect(try expression.aggregate(over: part) == segment.value, "\(text) where \(condition)")
        #expect(segment.count == rows.count)
      }
    }
  }

  @Test("Rows outside the range are left out, and without a segment all rows are one")
  func ranges() throws {
    let count = try Expression(parsing: "count() by segment(job)")
    #expect(try count.segments(over: Sample.bindings, rows: 4..<6).map(\.count) == [1, 1])
    #expect(try count.segments(over: Sample.bindings, rows: 2..<2).isEmpty)
    let whole = try Expression(parsing: "count()").segments(over: Sample.bindings)
    #expect(whole == [SegmentValue(level: nil, count: 6, value: 6)])
    #expect(count.segment == "job")
    #expect(count.unsegmented.text == "count()")
  }

  @Test("A column that is no segment is refused")
  func refusals() throws {
    let count = try Expression(parsing: "count()")
    for column in ["x", "note", "at", "jbo"] {
      #expect(throws: ExpressionError.self, "\(column)") { try count.segments(over: Sample.bindings, by: column) }
    }
    var many = Bindings(rowCount: 1)
    many.bind("id", to: .categorical(CategoricalValues(codes: [0], levels: (0...1000).map(String.init))))
    #expect(throws: ExpressionError.self) { try count.segments(over: many, by: "id") }
  }
}
