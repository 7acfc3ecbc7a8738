import Encoding
import Glibc
import Lifecycle

/// Lets other processes talk to this engine through `.sextant/engine.sock`.
///
/// Each connection has a thread; their number is bounded, and a peer past the bound is turned away. Who has asked for
/// something when the engine closes hears whether it was done: a command is either carried out and answered, or
/// answered with `gone`.
public final class SocketServer: Sendable {
  public static let connectionCountMax = 32

  private let path: String
  private let descriptor: Int32
  private let link: any EngineLink
  private let state = Condition(State())

  private struct State {
    var connections: [Int: SocketConnection] = [:]
    /// What connections are busy with.
    var work: [Int: Work] = [:]
    var isAccepting = false
    var isClosing = false
  }

  private enum Work {
    case command, question
    /// Lasts until the peer goes.
    case watch
  }

  /// The longest that closing waits for commands; they are short.
  private static let commandSecondsMax = 5.0
  /// The longest that closing waits for answers, which can be asked for again.
  private static let questionSecondsMax = 0.25

  /// - Throws: `Refusal` when the socket cannot be made.
  public init(path: String, link: any EngineLink) throws {
    self.path = path
    self.link = link
    // The lock on the project is held: a socket that is still there belongs to an engine that died.
    unlink(path)
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    self.descriptor = descriptor
    let isBound = try SocketAddress.with(path: path) { bind(descriptor, $0, $1) == 0 }
    guard isBound, chmod(path, 0o600) == 0, listen(descriptor, 16) == 0 else {
      let reason = String(cString: strerror(errno))
      close(descriptor)
      throw Refusal(kind: .damaged, message: "cannot open \(path): \(reason)", mend: "check the folder's permissions")
    }
  }

  public func start() {
    state.update { $0.isAccepting = true }
    WorkerThread.start("socket") { [self] in
      acceptUntilClosed()
      state.update { $0.isAccepting = false }
    }
  }

  /// Takes no more requests, lets commands under way be answered, and hangs up.
  public func stop() {
    unlink(path)
    state.update { $0.isClosing = true }
    // Who was connected before this is still accepted; then accepting ends.
    shutdown(descriptor, Int32(SHUT_RDWR))
    _ = state.wait(seconds: Self.commandSecondsMax) { $0.isAccepting ? nil : () }
    close(descriptor)
    state.read { for connection in $0.connections.values { connection.stopReading() } }
    _ = state.wait(seconds: Self.commandSecondsMax) { state in
      state.connections.keys.allSatisfy { Self.canWait(state.work[$0]) } ? () : nil
    }
    _ = state.wait(seconds: Self.questionSecondsMax) { $0.work.values.contains(.question) ? nil : () }
    state.read { for connection in $0.connections.values { connection.shut() } }
  }

  /// A connection without work may have a request that nobody has read.
  private static func canWait(_ work: Work?) -> Bool {
    switch work {
    case .question, .watch: true
    case .command, nil: false
    }
  }

  private func acceptUntilClosed() {
    var number = 0
    while true {
      let peer = accept(descriptor, nil, nil)
      if peer < 0 {
        if errno == EBADF || errno == EINVAL { return }
        // Out of descriptors, say: connections that end will free some.
        if errno != EINTR && errno != ECONNABORTED { usleep(50_000) }
        continue
      }
      number += 1
      let key = number
      let connection = SocketConnection(descriptor: peer)
      let isTaken = state.update { state in
        guard state.connections.count < SocketServer.connectionCountMax else { return false }
        state.connections[key] = connection
        return true
      }
      guard isTaken else {
        _ = reply(.refused(Self.tooMany), on: connection)
        continue
      }
      WorkerThread.start("peer") { [self] in
        serve(connection, key)
        state.update {
          $0.connections[key] = nil
          $0.work[key] = nil
        }
      }
    }
  }

  private static let tooMany = Refusal(
    kind: .damaged, message: "the engine has \(connectionCountMax) connections already",
    mend: "close a cockpit or wait for a command to end")

  private func serve(_ connection: SocketConnection, _ key: Int) {
    connection.forEachLine { line in
      guard let request = try? WireCodec.message(WireRequest.self, from: line) else {
        let refusal = Refusal(
          kind: .wrongUse, message: "the engine does not understand this request",
          mend: "use the same version of sextant on both ends")
        return reply(.refused(refusal), on: connection)
      }
      guard begin(Self.work(request), key) else { return reply(.gone, on: connection) }
      defer { state.update { $0.work[key] = nil } }
      if case .watch = request {
        watch(connection)
        return false
      }
      return reply(answer(request), on: connection)
    }
  }

  /// - Returns: false when the engine is closing, and nothing more may be asked of it.
  private func begin(_ work: Work, _ key: Int) -> Bool {
    state.update { state in
      guard !state.isClosing else { return false }
      state.work[key] = work
      return true
    }
  }

  private static func work(_ request: WireRequest) -> Work {
    switch request {
    case .send, .cancel: .command
    case .query, .past: .question
    case .watch: .watch
    }
  }

  private func answer(_ request: WireRequest) -> WireReply {
    do {
      return try waitFor { [link] in await request.answer(from: link) }
    } catch {
      return .refused(Refusal.describing(error))
    }
  }

  private func reply(_ reply: WireReply, on connection: SocketConnection) -> Bool {
    guard let line = try? WireCodec.line(reply) else { return false }
    return connection.write(line)
  }

  private struct Newest {
    var snapshot: Snapshot?
    var isOver = false
  }

  /// Writes from this thread, which is the peer's own: a slow peer blocks nobody else, and newer snapshots replace the
  /// ones it missed.
  private func watch(_ connection: SocketConnection) {
    let newest = Condition(Newest())
    let stream = link.snapshots()
    let taking = Task.detached {
      for await snapshot in stream { newest.update { $0.snapshot = snapshot } }
      newest.update { $0.isOver = true }
    }
    defer { taking.cancel() }
    while true {
      let next: Snapshot?? = newest.wait { state in
        if let snapshot = state.snapshot {
          state.snapshot = nil
          return .some(snapshot)
        }
        return state.isOver ? .some(nil) : nil
      }
      guard case .some(.some(let snapshot)) = next, reply(.snapshot(snapshot), on: connection) else { return }
    }
  }
}
