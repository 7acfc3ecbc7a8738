import Glibc

/// Lets a thread wait until another one posts.
///
/// `@unchecked Sendable`: a semaphore is made to be shared.
final class WakeBox: @unchecked Sendable {
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { sem_init(semaphore, 0, 0) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func post() { sem_post(semaphore) }

  /// - Returns: false when nobody posted in time.
  func wait(_ patience: Duration) -> Bool {
    var deadline = timespec()
    clock_gettime(CLOCK_REALTIME, &deadline)
    deadline.tv_sec += Int(patience.components.seconds)
    while sem_timedwait(semaphore, &deadline) != 0 { guard errno == EINTR else { return false } }
    return true
  }
}

/// Runs work that blocks on a thread of its own, which the task pool could not spare.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    let box = Unmanaged.passRetained(ThreadBody { continuation.resume(returning: body()) })
    var thread = pthread_t()
    pthread_create(&thread, nil, runThreadBody, box.toOpaque())
    pthread_detach(thread)
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runThreadBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}
