import Encoding
import Expressions
import Tabular
import Testing

@Suite("Filtering lists of things")
struct RecordFilterTests {
  static let runs: [[String: RecordValue]] = [
    [
      "run": .number(1), "recipe": .text("trees"), "auc": .number(0.81),
      "created": .time(Timestamp(year: 2026, month: 3, day: 1)),
    ],
    [
      "run": .number(2), "recipe": .text("linear"), "auc": .number(0.72),
      "created": .time(Timestamp(year: 2026, month: 3, day: 2)),
    ],
    ["run": .number(3), "recipe": .text("trees"), "failed": .boolean(true)],
  ]

  static let vocabulary: Vocabulary = {
    var vocabulary = Vocabulary(numbers: ["run", "auc"])
    vocabulary.add("recipe", .categorical)
    vocabulary.add("created", .timestamp)
    vocabulary.add("failed", .boolean)
    return vocabulary
  }()

  private func matches(_ text: String) throws -> [Int] {
    try Expression(parsing: text).matches(among: RecordFilterTests.runs, vocabulary: RecordFilterTests.vocabulary) {
      $0[$1] ?? .missing
    }
  }

  @Test(
    "A filter keeps what it is true of, and drops what is unknown",
    arguments: [
      ("auc > 0.7 and recipe == \"trees\"", [0]), ("auc > 0", [0, 1]), ("not auc > 0.8", [1]), ("is_missing(auc)", [2]),
      ("recipe in ['linear', 'trees'] and run >= 2", [1, 2]), ("created >= \"2026-03-02\"", [1]), ("failed", [2]),
      ("contains(recipe, 'ee')", [0, 2]), ("recipe == 'nothing'", []),
    ])
  func filters(_ text: String, _ expected: [Int]) throws {
    #expect(try matches(text) == expected)
  }

  @Test(
    "What no thing has, and what is no condition, is an error and not an empty list",
    arguments: [
      ("acu > 0.7", "nothing is named `acu`; did you mean `auc`?"), ("recipee == 'trees'", "did you mean `recipe`?"),
      ("auc", "a filter is a condition, not a number; compare it, such as `auc > 0`"),
    ])
  func refusals(_ text: String, _ part: String) throws {
    let error = #expect(throws: ExpressionError.self) { try matches(text) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
  }
}
