import Lifecycle
import Synchronization

/// Requests from afar that are being answered, or were a while ago: an answer that got lost on its way is still there
/// when the same ticket asks again, and nothing is done twice.
final class TicketBook: Sendable {
  /// Requests that may be worked on at once.
  static let openCountMax = 128
  /// Answers that are kept, and for how many seconds.
  static let keptCountMax = 64
  static let keptSeconds = 120.0

  enum Entry: Sendable {
    /// Nobody asked with this ticket before, and there is room: it is the caller's to work on.
    case new
    case working
    case answered(WireReply)
    case tooMany
  }

  private struct State {
    var open: Set<String> = []
    var answers: [String: (reply: WireReply, at: Double)] = [:]
    var waiters: [String: [Int: CheckedContinuation<WireReply?, Never>]] = [:]
    /// Waiters whose time was up before they had begun to wait.
    var late: Set<Int> = []
    var nextWaiter = 0
  }

  private let state = Mutex(State())
  private let clock: EngineClock

  init(clock: EngineClock) { self.clock = clock }

  func open(_ ticket: String) -> Entry {
    state.withLock { state in
      if let answer = state.answers[ticket] { return .answered(answer.reply) }
      if state.open.contains(ticket) { return .working }
      guard state.open.count < Self.openCountMax else { return .tooMany }
      state.open.insert(ticket)
      return .new
    }
  }

  func knows(_ ticket: String) -> Bool {
    state.withLock { $0.open.contains(ticket) || $0.answers[ticket] != nil }
  }

  func answer(_ ticket: String, _ reply: WireReply) {
    let now = clock.monotonic()
    let waiters = state.withLock { state in
      state.open.remove(ticket)
      state.answers = state.answers.filter { now - $0.value.at < Self.keptSeconds }
      while state.answers.count >= Self.keptCountMax, let oldest = state.answers.min(by: { $0.value.at < $1.value.at })
      {
        state.answers[oldest.key] = nil
      }
      state.answers[ticket] = (reply, now)
      return state.waiters.removeValue(forKey: ticket) ?? [:]
    }
    for waiter in waiters.values { waiter.resume(returning: reply) }
  }

  /// The answer once it is there; nil when it takes longer than so many seconds.
  func wait(for ticket: String, seconds: Double) async -> WireReply? {
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    let alarm = Task { [self] in
      try? await Task.sleep(for: .seconds(seconds))
      if !Task.isCancelled { giveUp(number, ticket) }
    }
    defer {
      alarm.cancel()
      state.withLock { _ = $0.late.remove(number) }
    }
    return await withCheckedContinuation { continuation in
      let answer: WireReply?? = state.withLock { state in
        if let answer = state.answers[ticket] { return .some(answer.reply) }
        if state.late.remove(number) != nil { return .some(nil) }
        state.waiters[ticket, default: [:]][number] = continuation
        return nil
      }
      if case .some(let reply) = answer { continuation.resume(returning: reply) }
    }
  }

  private func giveUp(_ number: Int, _ ticket: String) {
    let waiter = state.withLock { state in
      let waiter = state.waiters[ticket]?.removeValue(forKey: number)
      if waiter == nil { state.late.insert(number) }
      return waiter
    }
    waiter?.resume(returning: nil)
  }
}
