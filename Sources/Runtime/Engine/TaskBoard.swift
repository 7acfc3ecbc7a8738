import Encoding
import Lifecycle
import Synchronization

/// Long work under way and the last few that ended, as every thread sees it.
final class TaskBoard: Sendable {
  /// Ended tasks that are remembered with their outcome.
  static let endedCountMax = 16

  private struct Entry {
    var progress: TaskProgress
    var started: Double
    var token: TaskToken
    var outcome: Result<JSON, Refusal>?
    var waiters: [CheckedContinuation<JSON, any Error>] = []
  }

  private struct State {
    var entries: [Entry] = []
    var nextID = 1
  }

  private let state = Mutex(State())
  private let clock: EngineClock
  private let changed: @Sendable () -> Void

  init(clock: EngineClock, changed: @escaping @Sendable () -> Void) {
    self.clock = clock
    self.changed = changed
  }

  func begin(kind: String, title: String) -> (TaskID, TaskToken) {
    let started = clock.monotonic()
    let token = TaskToken()
    let id = state.withLock { state in
      let id = TaskID(state.nextID)
      state.nextID += 1
      state.entries.append(
        Entry(
          progress: TaskProgress(id: id, kind: kind, title: title, detail: "", state: .running, elapsed: 0),
          started: started, token: token))
      Self.forgetOldest(&state)
      return id
    }
    changed()
    return (id, token)
  }

  /// Tells a running task to stop; it ends when its threads have seen it.
  ///
  /// - Returns: false where no such task is running.
  func cancel(_ id: TaskID) -> Bool {
    change(id) { entry in
      guard entry.outcome == nil else { return false }
      entry.token.cancel()
      return true
    } ?? false
  }

  /// Tells how far a task is.
  ///
  /// - Parameter fraction: 0…1; nil when the end is not known.
  func update(_ id: TaskID, fraction: Double?, detail: String) {
    let now = clock.monotonic()
    change(id) { entry in
      entry.progress.elapsed = now - entry.started
      entry.progress.fraction = fraction
      entry.progress.detail = detail
      entry.progress.remaining = fraction.flatMap { $0 > 0.02 ? entry.progress.elapsed * (1 - $0) / $0 : nil }
    }
    changed()
  }

  func end(_ id: TaskID, _ outcome: Result<JSON, Refusal>) {
    let now = clock.monotonic()
    let waiters = change(id) { entry in
      entry.progress.elapsed = now - entry.started
      entry.progress.remaining = nil
      entry.outcome = outcome
      switch outcome {
      case .success:
        entry.progress.state = .done
        entry.progress.fraction = 1
      case .failure(let refusal):
        entry.progress.state = refusal.kind == .cancelled ? .cancelled : .failed
        entry.progress.detail = refusal.message
      }
      defer { entry.waiters.removeAll() }
      return entry.waiters
    }
    for waiter in waiters ?? [] { waiter.resume(with: outcome.mapError { $0 as any Error }) }
    changed()
  }

  /// Waits for a task's end.
  func outcome(of id: TaskID) async throws -> JSON {
    try await withCheckedThrowingContinuation { continuation in
      let known: Result<JSON, Refusal>? = state.withLock { state in
        guard let index = state.entries.firstIndex(where: { $0.progress.id == id }) else {
          return .failure(
            Refusal(kind: .wrongUse, message: "there is no task \(id)", mend: "`sextant status` lists what runs"))
        }
        if let outcome = state.entries[index].outcome { return outcome }
        state.entries[index].waiters.append(continuation)
        return nil
      }
      if let known { continuation.resume(with: known.mapError { $0 as any Error }) }
    }
  }

  var tasks: [TaskProgress] { state.withLock { $0.entries.map(\.progress) } }

  func isRunning(kind: String) -> TaskProgress? {
    state.withLock { $0.entries.first { $0.progress.kind == kind && $0.progress.state == .running }?.progress }
  }

  @discardableResult
  private func change<Value>(_ id: TaskID, _ body: (inout Entry) -> Value) -> Value? {
    state.withLock { state in
      guard let index = state.entries.firstIndex(where: { $0.progress.id == id }) else { return nil }
      return body(&state.entries[index])
    }
  }

  private static func forgetOldest(_ state: inout State) {
    while state.entries.count > endedCountMax, let index = state.entries.firstIndex(where: { $0.outcome != nil }) {
      state.entries.remove(at: index)
    }
  }
}

/// Tells a task's threads that it is to stop.
final class TaskToken: Sendable {
  private let flag = Atomic(false)

  var isCancelled: Bool { flag.load(ordering: .relaxed) }

  func cancel() { flag.store(true, ordering: .relaxed) }
}
