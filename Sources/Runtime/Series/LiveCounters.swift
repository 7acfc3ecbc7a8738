import Lifecycle
import Serving

/// What traffic has done so far, as whoever runs it last said. Counts only grow within a session.
struct LiveCounters: Sendable, Equatable {
  /// Monotonic seconds at which it was said.
  var at = 0.0
  var session: SessionID?
  var answers = AnswerTotals()
  var outcomes = 0
  /// What went wrong, by kind; few kinds, none of which comes from outside.
  var errors: [String: Int] = [:]
  /// Rows or outcomes that wait.
  var queue = 0
  /// What is behind: bytes of a log that were not read yet, windows that are not in the journal yet.
  var backlog = 0
  /// Microseconds for a row.
  var latency: TrafficStatus.Latency?
}

/// A look at a running engine.
struct LiveReading: Sendable {
  /// Seconds that never go back, and stand still while the machine sleeps.
  var monotonic: Double
  var state: TrafficStatus.State
  var counters: LiveCounters
  var gateway: GatewayStatus?
  var memoryBytes: Int?
  var processorSeconds: Double?
}
