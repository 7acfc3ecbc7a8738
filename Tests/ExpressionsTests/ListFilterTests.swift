import Encoding
import Expressions
import Tabular
import Testing

/// The one filter of all lists: words or a condition.
@Suite struct ListFilterTests {
  private let runs: [JSON] = [
    ["run": 1, "recipe": "trees", "status": "failed", "metrics": ["test": ["auc": 0.61]], "open": true],
    ["run": 2, "recipe": "trees", "status": "finished", "metrics": ["test": ["auc": 0.74]], "open": false],
    ["run": 3, "recipe": "Linear", "status": "finished", "metrics": ["train": ["auc": 0.9]], "note": .null],
    ["run": 4, "recipe": "linear", "status": "finished", "created": "2026-03-01T10:00:00Z"],
  ]

  private func found(_ text: String) throws -> [Int] {
    try DocumentRecords(runs).matching(text).documents.compactMap { $0["run"]?.int }
  }

  @Test(
    "Words are found in any case, all of them; conditions are worked out",
    arguments: [
      ("linear", [3, 4]), ("LINEAR finished", [3, 4]), ("tre fail", [1]), ("nothing-like-it", []), ("2026-03", [4]),
      ("auc > 0.7", [2]), ("train.auc > 0.7", [3]), ("metrics.test.auc < 0.7", [1]),
      ("recipe == \"trees\" and not open", [2]), ("open", [1]), ("not open", [2]),
      ("status in [\"failed\"] or run >= 4", [1, 4]), ("created > \"2026-01-01T00:00:00Z\"", [4]),
      ("contains(lower(recipe), \"lin\")", [3, 4]),
    ])
  func finds(text: String, wanted: [Int]) throws { #expect(try found(text) == wanted) }

  @Test("An unknown name is told with its place and what was meant")
  func unknown() throws {
    let error = #expect(throws: ExpressionError.self) { try found("run > 1 and auk > 0.7") }
    #expect(error?.column == 13)
    #expect(error?.mend == "did you mean `auc`?")
    let known = #expect(throws: ExpressionError.self) { try found("zzzzzzzz > 1") }
    #expect(known?.mend.contains("recipe, run, status") == true)
  }

  @Test("A number is no condition, and what is cut short says where")
  func unfinished() {
    #expect(throws: ExpressionError.self) { try found("auc * 2") }
    let error = #expect(throws: ExpressionError.self) { try found("auc >") }
    #expect(error?.column == 6)
  }

  @Test("An empty list knows the names of its kind by an example")
  func empty() throws {
    let records = DocumentRecords([], example: ["severity": "", "value": 0.5, "acknowledged": false])
    #expect(records.vocabulary.names == ["severity", "value", "acknowledged"])
    #expect(try records.matching("severity == \"critical\" and value > 1 and not acknowledged").documents.isEmpty)
    #expect(throws: ExpressionError.self) { try records.matching("sevirity == \"critical\"") }
  }

  @Test("Hostile documents are read within bounds")
  func hostile() throws {
    var deep: JSON = ["x": 1]
    for _ in 0..<200 { deep = ["a": deep] }
    let wide: JSON = .object((0..<20_000).map { JSON.Member("n\($0)", JSON($0)) })
    let records = DocumentRecords([deep, wide])
    #expect(records.vocabulary.names.count <= 5000)
    #expect(try records.matching("zz").documents.isEmpty)
  }

  @Test("Words become a condition over a table's columns")
  func condition() throws {
    var vocabulary = Vocabulary()
    vocabulary.add("job", .categorical)
    vocabulary.add("a`b", .categorical)
    vocabulary.add("age", .numeric)
    let text = try #require(ListFilter.condition(of: ["admin", "41"], over: vocabulary))
    let expression = try Expression(parsing: text)
    #expect(expression.isCondition(in: vocabulary))
    #expect(
      text == "(contains(lower(`job`), \"admin\") or contains(lower(`a``b`), \"admin\")) and "
        + "(contains(lower(`job`), \"41\") or contains(lower(`a``b`), \"41\") or `age` == 41)")
    #expect(ListFilter.condition(of: ["admin"], over: Vocabulary(numbers: ["age"])) == nil)
  }
}
