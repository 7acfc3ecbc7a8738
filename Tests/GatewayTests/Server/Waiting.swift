import Glibc

/// Gives other threads the processor until something holds; false where it does not come to hold at all.
func comesToHold(_ condition: () -> Bool) -> Bool {
  var start = timespec()
  clock_gettime(CLOCK_MONOTONIC, &start)
  while !condition() {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    guard now.tv_sec - start.tv_sec < 20 else { return false }
    sched_yield()
  }
  return true
}

/// Runs something on a thread of its own: the pool's are taken by tests that wait.
final class Aside {
  private var thread = pthread_t()

  private final class Work {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  init(_ body: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(body))
    pthread_create(
      &thread, nil,
      { @Sendable context in
        context.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue() }?.body()
        return nil
      }, work.toOpaque())
  }

  func join() { pthread_join(thread, nil) }

  /// Nobody waits for it.
  func leave() { pthread_detach(thread) }
}
