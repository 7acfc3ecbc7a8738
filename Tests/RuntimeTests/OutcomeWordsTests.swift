import Lifecycle
import Runtime
import Testing

@Suite struct OutcomeWordsTests {
  @Test(
    "An answer is the class of that name, then the class of that number, then yes or no",
    arguments: [
      ("yes", ["no", "yes"], 1), ("No", ["no", "yes"], 0), ("1", ["no", "yes"], 1), ("0.0", ["no", "yes"], 0),
      ("1", ["1", "2"], 0), ("1.0", ["1", "2"], 0), ("2", ["1", "2"], 1), ("true", ["0", "1"], 1),
      ("n", ["good", "bad"], 0),
    ] as [(String, [String], Double)])
  func binary(text: String, classes: [String], value: Double) {
    #expect(OutcomeWords.value(of: text, task: .binary, classes: classes) == value)
  }

  @Test("What is neither is no answer")
  func refused() {
    for text in ["", "perhaps", "3", "nan", "0.5"] {
      #expect(OutcomeWords.value(of: text, task: .binary, classes: ["no", "yes"]).isNaN, "\(text)")
    }
    #expect(OutcomeWords.value(of: "0", task: .binary, classes: ["1", "2"]).isNaN)
    #expect(OutcomeWords.value(of: "yes", task: .multiclass, classes: ["a", "b", "c"]).isNaN)
    #expect(OutcomeWords.value(of: "inf", task: .regression, classes: []).isNaN)
    #expect(OutcomeWords.value(of: "-2.5", task: .regression, classes: []) == -2.5)
    #expect(OutcomeWords.value(of: "2", task: .multiclass, classes: ["a", "b", "c"]) == 2)
  }
}
