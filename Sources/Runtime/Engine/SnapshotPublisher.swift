import Lifecycle
import Synchronization

/// Hands snapshots to whoever watches: newest wins, nobody can hold the engine up.
final class SnapshotPublisher: Sendable {
  private struct State {
    var latest: Snapshot?
    var watchers: [Int: AsyncStream<Snapshot>.Continuation] = [:]
    var nextWatcher = 0
  }

  private let state = Mutex(State())
  /// Set when something changed since the last snapshot, so that a burst of changes makes one.
  private let isDirty = Atomic(false)
  private let wake: @Sendable () -> Void

  /// - Parameter wake: asks the engine for a snapshot; called once for each burst of changes, from any thread.
  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  /// Says that a new snapshot would differ from the last one.
  func markDirty() {
    if !isDirty.exchange(true, ordering: .acquiringAndReleasing) { wake() }
  }

  /// Called before a snapshot is built: changes from here on ask for another.
  func beginSnapshot() { isDirty.store(false, ordering: .releasing) }

  /// Publishes the snapshot unless it tells nothing new.
  func publish(_ snapshot: Snapshot) {
    state.withLock { state in
      var snapshot = snapshot
      snapshot.revision = state.latest?.revision ?? 0
      guard snapshot != state.latest else { return }
      snapshot.revision += 1
      state.latest = snapshot
      for watcher in state.watchers.values { watcher.yield(snapshot) }
    }
  }

  func subscribe() -> AsyncStream<Snapshot> {
    let (stream, continuation) = AsyncStream.makeStream(of: Snapshot.self, bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state in
      state.nextWatcher += 1
      state.watchers[state.nextWatcher] = continuation
      if let latest = state.latest { continuation.yield(latest) }
      return state.nextWatcher
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.watchers.removeValue(forKey: number) }
    }
    return stream
  }

  /// The newest picture, without asking for another.
  var latest: Snapshot? { state.withLock { $0.latest } }

  /// Ends every stream.
  func finish() {
    let watchers = state.withLock { state in
      defer { state.watchers.removeAll() }
      return Array(state.watchers.values)
    }
    for watcher in watchers { watcher.finish() }
  }
}
