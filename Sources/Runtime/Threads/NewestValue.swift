import Synchronization

/// A value that changes, and those who watch it: each hears the newest, and nobody can hold up who tells it.
final class NewestValue<Value: Sendable>: Sendable {
  private struct State {
    var newest: Value?
    var watchers: [Int: AsyncStream<Value>.Continuation] = [:]
    var nextWatcher = 0
  }

  private let state = Mutex(State())

  /// Tells what is made of the last value, which is nil at first; nothing where nil is made.
  func tell(_ next: (Value?) -> Value?) {
    state.withLock { state in
      guard let value = next(state.newest) else { return }
      state.newest = value
      for watcher in state.watchers.values { watcher.yield(value) }
    }
  }

  /// The newest value, where there is one already, and all that come.
  func values() -> AsyncStream<Value> {
    let (stream, continuation) = AsyncStream.makeStream(of: Value.self, bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state in
      state.nextWatcher += 1
      state.watchers[state.nextWatcher] = continuation
      if let newest = state.newest { continuation.yield(newest) }
      return state.nextWatcher
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.watchers.removeValue(forKey: number) }
    }
    return stream
  }

  var newest: Value? { state.withLock { $0.newest } }

  /// Ends every stream.
  func finish() {
    let watchers = state.withLock { state in
      defer { state.watchers.removeAll() }
      return Array(state.watchers.values)
    }
    for watcher in watchers { watcher.finish() }
  }
}

extension NewestValue where Value: Equatable {
  /// Tells a value that differs from the last one.
  func tell(_ value: Value) { tell { $0 == value ? nil : value } }
}
