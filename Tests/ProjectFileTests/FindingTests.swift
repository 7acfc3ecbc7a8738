import Encoding
import ProjectFile
import Testing

extension FindingCases.Case: CustomTestStringConvertible {
  var testDescription: String { title }
}

@Suite("Findings")
struct FindingTests {
  @Test("Every fault is found at once, at its place, with its mend", arguments: FindingCases.all)
  func findings(_ example: FindingCases.Case) {
    let found = Sample.findings(example.text).joined(separator: "\n")
    #expect(found == example.findings)
  }

  @Test("A file with an error defines nothing; one with warnings does", arguments: FindingCases.all)
  func definitions(_ example: FindingCases.Case) {
    let file = ProjectFile.parse(text: example.text, path: "f")
    #expect((file.definition == nil) == example.findings.contains(" error: "))
  }

  @Test("A finding is one line that editors jump to, and JSON as the contract has it")
  func forms() throws {
    let file = ProjectFile.parse(
      text: "nam: x\nscope: {metric: auc}\ndata: {source: a, target: y}", path: "p/sextant.yaml")
    #expect(
      file.findings.map(\.description) == [
        "p/sextant.yaml:1:1: error: `nam` is not a key; did you mean `name`?",
        "p/sextant.yaml:1:1: error: `name` is missing; name the project, such as `name: bikes`",
      ])
    #expect(
      file.findings[0].json.text()
        == #"{"where":"p/sextant.yaml","key":"nam","line":1,"column":1,"severity":"error","#
        + #""message":"`nam` is not a key","mend":"did you mean `name`?"}"#)
  }

  @Test("An expression's fault is placed within quotes, without them, and at the value when the text is folded")
  func expressionPlaces() {
    func place(_ gate: String) -> String? {
      ProjectFile.parse(text: Sample.least(scope: "metric: auc, gates: [\(gate)]"), path: "f").findings.first
        .map { "\($0.line):\($0.column)" }
    }
    #expect(place("auc >= aux") == "2:37")
    #expect(place("\"auc >= aux\"") == "2:38")
    #expect(place("'auc >= aux'") == "2:38")
    #expect(place("\"auc \\x3e= aux\"") == "2:30")
    #expect(place("\"auc >=\n  aux\"") == "2:30")
    let block = "name: b\nscope:\n  metric: auc\n  gates:\n    - >\n      auc >= aux\ndata: {source: a, target: y}"
    #expect(ProjectFile.parse(text: block, path: "f").findings.map(\.line) == [5])
  }
}
