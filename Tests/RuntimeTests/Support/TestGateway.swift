import Encoding
import Gateway
import Lifecycle
import Outbound
import Runtime
import Synchronization
import TestSupport
import Testing

/// The two endpoints of a gateway for a link from afar, over a real door, and faults on demand.
final class TestGateway: Sendable {
  /// What goes wrong with a request.
  enum Fault: Sendable {
    case none
    /// The status is answered, and the request goes nowhere.
    case status(Int)
    /// The request is carried out, and its answer is lost.
    case lostAnswer
    /// The bytes are answered.
    case bytes(String)
  }

  static let token = "let-me-in"

  let server: TestHTTPServer

  /// - Parameter faults: of the first requests to the link, one each.
  init(_ door: LinkDoor, port: Int = 0, faults: [Fault] = []) throws {
    let faults = Faults(faults)
    server = try #require(
      TestHTTPServer(port: port) { request, peer in
        guard request.headers["authorization"] == "Bearer \(TestGateway.token)" else {
          peer.answer(401)
          return
        }
        switch (request.method, request.path) {
        case ("POST", "/sextant/link"):
          let fault = faults.next()
          if case .status(let status) = fault {
            peer.answer(status)
            return
          }
          if case .bytes(let text) = fault {
            peer.answer(200, text)
            return
          }
          let reply = (try? waitFor { await door.answer(request.body) }) ?? []
          if case .lostAnswer = fault { peer.shut() } else { peer.answer(200, String(decoding: reply, as: UTF8.self)) }
        case ("GET", "/sextant/watch"):
          peer.beginChunks()
          _ = try? waitFor {
            for await line in door.watch() where !peer.chunk(line) { break }
          }
          peer.shut()
        default: peer.answer(404)
        }
      })
  }

  func stop() { server.stop() }
}

private final class Faults: Sendable {
  private let faults: Mutex<[TestGateway.Fault]>

  init(_ faults: [TestGateway.Fault]) { self.faults = Mutex(faults) }

  func next() -> TestGateway.Fault? { faults.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}

extension RemoteLink {
  /// A link that waits for nothing long.
  convenience init(
    testing url: String, token: String? = TestGateway.token, program: String = "1.0", clock: EngineClock = .system,
    patience: Patience = Patience(
      request: 5, silence: 2, retry: RetryPolicy(first: 0.01, longest: 0.05, attemptCountMax: .max))
  ) throws {
    let generator = Mutex(SystemRandomNumberGenerator())
    self.init(
      try Address(url, token: token.map { Secret($0) }), program: program, clock: clock, patience: patience,
      random: { generator.withLock { $0.next() } })
  }
}
