/// What waits to be sent to one place, in order, one at a time: retried, paced, and never longer than its bound.
///
/// Pure: it is told the time and asked what to do.
public struct OutgoingQueue<Item: Sendable>: Sendable {
  /// How many may be sent in a while.
  public struct Pace: Sendable, Equatable {
    public var count: Int
    public var seconds: Double

    public init(count: Int, seconds: Double) {
      self.count = max(1, count)
      self.seconds = seconds
    }
  }

  /// What to do now.
  public enum Step: Sendable {
    /// Send it and `settle` what came of it.
    case send(Item)
    /// Ask again in so many seconds.
    case wait(Double)
    /// Nothing to do until something is added or settled.
    case idle
  }

  /// What came of sending.
  public enum Result: Sendable, Equatable {
    case delivered
    /// It may work later.
    case failed(String, retryAfter: Double?)
    /// It will never work: another try would be the same.
    case rejected(String)
  }

  private struct Head: Sendable {
    var item: Item
    var failures = 0
    var due: Double
    var isUnderWay = false
  }

  private let capacity: Int
  private let retry: RetryPolicy
  private let pace: Pace
  private var head: Head?
  private var waiting: [Item] = []
  /// When the newest were sent, oldest first; as many as the pace allows.
  private var sent: [Double] = []
  private var figures = OutgoingStatus()

  /// - Parameter capacity: items that may wait, the one being sent among them; at least 1.
  public init(capacity: Int, retry: RetryPolicy = RetryPolicy(), pace: Pace) {
    self.capacity = max(1, capacity)
    self.retry = retry
    self.pace = pace
  }

  public var status: OutgoingStatus {
    var status = figures
    status.waiting = waiting.count + (head == nil ? 0 : 1)
    return status
  }

  /// Takes an item in. Where there is no room the oldest that is not under way goes, and is counted.
  public mutating func add(_ item: Item, at now: Double) {
    if head == nil {
      head = Head(item: item, due: now)
      return
    }
    if waiting.count + 1 >= capacity { dropOldest(at: now) }
    if head == nil { head = Head(item: item, due: now) } else { waiting.append(item) }
  }

  private mutating func dropOldest(at now: Double) {
    if head?.isUnderWay == true {
      // With room for one alone, the newcomer waits where the bound would have nobody wait.
      guard !waiting.isEmpty else { return }
      waiting.removeFirst()
    } else {
      promote(at: now)
    }
    figures.dropped += 1
  }

  private mutating func promote(at now: Double) {
    head = waiting.isEmpty ? nil : Head(item: waiting.removeFirst(), due: now)
  }

  /// What to do now. A `send` counts as begun.
  public mutating func next(at now: Double) -> Step {
    guard var next = head, !next.isUnderWay else { return .idle }
    let earliest = max(next.due, sent.count < pace.count ? next.due : (sent.first ?? now) + pace.seconds)
    guard earliest <= now else { return .wait(earliest - now) }
    next.isUnderWay = true
    head = next
    sent.append(now)
    if sent.count > pace.count { sent.removeFirst() }
    return .send(next.item)
  }

  /// Tells what came of what `next` gave.
  ///
  /// - Parameter chance: an even number in 0..<1.
  public mutating func settle(_ result: Result, at now: Double, chance: Double) {
    guard var settled = head, settled.isUnderWay else { return }
    switch result {
    case .delivered:
      figures.delivered += 1
      figures.trouble = nil
      promote(at: now)
    case .rejected(let reason):
      giveUp(reason, at: now)
    case .failed(let reason, let retryAfter):
      settled.failures += 1
      guard settled.failures < retry.attemptCountMax else { return giveUp(reason, at: now) }
      figures.retried += 1
      figures.trouble = reason
      settled.isUnderWay = false
      settled.due = now + retry.delay(afterFailures: settled.failures, chance: chance, retryAfter: retryAfter)
      head = settled
    }
  }

  private mutating func giveUp(_ reason: String, at now: Double) {
    figures.failed += 1
    figures.trouble = reason
    promote(at: now)
  }
}

/// What became of what was to be sent.
public struct OutgoingStatus: Sendable, Equatable {
  public var waiting = 0
  public var delivered = 0
  /// Tries that failed and were followed, or will be, by another.
  public var retried = 0
  /// Given up.
  public var failed = 0
  /// Left out because too many waited.
  public var dropped = 0
  /// Why the newest try failed; nil once one succeeds.
  public var trouble: String?

  public init() {}
}
