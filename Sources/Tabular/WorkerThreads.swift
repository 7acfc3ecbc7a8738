import Glibc

/// Threads of our own for long work, so that the shared task pool stays free.
package enum WorkerThreads {
  private static let stackSize = 1 << 20

  private struct Job: @unchecked Sendable {
    // Unchecked: the body is Sendable, and the pointer that carries a job is read by one thread only.
    let index: Int
    let body: @Sendable (Int) -> Void
  }

  /// Runs `body` once for each index in 0..<count at the same time, index 0 on the calling thread, and returns when
  /// all have ended. Where the system refuses a thread, its share runs afterwards on the calling one.
  package static func run(_ count: Int, _ body: @Sendable @escaping (Int) -> Void) {
    var threads: [pthread_t] = []
    var refused: [Int] = []
    for index in 1..<max(count, 1) {
      if let thread = start(Job(index: index, body: body)) {
        threads.append(thread)
      } else {
        refused.append(index)
      }
    }
    body(0)
    for index in refused { body(index) }
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Runs `body` for each index in 0..<count on `threads` threads; which thread gets which index is left to chance.
  package static func forEach(_ count: Int, threads: Int, _ body: @Sendable @escaping (Int) -> Void) {
    let next = Counter()
    run(max(1, min(threads, count))) { _ in
      while let index = next.take(below: count) { body(index) }
    }
  }

  private static func start(_ job: Job) -> pthread_t? {
    let box = UnsafeMutablePointer<Job>.allocate(capacity: 1)
    box.initialize(to: job)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { argument in
        guard let box = argument?.assumingMemoryBound(to: Job.self) else { return nil }
        let job = box.move()
        box.deallocate()
        job.body(job.index)
        return nil
      }, box)
    guard status == 0 else {
      box.deinitialize(count: 1)
      box.deallocate()
      return nil
    }
    return thread
  }
}
