import Encoding
import Lifecycle
import Runtime
import Testing

/// What the business page says of answers that were not given.
@Suite struct BusinessTests {
  @Test("The previous champion is told from the champion on the same rows, and carried over to all")
  func previous() async throws {
    let project = try SampleProject()
    let text = SampleProject.yaml().replacing(
      "  gates:", with: "  value: {true_positive: 3, false_positive: -1}\n  gates:")
    project.write(text)
    try await project.withEngine { engine in
      try await engine.trainAndPromote(Command.Training(recipe: "plain"))
      try await engine.perform(.train(Command.Training(recipe: "trees")))
      try await engine.perform(.play(Command.Play()))
      let alone = try await engine.ask(.business)
      #expect(alone["value"]?["alternatives"]?["previous"] == .null, "there was no other")
      try await engine.perform(.promote(Command.Promotion(override: "to have a previous one")))
      let page = try await engine.ask(.business)
      // v1 beside v2, which is the champion now, on every row of the log.
      let beside = try await engine.ask(.whatIf(VersionID(1)))
      #expect(beside["rows"]?.int == 1200)
      let total = try #require(page["value"]?["total"]?.double)
      let previous = try #require(page["value"]?["alternatives"]?["previous"]?.double)
      let difference = try #require(beside["value"]?["difference"]?.double)
      #expect(difference != 0 && abs(previous - total - 1200 * difference) < 1e-6)
    }
  }
}
