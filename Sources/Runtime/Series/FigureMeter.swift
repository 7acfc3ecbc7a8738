import Lifecycle
import Serving

/// Turns looks at a running engine into the figures between each two of them.
struct FigureMeter {
  typealias Figure = (name: String, value: Double)

  private var last: LiveReading?
  /// Kinds of errors that came up once; from then on they are told, at nought too.
  private var kinds: Set<String> = []
  static let kindCountMax = 16

  /// - Returns: nothing at the first look, which has none before it, and little where time stood still.
  mutating func figures(_ now: LiveReading) -> [Figure] {
    defer { last = now }
    guard let last else { return [] }
    let elapsed = now.monotonic - last.monotonic
    var figures: [Figure] = []
    if let bytes = now.memoryBytes { figures.append(("software.memory_bytes", Double(bytes))) }
    if elapsed > 0, let spent = now.processorSeconds, let before = last.processorSeconds, spent >= before {
      figures.append(("software.cpu_share", (spent - before) / elapsed))
    }
    figures.append(("software.queue", Double(now.counters.queue)))
    figures.append(("software.backlog", Double(now.counters.backlog)))
    addTraffic(now, last, elapsed, &figures)
    addLatency(now, last, &figures)
    addErrors(now, last, elapsed, &figures)
    return figures
  }

  private func addTraffic(_ now: LiveReading, _ last: LiveReading, _ elapsed: Double, _ figures: inout [Figure]) {
    if let gateway = now.gateway, elapsed > 0 {
      let requests = gateway.requests - (last.gateway?.requests ?? 0)
      if requests >= 0 { figures.append(("software.requests_per_second", Double(requests) / elapsed)) }
    }
    // Counts are exact at the moment they were told: their own clock divides them, not that of the look.
    let isSame = now.counters.session == last.counters.session
    let told = now.counters.at - (isSame ? last.counters.at : last.monotonic)
    let (here, there) = (now.counters.answers, isSame ? last.counters.answers : AnswerTotals())
    let rows = here.rows - there.rows
    // A block that takes longer than a second is no pause.
    let isPaused = told > 0 || now.state != .playing || now.gateway != nil
    guard let rate = told > 0 && rows > 0 ? Double(rows) / told : isPaused ? 0 : nil else { return }
    figures.append(("input.rows_per_second", rate))
    // Where no door counts requests, a row is one.
    if now.gateway == nil { figures.append(("software.requests_per_second", rate)) }
    guard rate > 0 else { return }
    figures.append(("output.positive_share", Double(here.positives - there.positives) / Double(rows)))
    figures.append(("output.empty_share", 1 - Double(here.scored - there.scored) / Double(rows)))
    guard here.scored > there.scored else { return }
    let scored = Double(here.scored - there.scored)
    figures.append(("output.score_mean", (here.scoreSum - there.scoreSum) / scored))
    if let unsure = here.unsure {
      figures.append(("output.low_confidence_share", Double(unsure - (there.unsure ?? 0)) / scored))
    }
  }

  /// Of a gateway what its clients waited, of other traffic what a row took.
  private func addLatency(_ now: LiveReading, _ last: LiveReading, _ figures: inout [Figure]) {
    let shares = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)]
    if let gateway = now.gateway {
      let between = gateway.latency.since(last.gateway?.latency ?? DurationHistogram())
      for (name, share) in shares {
        guard let seconds = between?.quantile(share) else { continue }
        figures.append(("software.latency_\(name)_ms", seconds * 1000))
      }
      return
    }
    guard now.counters.at > last.counters.at, let latency = now.counters.latency else { return }
    for ((name, _), value) in zip(shares, [latency.p50, latency.p95, latency.p99]) {
      figures.append(("software.latency_\(name)_ms", value / 1000))
    }
  }

  private mutating func addErrors(
    _ now: LiveReading, _ last: LiveReading, _ elapsed: Double, _ figures: inout [Figure]
  ) {
    guard elapsed > 0 else { return }
    let (here, there) = (Self.errors(now), Self.errors(last))
    var total = 0.0
    for (kind, count) in here where count > 0 && kinds.count < Self.kindCountMax { kinds.insert(kind) }
    for kind in kinds.sorted() {
      let rate = Double(max(0, (here[kind] ?? 0) - (there[kind] ?? 0))) / elapsed
      total += rate
      figures.append(("software.errors_\(kind)", rate))
    }
    figures.append(("software.errors_per_second", total))
  }

  private static func errors(_ reading: LiveReading) -> [String: Int] {
    var errors = reading.counters.errors
    for endpoint in reading.gateway?.endpoints ?? [] {
      for status in endpoint.statuses where status.status >= 400 {
        let kind =
          status.status == 429 || status.status == 503 ? "overload" : status.status < 500 ? "client" : "server"
        errors[kind, default: 0] += status.count
      }
    }
    return errors
  }
}

extension GatewayStatus {
  fileprivate var requests: Int { endpoints.reduce(0) { $0 + $1.requests } }

  fileprivate var latency: DurationHistogram {
    endpoints.reduce(into: DurationHistogram()) { $0.add($1.latency) }
  }
}
