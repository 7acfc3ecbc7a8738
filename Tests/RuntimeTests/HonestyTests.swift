import Encoding
import Learning
import Lifecycle
import Runtime
import Storage
import Tabular
import TestSupport
import Testing

/// A model knows what had been released when it was trained, and nothing else.
@Suite(.timeLimit(.minutes(2))) struct HonestyTests {
  /// Hashes of the model trained before any traffic and of the one retrained after a part of it.
  private func hashes(_ rows: SampleRows, recipe: String) async throws -> [String] {
    let yaml =
      rows.isRegression
      ? SampleProject.yaml(gates: #"["rmse <= baseline.rmse"]"#, metric: "rmse") : SampleProject.yaml()
    return try await SampleProject(yaml: yaml, rows: rows).withEngine { engine in
      let training = Command.Training(recipe: recipe)
      let first = try await engine.trainAndPromote(training)
      // The outcomes of rows 1,800 to 2,289 are known at row 2,299.
      try await engine.perform(.play(Command.Play(until: .row(500))))
      let second = try await engine.perform(.train(training))
      #expect(second["newest_release"]?.string == SampleRows.time(of: 2299).description)
      return try [first, second].map { try #require($0["model"]?["sha256"]?.string) }
    }
  }

  private static let unreleased = 2290..<3000

  @Test(
    "Noise instead of the unreleased labels gives a byte-identical model",
    arguments: [(false, "trees"), (false, "plain"), (true, "trees"), (true, "plain")])
  func unreleasedLabels(isRegression: Bool, recipe: String) async throws {
    let honest = try await hashes(SampleRows(isRegression: isRegression), recipe: recipe)
    let noise = try await hashes(
      SampleRows(isRegression: isRegression, noisy: Self.unreleased, noiseSeed: 99), recipe: recipe)
    #expect(honest == noise)
    #expect(honest[0] != honest[1], "the retrain learnt something")
  }

  @Test("One released label more or less is another model, so that the test above can fail")
  func releasedLabels() async throws {
    let honest = try await hashes(SampleRows(isRegression: true), recipe: "trees")
    let changed = try await hashes(SampleRows(isRegression: true, noisy: 2289..<2290), recipe: "trees")
    #expect(honest[0] == changed[0])
    #expect(honest[1] != changed[1])
  }

  @Test(
    "The same recipe, data and seed give the same bytes; another seed or recipe does not", arguments: [false, true])
  func determinism(isRegression: Bool) async throws {
    func hash(_ training: Command.Training) async throws -> String {
      let yaml = isRegression ? SampleProject.yaml(gates: "[]", metric: "rmse") : SampleProject.yaml(gates: "[]")
      let project = try SampleProject(yaml: yaml, rows: SampleRows(isRegression: isRegression))
      return try await project.withEngine { engine in
        let trained = try await engine.perform(.train(training))
        let sha256 = try #require(trained["model"]?["sha256"]?.string)
        let bytes = try project.folder.artifactStore().get(sha256)
        #expect(SHA256.hex(of: bytes) == sha256)
        #expect(trained["model"]?["bytes"]?.int == bytes.count)
        return sha256
      }
    }
    let first = try await hash(Command.Training())
    #expect(try await hash(Command.Training()) == first)
    #expect(try await hash(Command.Training(overrides: ["rounds": 21])) != first)
    #expect(try await hash(Command.Training(seed: 8)) != first, "the seed is part of the file")
  }

  @Test("The number of threads leaves no trace in the bytes", arguments: [false, true])
  func threads(isRegression: Bool) throws {
    let rows = SampleRows(isRegression: isRegression)
    let dataset = try DelimitedReader.read(bytes: Array(rows.text.utf8), name: "rows.csv")
    let schema = Schema(
      columns: dataset.schema.columns.map { column in
        var column = column
        column.role = column.name == "y" ? .target : (column.name == "time" ? .time : .feature)
        return column
      })
    let models = try [1, 2, 3].map { threads in
      try Trainer.train(
        table: dataset.table, schema: schema,
        parts: TrainingParts(train: Array(0..<2400), validate: Array(2400..<2700), test: Array(2700..<3000)),
        specification: TrainingSpecification(
          name: "trees", algorithm: .boostedTrees, parameters: ["rounds": 30, "leaves": 7], threads: threads),
        now: { 0 }
      ).model.encode()
    }
    #expect(models[0] == models[1])
    #expect(models[0] == models[2])
  }
}
