import Encoding
import Gateway
import Glibc
import Lifecycle
import Runtime
import Storage
import Synchronization
import Tabular
import TestSupport
import Testing

/// Clients' traffic through a real engine: answers, outcomes, windows, champions that change under load.
@Suite(.timeLimit(.minutes(3))) struct GatewayTests {
  static let sent = SampleRows(count: 3000, change: 100_000).sent

  static func project(_ more: String = "") async throws -> SampleProject {
    let project = try SampleProject(yaml: SampleProject.yaml(more: more), rows: SampleRows(change: 100_000))
    _ = try await project.withEngine { try await $0.trainAndPromote() }
    return project
  }

  /// Serves, and closes the gateway when the work is done.
  static func serving<Result: Sendable>(
    _ project: SampleProject, _ body: (Engine, TestDoor) async throws -> Result
  ) async throws -> Result {
    let door = TestDoor()
    return try await project.withEngine(door: door) { engine in
      let receipt = try await engine.send(.serve(Command.Serving(port: 0)))
      #expect(receipt.message == "listening on http://test")
      let result = try await body(engine, door)
      _ = try await engine.perform(.stopServing(because: "the test is done"))
      return result
    }
  }

  // MARK: Answers

  @Test("An answer is the model's, is in the log when it arrives, and names what it was logged as")
  func answers() async throws {
    let project = try await Self.project()
    let rows = Array(Self.sent.rows[..<50])
    try await Self.serving(project) { _, door in
      let served = try #require(try door.desk().served)
      #expect(served.name == "sample" && served.task == .binary && served.versions == [VersionID(1)])
      #expect(Set(served.inputs.map(\.name)) == ["a", "b", "kind"])
      #expect(served.classes == ["0", "1"])
      let one = try await door.predict([rows[0]])
      #expect(one.ids == [0] && one.session == SessionID(1) && one.versions == [VersionID(1)])
      let log = PredictionLogReader(path: project.folder.predictionLog)
      #expect(try log.page(session: SessionID(1), offset: 0, limit: 10).scores == one.scores)
      let many = try await door.predict(rows)
      #expect(many.ids == (1...50).map(Int64.init))
      #expect(many.scores[0] == one.scores[0], "a row's score depends on the row alone")
      #expect(zip(many.scores, many.predictions).allSatisfy { $1 == 0 || $1 == 1 && $0 > 0 })
      let page = try log.page(session: SessionID(1), offset: 1, limit: 100)
      #expect(page.scores == many.scores && page.decisions == many.predictions)
      #expect(page.table["kind"]?.values.text(at: 3) == rows[3]["kind"])
      #expect(page.table["a"]?.values.text(at: 7).flatMap(Double.init) == rows[7]["a"].flatMap(Double.init))
    }
  }

  @Test("A level never seen, missing cells and columns that are not sent are answered and logged as they came")
  func odd() async throws {
    let project = try await Self.project()
    try await Self.serving(project) { _, door in
      let reply = try await door.predict([["a": "0.5", "b": "1", "kind": "mauve"], [:]])
      #expect(reply.scores.allSatisfy { $0 > 0 && $0 < 1 })
      let narrow = PredictionRequest(rowCount: 2, cells: [0.5, 0.6])
      let desk = try door.desk()
      let answered: PredictionReply = try await withCheckedThrowingContinuation { continuation in
        desk.submit(narrow) { continuation.resume(with: $0.mapError { $0 as any Error }) }
      }
      #expect(answered.ids == [2, 3])
      let page = try PredictionLogReader(path: project.folder.predictionLog)
        .page(session: SessionID(1), offset: 0, limit: 10)
      #expect((0..<4).map { page.table["kind"]?.values.text(at: $0) } == ["mauve", nil, nil, nil])
      #expect(page.table["b"]?.values.isMissing(2) == true)
    }
  }

  @Test("A request larger than a batch is answered whole and in order")
  func large() async throws {
    let project = try await Self.project()
    try await Self.serving(project) { _, door in
      let rows = (0..<20_000).map { Self.sent.rows[$0 % 3000] }
      let reply = try await door.predict(rows)
      #expect(reply.ids == (0..<20_000).map(Int64.init))
      #expect(reply.scores[..<3000] == reply.scores[3000..<6000])
      #expect(reply.scores.count == 20_000 && reply.predictions.count == 20_000 && reply.versions.count == 20_000)
    }
  }

  @Test("A thread that has gathered requests answers them itself; larger ones are left to the serving thread")
  func gathered() async throws {
    let project = try await Self.project()
    try await Self.serving(project) { _, door in
      let desk = try door.desk()
      _ = try await door.predict([Self.sent.rows[0]])
      let answers = Mutex<[[Int64]]>([])
      for row in Self.sent.rows[..<3] {
        desk.gather(try door.request([row])) { result in
          if case .success(let reply) = result { answers.withLock { $0.append(reply.ids) } }
        }
      }
      // The serving thread looks by itself now and then, and may have been first.
      while answers.withLock({ $0.count }) < 3 { desk.answerWaiting() }
      #expect(answers.withLock { $0 } == [[1], [2], [3]])
      let many = try door.request((0..<1000).map { Self.sent.rows[$0] })
      let ids = await withCheckedContinuation { continuation in
        desk.gather(many) { continuation.resume(returning: (try? $0.get())?.ids ?? []) }
        desk.answerWaiting()
      }
      #expect(ids == (4..<1004).map(Int64.init))
    }
  }

  @Test("What cannot be answered is refused with its reason: bad shapes, unknown versions, times to come")
  func refusals() async throws {
    let project = try await Self.project()
    try await Self.serving(project) { _, door in
      let desk = try door.desk()
      func failure(_ request: PredictionRequest) async -> PredictionFailure? {
        await withCheckedContinuation { continuation in
          desk.submit(request) { result in
            guard case .failure(let failure) = result else { return continuation.resume(returning: nil) }
            continuation.resume(returning: failure)
          }
        }
      }
      #expect(await failure(PredictionRequest(rowCount: 2, cells: [1, 2, 3])) != nil)
      #expect(await failure(PredictionRequest(rowCount: 1, cells: [1, 2, 3, 4, 5])) != nil)
      #expect(
        await failure(PredictionRequest(rowCount: 1, cells: [1], version: VersionID(9)))
          == .unknownVersion(VersionID(9)))
      let future = Timestamp(year: 2200, month: 1, day: 1).microseconds
      guard case .invalid? = await failure(PredictionRequest(rowCount: 1, cells: [1], eventTimes: [future])) else {
        return #expect(Bool(false), "a time to come was taken")
      }
      #expect(await failure(PredictionRequest(rowCount: 0, cells: [])) == nil)
    }
  }

  // MARK: Outcomes and windows

  @Test("Outcomes join by identity and by unit, each once; windows close, settle and are judged")
  func outcomes() async throws {
    let project = try await Self.project()
    try await Self.serving(project) { engine, door in
      let rows = Array(Self.sent.rows[..<250])
      let units = (0..<250).map { "order \($0)" }
      _ = try await door.predict(rows, ids: units)
      let byID = (0..<100).map {
        ReportedOutcome(key: .prediction(nil, Int64($0)), value: Self.sent.outcomes[$0])
      }
      #expect(try await door.report(byID) == OutcomeReceipt(joined: 100))
      let byUnit = (100..<200).map { ReportedOutcome(key: .unit(units[$0]), value: Self.sent.outcomes[$0]) }
      #expect(try await door.report(byUnit + byUnit[..<5]) == OutcomeReceipt(joined: 100, duplicate: 5))
      let strange = [
        ReportedOutcome(key: .prediction(SessionID(7), 0), value: "1"),
        ReportedOutcome(key: .prediction(nil, 250), value: "1"), ReportedOutcome(key: .unit("nobody's"), value: "1"),
        ReportedOutcome(key: .prediction(nil, 210), value: "perhaps"),
      ]
      #expect(try await door.report(strange) == OutcomeReceipt(unknown: 3, invalid: 1))
      let snapshot = try await engine.snapshot {
        $0.state.windows.filter { $0.settled != nil }.count == 2 && $0.traffic.outcomes == 200
      }
      let windows = snapshot.state.windows
      #expect(windows.map(\.closed.rows) == [100, 100] && windows.allSatisfy { $0.settled?.settled == 100 })
      #expect(windows.allSatisfy { ($0.settled?.metrics["auc"] ?? 0) > 0.65 })
      let page = try await engine.ask(.gateway)
      #expect(page["outcomes"]?.int == 200)
      #expect(page["unknown"]?.int == 3)
      #expect(page["lost"]?.int == 0)
      let log = try PredictionLogReader(path: project.folder.predictionLog)
        .page(session: SessionID(1), offset: 0, limit: 300)
      #expect(log.outcomes[..<200].map { $0 == 1 ? "1" : "0" } == Self.sent.outcomes[..<200].map { $0 })
      #expect(log.outcomes[200...].allSatisfy { $0.isNaN })
    }
    let kinds = try project.events().map(\.kind)
    #expect(kinds.contains(.servingStarted) && kinds.contains(.servingEnded))
    #expect(kinds.count { $0 == .windowClosed } == 2)
  }

  @Test("An outcome of a window that was settled is logged and said to be late")
  func late() async throws {
    let project = try await Self.project()
    try await Self.serving(project) { engine, door in
      let start = Timestamp(year: 2025, month: 6, day: 1).microseconds
      let hour: Int64 = 3_600_000_000
      // Ten hours is the outcomes' delay.
      _ = try await door.predict(
        Array(Self.sent.rows[..<300]), eventTimes: (0..<300).map { start + Int64($0) * hour })
      _ = try await engine.snapshot { $0.state.windows.filter { $0.settled != nil }.count >= 2 }
      let receipt = try await door.report([
        ReportedOutcome(key: .prediction(nil, 5), value: "1"), ReportedOutcome(key: .prediction(nil, 295), value: "1"),
      ])
      #expect(receipt == OutcomeReceipt(joined: 2, late: 1))
    }
  }

  @Test("Times that clients give are logged as given; windows go by the latest so far")
  func times() async throws {
    let project = try await Self.project()
    try await Self.serving(project) { _, door in
      let start = Timestamp(year: 2025, month: 6, day: 1).microseconds
      let times = [start, start - 5_000_000, start + 1_000_000]
      _ = try await door.predict(Array(Self.sent.rows[..<3]), eventTimes: times)
      let page = try PredictionLogReader(path: project.folder.predictionLog)
        .page(session: SessionID(1), offset: 0, limit: 10)
      #expect(page.eventTimes == times)
    }
  }

  // MARK: Versions

  @Test(
    "Promotion and rollback under load: no request fails, and what follows the receipt is answered by the new champion")
  func swapping() async throws {
    let project = try await Self.project()
    _ = try await project.withEngine { try await $0.perform(.train(Command.Training(seed: 9))) }
    try await Self.serving(project) { engine, door in
      let tally = Tally()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for worker in 0..<4 {
          group.addTask {
            var index = worker
            while !tally.isOver {
              let reply = try? await door.predict([Self.sent.rows[index % 3000]])
              tally.add(isAnswered: reply != nil)
              index += 4
            }
          }
        }
        for turn in 0..<6 {
          let command: Command =
            turn == 0 ? .promote(Command.Promotion(version: VersionID(2))) : .rollback(because: "to and fro")
          try await engine.perform(command)
          let reply = try await door.predict([Self.sent.rows[0]])
          #expect(reply.versions == [VersionID(turn % 2 == 0 ? 2 : 1)])
        }
        tally.end()
        try await group.waitForAll()
      }
      #expect(tally.failed == 0)
      #expect(tally.answered > 0)
      let log = try PredictionLogReader(path: project.folder.predictionLog)
        .page(session: SessionID(1), offset: 0, limit: 1_000_000)
      #expect(log.ids == log.ids.indices.map(Int64.init))
      #expect(log.count == tally.answered + 6)
    }
  }

  @Test("A client that insists on a version gets it while it is warm")
  func pinned() async throws {
    let project = try await Self.project()
    _ = try await project.withEngine { engine in
      try await engine.trainAndPromote(Command.Training(recipe: "plain"))
    }
    try await Self.serving(project) { _, door in
      #expect(try door.desk().served?.versions == [VersionID(2), VersionID(1)])
      let row = Self.sent.rows[0]
      let old = try await door.predict([row], version: VersionID(1))
      let new = try await door.predict([row])
      #expect(old.versions == [VersionID(1)] && new.versions == [VersionID(2)])
      #expect(old.scores != new.scores)
      let again = try await door.predict([row], version: VersionID(2))
      #expect(again.scores == new.scores)
    }
  }

  @Test("A canary is walked on clients' traffic, judged by their outcomes, and ends with a new champion")
  func canary() async throws {
    let project = try await Self.project(
      "deployment: {strategy: canary, canary: {steps: [50%], hold: 300 rows, minimum_outcomes: 60}}")
    _ = try await project.withEngine { try await $0.perform(.train(Command.Training(seed: 9))) }
    try await Self.serving(project) { engine, door in
      try await engine.perform(.promote(Command.Promotion(because: "newer")))
      var byChallenger = 0
      var index = 0
      while index < 20_000, try await engine.ask(.registry(at: nil))["aliases"]?["champion"]?.int == 1 {
        let rows = (index..<index + 100).map { Self.sent.rows[$0 % 3000] }
        let reply = try await door.predict(rows)
        byChallenger += reply.versions.count { $0 == VersionID(2) }
        _ = try await door.report(
          (0..<100).map {
            ReportedOutcome(key: .prediction(nil, reply.ids[$0]), value: Self.sent.outcomes[(index + $0) % 3000])
          })
        index += 100
      }
      #expect(try await engine.ask(.registry(at: nil))["aliases"]?["champion"]?.int == 2)
      #expect(byChallenger > 60)
    }
  }

  // MARK: Going on

  @Test("After a restart identities, windows, units and known outcomes go on where they were")
  func restart() async throws {
    let project = try await Self.project()
    try await Self.serving(project) { _, door in
      _ = try await door.predict(Array(Self.sent.rows[..<150]), ids: (0..<150).map { "unit \($0)" })
      _ = try await door.report((0..<40).map { ReportedOutcome(key: .prediction(nil, Int64($0)), value: "1") })
    }
    try await Self.serving(project) { engine, door in
      let reply = try await door.predict(Array(Self.sent.rows[150..<210]))
      #expect(reply.session == SessionID(1) && reply.ids.first == 150)
      let receipt = try await door.report([
        ReportedOutcome(key: .prediction(nil, 3), value: "1"), ReportedOutcome(key: .unit("unit 120"), value: "0"),
      ])
      #expect(receipt == OutcomeReceipt(joined: 1, duplicate: 1))
      _ = try await door.report((40..<100).map { ReportedOutcome(key: .prediction(nil, Int64($0)), value: "0") })
      let snapshot = try await engine.snapshot { $0.state.windows.count == 2 && $0.state.windows[0].settled != nil }
      #expect(snapshot.state.windows.map(\.closed.firstID) == [0, 100])
      #expect(snapshot.state.windows[0].settled?.settled == 100)
    }
    let closed = try project.events().compactMap { event -> Int? in
      if case .windowClosed(let window) = event.payload { window.index } else { nil }
    }
    #expect(closed == [0, 1], "no window is told twice")
  }

  @Test("A replay and the gateway exclude each other with a word")
  func exclusion() async throws {
    let project = try await Self.project()
    try await Self.serving(project) { engine, _ in
      let commands: [Command] = [.play(Command.Play()), .serve(Command.Serving()), .pause]
      for command in commands {
        let refused = try await refusal { _ = try await engine.send(command) }
        #expect(refused.kind == .no && refused.message.contains("gateway"))
      }
    }
    _ = try await project.withEngine { engine in
      let refused = try await refusal { _ = try await engine.send(.stopServing(because: nil)) }
      #expect(refused.kind == .no)
      try await engine.perform(.play(Command.Play(until: .row(200))))
    }
    try await Self.serving(project) { _, door in
      // A replay came in between: a new session begins.
      let reply = try await door.predict([Self.sent.rows[0]])
      #expect(reply.session == SessionID(3))
    }
  }

  @Test("A door that cannot be opened leaves nothing behind")
  func cannotOpen() async throws {
    let project = try await Self.project()
    _ = try await project.withEngine { engine in
      let refused = try await refusal {
        _ = try await engine.send(.serve(Command.Serving(port: 0, bind: "203.0.113.1")))
      }
      #expect(refused.kind == .wrongUse)
      try await engine.perform(.play(Command.Play(until: .row(100))))
    }
    let kinds = try project.events().map(\.kind)
    #expect(!kinds.contains(.servingStarted))
  }

  // MARK: Explaining and figures

  @Test("What moved a score adds up to it", arguments: ["trees", "plain"])
  func explaining(recipe: String) async throws {
    let project = try SampleProject(rows: SampleRows(change: 100_000))
    _ = try await project.withEngine { try await $0.trainAndPromote(Command.Training(recipe: recipe)) }
    try await Self.serving(project) { _, door in
      let explained = try await door.explain(Array(Self.sent.rows[..<20]))
      #expect(Set(explained.features) == ["a", "b", "kind"])
      for row in 0..<20 {
        let margin = explained.base[row] + explained.contributions[row * 3..<row * 3 + 3].reduce(0, +)
        // The model has no calibration: the score is the margin's logistic.
        #expect(abs(1 / (1 + exp(-margin)) - explained.reply.scores[row]) < 1e-5)
      }
      #expect(try await door.predict([Self.sent.rows[0]]).ids == [0], "explanations are not logged")
    }
  }

  @Test("Metrics tell scores, drift, gates and value")
  func metrics() async throws {
    let project = try await Self.project()
    try await Self.serving(project) { engine, door in
      _ = try await door.predict(Array(Self.sent.rows[..<100]))
      _ = try await door.report(
        (0..<100).map { ReportedOutcome(key: .prediction(nil, Int64($0)), value: Self.sent.outcomes[$0]) })
      _ = try await engine.snapshot { ($0.state.windows.first?.settled) != nil && $0.traffic.outcomes == 100 }
      let families = Dictionary(uniqueKeysWithValues: try door.desk().metrics().map { ($0.name, $0) })
      let score = try #require(families["ml_prediction_score"])
      #expect(score.samples.last?.suffix == "_count" && score.samples.last?.value == 100)
      #expect(families["ml_feature_drift"]?.samples.contains { $0.labels.contains { $0 == ("feature", "a") } } == true)
      #expect(families["ml_gate_ok"]?.samples.map(\.value) == [1])
      #expect(families["ml_lost_total"]?.samples.map(\.value) == [0])
      #expect(families["ml_value_total"] != nil && families["ml_estimated_metric"] != nil)
    }
  }
}

/// What clients got while they were answered from several tasks.
private final class Tally: Sendable {
  private let counts = Mutex((answered: 0, failed: 0, isOver: false))

  var isOver: Bool { counts.withLock { $0.isOver } }
  var answered: Int { counts.withLock { $0.answered } }
  var failed: Int { counts.withLock { $0.failed } }

  func end() { counts.withLock { $0.isOver = true } }

  func add(isAnswered: Bool) {
    counts.withLock { counts in
      if isAnswered { counts.answered += 1 } else { counts.failed += 1 }
    }
  }
}
