import Encoding
import Lifecycle

/// The bank behind its gateway: clients ask, versions came and went, people moved the level of automation.
extension Sample {
  static var serving: Snapshot {
    var snapshot = Sample.round
    snapshot.gateway = gateway
    snapshot.traffic.source = "gateway"
    snapshot.traffic.fraction = nil
    snapshot.state.automationMoves = moves
    snapshot.state.endedRollouts = endedRollouts
    return snapshot
  }

  /// The same, while a strategy is at work.
  static func serving(_ strategy: DeploymentDefinition.Strategy) -> Snapshot {
    var snapshot = serving
    snapshot.definition.deployment.strategy = strategy
    snapshot.state.rollout?.started.strategy = strategy
    snapshot.state.rollout?.isPaused = false
    snapshot.state.rollout?.step = strategy == .ab ? 0 : 1
    return snapshot
  }

  /// The same, before any rollout: a version that passed waits to be promoted.
  static var beforeRollout: Snapshot {
    var snapshot = serving
    snapshot.state.rollout = nil
    if let index = snapshot.state.versions.firstIndex(where: { $0.id == VersionID(6) }) {
      for gate in snapshot.state.versions[index].gates.indices {
        snapshot.state.versions[index].gates[gate].verdict = .passed
      }
    }
    return snapshot
  }

  /// The same, with the gateway closed and nothing playing.
  static var beforeServing: Snapshot {
    var snapshot = serving
    snapshot.gateway = nil
    snapshot.traffic.state = .ended
    snapshot.tasks.removeAll { $0.state == .running }
    return snapshot
  }

  static var gateway: GatewayStatus {
    var fast = DurationHistogram()
    for step in 0..<400 { fast.add(seconds: 0.0002 + 0.000_004 * Double(step % 100)) }
    for step in 0..<12 { fast.add(seconds: 0.002 + 0.001 * Double(step)) }
    var slow = DurationHistogram()
    for step in 0..<30 { slow.add(seconds: 0.001 * Double(step + 1)) }
    return GatewayStatus(
      address: "http://127.0.0.1:8080", since: bankWall, asksForTokens: true,
      endpoints: [
        GatewayStatus.Endpoint(
          name: "POST /v2/models/{model}/infer", requests: 412, rows: 3296,
          statuses: [.init(status: 200, count: 405), .init(status: 400, count: 4), .init(status: 503, count: 3)],
          perSecond: (0..<60).map { $0 < 20 ? 0 : 8 + $0 % 5 }, latency: fast),
        GatewayStatus.Endpoint(
          name: "POST /predict", requests: 30, rows: 30, statuses: [.init(status: 200, count: 30)],
          perSecond: (0..<60).map { $0 % 2 }, latency: slow),
        GatewayStatus.Endpoint(
          name: "GET /metrics", requests: 4, statuses: [.init(status: 401, count: 4)],
          perSecond: Array(repeating: 0, count: 60)),
      ],
      connections: GatewayStatus.Connections(open: 3, accepted: 19, timedOut: 1, watching: 1),
      bytesReceived: 412_000, bytesSent: 96_500, inFlight: 2,
      notices: ["tokens travel in clear text: give a certificate and a key"])
  }

  private static var moves: [AutomationMove] {
    let steps: [(AutomationLevel, AutomationLevel, String)] = [
      (.full, .assistance, "a new team looks at every case"), (.assistance, .partial, "they agree with it"),
    ]
    return steps.enumerated().map { index, step in
      AutomationMove(
        change: Event.AutomationChanged(level: step.1, previous: step.0, because: step.2),
        at: bankWall.advanced(bySeconds: 3600 * Double(index)),
        eventTime: bankStart.advanced(bySeconds: Double(20 + index) * week), who: index == 0 ? "ana" : "ben")
    }
  }

  private static var endedRollouts: [EndedRollout] {
    let started = Event.RolloutStarted(
      strategy: .canary, challenger: VersionID(7), champion: VersionID(5), steps: [0.05, 0.25, 0.5])
    let ended = Event.RolloutEnded(
      result: .rolledBack, verdict: .failed, gates: [], because: "auc >= 0.78: failed, 0.588 (0.511…0.664, n 231)")
    let at = (Sample.round.state.aliasHistory.last?.at ?? bankWall).advanced(bySeconds: 5400)
    return [
      EndedRollout(rollout: Rollout(started: started, since: bankStart), ended: ended, at: at, who: "engine")
    ]
  }
}
