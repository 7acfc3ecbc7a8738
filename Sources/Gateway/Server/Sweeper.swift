import CSys
import Glibc
import Synchronization

/// A thread that ends slow connections, looks for changed tokens and keeps watchers alive.
final class Sweeper: Sendable {
  private let core: ServerCore
  private let wakeUp: Int32
  private let thread = Mutex<pthread_t?>(nil)

  init(_ core: ServerCore) {
    self.core = core
    wakeUp = eventfd(0, Int32(EFD_CLOEXEC))
    var started = pthread_t()
    let context = Unmanaged.passRetained(Work(core: core, wakeUp: wakeUp))
    if pthread_create(&started, nil, sweep, context.toOpaque()) == 0 {
      thread.withLock { $0 = started }
    } else {
      context.release()
    }
  }

  func stop() {
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    guard let running else { return }
    var one: UInt64 = 1
    _ = write(wakeUp, &one, 8)
    pthread_join(running, nil)
  }

  deinit {
    stop()
    close(wakeUp)
  }

  fileprivate final class Work: Sendable {
    let core: ServerCore
    let wakeUp: Int32

    init(core: ServerCore, wakeUp: Int32) {
      self.core = core
      self.wakeUp = wakeUp
    }
  }
}

/// A free function, so that no actor isolation is inferred for what C calls on another thread.
private func sweep(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  let work = Unmanaged<Sweeper.Work>.fromOpaque(context).takeRetainedValue()
  _ = pthread_setname_np(pthread_self(), "gateway-sweep")
  var waited = pollfd(fd: work.wakeUp, events: Int16(POLLIN), revents: 0)
  while poll(&waited, 1, Int32(work.core.sweepMilliseconds)) == 0 || (waited.revents == 0 && errno == EINTR) {
    work.core.gatekeeper.refresh()
    work.core.sweep()
    let (ticks, seconds) = (work.core.clock.ticks(), work.core.limits.heartbeatSeconds)
    work.core.eachExchange { $0.watch?.beat(at: ticks, seconds: seconds) }
  }
  return nil
}

extension ServerCore {
  /// Often enough for the shortest limit to mean something, seldom enough to cost nothing at rest.
  fileprivate var sweepMilliseconds: Int {
    let shortest = min(
      limits.headSeconds, limits.bodySeconds, limits.replySeconds, limits.idleSeconds, limits.heartbeatSeconds)
    return max(20, min(500, Int(shortest * 250)))
  }
}
