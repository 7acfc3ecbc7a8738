import Lifecycle
import Synchronization

/// Counts what passes the door.
final class GatewayMeter: Sendable {
  /// One answered request.
  struct Record {
    var endpoint: Endpoint
    var status: Int
    var rows = 0
    var version: VersionID?
    var bytesReceived = 0
    var bytesSent = 0
    /// Nanoseconds: from the request line, and of those how many reading, waiting for the engine, writing.
    var duration: UInt64 = 0
    var reading: UInt64 = 0
    var waiting: UInt64 = 0
    var writing: UInt64 = 0
    /// Wall time of an answered prediction, since 1970; 0 for anything else.
    var milliseconds = 0
  }

  struct Counters {
    var requests = 0
    var rows = 0
    var statuses: [GatewayStatus.StatusCount] = []
    var latency = DurationHistogram()
    /// Requests of the second `second - (second - slot) % 64`, and which second was counted last.
    var ring = [Int](repeating: 0, count: 64)
    var second = 0
  }

  /// What one version answered.
  struct VersionCounters {
    var version: VersionID?
    var succeeded = 0
    var failed = 0
    var rows = 0
    /// Nanoseconds, those of failures by themselves.
    var duration: UInt64 = 0
    var failedDuration: UInt64 = 0
    var reading: UInt64 = 0
    var waiting: UInt64 = 0
    var writing: UInt64 = 0
  }

  struct State {
    var endpoints = [Counters](repeating: Counters(), count: Endpoint.allCases.count)
    /// The most recent last; at most 64, the eldest of which make room.
    var versions: [VersionCounters] = []
    var bytesReceived = 0
    var bytesSent = 0
    var inFlight = 0
    var connections = GatewayStatus.Connections()
    var bodies = 0
    /// Milliseconds of the newest answered prediction, by `HTTPGateway.Clock.now`.
    var lastInference = 0
  }

  private let state = Mutex(State())

  func read() -> State { state.withLock { $0 } }

  func update<Result>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

  func count(_ record: Record, at ticks: UInt64) {
    let second = Int(ticks / 1_000_000_000)
    state.withLock { state in
      state.endpoints[record.endpoint.rawValue].count(record, second: second)
      state.bytesReceived += record.bytesReceived
      state.bytesSent += record.bytesSent
      if record.rows > 0 || record.endpoint.predicts { state.countVersion(record) }
    }
  }
}

extension Endpoint {
  var predicts: Bool {
    switch self {
    case .predict, .infer, .instances, .invocations: true
    case .outcomes, .explain, .metrics, .health, .link, .watch, .models, .repository, .instancesExplained,
      .instancesModels, .invocationsFacts, .unknown:
      false
    }
  }
}

extension GatewayMeter.Counters {
  mutating func count(_ record: GatewayMeter.Record, second: Int) {
    requests += 1
    rows += record.rows
    if let index = statuses.firstIndex(where: { $0.status == record.status }) {
      statuses[index].count += 1
    } else {
      statuses.append(GatewayStatus.StatusCount(status: record.status, count: 1))
    }
    latency.add(seconds: Double(record.duration) / 1e9)
    turn(to: second)
    ring[second & 63] += 1
  }

  /// Clears the seconds in which nothing came.
  private mutating func turn(to second: Int) {
    guard second > self.second else { return }
    for missed in max(self.second + 1, second - 63)...second { ring[missed & 63] = 0 }
    self.second = second
  }

  /// The 60 whole seconds before `second`, the oldest first.
  func lastMinute(before second: Int) -> [Int] {
    (second - 60..<second).map { $0 <= self.second && $0 > self.second - 64 && $0 >= 0 ? ring[$0 & 63] : 0 }
  }
}

extension GatewayMeter.State {
  fileprivate mutating func countVersion(_ record: GatewayMeter.Record) {
    let index: Int
    if let known = versions.lastIndex(where: { $0.version == record.version }) {
      index = known
    } else {
      if versions.count == 64 { versions.removeFirst() }
      versions.append(GatewayMeter.VersionCounters(version: record.version))
      index = versions.count - 1
    }
    if record.status < 400 {
      versions[index].succeeded += 1
      versions[index].duration += record.duration
    } else {
      versions[index].failed += 1
      versions[index].failedDuration += record.duration
    }
    versions[index].rows += record.rows
    versions[index].reading += record.reading
    versions[index].waiting += record.waiting
    versions[index].writing += record.writing
    if record.milliseconds > 0 { lastInference = record.milliseconds }
  }
}

extension GatewayMeter.State {
  /// For the conventions' own statistics.
  var figures: InferenceFigures {
    var figures = InferenceFigures(lastInference: lastInference)
    for version in versions {
      figures.rows += version.rows
      figures.successes += version.succeeded
      figures.failures += version.failed
      figures.successNanoseconds += Int(version.duration)
      figures.failureNanoseconds += Int(version.failedDuration)
      figures.computeNanoseconds += Int(version.waiting)
    }
    return figures
  }
}
