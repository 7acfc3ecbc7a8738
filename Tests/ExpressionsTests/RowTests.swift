import Expressions
import Tabular
import Testing

@Suite("Values of rows")
struct RowTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var values: [Double]
    var testDescription: String { text }

    init(_ text: String, _ values: [Double]) { (self.text, self.values) = (text, values) }
  }

  private static let nan = Double.nan

  /// Worked out by hand from `Sample.table`.
  static let cases = [
    Case("x", [1, -2, 3, nan, 0, 8]),
    Case("-x + 1", [0, 3, -2, nan, 1, -7]),
    Case("x * y - 2", [0, -6, nan, nan, -2, -10]),
    Case("(x + 1) / 2", [1, -0.5, 2, nan, 0.5, 4.5]),
    Case("x / y", [0.5, -1, nan, nan, nan, -8]),
    Case("8 - 4 - 2", [2, 2, 2, 2, 2, 2]),
    Case("8 / 4 / 2", [1, 1, 1, 1, 1, 1]),
    Case("2 + 3 * 4", [14, 14, 14, 14, 14, 14]),
    Case("x % 3", [1, -2, 0, nan, 0, 2]),
    Case("x < y", [1, 1, nan, nan, 0, 0]),
    Case("x <= y", [1, 1, nan, nan, 1, 0]),
    Case("x > y", [0, 0, nan, nan, 0, 1]),
    Case("x >= y", [0, 0, nan, nan, 1, 1]),
    Case("x == y", [0, 0, nan, nan, 1, 0]),
    Case("x != y", [1, 1, nan, nan, 0, 1]),
    Case("x > 0 and y > 0", [1, 0, nan, nan, 0, 0]),
    Case("x > 0 or y > 0", [1, 1, 1, 1, 0, 1]),
    Case("not x > 0", [0, 1, 0, nan, 1, 0]),
    Case("not (x > 0 and y > 0)", [0, 1, nan, nan, 1, 1]),
    Case("paid", [1, 0, nan, 1, 0, 1]),
    Case("paid == true", [1, 0, nan, 1, 0, 1]),
    Case("not paid", [0, 1, nan, 0, 1, 0]),
    Case("job == \"admin.\"", [1, 0, 0, nan, 1, 0]),
    Case("'Müller' != job", [1, 0, 1, nan, 1, 0]),
    Case("job == \"nobody\"", [0, 0, 0, nan, 0, 0]),
    Case("job == wish", [1, 1, 0, nan, nan, 1]),
    Case("job != wish", [0, 0, 1, nan, nan, 0]),
    Case("note == \"late\"", [1, nan, 0, 0, 0, 1]),
    Case("note != \"früh\"", [1, nan, 1, 1, 0, 1]),
    Case("note == \"\"", [0, nan, 1, 0, 0, 0]),
    Case("at", [0, 1.5, 86_400, nan, -1, 86_399.999999]),
    Case("at >= \"1970-01-02\"", [0, 0, 1, nan, 0, 0]),
    Case("\"1970-01-01T00:00:01Z\" < at", [0, 1, 1, nan, 0, 1]),
    Case("abs(x)", [1, 2, 3, nan, 0, 8]),
    Case("sqrt(x * x)", [1, 2, 3, nan, 0, 8]),
    Case("log(exp(x))", [1, -2, 3, nan, 0, 8]),
    Case("min(x, y)", [1, -2, nan, nan, 0, -1]),
    Case("max(x, y, 1)", [2, 2, nan, nan, 1, 8]),
    Case("if(x > 0, x, 0 - y)", [1, -2, 3, nan, 0, 8]),
    Case("if(paid, 1, y)", [1, 2, nan, 1, 0, 1]),
    Case("emp.var.rate > 0", [1, 1, 0, 0, nan, 1]),
    Case("`2nd name` + `not`", [6, 6, 6, 6, 6, 6]),
    Case("-abs(prediction - x) * 0.5", [-4.5, -11, -13.5, nan, -25, -4]),
    Case("1_000 + .5 + 2e-1", [1000.7, 1000.7, 1000.7, 1000.7, 1000.7, 1000.7]),
    Case("true", [1, 1, 1, 1, 1, 1]),
    Case("3 > x", [1, 1, 0, nan, 1, 0]),
    Case("x - 1 - 1", [-1, -4, 1, nan, -2, 6]),
    Case("1 - x", [0, 3, -2, nan, 1, -7]),
    Case("x in [1, -2, 8]", [1, 1, 0, nan, 0, 1]),
    Case("x not in (1, 3)", [0, 1, 0, nan, 1, 1]),
    Case("x + 1 in [9, 2] or true", [1, 1, 1, 1, 1, 1]),
    Case("job in [\"it\", 'Müller']", [0, 1, 1, nan, 0, 1]),
    Case("lower(job) in ['müller']", [0, 1, 0, nan, 0, 1]),
    Case("lower(note) != 'FRÜH'", [1, nan, 1, 1, 1, 1]),
    Case("lower(note) == \"früh\"", [0, nan, 0, 0, 1, 0]),
    Case("note in ['late', '']", [1, nan, 1, 0, 0, 1]),
    Case("at in [\"1970-01-02\", \"1969-12-31T23:59:59\"]", [0, 0, 1, nan, 1, 0]),
    Case("paid in [true]", [1, 0, nan, 1, 0, 1]),
    Case("contains(note, 'at')", [1, nan, 0, 1, 0, 1]),
    Case("contains(note, '')", [1, nan, 1, 1, 1, 1]),
    Case("starts_with(job, 'M') or ends_with(job, '.')", [1, 1, 0, nan, 1, 1]),
    Case("starts_with(note, 'late ')", [0, nan, 0, 1, 0, 0]),
    Case("contains(lower(job), 'ü')", [0, 1, 0, nan, 0, 1]),
    Case("is_missing(x)", [0, 0, 0, 1, 0, 0]),
    Case("is_missing(job) or is_missing(note)", [0, 1, 0, 1, 0, 0]),
    Case("is_missing(x / y) and not is_missing(at)", [0, 0, 1, 0, 1, 0]),
    Case("coalesce(x, y, 7)", [1, -2, 3, 4, 0, 8]),
    Case("round(x / 3, 2)", [0.33, -0.67, 1, nan, 0, 2.67]),
    Case("round(x / 2)", [1, -1, 2, nan, 0, 4]),
    Case("floor(x / 2) + ceil(x / 2)", [1, -2, 3, nan, 0, 8]),
    Case("pow(x, 2) + log10(1000)", [4, 7, 12, nan, 3, 67]),
    Case("hour(at)", [0, 0, 0, nan, 23, 23]),
    Case("minute(at)", [0, 0, 0, nan, 59, 59]),
    Case("weekday(at)", [3, 3, 4, nan, 2, 3]),
    Case(
      "year(at) * 10000 + month(at) * 100 + day(at)", [19_700_101, 19_700_101, 19_700_102, nan, 19_691_231, 19_700_101]),
    Case("day_of_year(at)", [1, 1, 2, nan, 365, 1]),
    Case("at - time('1970-01-01T00:00:01')", [-1, 0.5, 86_399, nan, -2, 86_398.999999]),
  ]

  @Test("An expression has the value of each row that the hand gives", arguments: cases)
  func values(_ example: Case) throws {
    let values = try Expression(parsing: example.text).values(over: Sample.bindings)
    #expect(same(values, example.values), "\(values)")
  }

  @Test("A range of rows gives that part of all rows", arguments: cases)
  func ranges(_ example: Case) throws {
    let expression = try Expression(parsing: example.text)
    for rows in [0..<0, 2..<5, 5..<6, 6..<6] {
      #expect(same(try expression.values(over: Sample.bindings, rows: rows), Array(example.values[rows])))
    }
  }

  @Test("Written out again, an expression means the same", arguments: cases)
  func rewriting(_ example: Case) throws {
    let expression = try Expression(parsing: example.text)
    let again = try Expression(parsing: expression.root.text)
    #expect(again.root == expression.root, "\(again)")
  }

  @Test("Named numbers give the value that a row of them gives")
  func scalarAgreement() throws {
    for example in RowTests.cases where !example.text.contains("job") && !example.text.contains("note") {
      guard !example.text.contains("at") || example.text.contains("rate") else { continue }
      let expression = try Expression(parsing: example.text)
      for row in 0..<6 {
        let value = expression.number { name in
          Sample.bindings[name].flatMap { column -> Double? in
            switch column {
            case .numeric(let values): values[row]
            case .boolean(let values): values[row] == 255 ? .nan : Double(values[row])
            case .categorical, .timestamp, .text: nil
            }
          }
        }
        #expect(same([value ?? .nan], [example.values[row]]), "\(example.text), row \(row)")
      }
    }
  }

  @Test("Blocks join without a seam")
  func blocks() throws {
    let count = 5000
    var bindings = Bindings(rowCount: count)
    bindings.bind("i", to: (0..<count).map(Double.init))
    bindings.bind(
      "c", to: .categorical(CategoricalValues(codes: (0..<count).map { UInt32($0 % 3) }, levels: ["a", "b", "c"])))
    let values = try Expression(parsing: "if(c == \"b\", i * 2, -i)").values(over: bindings)
    #expect(values.indices.allSatisfy { values[$0] == Double($0 % 3 == 1 ? $0 * 2 : -$0) })
    let matches = try Expression(parsing: "i % 1024 == 1023").matches(over: bindings, rows: 1000..<4500)
    #expect(matches == [1023, 2047, 3071, 4095])
  }

  @Test("A filter takes what is true, not what is unknown")
  func matches() throws {
    #expect(try Expression(parsing: "x > 0").matches(over: Sample.bindings) == [0, 2, 5])
    #expect(try Expression(parsing: "not (x > 0)").matches(over: Sample.bindings) == [1, 4])
  }

  @Test("A later meaning of a name takes the place of the earlier")
  func rebinding() throws {
    var bindings = Sample.bindings
    bindings.bind("job", to: [1, 2, 3, 4, 5, 6])
    #expect(try Expression(parsing: "job > 3").matches(over: bindings) == [3, 4, 5])
  }

  @Test("Evaluating refuses what the check refuses")
  func refusal() throws {
    let expression = try Expression(parsing: "jbo == \"it\"")
    #expect(throws: ExpressionError.self) { try expression.values(over: Sample.bindings) }
    #expect(throws: ExpressionError.self) { try expression.matches(over: Sample.bindings) }
    let aggregate = try Expression(parsing: "sum(x)")
    #expect(throws: ExpressionError.self) { try aggregate.values(over: Sample.bindings) }
  }

  @Test("A code past the level table is missing, not a crash")
  func wildCode() throws {
    var bindings = Bindings(rowCount: 2)
    bindings.bind("c", to: .categorical(CategoricalValues(codes: [7, 0], levels: ["a"])))
    bindings.bind("d", to: .categorical(CategoricalValues(codes: [0, 9], levels: ["a"])))
    #expect(same(try Expression(parsing: "c == \"a\"").values(over: bindings), [.nan, 1]))
    #expect(same(try Expression(parsing: "c == d").values(over: bindings), [.nan, 0]))
  }
}
