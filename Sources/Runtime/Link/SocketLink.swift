import Encoding
import Glibc
import Lifecycle

/// The engine of another process, reached through its socket. Each request uses a connection of its own, so that
/// waiting for a long task holds nothing else up.
public final class SocketLink: EngineLink {
  private let path: String

  /// - Throws: `Refusal` when nobody answers at the socket.
  public init(path: String) throws {
    self.path = path
    _ = try Self.connection(to: path)
  }

  public func send(_ command: Command) async throws -> Receipt {
    guard case .receipt(let receipt) = try await exchange(.send(command)) else { throw Self.garbled }
    return receipt
  }

  public func query(_ query: Query) async throws -> Page {
    guard case .page(let texts) = try await exchange(.query(query)) else { throw Self.garbled }
    return Page(items: try texts.map { try JSON(parsing: $0) })
  }

  public func cancel(_ task: TaskID) async throws {
    guard case .done = try await exchange(.cancel(task)) else { throw Self.garbled }
  }

  public func past(_ sequence: Int) async throws -> Snapshot {
    guard case .snapshot(let snapshot) = try await exchange(.past(sequence)) else { throw Self.garbled }
    return snapshot
  }

  public func snapshots() -> AsyncStream<Snapshot> {
    let path = path
    return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      guard let connection = try? Self.connection(to: path), let line = try? WireCodec.line(WireRequest.watch),
        connection.write(line)
      else {
        continuation.finish()
        return
      }
      continuation.onTermination = { _ in connection.shut() }
      WorkerThread.start("snapshots") {
        connection.forEachLine { line in
          guard case .snapshot(let snapshot)? = try? WireCodec.message(WireReply.self, from: line) else { return false }
          continuation.yield(snapshot)
          return true
        }
        continuation.finish()
      }
    }
  }

  private static var garbled: Refusal {
    Refusal(
      kind: .damaged, message: "the engine's answer does not fit the question",
      mend: "use the same version of sextant on both ends")
  }

  private static var unreachable: Refusal {
    Refusal(kind: .damaged, message: "the engine of this project went away", mend: "run the command again")
  }

  private func exchange(_ request: WireRequest) async throws -> WireReply {
    let path = path
    let line = try WireCodec.line(request)
    return try await withCheckedThrowingContinuation { continuation in
      // The socket blocks, so it gets a thread and leaves the task pool alone.
      WorkerThread.start("request") {
        continuation.resume(with: Result { try Self.roundTrip(line, path: path) })
      }
    }
  }

  private static func roundTrip(_ line: [UInt8], path: String) throws -> WireReply {
    let connection = try connection(to: path)
    // Half a line is never carried out.
    guard connection.write(line) else { throw EngineGone(path: path, code: errno) }
    var reply: WireReply?
    connection.forEachLine { line in
      reply = try? WireCodec.message(WireReply.self, from: line)
      return false
    }
    guard let reply else { throw unreachable }
    if case .refused(let refusal) = reply { throw refusal }
    if case .gone = reply { throw EngineGone(path: path, code: ECONNREFUSED) }
    return reply
  }

  private static func connection(to path: String) throws -> SocketConnection {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    let connection = SocketConnection(descriptor: descriptor)
    let isConnected = try SocketAddress.with(path: path) { connect(descriptor, $0, $1) == 0 }
    guard isConnected else { throw EngineGone(path: path, code: errno) }
    return connection
  }
}

/// The engine left before it did anything of what was asked: whoever asks may start one and ask again.
public struct EngineGone: Error, Sendable, CustomStringConvertible {
  public let path: String
  let code: Int32

  public var description: String {
    "no engine answers at \(path): \(String(cString: strerror(code))); run the command again"
  }
}
