import Expressions
import Tabular
import Testing

@Suite("Checking before evaluating")
struct CheckTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var use: Expression.Use
    var problems: [String]
    var testDescription: String { text }

    init(_ text: String, _ use: Expression.Use = .row, _ problems: String...) {
      (self.text, self.use, self.problems) = (text, use, problems)
    }
  }

  static let cases = [
    Case("job == \"admin.\""), Case("job == wish"), Case("at > 3"), Case("paid + 1"), Case("count()", .window),
    Case("sum(x) / count(job == \"it\")", .window),
    Case("jbo == \"it\"", .row, "1: nothing is named `jbo`; did you mean `job`?"),
    Case("x + predicton", .row, "5: nothing is named `predicton`; did you mean `prediction`?"),
    Case("X + 1", .row, "1: nothing is named `X`; did you mean `x`?"),
    Case(
      "x + completely_else", .row,
      "5: nothing is named `completely_else`; known names: x, y, job, wish, paid, at, note, emp.var.rate, 2nd name, "
        + "not, prediction, outcome"),
    Case("sqr(x)", .row, "1: there is no function `sqr`; did you mean `sqrt`?"),
    Case(
      "f(x)", .row,
      "1: there is no function `f`; the functions are abs, sqrt, log, log10, exp, pow, round, floor, ceil, min, max, "
        + "if, is_missing, coalesce, year, month, day, hour, minute, weekday, day_of_year, time, contains, "
        + "starts_with, ends_with, lower"),
    Case(
      "mena(x)", .window, "1: there is no function `mena`; did you mean `mean`?",
      "6: `x` has a value a row, but one value a window is wanted; put it inside an aggregate, such as `mean(x)`"),
    Case("abs(x, y)", .row, "1: `abs` takes 1 argument, not 2; write it as `abs(x)`"),
    Case("1 + if(x > 1, 2)", .row, "5: `if` takes 3 arguments, not 2; write it as `if(condition, value, otherwise)`"),
    Case("count(x, y)", .window, "1: `count` takes 0 to 1 arguments, not 2; write `count()` or `count(condition)`"),
    Case("min()", .window, "1: `min` takes 1 argument, not 0; write `min(x)` over a window or `min(x, y)` over a row"),
    Case(
      "job > 3", .row,
      "1: `job` holds text and is compared with a number; compare it with a quoted text, such as `job == \"…\"`"),
    Case("job > \"a\"", .row, "1: `job` holds text, which has no order; use `==` or `!=`"),
    Case("x == \"3\"", .row, "6: a number is compared with the text \"3\"; write the number without quotes"),
    Case("paid == \"yes\"", .row, "9: a boolean is compared with the text \"yes\"; compare it with `true` or `false`"),
    Case(
      "at > \"yesterday\"", .row,
      "6: \"yesterday\" is not a time; write it as \"2026-03-01\" or \"2026-03-01T08:00\""),
    Case(
      "x * job", .row, "5: `job` holds text, and `*` needs a number; compare it first, such as `job == \"…\"`"),
    Case(
      "job", .row, "1: `job` holds text, and an expression needs a number; compare it first, such as `job == \"…\"`"),
    Case("\"a\" == \"a\"", .row, "1: two quoted texts are compared; put names of columns in backticks, not in quotes"),
    Case(
      "note == job", .row,
      "1: `note` holds free text, which is compared with a quoted text only; write `note == \"…\"`"),
    Case("sum(x)", .row, "1: `sum` needs a whole window, but one value a row is wanted; leave `sum(…)` out here"),
    Case(
      "sum(x) * y", .window,
      "10: `y` has a value a row, but one value a window is wanted; put it inside an aggregate, such as `mean(y)`"),
    Case(
      "mean(x - mean(x))", .window, "10: `mean` stands inside `mean`; aggregate once; join aggregates by arithmetic"),
    Case(
      "quantile(x, 95)", .window,
      "13: the second argument of `quantile` is a number between 0 and 1; write it as `quantile(x, 0.95)`"),
    Case("lower(job) == \"it\" and contains(note, 'x')"), Case("hour(at) in [1, 2]"), Case("is_missing(note)"),
    Case("job in ['it']"), Case("distinct(job)", .window), Case("sum(x where paid) by segment(job)", .window),
    Case("x - window(x, 10) < delta(y, 3)", .series), Case("previous(x + y) > 1", .series),
    Case(
      "lower(job)", .row,
      "1: `lower(job)` is text, and an expression needs a number; compare it first, such as `lower(job) == \"…\"`"),
    Case("lower(x) == \"a\"", .row, "7: `lower` wants a column of texts; name one, such as `lower(job)`"),
    Case(
      "lower(job) == wish", .row, "1: `lower(job)` is compared with a quoted text only; write `lower(job) == \"…\"`"),
    Case(
      "contains(job, wish)", .row,
      "15: the second argument of `contains` is a quoted text; write it as `contains(x, \"…\")`"),
    Case(
      "x in [1, y]", .row, "10: a list holds numbers and quoted texts alone; write the values out, or use `==` and `or`"
    ),
    Case("x in [1, 'a']", .row, "10: a number is compared with the text \"a\"; write the number without quotes"),
    Case("job in ['it', 3]", .row, "15: `job` holds text and is looked for among numbers; put the texts in quotes"),
    Case("hour(paid)", .row, "6: `hour` wants a time, not a condition; give it a column of times"),
    Case(
      "time('soon')", .row, "6: `time` wants a quoted time; write it as `time(\"2026-03-01\")` or \"2026-03-01T08:00\""),
    Case("sum(x where y)", .window, "13: `where` wants a condition; compare it, such as `where x > 0`"),
    Case(
      "max(x, y where paid)", .window,
      "5: `x` has a value a row, but one value a window is wanted; put it inside an aggregate, such as `mean(x)`",
      "8: `y` has a value a row, but one value a window is wanted; put it inside an aggregate, such as `mean(y)`"),
    Case("abs(x where paid)", .row, "7: `where` belongs into an aggregate; write it as `sum(x where condition)`"),
    Case(
      "sum(x) by segment(y)", .window,
      "19: `y` has too many values to be a segment; name a categorical or boolean column"),
    Case("sum(x) by segment(jbo)", .window, "19: nothing is named `jbo`; did you mean `job`?"),
    Case("x by segment(job)", .row, "14: `by segment` needs a whole window; leave it out here"),
    Case(
      "window(x, 3)", .row, "1: `window` looks at earlier windows, which are not known here; leave `window(…)` out here"
    ),
    Case(
      "window(x, 0)", .series,
      "11: the second argument of `window` is a whole number from 1 to 360; write it as `window(auc, 10)`"),
    Case(
      "window(previous(x), 3)", .series,
      "8: `previous` stands inside `window`; look back once; join values by arithmetic"),
    Case("sum(x)", .series, "1: `sum` needs a whole window, but one value a row is wanted; leave `sum(…)` out here"),
    Case(
      "jbo > 1 and abs() + wihs", .row, "1: nothing is named `jbo`; did you mean `job`?",
      "13: `abs` takes 1 argument, not 0; write it as `abs(x)`", "21: nothing is named `wihs`; did you mean `wish`?"),
  ]

  @Test("Every problem is found, with its column and a mend", arguments: cases)
  func problems(_ example: Case) throws {
    let found = try Expression(parsing: example.text).check(against: Sample.bindings.vocabulary, as: example.use)
    #expect(found.map { "\($0.column): \($0.reason); \($0.mend)" } == example.problems)
  }

  @Test("An open vocabulary forgives names, not structure")
  func open() throws {
    let open = Vocabulary(isOpen: true)
    #expect(try Expression(parsing: "anything == \"x\" and other > 2").check(against: open, as: .row).isEmpty)
    #expect(try Expression(parsing: "abs(anything, other)").check(against: open, as: .row).count == 1)
  }

  @Test("A prefix admits any name under it and is itself spelt right")
  func prefixes() throws {
    var vocabulary = Vocabulary(numbers: ["auc"])
    vocabulary.openPrefixes = ["psi", "kolmogorov_smirnov"]
    #expect(try Expression(parsing: "psi.emp.var.rate > 0.2").check(against: vocabulary, as: .row).isEmpty)
    let found = try Expression(parsing: "kolmogorov_smirnof.age > 0.2").check(against: vocabulary, as: .row)
    #expect(found.map(\.mend) == ["did you mean `kolmogorov_smirnov.age`?"])
  }

  @Test("Conditions are told from numbers")
  func conditions() throws {
    let vocabulary = Sample.bindings.vocabulary
    for text in ["x > 1", "paid", "not x", "x and y", "true", "if(paid, x > 1, false)"] {
      #expect(try Expression(parsing: text).isCondition(in: vocabulary), "\(text)")
    }
    for text in ["x", "x + 1", "-paid", "if(paid, 1, 0)", "abs(x)"] {
      #expect(try !Expression(parsing: text).isCondition(in: vocabulary), "\(text)")
    }
  }
}

@Suite("Spelling")
struct SpellingTests {
  /// Optimal string alignment distances by hand; "ca" → "abc" is 3 in this form (2 in the unrestricted one).
  @Test(
    "Distances are those of optimal string alignment",
    arguments: [
      ("", "", 0), ("a", "", 1), ("", "abc", 3), ("kitten", "sitting", 3), ("tmie", "time", 1), ("ca", "abc", 3),
      ("recipes", "recipse", 1), ("flaw", "lawn", 2),
    ])
  func distance(_ a: String, _ b: String, _ expected: Int) {
    #expect(Spelling.distance(a, b) == expected)
    #expect(Spelling.distance(b, a) == expected)
  }

  @Test("The nearest word is near enough or none")
  func nearest() {
    #expect(Spelling.nearest(to: "Traget", among: ["source", "target"]) == "target")
    #expect(Spelling.nearest(to: "b", among: ["a", "c"]) == nil)
    #expect(Spelling.nearest(to: "Auc", among: ["recall", "auc"]) == "auc")
    #expect(Spelling.nearest(to: "acu", among: ["auc"]) == "auc")
    #expect(Spelling.nearest(to: "abcdefghi", among: ["abcdefxyz"]) == nil)
    #expect(Spelling.nearest(to: "colour", among: ["shape", "size"]) == nil)
    #expect(Spelling.nearest(to: String(repeating: "x", count: 65), among: [String(repeating: "x", count: 65)]) == nil)
  }
}
