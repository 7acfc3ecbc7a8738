import Boosting
import Encoding
import Learning
import Lifecycle
import Runtime
import Storage
import Tabular
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
      let imported = try await engine.perform(.importModel(Command.Import(path: file, because: "made elsewhere")))
      #expect(imported["version"]?.int == 2)
      #expect(imported["recipe"]?.string == "imported")
      #expect(imported["algorithm"]?.string == "boosted-trees")
      #expect(imported["gates"]?[0]?["verdict"]?.string == "passed")
      #expect(imported["rows"] == trained["rows"])
      let (ours, theirs) = (trained["metrics"]?["test"]?["auc"]?.double, imported["metrics"]?["test"]?["auc"]?.double)
      #expect(abs((ours ?? 0) - (theirs ?? 1)) < 1e-6)

      #expect(imported["imported"]?["state"] == "unverified")
      for command in [Command.bless(VersionID(2), because: nil), .promote(Command.Promotion(version: VersionID(2)))] {
        let unverified = try await refusal { _ = try await engine.send(command) }
        #expect(unverified.kind == .no && unverified.mend.contains("--examples"))
      }
      let examples = project.temporary.file("examples.csv")
      try write(examples, model, project, shift: 0.25)
      let differs = try await refusal {
        _ = try await engine.perform(.importModel(Command.Import(path: file, examples: examples)))
      }
      #expect(differs.message.contains("answers otherwise") && differs.message.contains("row 2 of 50"))
      try write(examples, model, project, shift: 0)
      let verified = try await engine.perform(.importModel(Command.Import(path: file, examples: examples)))
      #expect(verified["imported"]?["state"] == "verified" && verified["imported"]?["rows"] == 50)
      let version = VersionID(try #require(verified["version"]?.int))

      #expect(TextFile.write("{\"learner\": {}}", to: file))
      let no = try await refusal { _ = try await engine.perform(.importModel(Command.Import(path: file))) }
      #expect(no.message.contains("the XGBoost model cannot be read"))
      let status = try await engine.ask(.status)
      #expect(status["champion"]?.isNull == true)
      _ = try await engine.send(.promote(Command.Promotion(version: version, because: "as good")))
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == version.number)
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

  /// 50 rows of the data with the model's scores; the second's is shifted.
  private func write(_ path: String, _ model: Model, _ project: SampleProject, shift: Double) throws {
    var options = ReadOptions()
    for input in model.pipeline.inputs { options.kinds[input.name] = input.kind }
    let table = try TableReader.standard.read(path: project.temporary.file("rows.csv"), options: options).table
      .gathering(0..<50)
    var scores = try Scorer(model).scores(of: table)
    scores[1] += shift
    let columns = table.columns.filter { $0.name != "y" } + [Column(name: "score", values: .numeric(scores))]
    try DelimitedWriter().write(Table(columns: columns), to: path)
  }
}
