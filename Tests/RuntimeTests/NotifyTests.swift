import Encoding
import Lifecycle
import Outbound
import Runtime
import Storage
import TestSupport
import Testing

/// What happens in a project reaches its web hooks, whatever they do, and the engine never waits for them.
@Suite(.timeLimit(.minutes(2))) struct NotifyTests {
  private static let fast: NotifyManner = {
    var manner = NotifyManner()
    manner.retry = RetryPolicy(first: 0.01, factor: 2, longest: 0.05, jitter: 0.5, attemptCountMax: 4)
    manner.limits = .init(connecting: 1, whole: 0.3, byteCount: 10_000)
    manner.farewell = 0.2
    return manner
  }()

  private func project(_ url: String, on: String = "[stepped back]", more: String = "") throws -> SampleProject {
    try SampleProject(yaml: Self.yaml(url, on: on, more: more))
  }

  private static func yaml(_ url: String, on: String, more: String) -> String {
    SampleProject.yaml().replacing(
      "monitoring: {window: 100 rows, outcome_delay: 10h}",
      with: """
        monitoring:
          window: 100 rows
          outcome_delay: 10h
          notify:
            - url: \(url)
              on: \(on)
              \(more)
        """)
  }

  private func withEngine(
    _ project: SampleProject, manner: NotifyManner = fast, _ body: (Engine) async throws -> Void
  ) async throws {
    let engine = try await project.open(notifying: manner)
    do {
      try await body(engine)
    } catch {
      await engine.close()
      throw error
    }
    await engine.close()
  }

  private func hook(
    _ respond: @escaping @Sendable (TestHTTPServer.Request, TestHTTPServer.Peer) -> Void
  ) throws -> TestHTTPServer { try #require(TestHTTPServer(respond)) }

  private func status(_ engine: Engine, where condition: (JSON) -> Bool) async throws -> JSON {
    while true {
      let hook = try #require(try await engine.ask(.status)["webhooks"]?[0])
      if condition(hook) { return hook }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  @Test("A message says what happened; its signature is what an independent HMAC makes of it")
  func message() async throws {
    let server = try hook { _, peer in peer.answer(200) }
    let project = try project(server.url + "/services/T0", more: "secret_file: hook.key")
    #expect(TextFile.write("key\n", to: project.folder.path + "/hook.key"))
    try await withEngine(project) { engine in
      _ = try await engine.send(.stepBack(.data, because: "the audience is another"))
      _ = try await status(engine) { $0["delivered"]?.int == 1 }
    }
    let request = try #require(server.requests.first)
    #expect(request.path == "/services/T0")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["x-sextant-event"] == "stepped back")
    let message = try JSON(parsing: request.body)
    #expect(message["format"]?.int == 1)
    #expect(message["on"]?.string == "stepped back")
    #expect(message["text"]?.string == "sample: iteration 2 at Data: the audience is another")
    #expect(message["event"]?["because"]?.string == "the audience is another")
    #expect(message["id"]?.string == request.headers["x-sextant-delivery"])
    let time = try #require(request.headers["x-sextant-timestamp"])
    let signed = HMACSHA256.hex(key: Array("key".utf8), message: Array("\(time).".utf8) + request.body)
    #expect(request.headers["x-sextant-signature"] == "sha256=\(signed)")
  }

  @Test("A hook is told of what it asked for alone")
  func occasions() async throws {
    let server = try hook { _, peer in peer.answer(204) }
    try await withEngine(try project(server.url, on: "[promoted, run_finished]")) { engine in
      _ = try await engine.send(.stepBack(.data, because: "x"))
      try await engine.trainAndPromote()
      _ = try await status(engine) { $0["delivered"]?.int == 2 }
    }
    let told = try server.requests.map { try JSON(parsing: $0.body)["on"]?.string }
    #expect(told == ["run finished", "promoted"])
  }

  @Test(
    "What fails is sent again under the same id until it arrives", arguments: ["500", "reset", "hang", "slow", "503"])
  func retries(way: String) async throws {
    let server = try hook { _, peer in
      switch way {
      case "500": peer.answer(500)
      case "503": peer.answer(503, headers: "Retry-After: 0\r\n")
      case "reset": peer.reset()
      case "hang": peer.waitUntilGone()
      default:
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        peer.waitUntilGone()
      }
    }
    try await withEngine(try project(server.url)) { engine in
      _ = try await engine.send(.stepBack(.data, because: "x"))
      let hook = try await status(engine) { $0["failed"]?.int == 1 }
      #expect(hook["retried"]?.int == 3)
      #expect(hook["trouble"]?.string?.isEmpty == false)
      let notices = await engine.currentSnapshot.notices
      #expect(notices.contains { $0.hasPrefix("web hook \(server.url): ") && $0.contains("1 messages given up") })
    }
    #expect(Set(server.requests.map { $0.headers["x-sextant-delivery"] }).count == 1)
    #expect(server.requests.count >= 4)
  }

  @Test(
    "A redirect and a refusal are given up at once, and the next message clears the trouble", arguments: [301, 404])
  func rejections(code: Int) async throws {
    let server = try hook { request, peer in
      let isFirst = request.text.contains("\"the first\"")
      peer.answer(isFirst ? code : 200, headers: isFirst ? "Location: http://127.0.0.1:9/\r\n" : "")
    }
    try await withEngine(try project(server.url + "/hidden-path")) { engine in
      _ = try await engine.send(.stepBack(.data, because: "the first"))
      let hook = try await status(engine) { $0["failed"]?.int == 1 }
      #expect(hook["retried"]?.int == 0)
      let notice = try #require(await engine.currentSnapshot.notices.first)
      #expect(notice.contains("\(code)"))
      #expect(!notice.contains("hidden-path"))
      _ = try await engine.send(.stepBack(.scoping, because: "the second"))
      _ = try await status(engine) { $0["delivered"]?.int == 1 }
      #expect(await engine.currentSnapshot.notices.isEmpty)
    }
    #expect(server.requests.count == 2)
  }

  @Test("A hook that hangs holds nothing up; what waits is bounded, and what is left out is counted")
  func bounded() async throws {
    let server = try hook { _, peer in peer.waitUntilGone() }
    var manner = Self.fast
    manner.capacity = 5
    manner.limits.whole = 30
    try await withEngine(try project(server.url), manner: manner) { engine in
      for number in 0..<20 { _ = try await engine.send(.stepBack(.data, because: "\(number)")) }
      let hook = try #require(try await engine.ask(.status)["webhooks"]?[0])
      #expect(hook["waiting"]?.int == 5)
      #expect(hook["dropped"]?.int == 15)
      #expect(await engine.currentSnapshot.notices.contains { $0.contains("15 left out") })
    }
  }

  @Test("Without its secret a message is not sent, and the notice says why")
  func noSecret() async throws {
    let server = try hook { _, peer in peer.answer(200) }
    try await withEngine(try project(server.url, more: "secret_file: missing.key")) { engine in
      _ = try await engine.send(.stepBack(.data, because: "x"))
      let hook = try await status(engine) { $0["failed"]?.int == 1 }
      #expect(hook["trouble"]?.string?.contains("missing.key") == true)
    }
    #expect(server.requests.isEmpty)
  }

  @Test("A project file that is saved with other hooks changes them at once")
  func reloaded() async throws {
    let server = try hook { _, peer in peer.answer(200) }
    let project = try SampleProject()
    try await withEngine(project) { engine in
      #expect(try await engine.ask(.status)["webhooks"]?.array?.isEmpty == true)
      project.write(Self.yaml(server.url, on: "[stepped back]", more: ""))
      _ = try await engine.send(.reload)
      _ = try await engine.send(.stepBack(.data, because: "x"))
      _ = try await status(engine) { $0["delivered"]?.int == 1 }
      project.write(SampleProject.yaml())
      _ = try await engine.send(.reload)
      #expect(try await engine.ask(.status)["webhooks"]?.array?.isEmpty == true)
    }
  }
}
