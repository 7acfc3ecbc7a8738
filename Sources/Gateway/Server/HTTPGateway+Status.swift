import Lifecycle

extension HTTPGateway {
  /// What it is doing now.
  public var status: GatewayStatus {
    let state = core.meter.read()
    let second = Int(core.clock.ticks() / 1_000_000_000)
    let endpoints = zip(Endpoint.allCases, state.endpoints).filter { $1.requests > 0 }.map { endpoint, counters in
      GatewayStatus.Endpoint(
        name: endpoint.name, requests: counters.requests, rows: counters.rows,
        statuses: counters.statuses.sorted { $0.status < $1.status }, perSecond: counters.lastMinute(before: second),
        latency: counters.latency)
    }
    return GatewayStatus(
      address: address, since: since, asksForTokens: core.gatekeeper.asksForTokens, isEncrypted: core.isEncrypted,
      isStopping: core.isLeaving, endpoints: endpoints, connections: state.connections,
      bytesReceived: state.bytesReceived, bytesSent: state.bytesSent, inFlight: state.inFlight, notices: notices)
  }

  private var notices: [String] {
    var notices: [String] = []
    if let trouble = core.gatekeeper.trouble { notices.append("nobody is let in: \(trouble)") }
    if !core.isEncrypted, !isLoopback {
      notices.append(
        "tokens travel in clear text: give --certificate and --key, or put a proxy that encrypts before it")
    }
    return notices
  }
}
