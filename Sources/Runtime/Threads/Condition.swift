import Glibc

/// A value guarded by a lock, whose changes threads can wait for.
///
/// `@unchecked Sendable`: `value` is touched only while `mutex` is held.
final class Condition<Value>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var value: Value

  init(_ value: Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(changed, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Reads or changes the value and wakes everyone who waits.
  @discardableResult
  func update<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(mutex)
    }
    return try body(&value)
  }

  /// Changes the value without waking anybody.
  func updateQuietly<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }

  func read<Result>(_ body: (Value) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(value)
  }

  /// Waits until `body` returns something.
  ///
  /// - Parameter seconds: the longest wait; nil waits for ever.
  /// - Returns: nil when the time is up.
  func wait<Result>(seconds: Double? = nil, until body: (inout Value) -> Result?) -> Result? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    var deadline = timespec()
    if let seconds {
      clock_gettime(CLOCK_MONOTONIC, &deadline)
      let nanoseconds = Double(deadline.tv_nsec) + seconds * 1e9
      deadline.tv_sec += Int(nanoseconds / 1e9)
      deadline.tv_nsec = Int(nanoseconds.truncatingRemainder(dividingBy: 1e9))
    }
    while true {
      if let result = body(&value) { return result }
      if seconds == nil {
        pthread_cond_wait(changed, mutex)
      } else if pthread_cond_timedwait(changed, mutex, &deadline) == ETIMEDOUT {
        return body(&value)
      }
    }
  }
}

/// Runs asynchronous work from a thread that may block, and waits for it. Never call it on the task pool.
public func waitFor<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
  let box = Condition<Result<Value, any Error>?>(nil)
  Task.detached {
    let result: Result<Value, any Error>
    do {
      result = .success(try await work())
    } catch {
      result = .failure(error)
    }
    box.update { $0 = result }
  }
  guard let result = box.wait(until: { $0 }) else { throw CancellationError() }
  return try result.get()
}
