import Encoding
import Gateway
import Lifecycle
import Runtime
import Storage
import Testing

/// A rollout over clients' traffic: what is known of it after a restart, and outcomes that come without requests.
@Suite(.timeLimit(.minutes(3))) struct GatewayRolloutTests {
  private static let sent = GatewayTests.sent

  /// With a second version on half of the traffic.
  private static func project() async throws -> SampleProject {
    let project = try await GatewayTests.project(
      "deployment: {strategy: canary, canary: {steps: [50%], hold: 100000 rows, minimum_outcomes: 60}}")
    try await project.withEngine { engine in
      try await engine.perform(.train(Command.Training(seed: 9)))
      try await engine.perform(.promote(Command.Promotion(because: "newer")))
    }
    return project
  }

  /// Requests of seven rows, of which both versions answer some: their blocks in the log interleave.
  private static func ask(_ door: TestDoor, _ range: Range<Int>) async throws -> [PredictionReply] {
    var replies: [PredictionReply] = []
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 7) {
      replies.append(try await door.predict(Array(sent.rows[start..<min(start + 7, range.upperBound)])))
    }
    return replies
  }

  @Test("After a restart the step has the rows that it had, whoever is asked, and windows go on where they were")
  func restart() async throws {
    let project = try await Self.project()
    let before = try await GatewayTests.serving(project) { _, door in
      try await Self.ask(door, 0..<280).flatMap(\.versions).count { $0 == VersionID(2) }
    }
    let rows = { (page: JSON) in
      [page["hold"]?["done"]?.int, page["arms"]?["challenger"]?["rows"]?.int]
        + [page["steps"]?[0]?["rows"]?.int, page["steps"]?[0]?["challenger_rows"]?.int]
    }
    // Without traffic the log is asked.
    let quiet = try await project.withEngine { try await $0.ask(.rollout) }
    #expect(rows(quiet) == [280, before, 280, before])
    try await GatewayTests.serving(project) { engine, door in
      let open = try await engine.ask(.rollout)
      #expect(rows(open) == [280, before, 280, before])
      #expect(open["step"]?.int == 0 && open["share"]?.double == 0.5)
      _ = try await Self.ask(door, 280..<430)
      _ = try await engine.snapshot { $0.state.windows.count >= 4 }
    }
    let closed = try project.events().compactMap { event -> WindowClosed? in
      if case .windowClosed(let window) = event.payload { window } else { nil }
    }
    #expect(closed.map(\.index) == [0, 1, 2, 3])
    #expect(closed.map(\.firstID) == [0, 100, 200, 300])
  }

  @Test("Outcomes that come after the last request are judged all the same")
  func late() async throws {
    let project = try await Self.project()
    try await GatewayTests.serving(project) { engine, door in
      let replies = try await Self.ask(door, 0..<420)
      // What the challenger says is wrong, and the champion is right.
      let outcomes = replies.flatMap { reply in
        reply.ids.indices.map { row in
          let isRight = reply.versions[row] == VersionID(1)
          let answer = reply.predictions[row] == (isRight ? 1 : 0)
          return ReportedOutcome(key: .prediction(nil, reply.ids[row]), value: answer ? "1" : "0")
        }
      }
      _ = try await door.report(outcomes)
      let snapshot = try await engine.snapshot { $0.state.rollout == nil }
      #expect(snapshot.state.endedRollouts.map(\.ended.result) == [.rolledBack])
    }
  }
}
