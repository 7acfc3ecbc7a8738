import Lifecycle
import Synchronization

/// Tells whoever watches whether the server is there; newest wins.
final class LinkBoard: Sendable {
  private struct Board {
    var newest: LinkState?
    var watchers: [Int: AsyncStream<LinkState>.Continuation] = [:]
    var next = 0
  }

  private let board = Mutex(Board())

  /// Tells a state that differs from the last one.
  func tell(_ state: LinkState) {
    board.withLock { board in
      guard board.newest != state else { return }
      board.newest = state
      for watcher in board.watchers.values { watcher.yield(state) }
    }
  }

  func states() -> AsyncStream<LinkState> {
    let (stream, continuation) = AsyncStream.makeStream(of: LinkState.self, bufferingPolicy: .bufferingNewest(1))
    let number = board.withLock { board in
      board.next += 1
      board.watchers[board.next] = continuation
      if let newest = board.newest { continuation.yield(newest) }
      return board.next
    }
    continuation.onTermination = { [weak self] _ in
      self?.board.withLock { _ = $0.watchers.removeValue(forKey: number) }
    }
    return stream
  }
}
