import Expressions
import Testing

@Suite("Parsing")
struct ParsingTests {
  @Test(
    "What is no expression is refused with its column",
    arguments: [
      ("", 1), ("1 +", 4), ("(1", 3), ("1 2", 3), ("a < b < c", 7), ("\"open", 1), ("`open", 1), ("1.2.3", 1),
      ("a && b", 3), ("f(1", 4), ("f(,)", 3), ("and", 1), ("x or or y", 6), ("#", 1), ("1e999", 1),
      ("x in 3", 6), ("x in []", 7), ("x in [1", 8), ("x in [1)", 8), ("sum(x where)", 12), ("sum(x) by job", 11),
      ("sum(x) by segment(3)", 19), ("sum(x) by segment(job", 22), ("by(x)", 1), ("x not 3", 3), ("{1}", 1),
    ])
  func refusals(_ text: String, _ column: Int) {
    #expect { try Expression(parsing: text) } throws: { ($0 as? ExpressionError)?.column == column }
  }

  @Test("Text of any depth or length is refused, not overflowed on")
  func hostile() {
    let texts = [
      String(repeating: "(", count: 3000), String(repeating: "-", count: 3000) + "1",
      String(repeating: "not ", count: 900) + "a", String(repeating: "abs(", count: 900),
      String(repeating: "1+", count: 1900) + "1", String(repeating: "a", count: 1_000_000),
    ]
    for text in texts { #expect(throws: ExpressionError.self) { try Expression(parsing: text) } }
  }

  @Test("The longest chain that is allowed survives being written and read again")
  func longChain() throws {
    let expression = try Expression(parsing: Array(repeating: "1", count: 499).joined(separator: "-"))
    #expect(try Expression(parsing: expression.root.text).root == expression.root)
    #expect(expression.number { _ in nil } == -497)
  }

  @Test("The sides of a comparison are expressions that parse")
  func comparison() throws {
    let parts = try #require(try Expression(parsing: "rmse <= 0.8 * (baseline.rmse + 1)").comparison)
    #expect(parts.left.name == "rmse")
    #expect(parts.comparison == .lessOrEqual)
    #expect(parts.right.text == "0.8 * (baseline.rmse + 1)")
    #expect(try Expression(parsing: parts.right.text).root == parts.right.root)
    #expect(try Expression(parsing: "rmse").comparison == nil)
  }

  @Test("Names that are words of the language, or no words at all, are written in backticks")
  func written() throws {
    #expect(Expression.written("emp.var.rate") == "emp.var.rate")
    for name in [
      "and", "true", "2nd", "a b", "a..b", "x.", "é-1", "not", "in", "by", "where", "a`b", "``", "", "\u{301}a",
    ] {
      let doubled = name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``")
      #expect(Expression.written(name) == "`\(doubled)`")
      #expect(try Expression(parsing: "`\(doubled)`").name == name)
    }
  }

  @Test("Unknown stays unknown unless it does not matter")
  func scalarLogic() throws {
    let values = ["a": 1.0, "gap": Double.nan]
    func number(_ text: String) throws -> Double? { try Expression(parsing: text).number { values[$0] } }
    #expect(try number("gap < 1") == nil)
    #expect(try number("gap != 1") == nil)
    #expect(try number("a > 2 and gap < 1") == 0)
    #expect(try number("a > 0 or none < 1") == 1)
    #expect(try number("a > 0 and none < 1") == nil)
    #expect(try number("if(a > 0, 5, none)") == 5)
  }
}
