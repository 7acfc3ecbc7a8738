import Encoding
import Glibc
import Lifecycle
import Synchronization

/// Lets other processes talk to this engine through `.sextant/engine.sock`.
///
/// Each connection has a thread; their number is bounded, and a peer past the bound is turned away.
public final class SocketServer: Sendable {
  public static let connectionCountMax = 32

  private let path: String
  private let descriptor: Int32
  private let link: any EngineLink
  private let connections = Mutex<[Int: SocketConnection]>([:])

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
    WorkerThread.start("socket") { [self] in acceptUntilClosed() }
  }

  public func stop() {
    unlink(path)
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
    connections.withLock { for connection in $0.values { connection.shut() } }
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
      let isTaken = connections.withLock { connections in
        guard connections.count < SocketServer.connectionCountMax else { return false }
        connections[key] = connection
        return true
      }
      guard isTaken else {
        _ = reply(.refused(Self.tooMany), on: connection)
        continue
      }
      WorkerThread.start("peer") { [self] in
        serve(connection)
        connections.withLock { _ = $0.removeValue(forKey: key) }
      }
    }
  }

  private static let tooMany = Refusal(
    kind: .damaged, message: "the engine has \(connectionCountMax) connections already",
    mend: "close a cockpit or wait for a command to end")

  private func serve(_ connection: SocketConnection) {
    connection.forEachLine { line in
      guard let request = try? WireCodec.message(WireRequest.self, from: line) else {
        let refusal = Refusal(
          kind: .wrongUse, message: "the engine does not understand this request",
          mend: "use the same version of sextant on both ends")
        return reply(.refused(refusal), on: connection)
      }
      if case .watch = request {
        watch(connection)
        return false
      }
      return reply(answer(request), on: connection)
    }
  }

  private func answer(_ request: WireRequest) -> WireReply {
    let link = link
    do {
      return try waitFor {
        switch request {
        case .send(let command): .receipt(try await link.send(command))
        case .query(let query): .page(try await link.query(query).items.map { $0.text() })
        case .cancel(let task): try await Self.cancelled(task, link)
        case .past(let sequence): .snapshot(try await link.past(sequence))
        case .watch: .done
        }
      }
    } catch let refusal as Refusal {
      return .refused(refusal)
    } catch {
      return .refused(Refusal(kind: .damaged, message: "\(error)"))
    }
  }

  private static func cancelled(_ task: TaskID, _ link: any EngineLink) async throws -> WireReply {
    try await link.cancel(task)
    return .done
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
