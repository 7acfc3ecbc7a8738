import CMicroHTTPD
import Glibc
import Lifecycle
import Synchronization

/// One open connection, from its acceptance until it is closed: what its client may take time for, and how long it has.
final class ClientConnection: Sendable {
  enum Phase: UInt64 {
    /// Nothing was asked on it yet.
    case new
    case idle, head, body
    /// The engine has the request; the client owes nothing.
    case waiting
    case reply
    /// Following snapshots, with everything sent that there was.
    case watching
  }

  let socket: Int32
  /// Milliseconds of the moment in which the phase began, and the phase in the lowest three bits.
  private let mark: Atomic<UInt64>
  /// The token that was found good last, so that its hash is made once a connection.
  let permit = Mutex<Permit?>(nil)
  let exchange = Mutex<Exchange?>(nil)

  struct Permit {
    var secret: [UInt8]
    /// Of the book it was looked up in.
    var generation: Int
    var scopes: Set<TokenScope>
  }

  init(socket: Int32, at ticks: UInt64) {
    self.socket = socket
    mark = Atomic((ticks / 1_000_000) << 3 | Phase.new.rawValue)
  }

  func enter(_ phase: Phase, at ticks: UInt64) {
    mark.store((ticks / 1_000_000) << 3 | phase.rawValue, ordering: .relaxed)
  }

  var phase: (phase: Phase, sinceMilliseconds: UInt64) {
    let value = mark.load(ordering: .relaxed)
    return (Phase(rawValue: value & 7) ?? .new, value >> 3)
  }

  /// Whether the client has used up its time.
  func isLate(at ticks: UInt64, _ limits: HTTPGateway.Limits) -> Bool {
    let (phase, since) = phase
    let seconds: Double
    switch phase {
    case .new, .head: seconds = limits.headSeconds
    case .idle: seconds = limits.idleSeconds
    case .body: seconds = limits.bodySeconds
    case .reply: seconds = limits.replySeconds
    case .waiting, .watching: return false
    }
    return Double(ticks / 1_000_000) - Double(since) > seconds * 1000
  }

  /// Ends the connection from another thread: the server sees its end and cleans up. To be called while it is certainly
  /// open.
  ///
  /// - Parameter farewell: sent first, where nothing else is being sent.
  func hangUp(_ farewell: [UInt8]?) {
    if let farewell {
      _ = farewell.withUnsafeBytes {
        send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
    }
    shutdown(socket, Int32(SHUT_RDWR))
  }
}

/// The library's handle of a connection.
///
/// `@unchecked Sendable`: it is used from other threads for resuming alone, which the library allows, and only between
/// the moment the connection was suspended and that call.
struct ConnectionHandle: @unchecked Sendable {
  let pointer: OpaquePointer
}
