import Encoding
import Lifecycle
import Runtime
import TestSupport
import Testing

/// What the engine answers about versions: on test rows, on files, side by side.
@Suite(.timeLimit(.minutes(2))) struct AnalysisTests {
  @Test("A version's analysis agrees with its run, on the test rows and on a file, and the shelf gives it again")
  func analysis() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let none = try await refusal { _ = try await engine.ask(.analysis(nil, file: nil)) }
      #expect(none.kind == .no && none.mend.contains("sextant train"))
      try await engine.perform(.train(Command.Training()))
      let found = try await engine.ask(.analysis(nil, file: nil))
      let run = try await engine.ask(.runs)
      #expect(found["metrics"]?["auc"]?["value"] == run["metrics"]?["test"]?["auc"])
      #expect(found["part"]?.string == "test" && found["rows"]?.int == 300)
      #expect(found["stale"]?["verdict"]?.string == "unknown")
      #expect((found["thresholds"]?.array?.count ?? 0) <= 200 && (found["errors"]?.array?.count ?? 0) <= 100)
      #expect(found["errors"]?[0]?["contributions"]?[0]?[0]?.string != nil)
      #expect(try await engine.ask(.analysis(VersionID(1), file: nil)) == found)
      let file = try await engine.ask(.analysis(VersionID(1), file: project.temporary.file("rows.csv")))
      #expect(file["part"]?.string == "file" && file["rows"]?.int == 3000)
      let absent = try await refusal { _ = try await engine.ask(.analysis(VersionID(7), file: nil)) }
      #expect(absent.message == "there is no version 7")
      let noFile = try await refusal {
        _ = try await engine.ask(.analysis(VersionID(1), file: project.temporary.file("none.csv")))
      }
      #expect(noFile.message.contains("none.csv"))
    }
  }

  @Test("Two versions are compared on the same rows, with what was done differently")
  func comparison() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await engine.perform(.train(Command.Training()))
      try await engine.perform(.train(Command.Training(overrides: ["rounds": 2])))
      let found = try await engine.ask(.comparison(VersionID(1), VersionID(2)))
      #expect(
        found["recipe_difference"]?.array?.contains { $0["key"]?.string == "rounds" && $0["b"]?.int == 2 } == true)
      let auc = try #require(found["metrics"]?.array?.first { $0["metric"]?.string == "auc" })
      let (a, b) = (try #require(auc["a"]?.double), try #require(auc["b"]?.double))
      #expect(abs((auc["difference"]?.double ?? 0) - (b - a)) < 1e-12)
      #expect(found["area_test"]?["method"]?.string == "delong")
      #expect(found["training"]?["b"]?["rounds"]?.array?.count == 2)
      #expect(found["curves"]?["a"]?["roc"]?["fpr"]?.array?.isEmpty == false)
      let itself = try await engine.ask(.comparison(VersionID(1), VersionID(1)))
      #expect(itself["recipe_difference"]?.array?.isEmpty == true && itself["disagreements"]?["rows"]?.int == 0)
    }
  }

  @Test("An analysis is a task that can be cancelled; it can be asked again")
  func cancelled() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await engine.perform(.train(Command.Training()))
      async let refused = refusal { _ = try await engine.ask(.analysis(nil, file: nil)) }
      // The training was the first task. The engine knows the second one as soon as it has the question.
      var isTold = false
      while !isTold {
        isTold = (try? await engine.cancel(TaskID(2))) != nil
        await Task.yield()
      }
      let refusal = try await refused
      #expect(refusal.kind == .cancelled && refusal.message == "cancelled")
      let tasks = try await engine.ask(.status)["tasks"]?.array
      #expect(tasks?.first { $0["kind"]?.string == "analysis" }?["state"]?.string == "cancelled")
      #expect(try await engine.ask(.analysis(nil, file: nil))["version"]?.int == 1)
    }
  }

  @Test("The engine answers others while an analysis is under way")
  func busy() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await engine.perform(.train(Command.Training()))
      async let analysis = engine.ask(.analysis(nil, file: nil))
      #expect(try await engine.ask(.status)["project"]?.string == "sample")
      #expect(try await analysis["version"]?.int == 1)
    }
  }
}
