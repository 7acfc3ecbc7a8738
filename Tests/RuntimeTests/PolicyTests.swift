import Encoding
import Lifecycle
import Runtime
import Testing

/// What the engine does by itself, and what it suggests.
@Suite(.timeLimit(.minutes(2))) struct PolicyTests {
  private func project(_ policy: String) throws -> SampleProject {
    let yaml = SampleProject.yaml().replacing(
      "monitoring: {window: 100 rows, outcome_delay: 10h}",
      with: "monitoring: {window: 100 rows, outcome_delay: 10h, policies: [\(policy)]}")
    return try SampleProject(yaml: yaml)
  }

  @Test("A policy suggests once; accepting it trains, and the journal says what and why")
  func suggestion() async throws {
    let project = try project("{name: enough, retrain: suggest, when: {outcomes: 300}, cool_down: 1000d}")
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
      let snapshot = try await engine.snapshot { $0.state.suggestion != nil }
      let suggestion = try #require(snapshot.state.suggestion)
      #expect(suggestion.fact.policy == "enough" && suggestion.fact.number == 1)
      #expect(suggestion.fact.reason.contains("outcomes since the champion was trained"))
      let wrong = try await refusal { _ = try await engine.send(.answerSuggestion(7, accept: true)) }
      #expect(wrong.kind == .wrongUse)
      let receipt = try await engine.send(.answerSuggestion(1, accept: true))
      let task = try #require(receipt.task)
      #expect(try await engine.ask(.outcome(of: task))["version"]?.int == 2)
      let twice = try await refusal { _ = try await engine.send(.answerSuggestion(1, accept: true)) }
      #expect(twice.kind == .no)
    }
    let acted = try project.events().count { $0.kind == .policyActed }
    #expect(acted == 1, "it is cooling")
  }

  @Test("An automatic policy trains and promotes nothing unseen; never two at once")
  func automatic() async throws {
    let project = try project("{retrain: automatic, when: {outcomes: 200}, cool_down: 1000d, data: newest 500}")
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
      await engine.waitUntilIdle()
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 1)
      #expect(try await engine.ask(.status)["challenger"]?.int == 2)
    }
    let events = try project.events()
    let order = events.map(\.kind).filter { $0 == .policyActed || $0 == .runStarted }
    #expect(order == [.runStarted, .policyActed, .runStarted], "why comes before what")
  }

  @Test("A policy that is off does nothing")
  func off() async throws {
    let project = try project("{retrain: off, when: {outcomes: 1}}")
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
    }
    #expect(try project.events().allSatisfy { $0.kind != .policyActed })
  }

  @Test("What if: the challenger beside the champion on rows that are new to both")
  func whatIf() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let none = try await refusal { _ = try await engine.ask(.whatIf(nil)) }
      #expect(none.kind == .no)
      try await engine.trainAndPromote()
      try await engine.perform(.train(Command.Training(recipe: "plain")))
      try await engine.perform(.play(Command.Play()))
      let page = try await engine.ask(.whatIf(nil))
      #expect(page["challenger"]?.int == 2 && page["champion"]?.int == 1)
      #expect(page["rows"]?.int == 1200)
      let auc = try #require(page["metrics"]?[0])
      #expect(auc["metric"]?.string == "auc")
      let (a, b) = (try #require(auc["a"]?.double), try #require(auc["b"]?.double))
      let difference = try #require(auc["difference"]?.double)
      #expect(abs(b - a - difference) < 1e-9)
      #expect(try #require(auc["lower"]?.double) < difference && difference < #require(auc["upper"]?.double))
      #expect(page["sentence"]?.string?.contains("1,200") == true)
      let itself = try await refusal { _ = try await engine.ask(.whatIf(VersionID(1))) }
      #expect(itself.kind == .wrongUse)
    }
  }
}
