import Glibc

/// A thread of its own, as work that must not wait for the task pool has.
struct Thread {
  private let handle: pthread_t

  private final class Job {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  static func start<Value: Sendable>(_ value: Value, _ body: @escaping @Sendable (Value) -> Void) -> Thread {
    var handle = pthread_t()
    let job = Unmanaged.passRetained(Job { body(value) })
    pthread_create(
      &handle, nil,
      { argument in
        if let argument { Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, job.toOpaque())
    return Thread(handle: handle)
  }

  func join() { pthread_join(handle, nil) }
}

/// Sends the process a signal that has been handled when this returns.
///
/// The threads that tests run on hold most signals back, and one sent to the process is handled at some time by some
/// other thread: this one takes it itself.
func deliver(_ signal: Int32) {
  var only = sigset_t()
  var before = sigset_t()
  sigemptyset(&only)
  sigaddset(&only, signal)
  pthread_sigmask(SIG_UNBLOCK, &only, &before)
  raise(signal)
  pthread_sigmask(SIG_SETMASK, &before, nil)
}
