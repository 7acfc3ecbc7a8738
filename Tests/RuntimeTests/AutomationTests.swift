import Encoding
import Lifecycle
import Runtime
import Storage
import TestSupport
import Testing

/// Who decides, and what people do with what is left to them.
@Suite(.timeLimit(.minutes(2))) struct AutomationTests {
  private func decisions(_ project: SampleProject) throws -> [Double] {
    try PredictionLog(path: project.folder.predictionLog).reader
      .page(session: SessionID(1), offset: 0, limit: 10_000).decisions
  }

  @Test(
    "At partial automation what lies in the band waits for a person, over a restart too; their answer is an outcome")
  func partial() async throws {
    let project = try SampleProject(
      yaml: SampleProject.yaml(more: "deployment: {automation: partial, review: {band: [0.45, 0.55]}}"))
    let waiting = try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play(until: .row(300))))
      let page = try await engine.ask(.reviewQueue(offset: 0, limit: 1000))
      #expect(page["level"]?.string == "partial")
      let rows = try #require(page["rows"]?.array)
      #expect(page["waiting"]?.int == rows.count && rows.count > 3)
      #expect(rows.allSatisfy { (0.45...0.55).contains($0["score"]?.double ?? 0) })
      #expect(rows.allSatisfy { $0["values"]?["kind"]?.string != nil })
      return rows.compactMap { $0["id"]?.int }
    }
    let logged = try decisions(project)
    #expect(logged.indices.filter { logged[$0].isNaN } == waiting)
    try await project.withEngine { engine in
      let page = try await engine.ask(.reviewQueue(offset: 0, limit: 1000))
      #expect(page["rows"]?.array?.compactMap { $0["id"]?.int } == waiting)
      let wrong = try await refusal {
        _ = try await engine.send(.review(session: SessionID(1), id: waiting[0], answer: "perhaps"))
      }
      #expect(wrong.kind == .wrongUse)
      // The last request's outcome is not due for ten hours of event time.
      let last = try #require(waiting.last)
      for id in [waiting[0], last] {
        try await engine.perform(.review(session: SessionID(1), id: id, answer: "yes"))
      }
      let left = try await engine.ask(.reviewQueue(offset: 1, limit: 2))
      #expect(left["waiting"]?.int == waiting.count - 2)
      #expect(left["decided"]?.int == 2)
      #expect(left["rows"]?.array?.count == 2)
      let again = try await refusal {
        _ = try await engine.send(.review(session: SessionID(1), id: waiting[0], answer: "yes"))
      }
      #expect(again.message == "request 1:\(waiting[0]) does not wait for a person")
      try await engine.perform(.play(Command.Play(resumes: true)))
      #expect(try await engine.ask(.status)["lost"]?.int == 0)
    }
    let review = try project.events().compactMap { event -> String? in
      if case .requestReviewed(let review) = event.payload { return "\(event.who) \(review.answer)" }
      return nil
    }
    #expect(review == ["tester yes", "tester yes"])
    let shares = try project.events().compactMap { event -> Double? in
      if case .windowClosed(let window) = event.payload { return window.figures["decided.review"] }
      return nil
    }
    #expect(!shares.isEmpty && shares.allSatisfy { $0 > 0 && $0 < 0.5 })
  }

  @Test("A level that keeps the model from deciding leaves the decision to the column, or to nobody")
  func levels() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.setAutomation(.shadow, because: "not yet"))
      #expect(try await engine.ask(.status)["automation"]?.string == "shadow")
      let same = try await refusal { _ = try await engine.send(.setAutomation(.shadow, because: nil)) }
      #expect(same.kind == .no)
      try await engine.perform(.play(Command.Play(until: .row(200))))
    }
    #expect(try decisions(project).allSatisfy { $0.isNaN })
    try await project.withEngine { engine in
      #expect(try await engine.ask(.status)["automation"]?.string == "shadow")
      try await engine.perform(.setAutomation(.full, because: "trusted"))
      try await engine.perform(.play(Command.Play(until: .row(400), resumes: true)))
    }
    let logged = try decisions(project)
    #expect(logged[..<200].allSatisfy { $0.isNaN } && logged[200...].allSatisfy { !$0.isNaN })
    let changes = try project.events().compactMap { event -> String? in
      if case .automationChanged(let change) = event.payload { return "\(change.previous) \(change.level)" }
      return nil
    }
    #expect(changes == ["full shadow", "shadow full"])
  }

  @Test("Where people's decisions were logged, they decide at every level below partial automation")
  func people() async throws {
    // Clerks who are always right: their column is the truth itself.
    let project = try SampleProject(
      yaml: SampleProject.yaml(more: "deployment: {automation: assistance}")
        .replacing("  problem: Will", with: "  replaces: {process: clerks, column: y}\n  problem: Will"))
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
    }
    let page = try PredictionLog(path: project.folder.predictionLog).reader
      .page(session: SessionID(1), offset: 0, limit: 10_000)
    #expect(page.count == 1200)
    #expect(page.decisions == page.outcomes)
  }

  @Test("The registry says who was live at a time, where a version came from and who blessed it")
  func lineage() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play(until: .row(600))))
      let between = project.clock.engineClock.now()
      try await engine.perform(.train(Command.Training()))
      try await engine.perform(.promote(Command.Promotion(because: "newer", override: "a test")))
      let now = try await engine.ask(.registry(at: nil))
      #expect(now["aliases"]?["champion"]?.int == 2)
      let second = now["versions"]?[1]
      #expect(second?["parent"]?.int == 1)
      #expect(second?["blessings"]?[0]?["override"]?.string == "a test" || second?["verdict"]?.string == "passed")
      // The last window that was full when traffic stopped.
      #expect(second?["live"]?[0]?["from_event_time"]?.string == SampleRows.time(of: 1800 + 499).description)
      let then = try await engine.ask(.registry(at: between))
      #expect(then["aliases"]?["champion"]?.int == 1)
      #expect(then["versions"]?.array?.count == 1)
      #expect(then["live_at"]?["wall_time"]?.int == 1)
      let event = try await engine.ask(.registry(at: SampleRows.time(of: 2500)))
      #expect(event["live_at"]?["event_time"]?.int == 2)
    }
  }
}
