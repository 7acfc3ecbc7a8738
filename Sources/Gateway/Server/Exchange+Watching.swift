import CMicroHTTPD
import Lifecycle

extension Exchange {
  /// Answers with lines for as long as the client stays.
  func startWatching(_ connection: OpaquePointer) throws(Refused) -> HTTPAnswer? {
    guard let door = core.door else { throw .noDoor }
    guard !core.isLeaving else { throw .stopping }
    let watch = Watch(ConnectionHandle(pointer: connection), client: client, clock: core.clock)
    let context = Unmanaged.passRetained(watch)
    guard let response = cm_stream(8 << 10, readWatch, context.toOpaque(), releaseWatch) else {
      context.release()
      throw Refused(status: 503, code: .busy, message: "no memory for another watcher")
    }
    defer { MHD_destroy_response(response) }
    MHD_add_response_header(response, "Content-Type", "application/x-ndjson")
    MHD_add_response_header(response, "Cache-Control", "no-store")
    stage = .answered
    self.watch = watch
    core.meter.update { $0.connections.watching += 1 }
    core.meter.count(GatewayMeter.Record(endpoint: endpoint, status: 200), at: core.clock.ticks())
    guard MHD_queue_response(connection, 200, response) == .YES else { throw .stopping }
    watch.follow(door)
    return nil
  }
}
