import Synchronization

/// Turns bursts of changes into at most ten snapshots a second, and sleeps for good while nothing changes.
final class SnapshotTimer: Sendable {
  static let intervalNanoseconds: UInt64 = 100_000_000

  private struct State {
    var make: (@Sendable () async -> Void)?
    var isWaiting = false
    var isStopped = false
  }

  private let state = Mutex(State())

  func start(_ make: @escaping @Sendable () async -> Void) { state.withLock { $0.make = make } }

  func stop() {
    state.withLock {
      $0.isStopped = true
      $0.make = nil
    }
  }

  /// Asks for a snapshot within the interval.
  func request() {
    let make: (@Sendable () async -> Void)? = state.withLock { state in
      guard !state.isWaiting, !state.isStopped else { return nil }
      state.isWaiting = true
      return state.make
    }
    guard let make else {
      state.withLock { if $0.make == nil { $0.isWaiting = false } }
      return
    }
    Task.detached { [self] in
      try? await Task.sleep(nanoseconds: Self.intervalNanoseconds)
      state.withLock { $0.isWaiting = false }
      await make()
    }
  }
}
