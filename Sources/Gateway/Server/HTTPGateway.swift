import CMicroHTTPD
import Encoding
import Glibc
import Lifecycle
import Synchronization

/// The HTTP door: takes requests from clients, asks the desk, sends its answers.
///
/// Its threads are the library's. A request that waits for the engine holds no thread; while many come, the engine is
/// asked for many at once. Keep it for as long as it is to stand open; letting go of it stops it.
public final class HTTPGateway: Sendable {
  /// The port that it listens on.
  public let port: Int
  /// Such as `http://127.0.0.1:8080`.
  public let address: String

  let isLoopback: Bool
  let core: ServerCore
  let since: Timestamp
  let daemon: Mutex<Daemon?>
  let sweeper: Sweeper

  /// The library's handle, and what must outlive it.
  ///
  /// `@unchecked Sendable`: reached through a lock alone.
  struct Daemon: @unchecked Sendable {
    var pointer: OpaquePointer
    var pem: PEMFiles?
    var core: Unmanaged<ServerCore>
  }

  /// Starts to listen.
  ///
  /// - Parameter door: what an admin token opens; nil offers no attaching from afar.
  /// - Throws: `GatewayError`, such as for an address that others can reach without a token file.
  public init(
    _ configuration: Configuration, desk: any PredictionDesk, door: (any AdminDoor)? = nil
  ) throws(GatewayError) {
    if let fault = cm_fault() { throw .library(String(cString: fault)) }
    let gatekeeper = try Gatekeeper(configuration.tokenFile)
    var pem: PEMFiles?
    if let encryption = configuration.encryption { pem = try PEMFiles(encryption) }
    let limits = configuration.limits
    let socket = try ListeningSocket(
      host: configuration.host, port: configuration.port, backlog: max(128, limits.connections))
    guard socket.isLoopback || gatekeeper.asksForTokens else {
      close(socket.descriptor)
      throw .openToAll(host: configuration.host)
    }
    let core = ServerCore(configuration, desk: desk, door: door, gatekeeper: gatekeeper)
    let context = Unmanaged.passRetained(core)
    guard let pointer = Self.start(socket.descriptor, limits, threads: configuration.threads, pem, context) else {
      context.release()
      close(socket.descriptor)
      throw .cannotStart
    }
    self.core = core
    port = socket.port
    isLoopback = socket.isLoopback
    address = "\(pem == nil ? "http" : "https")://\(socket.host):\(socket.port)"
    since = configuration.clock.now()
    daemon = Mutex(Daemon(pointer: pointer, pem: pem, core: context))
    sweeper = Sweeper(core)
  }

  deinit { stop() }

  private static func start(
    _ socket: Int32, _ limits: Limits, threads: Int, _ pem: PEMFiles?, _ context: Unmanaged<ServerCore>
  ) -> OpaquePointer? {
    let threads = max(1, min(threads, 16))
    var settings = cm_settings()
    settings.listen_socket = socket
    settings.threads = UInt32(threads)
    settings.connections = UInt32(max(threads, limits.connections))
    settings.connections_per_address = UInt32(limits.connectionsPerAddress ?? 0)
    // What is slower than our own limits is ended by the sweeper; this is for what it does not see.
    settings.idle_seconds = UInt32(max(limits.idleSeconds, limits.replySeconds, limits.bodySeconds) + 15)
    settings.memory_per_connection = max(4 << 10, limits.memoryPerConnection)
    settings.certificate = pem.map { UnsafePointer($0.certificate) }
    settings.key = pem.map { UnsafePointer($0.key) }
    return cm_start(
      &settings, context.toOpaque(), requestArrived, requestBegan, leaveEscapes, requestEnded, connectionChanged)
  }
}
