import Encoding
import Lifecycle
import Runtime
import Storage
import TestSupport
import Testing

/// Files of outcomes: joined by the log where nothing is under way, by the gateway where it serves.
@Suite(.timeLimit(.minutes(3))) struct OutcomeFileTests {
  static func join(_ lines: [String], in project: SampleProject, _ engine: Engine) async throws -> JSON {
    let path = project.temporary.file("outcomes.txt")
    #expect(TextFile.write(lines.text, to: path))
    return try await engine.perform(.joinOutcomes(Command.OutcomeFile(path: path)))
  }

  static func counts(_ result: JSON) -> [Int?] {
    ["read", "joined", "duplicate", "unknown", "late"].map { result[$0]?.int }
  }

  /// A project with a champion that has answered 20 rows whose outcomes nobody knows: without a target column.
  static func replayed() async throws -> SampleProject {
    let project = try await GatewayTests.project()
    let rows = SampleRows().text.split(separator: "\n")
    let lines = [rows[0]] + rows[1801...1820]
    let blind = lines.map { $0.split(separator: ",").dropLast().joined(separator: ",") }
    let path = project.temporary.file("blind.csv")
    #expect(TextFile.write(blind.text, to: path))
    let result = try await project.withEngine { try await $0.perform(.play(Command.Play(file: path))) }
    #expect(result["rows"]?.int == 20)
    return project
  }

  @Test("By session:id and by id, once each; the same file again is all duplicates")
  func log() async throws {
    let project = try await Self.replayed()
    try await project.withEngine { engine in
      let lines = ["id,outcome", "1:0,1", "1:1,0", "2,1", "3,yes", "99,1", "7:1,1", "4,perhaps", "5"]
      let first = try await Self.join(lines, in: project, engine)
      #expect(Self.counts(first) == [8, 4, 0, 2, 4])
      #expect((first["invalid"]?.int, first["malformed"]?.int) == (1, 1))
      let again = try await Self.join(lines, in: project, engine)
      #expect(Self.counts(again) == [8, 0, 4, 2, 0])
      #expect(try await engine.ask(.status)["outcomes"]?.int == 4)
    }
    let outcomes = try PredictionLogReader(path: project.folder.predictionLog).outcomes(
      session: SessionID(1), newest: 10)
    #expect(outcomes.map(\.id).sorted() == [0, 1, 2, 3])
  }

  @Test("JSON lines with the target's own name, and a second engine, know what was joined before")
  func json() async throws {
    let project = try await Self.replayed()
    let lines = (0..<20).map { "{\"session\":1,\"id\":\($0),\"y\":\($0 % 2)}" }
    let first = try await project.withEngine { try await Self.join(lines, in: project, $0) }
    #expect(Self.counts(first) == [20, 20, 0, 0, 20])
    let again = try await project.withEngine { try await Self.join(lines + ["{\"id\":20,\"y\":1}"], in: project, $0) }
    #expect(Self.counts(again) == [21, 0, 20, 1, 0])
  }

  @Test("While a gateway serves, its windows take the outcomes, by id and by unit")
  func gateway() async throws {
    let project = try await GatewayTests.project()
    try await GatewayTests.serving(project) { engine, door in
      let rows = Array(GatewayTests.sent.rows[..<100])
      _ = try await door.predict(rows, ids: (0..<100).map { "order-\($0)" })
      let lines = ["id,outcome"] + (0..<50).map { "order-\($0),1" } + (50..<100).map { "\($0),0" } + ["order-500,1"]
      #expect(Self.counts(try await Self.join(lines, in: project, engine)) == [101, 100, 0, 1, 0])
      #expect(Self.counts(try await Self.join(lines, in: project, engine)) == [101, 0, 100, 1, 0])
    }
    // The gateway is closed: the log knows them still.
    let lines = ["id,outcome", "1:0,1", "order-7,1"]
    let after = try await project.withEngine { try await Self.join(lines, in: project, $0) }
    #expect(Self.counts(after)[..<3] == [2, 0, 1] || Self.counts(after)[..<3] == [2, 0, 2])
  }

  @Test("A file that is not there is refused, and nothing is under way")
  func absent() async throws {
    let project = try await GatewayTests.project()
    try await project.withEngine { engine in
      let refused = try await refusal {
        _ = try await engine.send(.joinOutcomes(Command.OutcomeFile(path: "/nowhere.csv")))
      }
      #expect(refused.kind == .wrongUse)
    }
  }
}
