import Synchronization

/// Carries what is put into a bounded queue to one place, beside whatever else goes on: `post` never waits.
public final class Courier<Item: Sendable>: Sendable {
  /// Where times come from; a test moves them by hand.
  public struct Clock: Sendable {
    /// Seconds since any moment, never going back.
    public var now: @Sendable () -> Double
    public var sleep: @Sendable (_ seconds: Double) async -> Void

    public init(now: @escaping @Sendable () -> Double, sleep: @escaping @Sendable (_ seconds: Double) async -> Void) {
      self.now = now
      self.sleep = sleep
    }
  }

  private struct State {
    var queue: OutgoingQueue<Item>
    var isTimed = false
    var isClosed = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>
  private let clock: Clock
  private let chance: @Sendable () -> Double
  private let deliver: @Sendable (Item) async -> OutgoingQueue<Item>.Result
  private let changed: @Sendable (OutgoingStatus) -> Void

  /// - Parameters:
  ///   - chance: an even number in 0..<1; called from any thread.
  ///   - deliver: sends one; never called twice at once.
  ///   - changed: told after each try and each loss.
  public init(
    _ queue: OutgoingQueue<Item>, clock: Clock, chance: @escaping @Sendable () -> Double,
    deliver: @escaping @Sendable (Item) async -> OutgoingQueue<Item>.Result,
    changed: @escaping @Sendable (OutgoingStatus) -> Void = { _ in }
  ) {
    state = Mutex(State(queue: queue))
    self.clock = clock
    self.chance = chance
    self.deliver = deliver
    self.changed = changed
  }

  public var status: OutgoingStatus { state.withLock { $0.queue.status } }

  /// Puts an item into the queue; what is posted after `close` is left out.
  public func post(_ item: Item) {
    let lost: OutgoingStatus? = state.withLock { state in
      guard !state.isClosed else { return nil }
      let before = state.queue.status.dropped
      state.queue.add(item, at: clock.now())
      return state.queue.status.dropped > before ? state.queue.status : nil
    }
    if let lost { changed(lost) }
    pump()
  }

  /// Takes nothing more in and gives what waits no further try; what is under way may end.
  public func close() {
    let waiters = state.withLock { state in
      state.isClosed = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Waits until the queue is empty, or the courier is closed.
  public func waitUntilEmpty() async {
    await withCheckedContinuation { continuation in
      let isEmpty = state.withLock { state in
        guard state.queue.status.waiting > 0, !state.isClosed else { return true }
        state.waiters.append(continuation)
        return false
      }
      if isEmpty { continuation.resume() }
    }
  }

  private func pump() {
    let step: OutgoingQueue<Item>.Step = state.withLock { state in
      guard !state.isClosed else { return .idle }
      let step = state.queue.next(at: clock.now())
      guard case .wait = step else { return step }
      // One timer is enough: it asks again, and gets a new wait where it came too early.
      guard !state.isTimed else { return .idle }
      state.isTimed = true
      return step
    }
    switch step {
    case .idle: return
    case .send(let item): Task.detached { [self] in await send(item) }
    case .wait(let seconds):
      Task.detached { [weak self, clock] in
        await clock.sleep(seconds)
        guard let self else { return }
        state.withLock { $0.isTimed = false }
        pump()
      }
    }
  }

  private func send(_ item: Item) async {
    let result = await deliver(item)
    let (status, waiters) = state.withLock { state in
      state.queue.settle(result, at: clock.now(), chance: chance())
      let status = state.queue.status
      guard status.waiting == 0 else { return (status, [CheckedContinuation<Void, Never>]()) }
      defer { state.waiters = [] }
      return (status, state.waiters)
    }
    changed(status)
    for waiter in waiters { waiter.resume() }
    pump()
  }
}
