import Glibc

/// The serving loop, which one thread at a time may turn: its own, or one of the door's with requests in its hands.
///
/// `@unchecked Sendable`: `loop` is touched only while `mutex` is held.
final class ServingTurn: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let loop: ServingLoop

  init(_ loop: ServingLoop) {
    self.loop = loop
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Waits for the turn.
  func take<Result>(_ body: (ServingLoop) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(loop)
  }

  /// Does nothing where another thread has the turn.
  func takeIfFree(_ body: (ServingLoop) -> Void) {
    guard pthread_mutex_trylock(mutex) == 0 else { return }
    defer { pthread_mutex_unlock(mutex) }
    body(loop)
  }
}
