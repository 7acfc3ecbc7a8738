import Expressions
import Tabular
import Testing

@Suite("Values of windows")
struct AggregateTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var value: Double?
    var testDescription: String { text }

    init(_ text: String, _ value: Double?) { (self.text, self.value) = (text, value) }
  }

  /// By hand from `Sample.table`; |prediction − x| is 9, 22, 27, –, 50, 8.
  static let cases = [
    Case("count()", 6),
    Case("count(x)", 5),
    Case("count(x > 0)", 3),
    Case("count(paid)", 3),
    Case("count(not paid)", 2),
    Case("count(if(x > 0, paid, false))", 2),
    Case("sum(x)", 10),
    Case("mean(x)", 2),
    Case("min(x)", -2),
    Case("max(x)", 8),
    Case("sum(abs(prediction - x))", 116),
    Case("sum(abs(prediction - x)) / count()", 116.0 / 6),
    Case("rate(outcome == 1)", 0.4),
    Case("rate(outcome)", 0.4),
    Case("rate(job == \"admin.\")", 0.4),
    Case("sum(outcome * y) / count()", 2.0 / 6),
    Case("quantile(x, 0)", -2),
    Case("quantile(x, 0.5)", 1),
    Case("quantile(x, 0.9)", 6),
    Case("quantile(x, 1)", 8),
    Case("1 - mean(outcome) * 2", 0.2),
    Case("if(count() > 5, sum(x), 0)", 10),
    Case("max(sum(x), sum(y), 3)", 10),
    Case("min(at)", -1),
    Case("sum(x) > 5 and mean(x) < 3", 1),
    Case("sum(x where paid)", 9),
    Case("sum(x where not paid) / count(where job == \"admin.\")", -1),
    Case("count(where x > 0)", 3),
    Case("count(x where y > 0)", 2),
    Case("rate(outcome where x > 0)", 2.0 / 3),
    Case("max(x where job == wish)", 8),
    Case("mean(y where x > 100)", nil),
    Case("count(y where x > 100)", 0),
    Case("median(x)", 1),
    Case("median(x where paid)", 4.5),
    Case("sd(x)", 3.8078865529319543),
    Case("sd(x where x > 5)", nil),
    Case("distinct(job)", 3),
    Case("distinct(note)", 4),
    Case("distinct(x % 2)", 2),
    Case("distinct(paid)", 2),
    Case("count(note)", 5),
    Case("count(job where x > 0)", 3),
    Case("round(mean(x), 1) in [2]", 1),
    Case("mean(x) by segment(job)", 2),
    Case("sum(x / 0)", nil),
    Case("sum(x) / sum(x - x)", nil),
    Case("sum(log(0 - 1))", nil),
    Case("mean(sqrt(0 - 1))", nil),
  ]

  @Test("An aggregate has the value that the hand gives", arguments: cases)
  func values(_ example: Case) throws {
    let value = try Expression(parsing: example.text).aggregate(over: Sample.bindings)
    #expect(same([value ?? .nan], [example.value ?? .nan]), "\(String(describing: value))")
  }

  @Test("Over no rows only a count has a value")
  func nothing() throws {
    for text in ["sum(x)", "mean(x)", "rate(x > 1)", "min(x)", "max(x)", "quantile(x, 0.5)"] {
      let expression = try Expression(parsing: text)
      #expect(try expression.aggregate(over: Sample.bindings, rows: 3..<3) == nil, "\(text)")
      #expect(try expression.aggregate(over: Sample.bindings, rows: 3..<4) == nil, "\(text) of a missing value")
    }
    #expect(try Expression(parsing: "1 / count()").aggregate(over: Sample.bindings, rows: 3..<3) == nil)
    #expect(try Expression(parsing: "count()").aggregate(over: Sample.bindings, rows: 3..<3) == 0)
    #expect(try Expression(parsing: "count(x)").aggregate(over: Sample.bindings, rows: 3..<4) == 0)
  }

  /// x = ((7919 i) mod 1009) / 10 − 50, missing where 17 divides i.
  static let long: Bindings = {
    var bindings = Bindings(rowCount: 5000)
    bindings.bind(
      "x", to: (0..<5000).map { (i: Int) -> Double in i % 17 == 0 ? .nan : Double(i * 7919 % 1009) / 10 - 50 })
    bindings.bind("i", to: (0..<5000).map(Double.init))
    return bindings
  }()

  /// numpy 2: nansum, nanmean, nanquantile, std with ddof 1, unique, and math.fsum for the sum of roots.
  static let longCases = [
    Case("sum(x)", 1799),
    Case("mean(x)", 0.38235919234856536),
    Case("quantile(x, 0.95)", 45.7),
    Case("count(x)", 4705),
    Case("sum(sqrt(abs(x)) * if(i % 3 == 0, 1, -2))", -22295.38286983303),
    Case("rate(x > 10)", 0.4038257173219979),
    Case("sd(x)", 29.13249237887375),
    Case("median(x where i >= 1000)", 0.29999999999999716),
    Case("distinct(x)", 1009),
    Case("sum(x where i % 2 == 0)", 774.3999999999999),
  ]

  @Test("Thousands of rows agree with numpy", arguments: longCases)
  func longValues(_ example: Case) throws {
    let value = try Expression(parsing: example.text).aggregate(over: AggregateTests.long)
    #expect(same([value ?? .nan], [example.value ?? .nan]), "\(String(describing: value))")
  }

  @Test("Added in parts and merged, a window has the value of one pass", arguments: longCases + cases.prefix(4))
  func merging(_ example: Case) throws {
    guard !example.text.contains("paid") else { return }
    let expression = try Expression(parsing: example.text)
    let whole = try expression.aggregate(over: AggregateTests.long)
    for cut in [0, 1, 1023, 1024, 2500, 4999, 5000] {
      var first = try Aggregation(expression)
      try first.add(AggregateTests.long, rows: 0..<cut)
      var second = try Aggregation(expression)
      try second.add(AggregateTests.long, rows: cut..<5000)
      second.merge(first)
      #expect(same([second.value ?? .nan], [whole ?? .nan]))
    }
  }

  @Test("Large and small numbers are summed without loss across blocks")
  func compensation() throws {
    var values = [Double](repeating: 1, count: 4096)
    values.replaceSubrange(0..<1024, with: repeatElement(1e16, count: 1024))
    values.replaceSubrange(3072..<4096, with: repeatElement(-1e16, count: 1024))
    var bindings = Bindings(rowCount: 4096)
    bindings.bind("x", to: values)
    #expect(try Expression(parsing: "sum(x)").aggregate(over: bindings) == 2048)
  }

  @Test("Structure is refused before any rows come")
  func structure() throws {
    for text in ["sum(x) * price", "sum(sum(x))", "quantile(x, y)", "quantile(x, 2)", "x"] {
      let expression = try Expression(parsing: text)
      #expect(throws: ExpressionError.self, "\(text)") { try Aggregation(expression) }
    }
  }
}
