import Glibc

/// Lets a thread wait until another says that it may go on, as often as it said so.
///
/// `@unchecked Sendable`: a semaphore is made for many threads.
public final class Gate: @unchecked Sendable {
  private let semaphore: UnsafeMutablePointer<sem_t>

  public init() {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  public func open() { sem_post(semaphore) }

  /// Blocks the calling thread; never call it where an `await` would do for long.
  public func wait() { while sem_wait(semaphore) != 0 {} }
}
