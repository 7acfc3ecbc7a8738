import Encoding
import Lifecycle
import Runtime
import Storage
import TestSupport
import Testing

/// Decisions, undo and the past, through an engine.
@Suite(.timeLimit(.minutes(2))) struct WayRoundTests {
  @Test("A promotion and an acknowledged step back are taken back, one after the other, and answers follow")
  func undo() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let nothing = try await refusal { _ = try await engine.send(.undo) }
      #expect(nothing.kind == .no)
      try await engine.trainAndPromote()
      try await engine.perform(.train(Command.Training(overrides: ["rounds": 3])))
      try await engine.perform(.promote(Command.Promotion(override: "to see")))
      _ = try await engine.send(.stepBack(.data, because: "labels look wrong"))
      #expect(try await engine.ask(.status)["iteration"]?["number"]?.int == 2)
      #expect(try await engine.send(.undo).message.hasPrefix("sextant step-back"))
      #expect(try await engine.ask(.status)["iteration"]?["number"]?.int == 1)
      #expect(try await engine.send(.undo).message.hasPrefix("sextant promote"))
      #expect(try await engine.ask(.registry(at: nil))["aliases"]?["champion"]?.int == 1)
      try await engine.perform(.play(Command.Play(until: .row(200))))
      let rows = try await engine.query(.log(offset: 0, limit: 5)).items
      #expect(rows.allSatisfy { $0["version"]?.int == 1 })
    }
    // The fold of the journal says the same.
    try await project.withEngine { engine in
      let aliases = try await engine.ask(.registry(at: nil))["aliases"]
      let iteration = try await engine.ask(.status)["iteration"]
      #expect(aliases?["champion"]?.int == 1 && iteration?["number"]?.int == 1)
    }
  }

  @Test("A retired champion answers no more, and can be brought back")
  func retire() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      let wordless = try await refusal { _ = try await engine.send(.decide(.retire, because: " ")) }
      #expect(wordless.kind == .wrongUse)
      _ = try await engine.send(.decide(.retire, because: "it does not pay"))
      let aliases = try await engine.ask(.registry(at: nil))["aliases"]
      #expect(aliases?["champion"]?.isNull == true && aliases?["previous"]?.int == 1)
      let silent = try await refusal { _ = try await engine.send(.play(Command.Play())) }
      #expect(silent.message.contains("no champion"))
      let iterations = try await engine.ask(.iterations)
      #expect(iterations["iterations"]?.array?.first?["decision"]?.string == "retire")
    }
  }

  @Test("The past is what the journal said then, and the present is not disturbed")
  func past() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      let before = try await engine.ask(.status)
      let sequence = try #require(try await engine.query(.journal(since: 0, limit: 100)).items.last?["sequence"]?.int)
      _ = try await engine.send(.stepBack(.scoping, because: "the metric is wrong"))
      let past = try await engine.past(sequence)
      #expect(past.past == sequence && past.state.iteration.number == 1)
      #expect(past.state.champion?.id == VersionID(1))
      let first = try await engine.past(1)
      #expect(first.state.runs.isEmpty && first.state.champion == nil)
      #expect(try await engine.ask(.status)["iteration"]?["number"]?.int == 2)
      #expect(before["iteration"]?["number"]?.int == 1)
      let beyond = try await refusal { _ = try await engine.past(10_000) }
      #expect(beyond.kind == .wrongUse)
    }
  }

  @Test("Business and insights are pages, also before anything has happened")
  func business() async throws {
    let yaml = SampleProject.yaml(
      more: "business: {unit: euros}"
    ).replacing(
      "  metric: auc", with: "  metric: auc\n  value: {true_positive: 10, false_positive: -4}")
    let project = try SampleProject(yaml: yaml)
    try await project.withEngine { engine in
      #expect(try await engine.ask(.business)["value"]?["total"]?.isNull == true)
      #expect(try await engine.ask(.insights)["insights"]?.array?.isEmpty == true)
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
      let business = try await engine.ask(.business)
      let total = try #require(business["value"]?["total"]?.double)
      // Each of the windows' values adds up to the whole.
      let sum = business["value"]?["series"]?.array?.reduce(0) { $0 + ($1.array?[1].double ?? 0) }
      #expect(sum == total)
      #expect(business["unit"]?.string == "euros")
    }
  }

  @Test("A scope that was applied is taken back to the letter")
  func undoScope() async throws {
    let project = try SampleProject()
    let before = try #require(TextFile.read(project.folder.settings))
    try await project.withEngine { engine in
      let wrong = try await refusal { _ = try await engine.send(.applyScope(text: "name: [", because: nil)) }
      #expect(wrong.kind == .wrongUse && TextFile.read(project.folder.settings) == before)
      let text = before.replacing("auc >= 0.65", with: "auc >= 0.7")
      let page = try await engine.ask(.scopeChange(text: text))
      #expect(page["valid"]?.bool == true && page["differences"]?.array?.isEmpty == false)
      let other = before.replacing("auc >= 0.65", with: "auc >= 0.6")
      project.write(other)
      let late = try await refusal {
        _ = try await engine.send(.applyScope(text: text, because: nil, base: before))
      }
      #expect(late.kind == .no && late.message.contains("auc >= 0.65 → auc >= 0.6"), "\(late)")
      #expect(TextFile.read(project.folder.settings) == other, "what somebody else wrote stands")
      project.write(before)
      _ = try await engine.send(.applyScope(text: text, because: "more is needed", base: before))
      #expect(TextFile.read(project.folder.settings) == text)
      #expect(try await engine.send(.undo).message.hasPrefix("sextant scope apply"))
      #expect(TextFile.read(project.folder.settings) == before)
      let gates = try await engine.ask(.scope)["fields"]?.array?.filter { $0["path"]?.string == "scope.gates[0]" }
      #expect(gates?.first?["value"]?.string?.contains("0.65") == true)
    }
  }
}
