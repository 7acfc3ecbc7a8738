import Expressions
import Tabular
import Testing

@Suite("Values of decisions")
struct DecisionValueTests {
  @Test("Each cell of the confusion matrix is worth what its expression says")
  func cells() throws {
    var bindings = Bindings(rowCount: 6)
    bindings.bind("price", to: [5, 6, 7, 8, .nan, 10])
    let values = try DecisionValues(
      truePositive: Expression(parsing: "120"), falsePositive: Expression(parsing: "-price"), trueNegative: nil,
      falseNegative: Expression(parsing: "-price / 2"), outcomes: [1, 0, 1, 0, 0, .nan], over: bindings)
    #expect(same(values.ifPositive, [120, -6, 120, -8, .nan, .nan]))
    #expect(same(values.ifNegative, [-2.5, 0, -3.5, 0, 0, .nan]))
    #expect(same(values.values(of: [1, 1, 0, 0, 0, 1]), [120, -6, -3.5, 0, 0, .nan]))
    #expect(same(values.values(of: [.nan, 0, 1, 1, 1, 0]), [.nan, 0, 120, -8, .nan, .nan]))
  }

  @Test("Rows of a part are taken with their outcomes")
  func part() throws {
    var bindings = Bindings(rowCount: 4)
    bindings.bind("price", to: [1, 2, 3, 4])
    let values = try DecisionValues(
      truePositive: Expression(parsing: "price"), falsePositive: nil, trueNegative: nil, falseNegative: nil,
      outcomes: [1, 0], over: bindings, rows: 2..<4)
    #expect(values.ifPositive == [3, 0])
  }

  @Test("A wrong expression is refused")
  func wrong() throws {
    let wrong = try Expression(parsing: "pirce")
    var bindings = Bindings(rowCount: 1)
    bindings.bind("price", to: [1])
    #expect(throws: ExpressionError.self) {
      try DecisionValues(
        truePositive: wrong, falsePositive: nil, trueNegative: nil, falseNegative: nil, outcomes: [1], over: bindings)
    }
  }
}
