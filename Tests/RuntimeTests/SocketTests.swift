import Encoding
import Glibc
import Lifecycle
import Runtime
import Storage
import Testing

/// Another process at the engine's socket gets what the engine itself would answer.
@Suite(.timeLimit(.minutes(2))) struct SocketTests {
  private func withLink(
    _ body: (SampleProject, Engine, SocketLink) async throws -> Void
  ) async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      let server = try SocketServer(path: project.folder.socket, link: engine)
      server.start()
      defer { server.stop() }
      try await body(project, engine, try SocketLink(path: project.folder.socket))
    }
  }

  @Test("Every question has the same answer through the socket")
  func answers() async throws {
    try await withLink { _, engine, link in
      let trained = try await link.perform(.train(Command.Training()))
      #expect(trained["version"]?.int == 1)
      let receipt = try await link.send(.promote(Command.Promotion(because: "it's \"fine\" é")))
      #expect(receipt == Receipt(event: 6, message: "version 1 is champion"))
      try await link.perform(.play(Command.Play(until: .row(550))))
      let queries: [Query] = [
        .runs, .registry(at: nil), .registry(at: .init(year: 2026, month: 1, day: 1)),
        .journal(since: 0, limit: 10_000),
        .journal(since: 3, limit: 2), .alarms(all: true), .alarms(all: false), .kpis, .log(offset: 540, limit: 100),
        .outcome(of: TaskID(1)),
      ]
      for query in queries {
        let (near, far) = (try await engine.query(query), try await link.query(query))
        // As text: a number without a fraction comes back as an integer.
        #expect(near.items.map { $0.text() } == far.items.map { $0.text() }, "\(query)")
      }
      var (near, far) = (try await engine.ask(.status), try await link.ask(.status))
      for name in ["engine", "tasks"] {
        near.set(name, nil)
        far.set(name, nil)
      }
      #expect(near.text() == far.text())
      let events = try await engine.query(.journal(since: 0, limit: 100)).items
      #expect(events[5]["command"]?.string == #"sextant promote challenger --because 'it'\''s "fine" é'"#)
    }
  }

  @Test("A refusal comes through whole")
  func refusals() async throws {
    try await withLink { _, engine, link in
      for command in [Command.promote(Command.Promotion()), .train(Command.Training(recipe: "x")), .pause] {
        let near = try await refusal { _ = try await engine.send(command) }
        let far = try await refusal { _ = try await link.send(command) }
        #expect(near == far)
      }
      let near = try await refusal { try await engine.cancel(TaskID(4)) }
      let far = try await refusal { try await link.cancel(TaskID(4)) }
      #expect(near == far)
    }
  }

  @Test("Snapshots stream to a second cockpit, equal to the engine's own, and a training can be cancelled from there")
  func snapshots() async throws {
    try await withLink { _, engine, link in
      let task = try #require(
        try await link.send(.train(Command.Training(overrides: ["rounds": 10_000, "early_stopping": 0]))).task)
      let seen = try await link.snapshot { ($0.training?.rounds.count ?? 0) > 2 }
      #expect(seen.tasks.contains { $0.id == task && $0.state == .running })
      try await link.cancel(task)
      _ = try await refusal { _ = try await link.query(.outcome(of: task)) }
      let last = try await link.snapshot {
        $0.state.runs.last?.status == .cancelled && $0.tasks.last?.state == .cancelled
      }
      var own = await engine.currentSnapshot
      own.revision = last.revision
      #expect(last == own)
    }
  }

  @Test("Many at once are answered, each with its own")
  func many() async throws {
    try await withLink { _, _, link in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<24 {
          group.addTask {
            if index % 2 == 0 { return try await link.ask(.status)["project"]?.string == "sample" }
            return try await refusal { _ = try await link.send(.bless(VersionID(index), because: nil)) }
              .message.hasPrefix("there is no version \(index)")
          }
        }
        for try await isRight in group { #expect(isRight) }
      }
    }
  }

  @Test("A request that is none is refused and harms nobody", arguments: ["nonsense\n", "{}\n", "[1,2\n", "\n"])
  func garbage(text: String) async throws {
    try await withLink { project, _, link in
      let reply = try RawSocket.exchange(text, path: project.folder.socket)
      #expect(reply.contains("does not understand this request"))
      #expect(try await link.ask(.status)["project"]?.string == "sample")
    }
  }

  @Test("Where no engine listens, the link says so at once")
  func nobody() async throws {
    let project = try SampleProject()
    do {
      _ = try SocketLink(path: project.folder.socket)
      Issue.record("somebody answered")
    } catch let no as EngineGone {
      #expect(no.description.hasPrefix("no engine answers at"))
    }
    do {
      _ = try SocketLink(path: "/tmp/" + String(repeating: "x", count: 200))
      Issue.record("somebody answered")
    } catch let no as Refusal {
      #expect(no.message.hasPrefix("the path of the engine's socket is too long"))
    }
  }

  @Test("An engine that goes away ends the stream and refuses what comes after")
  func goneEngine() async throws {
    let project = try SampleProject()
    let engine = try await project.open()
    let server = try SocketServer(path: project.folder.socket, link: engine)
    server.start()
    let link = try SocketLink(path: project.folder.socket)
    var iterator = link.snapshots().makeAsyncIterator()
    #expect(await iterator.next() != nil)
    server.stop()
    await engine.close()
    while await iterator.next() != nil {}
    await #expect(throws: EngineGone.self) { _ = try await link.query(.status) }
  }

  @Test("Whoever asks while the engine closes knows whether it was done")
  func closing() async throws {
    let project = try SampleProject()
    let engine = try await project.open()
    let server = try SocketServer(path: project.folder.socket, link: engine)
    server.start()
    let link = try SocketLink(path: project.folder.socket)
    let done = try await withThrowingTaskGroup(of: Int.self) { group in
      for asker in 0..<16 {
        group.addTask {
          var count = 0
          do {
            while true {
              _ = try await link.send(.stepBack(.data, because: "asker \(asker) says so"))
              count += 1
            }
          } catch is EngineGone {
            return count
          }
        }
      }
      _ = try await engine.snapshot { $0.state.iteration.number > 8 }
      server.stop()
      return try await group.reduce(0, +)
    }
    await engine.close()
    let written = try project.events().filter { $0.kind == .steppedBack }
    #expect(written.count == done)
    #expect(done >= 8)
  }
}

/// A socket without the protocol.
private enum RawSocket {
  /// Sends bytes and gives what comes back in one piece.
  static func exchange(_ text: String, path: String) throws -> String {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    try #require(isConnected)
    let bytes = Array(text.utf8)
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &chunk, chunk.count)
    return String(decoding: chunk[..<max(0, count)], as: UTF8.self)
  }
}
