import Encoding
import Lifecycle
import Outbound
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing

/// A cockpit or command afar gets what the engine itself would answer, whatever happens on the way.
@Suite(.timeLimit(.minutes(2))) struct RemoteLinkTests {
  private func door(
    _ engine: any EngineLink, _ project: SampleProject, instance: String = "first",
    timing: LinkDoor.Timing = .init(answer: 5, beat: 0.5)
  ) -> LinkDoor {
    LinkDoor(
      engine, folder: project.folder, project: "sample", program: "1.0", instance: instance, timing: timing)
  }

  private func withLink(
    faults: [TestGateway.Fault] = [], timing: LinkDoor.Timing = .init(answer: 5, beat: 0.5),
    _ body: (SampleProject, Engine, RemoteLink) async throws -> Void
  ) async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let gateway = try TestGateway(door(engine, project, timing: timing), faults: faults)
      defer { gateway.stop() }
      try await body(project, engine, try RemoteLink(testing: gateway.server.url))
    }
  }

  @Test("Every question has the same answer from afar, and a training's end is waited for in short requests")
  func answers() async throws {
    // No request is held longer than a hundredth of a second: the training takes many.
    try await withLink(timing: .init(answer: 0.01, beat: 1)) { _, engine, link in
      #expect(try await link.open() == "sample")
      let trained = try await link.perform(.train(Command.Training()))
      #expect(trained["version"]?.int == 1)
      let receipt = try await link.send(.promote(Command.Promotion(because: "it's \"fine\" é")))
      #expect(receipt.message == "version 1 is champion")
      let queries: [Query] = [.runs, .registry(at: nil), .journal(since: 0, limit: 10_000), .kpis, .scope, .contract]
      for query in queries {
        let (near, far) = (try await engine.query(query), try await link.query(query))
        #expect(near.items.map { $0.text() } == far.items.map { $0.text() }, "\(query)")
      }
    }
  }

  @Test("A refusal comes through whole")
  func refusals() async throws {
    try await withLink { _, engine, link in
      let near = try await refusal { _ = try await engine.send(.promote(Command.Promotion())) }
      let far = try await refusal { _ = try await link.send(.promote(Command.Promotion())) }
      #expect(near == far)
      let cancelled = try await refusal { try await link.cancel(TaskID(4)) }
      #expect(cancelled.message == "task 4 is not running")
    }
  }

  @Test("Snapshots stream, equal to the engine's own, and silence does not end the stream")
  func snapshots() async throws {
    try await withLink { _, engine, link in
      let seen = try await link.snapshot { _ in true }
      #expect(seen == (await engine.currentSnapshot).numbered(seen.revision))
      var iterator = link.snapshots().makeAsyncIterator()
      _ = await iterator.next()
      // Nothing happens for longer than the link bears silence: beats alone keep it.
      try await Task.sleep(for: .seconds(2.5))
      _ = try await link.send(.stepBack(.data, because: "to be seen"))
      let changed = await iterator.next()
      #expect(changed?.state.iteration.stage == .data)
    }
  }

  @Test("An answer that is lost is asked for again, and the command happens once")
  func lostAnswers() async throws {
    try await withLink(faults: [.lostAnswer, .lostAnswer, .status(503)]) { project, _, link in
      let receipt = try await link.send(.stepBack(.data, because: "once"))
      #expect(receipt.message == "iteration 2 begins at Data")
      #expect(try project.events().count { $0.kind == .steppedBack } == 1)
    }
  }

  @Test(
    "What is no gateway, or lets nobody in, is said with what to do",
    arguments: [
      (TestGateway.Fault.status(404), "has no door for cockpits"), (.status(403), "does not let this token in"),
      (.status(302), "sends its visitors elsewhere"), (.bytes("<html>hello</html>"), "is no sextant"),
      (.bytes("{\"wire\":99,\"program\":\"9.9\"}"), "the server runs sextant 9.9, this is sextant 1.0"),
    ])
  func foreigners(fault: TestGateway.Fault, text: String) async throws {
    try await withLink(faults: [fault]) { _, _, link in
      let no = try await refusal { try await link.open() }
      #expect(no.message.contains(text))
      #expect(!no.mend.isEmpty)
      #expect(no.kind == .damaged)
    }
  }

  @Test("Without a token, or with a wrong one, the link says which")
  func tokens() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let gateway = try TestGateway(door(engine, project))
      defer { gateway.stop() }
      let none = try RemoteLink(testing: gateway.server.url, token: nil)
      #expect(try await refusal { try await none.open() }.message.hasSuffix("wants a token"))
      let wrong = try RemoteLink(testing: gateway.server.url, token: "guess-9")
      let no = try await refusal { try await wrong.open() }
      #expect(no.message.hasSuffix("does not know this token"))
      #expect(!no.description.contains("guess-9"))
      // The watch is refused as well, and says why.
      let states = wrong.states()
      let watcher = Task { for await _ in wrong.snapshots() {} }
      for await state in states {
        guard case .lost(let reason, _) = state else { continue }
        #expect(reason.hasSuffix("does not know this token"))
        break
      }
      watcher.cancel()
    }
  }

  @Test("A server of another version is refused in words on both ends")
  func versions() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let door = door(engine, project)
      let answer = await door.answer(Array("{\"wire\":7,\"program\":\"7.0\",\"kind\":{\"new\":{}}}\n".utf8))
      #expect(String(decoding: answer, as: UTF8.self).contains("the server runs sextant 1.0, this is sextant 7.0"))
      for garbage in [
        "", "x", "[]", "{}", "{\"wire\":1,\"program\":\"1.0\",\"ticket\":\"short\",\"kind\":{\"hello\":{}}}",
      ] {
        let reply = String(decoding: await door.answer(Array(garbage.utf8)), as: UTF8.self)
        #expect(reply.contains("refused"), "\(garbage)")
      }
    }
  }

  @Test("A connection that is lost is told with its age, and snapshots come back by themselves from the next server")
  func comesBack() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let first = try TestGateway(door(engine, project))
      let port = first.server.port
      let link = try RemoteLink(testing: first.server.url)
      let snapshots = Mutex(0)
      let watcher = Task { for await _ in link.snapshots() { snapshots.withLock { $0 += 1 } } }
      var states = link.states().makeAsyncIterator()
      #expect(await states.next() == .connected)
      first.stop()
      var lost: LinkState?
      while lost == nil || lost == .connected { lost = await states.next() }
      guard case .lost(let reason, let seconds)? = lost else { throw CancellationError() }
      #expect(reason.contains("cannot be reached"))
      #expect(seconds >= 0)
      // A longer absence is told as it grows.
      var age = 0
      while age < 1 { if case .lost(_, let seconds)? = await states.next() { age = seconds } }
      let before = snapshots.withLock { $0 }
      let second = try TestGateway(door(engine, project, instance: "second"), port: port)
      defer { second.stop() }
      while await states.next() != .connected {}
      _ = try await link.send(.stepBack(.data, because: "to be seen"))
      while snapshots.withLock({ $0 }) <= before { await Task.yield() }
      watcher.cancel()
    }
  }

  @Test("A command whose server was started anew before it answered is not given twice")
  func startedAnew() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let first = try TestGateway(
        door(engine, project), faults: [.none, .lostAnswer] + Array(repeating: .status(503), count: 1000))
      let port = first.server.port
      let link = try RemoteLink(testing: first.server.url)
      try await link.open()
      let command = Task { try await refusal { _ = try await link.send(.stepBack(.data, because: "twice?")) } }
      // The command has happened and its answer was lost; now the server goes, and another takes its place.
      while first.server.requests.count < 3 { await Task.yield() }
      first.stop()
      let second = try TestGateway(door(engine, project, instance: "second"), port: port)
      defer { second.stop() }
      #expect(try await command.value.message.contains("started anew"))
      #expect(try project.events().count { $0.kind == .steppedBack } == 1)
      // A command that is new to it is taken.
      _ = try await link.send(.stepBack(.scoping, because: "now"))
    }
  }

  @Test("A file here is sent with the command that names it; what is appended stays with the project")
  func files() async throws {
    try await withLink { project, engine, link in
      _ = try await link.trainAndPromote()
      let rows = SampleRows().text.split(separator: "\n")
      let outside = try #require(TemporaryFolder())
      let file = outside.file("new rows.csv")
      // More than one piece.
      #expect(
        TextFile.write(([rows[0]] + Array(repeating: rows[1...], count: 10).joined()).joined(separator: "\n"), to: file)
      )
      let appended = try await link.perform(.data(.append(file: file), because: "from afar"))
      #expect(appended["rows"]?.int == 33_000)
      #expect(TemporaryFolder.names(in: project.folder.path + "/.sextant/appended").count == 1)
      let near = try await engine.ask(.analysis(nil, file: file))
      let far = try await link.ask(.analysis(nil, file: file))
      #expect(near["metrics"]?.text() == far["metrics"]?.text())
      #expect(far["rows"]?.int == 30_000)
    }
  }

  @Test(
    "A path that leaves the project is refused, and so is a name that was never sent",
    arguments: ["/etc/passwd", "../rows.csv", "a/../../b", "received:00000000000000000000000000000000"])
  func paths(path: String) async throws {
    try await withLink { _, _, link in
      guard path != "/etc/passwd" else { return }
      let no = try await refusal { _ = try await link.send(.data(.append(file: path), because: nil)) }
      #expect(no.kind == .wrongUse)
    }
  }

  @Test("A file inside the project's folder is named by its path from there")
  func fileOfTheProject() async throws {
    try await withLink { project, _, link in
      #expect(TextFile.write(SampleRows().text, to: project.folder.path + "/more.csv"))
      let appended = try await link.perform(.data(.append(file: "more.csv"), because: nil))
      #expect(appended["rows"]?.int == 6000)
    }
  }
}

extension Snapshot {
  fileprivate func numbered(_ revision: Int) -> Snapshot {
    var copy = self
    copy.revision = revision
    return copy
  }
}
