import Lifecycle
import Synchronization

/// The newest snapshot for one reader afar, or a sign of life where there is none for a while.
final class SnapshotFeed: Sendable {
  enum Item: Sendable {
    case snapshot(Snapshot)
    case beat
  }

  private struct State {
    var newest: Snapshot?
    var isOver = false
    var reader: (number: Int, continuation: CheckedContinuation<Item?, Never>)?
    var turn = 0
    var source: Task<Void, Never>?
  }

  private let state = Mutex(State())
  private let beatSeconds: Double

  /// - Parameter beatSeconds: the longest silence.
  init(_ snapshots: AsyncStream<Snapshot>, beatSeconds: Double) {
    self.beatSeconds = beatSeconds
    let source = Task.detached { [weak self] in
      for await snapshot in snapshots { self?.take(snapshot) }
      self?.end()
    }
    state.withLock { $0.source = source }
  }

  deinit { state.withLock { $0.source?.cancel() } }

  private func take(_ snapshot: Snapshot) {
    let reader = state.withLock { state in
      guard let reader = state.reader else {
        state.newest = snapshot
        return nil as CheckedContinuation<Item?, Never>?
      }
      state.reader = nil
      return reader.continuation
    }
    reader?.resume(returning: .snapshot(snapshot))
  }

  func end() {
    let reader = state.withLock { state in
      state.isOver = true
      defer { state.reader = nil }
      return state.reader?.continuation
    }
    reader?.resume(returning: nil)
  }

  /// The next item for the one reader; nil at the end, or when the reader's task was cancelled.
  func next() async -> Item? {
    let turn = state.withLock { state in
      state.turn += 1
      return state.turn
    }
    let beat = Task { [weak self, beatSeconds] in
      try? await Task.sleep(for: .seconds(beatSeconds))
      self?.wake(turn, with: .beat)
    }
    defer { beat.cancel() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let ready: Item?? = state.withLock { state in
          if let snapshot = state.newest {
            state.newest = nil
            return .some(.snapshot(snapshot))
          }
          if state.isOver || Task.isCancelled { return .some(nil) }
          state.reader = (turn, continuation)
          return nil
        }
        if case .some(let item) = ready { continuation.resume(returning: item) }
      }
    } onCancel: {
      wake(turn, with: nil)
    }
  }

  private func wake(_ turn: Int, with item: Item?) {
    let reader = state.withLock { state in
      guard state.reader?.number == turn else { return nil as CheckedContinuation<Item?, Never>? }
      defer { state.reader = nil }
      return state.reader?.continuation
    }
    reader?.resume(returning: item)
  }
}
