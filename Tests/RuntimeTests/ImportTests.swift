import Boosting
import Encoding
import Learning
import Lifecycle
import Runtime
import Storage
import TestSupport
import Testing

@Suite("Models of other programs in a project", .timeLimit(.minutes(2)))
struct ImportTests {
  @Test(
    "An imported model is a run and a version of its own, judged by the gates; damaged files end the run with a reason")
  func imported() async throws {
    let project = try SampleProject()
    let file = project.temporary.file("theirs.json")
    try await project.withEngine { engine in
      let trained = try await engine.perform(.train(Command.Training(recipe: "trees")))
      let hash = try #require(trained["model"]?["sha256"]?.string)
      let model = try Model(decoding: try project.folder.artifactStore().get(hash))
      #expect(TextFile.write(String(decoding: try model.xgboostJSON(), as: UTF8.self), to: file))
      let imported = try await engine.perform(.importModel(path: file, because: "made elsewhere"))
      #expect(imported["version"]?.int == 2)
      #expect(imported["recipe"]?.string == "imported")
      #expect(imported["algorithm"]?.string == "boosted-trees")
      #expect(imported["gates"]?[0]?["verdict"]?.string == "passed")
      #expect(imported["rows"] == trained["rows"])
      let (ours, theirs) = (trained["metrics"]?["test"]?["auc"]?.double, imported["metrics"]?["test"]?["auc"]?.double)
      #expect(abs((ours ?? 0) - (theirs ?? 1)) < 1e-6)

      #expect(TextFile.write("{\"learner\": {}}", to: file))
      let no = try await refusal { _ = try await engine.perform(.importModel(path: file, because: nil)) }
      #expect(no.message.contains("the XGBoost model cannot be read"))
      let status = try await engine.ask(.status)
      #expect(status["champion"]?.isNull == true)
      _ = try await engine.send(.promote(Command.Promotion(version: VersionID(2), because: "as good")))
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 2)
    }
    let reasons = try project.events().compactMap { event -> String? in
      switch event.payload {
      case .runFinished(let finished): finished.reason
      case .runEnded(let ended): ended.reason
      default: nil
      }
    }
    #expect(reasons.first == "imported from theirs.json: made elsewhere")
    #expect(reasons.last?.contains("cannot be read") == true)
  }
}
