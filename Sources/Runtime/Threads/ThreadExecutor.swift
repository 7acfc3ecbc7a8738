/// Runs an actor's jobs one after another on a thread of its own, because SQLite calls and file writes block.
final class ThreadExecutor: SerialExecutor {
  private struct Queue {
    var jobs: [UnownedJob] = []
    var isClosed = false
  }

  private let queue: Condition<Queue>

  init(name: String) {
    let queue = Condition(Queue())
    self.queue = queue
    // The executor is named inside each job run; the thread must not keep it alive or it would never end.
    WorkerThread.start(name) { [weak self] in
      while let jobs = queue.wait(until: Self.take), !jobs.isEmpty {
        for job in jobs {
          guard let self else { return }
          job.runSynchronously(on: self.asUnownedSerialExecutor())
        }
      }
    }
  }

  /// Everything that waits; an empty list when the executor is gone.
  private static func take(_ queue: inout Queue) -> [UnownedJob]? {
    if queue.jobs.isEmpty { return queue.isClosed ? [] : nil }
    defer { queue.jobs.removeAll(keepingCapacity: true) }
    return queue.jobs
  }

  deinit { queue.update { $0.isClosed = true } }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.update { $0.jobs.append(job) }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}
