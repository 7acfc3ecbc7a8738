import CMicroHTTPD
import Glibc
import Synchronization

// What the HTTP library calls, on threads of its own. Free functions, so that no actor isolation is inferred for them.

/// Called twice for each connection: it begins with nothing in its place, and ends with what was put there.
func connectionChanged(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ place: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ change: MHD_ConnectionNotificationCode
) {
  guard let context, let connection, let place else { return }
  let core = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
  if let known = place.pointee {
    place.pointee = nil
    core.closed(Unmanaged<ClientConnection>.fromOpaque(known).takeRetainedValue())
  } else {
    let client = ClientConnection(socket: cm_connection_socket(connection), at: core.clock.ticks())
    place.pointee = Unmanaged.passRetained(client).toOpaque()
    core.opened(client)
  }
}

/// The request line has come: what is returned is kept beside the request.
func requestBegan(
  _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  guard let context, let target, let connection, let known = cm_connection_context(connection) else { return nil }
  let core = Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
  let client = Unmanaged<ClientConnection>.fromOpaque(known).takeUnretainedValue()
  let count = strlen(target)
  let exchange = target.withMemoryRebound(to: UInt8.self, capacity: count) {
    Exchange(core: core, client: client, target: UnsafeBufferPointer(start: $0, count: count))
  }
  client.enter(.head, at: exchange.started)
  client.exchange.withLock { $0 = exchange }
  core.meter.update { $0.inFlight += 1 }
  return Unmanaged.passRetained(exchange).toOpaque()
}

/// Escapes in a target are ours to read: the library would cut it at an escaped zero.
func leaveEscapes(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ text: UnsafeMutablePointer<CChar>?
) -> Int {
  text.map { strlen($0) } ?? 0
}

func requestArrived(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ target: UnsafePointer<CChar>?,
  _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ data: UnsafePointer<CChar>?,
  _ count: UnsafeMutablePointer<Int>?, _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let connection, let method, let count, let known = request?.pointee else { return .NO }
  let exchange = Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
  return exchange.proceed(connection, method: method, data: data, count: count)
}

func requestEnded(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ reason: MHD_RequestTerminationCode
) {
  guard let request, let known = request.pointee else { return }
  request.pointee = nil
  Unmanaged<Exchange>.fromOpaque(known).takeRetainedValue().close()
}
