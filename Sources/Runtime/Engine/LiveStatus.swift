import Lifecycle
import Synchronization

/// What changes many times a second while work runs: written by the working threads, read for snapshots.
final class LiveStatus: Sendable {
  struct State {
    var traffic = TrafficStatus()
    var counters = LiveCounters()
    var curve: TrainingCurve?
    var histograms: [DriftHistogram] = []
  }

  private let state = Mutex(State())
  private let changed: @Sendable () -> Void

  init(changed: @escaping @Sendable () -> Void) { self.changed = changed }

  var current: State { state.withLock { $0 } }

  func update(_ body: (inout State) -> Void) {
    state.withLock { body(&$0) }
    changed()
  }
}
