import Glibc
import Synchronization

/// A few threads that do one job together, again and again.
///
/// A training hands out some sixty jobs a tree, many of them shorter than a system call: a waiting thread first looks
/// for the next job in a short loop, then gives the processor away between looks, and only then sleeps on a condition
/// variable. OpenMP's long spin would take the core from whatever else runs beside a training; sleeping at once leaves
/// both threads on one core, because each is woken where the other is just about to sleep.
///
/// The owner calls `stop` when done, which ends and joins the threads.
final class WorkerPool {
  /// Threads at work, the caller's included.
  let threadCount: Int
  private let board: Board
  private var threads: [pthread_t] = []
  private let isCancelled: @Sendable () -> Bool

  /// - Parameter isCancelled: asked by the calling thread between chunks.
  init(threads count: Int, isCancelled: @escaping @Sendable () -> Bool) throws(BoostingError) {
    threadCount = count
    board = Board()
    self.isCancelled = isCancelled
    for worker in 1..<max(count, 1) {
      var thread = pthread_t()
      let start = Unmanaged.passRetained(Start(board: board, worker: worker))
      let code = pthread_create(&thread, nil, { @Sendable in Start.main($0) }, start.toOpaque())
      guard code == 0 else {
        start.release()
        stop()
        throw .noThread(code)
      }
      threads.append(thread)
    }
  }

  /// Ends the threads and waits for them.
  func stop() {
    board.post(nil, workers: threads.count)
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  /// Runs `body` on every thread with the thread's number and returns when all have come back.
  func onEachThread(_ body: (Int) -> Void) {
    guard !threads.isEmpty else { return body(0) }
    withoutActuallyEscaping(body) { body in
      board.post(body, workers: threads.count)
      body(0)
      board.waitForWorkers()
    }
  }

  /// Runs `body(thread, chunk)` once for each chunk, whichever thread is free.
  ///
  /// - Throws: `BoostingError.cancelled` with some chunks not done.
  func forEachChunk(of count: Int, _ body: (Int, Int) -> Void) throws(BoostingError) {
    guard !isCancelled() else { throw .cancelled }
    if count <= 1 || threads.isEmpty {
      for chunk in 0..<count {
        body(0, chunk)
        if isCancelled() { throw .cancelled }
      }
      return
    }
    board.nextChunk.store(0, ordering: .relaxed)
    let board = board
    let isCancelled = isCancelled
    onEachThread { thread in
      while true {
        let chunk = board.nextChunk.wrappingAdd(1, ordering: .relaxed).oldValue
        guard chunk < count else { return }
        // One thread asks for all: the others see an end of the chunks.
        if thread == 0 && isCancelled() {
          board.nextChunk.store(Board.cancelled, ordering: .relaxed)
          return
        }
        body(thread, chunk)
      }
    }
    guard board.nextChunk.load(ordering: .relaxed) < Board.cancelled else { throw .cancelled }
  }
}

/// What a thread is given to start with.
private final class Start {
  let board: Board
  let worker: Int

  init(board: Board, worker: Int) {
    self.board = board
    self.worker = worker
  }

  static func main(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    start.board.work(as: start.worker)
    return nil
  }
}

/// Where a job is posted and its end is awaited.
private final class Board {
  /// Larger than any count of chunks.
  static let cancelled = Int.max / 2
  /// Looks in a row before a waiting thread gives the processor away: some microseconds.
  private static let lookCount = 2000
  /// Times it gives the processor away before it goes to sleep. While it does, it counts as ready to run, by which the
  /// scheduler sees that the two threads need two cores.
  private static let yieldCount = 100

  let nextChunk = Atomic<Int>(0)
  private let generation = Atomic<Int>(0)
  private let busyWorkers = Atomic<Int>(0)
  private let sleepingWorkers = Atomic<Int>(0)
  private let ownerSleeps = Atomic<Bool>(false)
  /// Written before `generation` rises, read after: the atomic orders the two. nil ends the worker.
  private var job: ((Int) -> Void)?
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let posted = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let finished = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(posted, nil)
    pthread_cond_init(finished, nil)
  }

  deinit {
    pthread_cond_destroy(finished)
    pthread_cond_destroy(posted)
    pthread_mutex_destroy(lock)
    finished.deallocate()
    posted.deallocate()
    lock.deallocate()
  }

  func post(_ job: ((Int) -> Void)?, workers: Int) {
    self.job = job
    busyWorkers.store(workers, ordering: .relaxed)
    generation.wrappingAdd(1, ordering: .sequentiallyConsistent)
    guard sleepingWorkers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    pthread_mutex_lock(lock)
    pthread_cond_broadcast(posted)
    pthread_mutex_unlock(lock)
  }

  func waitForWorkers() {
    defer { job = nil }
    if Self.comesSoon({ busyWorkers.load(ordering: .acquiring) == 0 }) { return }
    pthread_mutex_lock(lock)
    ownerSleeps.store(true, ordering: .sequentiallyConsistent)
    while busyWorkers.load(ordering: .sequentiallyConsistent) > 0 { pthread_cond_wait(finished, lock) }
    ownerSleeps.store(false, ordering: .relaxed)
    pthread_mutex_unlock(lock)
  }

  /// Waits without sleeping.
  ///
  /// - Returns: false when it has been waited for long enough.
  @inline(__always)
  private static func comesSoon(_ hasCome: () -> Bool) -> Bool {
    for _ in 0..<lookCount where hasCome() { return true }
    for _ in 0..<yieldCount {
      sched_yield()
      if hasCome() { return true }
    }
    return false
  }

  func work(as worker: Int) {
    var seen = 0
    while true {
      seen = waitForPost(after: seen)
      guard perform(as: worker) else { return }
      guard busyWorkers.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue == 0,
        ownerSleeps.load(ordering: .sequentiallyConsistent)
      else { continue }
      pthread_mutex_lock(lock)
      pthread_cond_signal(finished)
      pthread_mutex_unlock(lock)
    }
  }

  /// Does the job, or answers false if there is none.
  ///
  /// Never inlined: the owner may end the closure's life as soon as the last worker has reported, so the reference
  /// to it must be gone by then.
  @inline(never)
  private func perform(as worker: Int) -> Bool {
    guard let job else { return false }
    job(worker)
    return true
  }

  private func waitForPost(after seen: Int) -> Int {
    if Self.comesSoon({ generation.load(ordering: .acquiring) != seen }) {
      return generation.load(ordering: .acquiring)
    }
    pthread_mutex_lock(lock)
    sleepingWorkers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    while generation.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(posted, lock) }
    sleepingWorkers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(lock)
    return generation.load(ordering: .acquiring)
  }
}
