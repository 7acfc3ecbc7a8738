import Lifecycle
import Synchronization

/// Hands snapshots to whoever watches: newest wins, nobody can hold the engine up.
final class SnapshotPublisher: Sendable {
  private let pictures = NewestValue<Snapshot>()
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
    pictures.tell { latest in
      var snapshot = snapshot
      snapshot.revision = latest?.revision ?? 0
      guard snapshot != latest else { return nil }
      snapshot.revision += 1
      return snapshot
    }
  }

  func subscribe() -> AsyncStream<Snapshot> { pictures.values() }

  /// The newest picture, without asking for another.
  var latest: Snapshot? { pictures.newest }

  /// Ends every stream.
  func finish() { pictures.finish() }
}
