import CMicroHTTPD
import Glibc
import Synchronization

/// Snapshots on their way to one client: the line that is being sent and the newest after it, nothing more.
final class Watch: Sendable {
  private struct State {
    /// Nil once the client is gone.
    var connection: ConnectionHandle?
    var isSuspended = false
    var isEnded = false
    var sending: [UInt8] = []
    var sent = 0
    var next: [UInt8]?
    var lastSent: UInt64
  }

  private let state: Mutex<State>
  private let client: ClientConnection
  private let clock: HTTPGateway.Clock
  private let feed = Mutex<Task<Void, Never>?>(nil)

  init(_ connection: ConnectionHandle, client: ClientConnection, clock: HTTPGateway.Clock) {
    state = Mutex(State(connection: connection, lastSent: clock.ticks()))
    self.client = client
    self.clock = clock
  }

  /// Follows the engine until the client goes or the lines end.
  func follow(_ door: any AdminDoor) {
    let task = Task.detached { [weak self] in
      for await line in door.watch() {
        guard let self, !Task.isCancelled else { return }
        offer(line)
      }
      self?.end()
    }
    feed.withLock { $0 = task }
  }

  /// The newest takes the place of one that has not been begun.
  private func offer(_ line: [UInt8]) {
    state.withLock { state in
      // A sign of life must not take the place of a picture.
      if state.next != nil, line.allSatisfy({ $0 == UInt8(ascii: "\n") }) { return }
      state.next = line.last == UInt8(ascii: "\n") ? line : line + [UInt8(ascii: "\n")]
      Self.wake(&state)
    }
  }

  /// An empty line where nothing was sent for long: it tells a lost client from a quiet engine.
  func beat(at ticks: UInt64, seconds: Double) {
    state.withLock { state in
      guard state.isSuspended, Double(ticks &- state.lastSent) > seconds * 1e9 else { return }
      state.next = state.next ?? [UInt8(ascii: "\n")]
      Self.wake(&state)
    }
  }

  /// No more lines: what is being sent is still sent.
  func end() {
    state.withLock { state in
      state.isEnded = true
      Self.wake(&state)
    }
  }

  /// The client is gone.
  func close() {
    state.withLock { $0.connection = nil }
    feed.withLock { $0?.cancel() }
  }

  private static func wake(_ state: inout State) {
    guard state.isSuspended, let connection = state.connection else { return }
    state.isSuspended = false
    MHD_resume_connection(connection.pointer)
  }

  /// Fills the server's buffer; with nothing to send the connection sleeps.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let now = clock.ticks()
    return state.withLock { state in
      if state.sent == state.sending.count, let next = state.next {
        (state.sending, state.sent, state.next) = (next, 0, nil)
      }
      let count = min(buffer.count, state.sending.count - state.sent)
      if count > 0 {
        state.sending[state.sent..<state.sent + count].withUnsafeBytes { buffer.copyMemory(from: $0) }
        state.sent += count
        state.lastSent = now
        client.enter(.reply, at: now)
        return count
      }
      guard !state.isEnded, let connection = state.connection else { return cm_end_of_stream() }
      state.sending = []
      state.sent = 0
      state.isSuspended = true
      client.enter(.watching, at: now)
      MHD_suspend_connection(connection.pointer)
      return 0
    }
  }
}

/// Free functions, so that no actor isolation is inferred for what C calls on its own threads.
func readWatch(
  _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ count: Int
) -> Int {
  guard let context else { return cm_end_of_stream() }
  let watch = Unmanaged<Watch>.fromOpaque(context).takeUnretainedValue()
  return watch.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: count))
}

func releaseWatch(_ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  Unmanaged<Watch>.fromOpaque(context).release()
}
