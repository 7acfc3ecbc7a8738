import Encoding
import Glibc
import Lifecycle
import Runtime
import TestSupport
import Testing

@Suite("Dataset versions")
struct DatasetTests {
  @Test("a drop makes a version, trainings use it, and the way back leads to the parent")
  func dropAndBack() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let before = try await engine.ask(.datasets)
      let rows = try #require(before["versions"]?[0]?["rows"]?.int)
      let original = try #require(before["current"]?.string)
      let shown = try await engine.ask(.rows(Query.RowRequest(filter: "y == 1", limit: 3)))
      let matching = try #require(shown["matching"]?.int)
      #expect(shown["rows"]?.array?.count == 3)
      let changed = try await engine.perform(.data(.drop(where: "y == 1"), because: "a test"))
      #expect(changed["rows"]?.int == rows - matching)
      let list = try await engine.ask(.datasets)
      #expect(list["versions"]?[0]?["reason"]?.string == "a test")
      #expect(list["versions"]?[0]?["parent"]?.string == original)
      #expect(list["versions"]?[0]?["kind"]?.string == "edited")
      #expect(list["versions"]?[0]?["who"]?.string == "tester")
      let fewer = try await engine.ask(.rows(Query.RowRequest()))["total"]?.int
      #expect(fewer == rows - matching)
      let current = try #require(list["current"]?.string)
      let difference = try await engine.ask(.datasetDifference(original, current))
      #expect(difference["rows"]?["removed"]?.int == matching)
      #expect(difference["rows"]?["added"]?.int == 0)
      try await engine.perform(.data(.restore("parent"), because: nil))
      let back = try await engine.ask(.datasets)["current"]?.string
      #expect(back == original)
      let again = try await engine.ask(.rows(Query.RowRequest()))["total"]?.int
      #expect(again == rows)
    }
    // What the journal says is enough to make the versions again.
    try await project.withEngine { engine in
      let versions = try await engine.ask(.datasets)["versions"]?.array
      #expect(versions?.count == 3)
    }
  }

  @Test("a training is of the current version; a change that changes nothing is refused")
  func trainingUsesVersion() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let nothing = try await refusal { try await engine.perform(.data(.keep(where: "y >= 0"), because: nil)) }
      #expect(nothing.kind == .no)
      let changed = try await engine.perform(.data(.drop(where: "b > 4"), because: nil))
      let trained = try await engine.perform(.train(Command.Training()))
      let version = try #require(changed["version"]?.string)
      #expect(trained["dataset"]?.string?.hasPrefix(version) == true)
    }
  }

  @Test("a file that changed while it was open is a version of its own")
  func changedFile() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let original = try #require(try await engine.ask(.datasets)["current"]?.string)
      #expect(TextFile.write(SampleRows().text + "\n", to: project.temporary.file("rows.csv")))
      let list = try await engine.ask(.datasets)
      #expect(list["versions"]?.array?.count == 2)
      #expect(list["versions"]?[0]?["parent"]?.string == original)
      #expect(list["versions"]?[0]?["reason"]?.string == "the file changed")
    }
  }

  @Test("the checks of a version are worked out once")
  func keptFindings() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      func checkings() async throws -> Int {
        try await engine.ask(.status)["tasks"]?.array?.filter { $0["kind"]?.string == "checks" }.count ?? 0
      }
      let first = try await engine.ask(.dataFindings)
      #expect(try await engine.ask(.dataFindings) == first)
      #expect(try await checkings() == 1)
      try await engine.perform(.data(.drop(where: "y == 1"), because: nil))
      let after = try await engine.ask(.dataFindings)
      #expect(after["dataset"] != first["dataset"] && after["rows"] != first["rows"])
      #expect(try await checkings() == 2)
    }
  }

  @Test("rows without target or a feature are not appended")
  func appended() async throws {
    let project = try SampleProject()
    let file = project.temporary.file("more.csv")
    try await project.withEngine { engine in
      #expect(TextFile.write("time,a,kinds,b\n2024-08-01T00:00:00Z,0.5,red,1\n", to: file))
      let lacking = try await refusal { try await engine.perform(.data(.append(file: file), because: nil)) }
      #expect(lacking.kind == .wrongUse)
      #expect(lacking.message == "\(file) has no column `kind` (it has `kinds`), `y`, which the data have")
      #expect(lacking.mend.hasSuffix("time, a, b, kind, y"))
      #expect(TextFile.write("kind,time,a,b,y\nred,2024-08-01T00:00:00Z,0.5,1,1\n", to: file))
      let appended = try await engine.perform(.data(.append(file: file), because: nil))
      #expect(appended["rows"]?.int == 3001)
    }
  }

  @Test("a change of the data and the checks can be cancelled, and nothing of them stays")
  func cancelled() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let before = try await engine.ask(.datasets)
      let receipt = try await engine.send(.data(.mend("none"), because: nil))
      let task = try #require(receipt.task)
      // It may have ended before it is told to; what it says then is why it came to nothing anyway.
      try? await engine.cancel(task)
      let ended = try await refusal { _ = try await engine.ask(.outcome(of: task)) }
      #expect(ended.kind == .cancelled || ended.message == "there is no finding `none`")
      #expect(try await engine.ask(.datasets) == before)
      let again = try await refusal { try await engine.cancel(task) }
      #expect(again.kind == .no && again.message.contains("is not running"))
    }
  }

  @Test("findings have mends that make a version")
  func mends() async throws {
    let yaml = SampleProject.yaml().replacing(
      "  target: y\n", with: "  target: y\n  checks: [{name: small b, rule: b <= 4.5, severity: critical}]\n")
    let project = try SampleProject(yaml: yaml)
    try await project.withEngine { engine in
      let page = try await engine.ask(.dataFindings)
      let finding = try #require(page["findings"]?.array?.first { $0["id"]?.string == "rule-small-b" })
      let count = try #require(finding["count"]?.int)
      #expect(count > 0)
      #expect(finding["examples"]?.array?.count == min(5, count))
      let mended = try await engine.perform(.data(.mend("rule-small-b"), because: nil))
      #expect(mended["rows"]?.int == (page["rows"]?.int ?? 0) - count)
      let after = try await engine.ask(.dataFindings)
      #expect(after["findings"]?.array?.contains { $0["id"]?.string == "rule-small-b" } == false)
      let wrong = try await refusal { try await engine.perform(.data(.mend("nothing"), because: nil)) }
      #expect(wrong.kind == .wrongUse)
    }
  }
}
