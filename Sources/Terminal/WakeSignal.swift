import CSys
import Glibc
import Synchronization

/// Wakes the thread that waits for screen events, from any other thread.
///
/// Any number of posts before the waiter looks are one wake-up, and cost one write.
public final class WakeSignal: Sendable {
  /// Readable when there is something to look at. Owned by this object.
  let descriptor: Int32
  private let isPosted = Atomic<Bool>(false)

  /// - Throws: `TerminalError.noWakeUp` when the process has no file descriptor left.
  public init() throws(TerminalError) {
    descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    guard descriptor >= 0 else { throw .noWakeUp(code: errno) }
  }

  deinit { close(descriptor) }

  /// Safe on any thread and cheap when already posted.
  public func post() {
    guard !isPosted.exchange(true, ordering: .acquiringAndReleasing) else { return }
    var one: UInt64 = 1
    // It can only fail when the counter is full, which wakes the waiter as well.
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// Empties the descriptor and tells whether anyone posted.
  func take() -> Bool {
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    return isPosted.exchange(false, ordering: .acquiringAndReleasing)
  }
}
