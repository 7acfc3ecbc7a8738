import Encoding
import Lifecycle
import Runtime
import Statistics
import TestSupport
import Testing

/// What policies may do, on which rows, and why they do nothing.
@Suite(.timeLimit(.minutes(2))) struct PolicyBudgetTests {
  private func project(_ policies: String, rows: SampleRows = SampleRows()) throws -> SampleProject {
    let yaml = SampleProject.yaml().replacing(
      "monitoring: {window: 100 rows, outcome_delay: 10h}",
      with: "monitoring: {window: 100 rows, outcome_delay: 10h, policies: [\(policies)]}")
    return try SampleProject(yaml: yaml, rows: rows)
  }

  @Test("A spent budget holds a policy back; the page says until when, and nothing of it is journalled")
  func budget() async throws {
    let project = try project(
      "{name: eager, retrain: automatic, when: {outcomes: 100}, cool_down: 1h, budget: {trainings: 1, per: 1000d}}")
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
      await engine.waitUntilIdle()
      let policy = try #require(try await engine.ask(.policies)["policies"]?[0])
      #expect(policy["policy"]?.string == "eager" && policy["mode"]?.string == "automatic")
      #expect(policy["standing"]?.string == "budget_spent")
      #expect(policy["budget"]?["trainings_left"]?.int == 0)
      #expect(policy["why"]?.string?.contains("1 training per 1000d is spent until ") == true)
      #expect(policy["may_act_at"]?.string != nil)
      #expect(policy["last_act"]?["action"]?.string == "trained")
      let shown = await engine.currentSnapshot.policies
      #expect(shown?.first?.standing == .budgetSpent)
    }
    #expect(try project.events().count { $0.kind == .policyActed } == 1)
  }

  @Test("Off, waiting and cooling down are told apart")
  func standings() async throws {
    let project = try project(
      "{name: a, retrain: off, when: drift}, {name: b, when: {outcomes: 1_000_000}}, "
        + "{name: c, retrain: suggest, when: {outcomes: 100}, cool_down: 1000d}")
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
      let suggestion = try #require(await engine.currentSnapshot.state.suggestion)
      func standings() async throws -> [String?] {
        try await engine.ask(.policies)["policies"]?.array?.map { $0["standing"]?.string } ?? []
      }
      #expect(try await standings() == ["off", "waiting", "suggested"])
      _ = try await engine.send(.answerSuggestion(suggestion.fact.number, accept: false))
      #expect(try await standings() == ["off", "waiting", "cooling_down"])
    }
  }

  /// What follows from `a` turns over at a row, and nothing else moves.
  private func turningRows(at change: Int) -> String {
    var generator = SeededGenerator(seed: 3)
    var lines = ["time,a,b,kind,y"]
    for row in 0..<3000 {
      let (a, b) = (generator.uniform(), generator.normal())
      let share = row >= change ? 0.95 - 0.9 * a : 0.05 + 0.9 * a
      let label = generator.bernoulli(share) ? 1 : 0
      lines.append("\(SampleRows.time(of: row)),\(NumberText.fixed(a, 4)),\(NumberText.fixed(b, 3)),red,\(label)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test("Data since a change, or all of them, are chosen with a reason that the run keeps")
  func choice() async throws {
    // The world turns over at row 2,200: 800 of the live rows are of the new one.
    let project = try SampleProject(rows: nil)
    #expect(TextFile.write(turningRows(at: 2200), to: project.temporary.file("rows.csv")))
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      let early = try await refusal { _ = try await engine.send(.train(Command.Training(data: .sinceChange))) }
      #expect(early.message.contains("no outcome has been released"))
      try await engine.perform(.play(Command.Play()))
      let all = try await engine.perform(.train(Command.Training(recipe: "plain", data: .auto)))
      #expect(all["rows"]?["test"]?.int == 300, "a tenth of 3,000")
      let since = try await engine.perform(.train(Command.Training(recipe: "plain", data: .sinceChange)))
      let test = try #require(since["rows"]?["test"]?.int)
      #expect((70...90).contains(test), "a tenth of the 800 rows since the change, about: \(test)")
      let newest = try await engine.perform(.train(Command.Training(recipe: "plain", data: .newest(400))))
      #expect(newest["rows"]?["test"]?.int == 40)
      let recent = try await engine.perform(.train(Command.Training(recipe: "plain", data: .recent(20 * 86_400))))
      #expect((46...50).contains(try #require(recent["rows"]?["test"]?.int)), "480 hourly rows")
      let runs = await engine.currentSnapshot.state.runs
      #expect(runs[1].data?.contains("concept drift is suspected since row") == true)
      #expect(runs[1].data?.contains("of 2,000 labelled rows have come since: all rows") == true)
      #expect(runs[2].data?.contains("labelled rows since") == true)
    }
    #expect(try project.events().contains { $0.command?.contains("--data since_change") == true })
  }

  @Test("A finished training is compared with the champion without being asked, and the page agrees")
  func comparedAtOnce() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      #expect(await engine.currentSnapshot.whatIf == nil, "nothing was played")
      try await engine.perform(.play(Command.Play(until: .row(900))))
      try await engine.perform(.train(Command.Training(recipe: "plain")))
      // A retrain has learnt all that is released: the rows to come are new to both.
      try await engine.perform(.train(Command.Training(recipe: "plain", split: .time)))
      let snapshot = try await engine.snapshot { $0.whatIf?.challenger == VersionID(3) }
      let found = try #require(snapshot.whatIf)
      #expect(found.champion == VersionID(1) && found.rows >= 30)
      #expect(found.sentence == (try await engine.ask(.whatIf(nil))["sentence"]?.string))
      try await engine.perform(.promote(Command.Promotion(override: "to see")))
      #expect(await engine.currentSnapshot.whatIf == nil, "there is no challenger any more")
    }
  }
}
