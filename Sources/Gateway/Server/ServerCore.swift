import Lifecycle
import Synchronization

/// What all connections share.
final class ServerCore: Sendable {
  let limits: HTTPGateway.Limits
  let clock: HTTPGateway.Clock
  let desk: any PredictionDesk
  let door: (any AdminDoor)?
  let gatekeeper: Gatekeeper
  let isEncrypted: Bool
  let meter = GatewayMeter()
  let tables = InputTables()
  let conventions: Conventions
  private let stopping = Atomic(false)
  private let clients = Mutex<[ObjectIdentifier: ClientConnection]>([:])

  init(
    _ configuration: HTTPGateway.Configuration, desk: any PredictionDesk, door: (any AdminDoor)?, gatekeeper: Gatekeeper
  ) {
    limits = configuration.limits
    clock = configuration.clock
    isEncrypted = configuration.encryption != nil
    self.desk = desk
    self.door = door
    self.gatekeeper = gatekeeper
    conventions = Conventions(
      serverVersion: configuration.serverVersion, limits: RowLimits(rows: configuration.limits.rows))
  }

  /// No more connections are taken, and those there are end with their next answer.
  var isLeaving: Bool { stopping.load(ordering: .relaxed) }

  func leave() { stopping.store(true, ordering: .relaxed) }

  func opened(_ client: ClientConnection) {
    clients.withLock { $0[ObjectIdentifier(client)] = client }
    meter.update {
      $0.connections.open += 1
      $0.connections.accepted += 1
    }
  }

  func closed(_ client: ClientConnection) {
    clients.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(client)) }
    meter.update { $0.connections.open -= 1 }
  }

  /// Ends connections whose clients are too slow.
  func sweep() {
    let ticks = clock.ticks()
    var late = 0
    // Under the lock, so that none of them is closed, and its number given to another, before it is ended.
    clients.withLock { clients in
      for client in clients.values where client.isLate(at: ticks, limits) {
        client.hangUp(farewell(to: client))
        client.enter(.watching, at: ticks)
        late += 1
      }
    }
    if late > 0 { meter.update { $0.connections.timedOut += late } }
  }

  private func farewell(to client: ClientConnection) -> [UInt8]? {
    guard !isEncrypted else { return nil }
    switch client.phase.phase {
    case .head, .body:
      let body = #"{"error":"the request took too long to arrive","code":"timeout"}"#
      return Array(
        ("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: application/json\r\n"
          + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)").utf8)
    case .new, .idle, .waiting, .reply, .watching: return nil
    }
  }

  /// Requests the server has and has not yet answered to the last byte.
  var isBusy: Bool {
    clients.withLock { clients in
      clients.values.contains { client in
        switch client.phase.phase {
        case .head, .body, .waiting, .reply: true
        case .new, .idle, .watching: false
        }
      }
    }
  }

  func eachExchange(_ body: (Exchange) -> Void) {
    let all = clients.withLock { clients in clients.values.compactMap { $0.exchange.withLock { $0 } } }
    for exchange in all { body(exchange) }
  }
}
