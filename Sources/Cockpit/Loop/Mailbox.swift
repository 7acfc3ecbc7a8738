import Lifecycle
import Synchronization

/// Messages from tasks on their way to the screen's thread. Of snapshots only the newest is kept, so that a slow
/// terminal never has a queue of old pictures.
final class Mailbox: Sendable {
  private struct State {
    var messages: [Message] = []
    var snapshot: Snapshot?
  }

  private let state = Mutex(State())
  private let wake: @Sendable () -> Void

  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  func post(_ message: Message) {
    state.withLock { $0.messages.append(message) }
    wake()
  }

  func post(snapshot: Snapshot) {
    state.withLock { $0.snapshot = snapshot }
    wake()
  }

  /// Everything that waits, the snapshot first: answers make sense against what they led to.
  func take() -> [Message] {
    state.withLock { state in
      defer { state = State() }
      return (state.snapshot.map { [.snapshot($0)] } ?? []) + state.messages
    }
  }
}
