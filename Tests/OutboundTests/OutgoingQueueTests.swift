import Outbound
import Synchronization
import Testing

/// The queue is asked at times of the test's choosing.
@Suite struct OutgoingQueueTests {
  private let fast = OutgoingQueue<Int>.Pace(count: 1000, seconds: 1)
  private let retry = RetryPolicy(first: 1, factor: 2, longest: 10, jitter: 0, attemptCountMax: 4)

  private func item(_ step: OutgoingQueue<Int>.Step) -> Int? {
    if case .send(let item) = step { return item }
    return nil
  }

  private func wait(_ step: OutgoingQueue<Int>.Step) -> Double? {
    if case .wait(let seconds) = step { return seconds }
    return nil
  }

  @Test("Items go in order, one at a time")
  func order() {
    var queue = OutgoingQueue<Int>(capacity: 10, retry: retry, pace: fast)
    for number in 1...3 { queue.add(number, at: 0) }
    for number in 1...3 {
      #expect(item(queue.next(at: 0)) == number)
      #expect(item(queue.next(at: 0)) == nil)
      queue.settle(.delivered, at: 0, chance: 0)
    }
    #expect(item(queue.next(at: 0)) == nil)
    #expect(queue.status.delivered == 3)
    #expect(queue.status.waiting == 0)
  }

  @Test("Each failure doubles the wait up to the longest, and the last one gives up and lets the next go")
  func backOff() {
    var queue = OutgoingQueue<Int>(capacity: 10, retry: retry, pace: fast)
    queue.add(1, at: 0)
    queue.add(2, at: 0)
    var now = 0.0
    // By hand: 1, 2, 4 seconds, then the fourth failure is the last.
    for wanted in [1.0, 2, 4] {
      #expect(item(queue.next(at: now)) == 1)
      queue.settle(.failed("500", retryAfter: nil), at: now, chance: 0)
      #expect(wait(queue.next(at: now)) == wanted)
      now += wanted
    }
    #expect(item(queue.next(at: now)) == 1)
    queue.settle(.failed("still 500", retryAfter: nil), at: now, chance: 0)
    #expect(queue.status.failed == 1)
    #expect(queue.status.retried == 3)
    #expect(queue.status.trouble == "still 500")
    #expect(item(queue.next(at: now)) == 2)
    queue.settle(.delivered, at: now, chance: 0)
    #expect(queue.status.trouble == nil)
  }

  @Test("What a server asks to wait is waited, within an hour; chance only shortens")
  func delays() {
    let policy = RetryPolicy(first: 1, factor: 2, longest: 10, jitter: 0.5, attemptCountMax: 4)
    #expect(policy.delay(afterFailures: 1, chance: 0) == 1)
    #expect(policy.delay(afterFailures: 1, chance: 0.5) == 0.75)
    #expect(policy.delay(afterFailures: 3, chance: 0) == 4)
    #expect(policy.delay(afterFailures: 60, chance: 0) == 10)
    #expect(policy.delay(afterFailures: 1, chance: 0, retryAfter: 30) == 30)
    #expect(policy.delay(afterFailures: 1, chance: 0, retryAfter: 1e9) == 3600)
  }

  @Test("A full queue loses its oldest, counted; what is under way is not lost")
  func bound() {
    var queue = OutgoingQueue<Int>(capacity: 3, retry: retry, pace: fast)
    for number in 1...5 { queue.add(number, at: 0) }
    #expect(queue.status.waiting == 3)
    #expect(queue.status.dropped == 2)
    #expect(item(queue.next(at: 0)) == 3)
    for number in 6...9 { queue.add(number, at: 0) }
    #expect(queue.status.waiting == 3)
    #expect(queue.status.dropped == 6)
    queue.settle(.delivered, at: 0, chance: 0)
    #expect(item(queue.next(at: 0)) == 8)
  }

  @Test("No more are sent in a while than the pace allows")
  func pace() {
    var queue = OutgoingQueue<Int>(capacity: 10, retry: retry, pace: .init(count: 2, seconds: 60))
    for number in 1...3 { queue.add(number, at: 0) }
    for now in [0.0, 10] {
      #expect(item(queue.next(at: now)) != nil)
      queue.settle(.delivered, at: now, chance: 0)
    }
    #expect(wait(queue.next(at: 20)) == 40)
    #expect(item(queue.next(at: 60)) == 3)
  }

  @Test("What can never work is not tried again")
  func rejection() {
    var queue = OutgoingQueue<Int>(capacity: 10, retry: retry, pace: fast)
    queue.add(1, at: 0)
    _ = queue.next(at: 0)
    queue.settle(.rejected("404"), at: 0, chance: 0)
    #expect(queue.status.failed == 1)
    #expect(queue.status.retried == 0)
    #expect(queue.status.waiting == 0)
  }

  @Test("A courier carries everything in the end, through failures, by a clock of its own")
  func courier() async {
    let time = Mutex(0.0)
    let tried = Mutex<[Int]>([])
    let courier = Courier<Int>(
      OutgoingQueue(capacity: 100, retry: retry, pace: fast),
      clock: .init(now: { time.withLock { $0 } }, sleep: { seconds in time.withLock { $0 += seconds } }),
      chance: { 0 },
      deliver: { item in
        let count = tried.withLock { tried in
          tried.append(item)
          return tried.count { $0 == item }
        }
        return count < 3 && item % 2 == 0 ? .failed("busy", retryAfter: nil) : .delivered
      })
    for item in 0..<10 { courier.post(item) }
    await courier.waitUntilEmpty()
    #expect(courier.status.delivered == 10)
    #expect(courier.status.retried == 10)
    #expect(tried.withLock { $0.count } == 20)
    // 1 and 2 seconds for each of five.
    #expect(time.withLock { $0 } == 15)
  }

  @Test("A closed courier takes nothing more and lets nobody wait")
  func closed() async {
    let courier = Courier<Int>(
      OutgoingQueue(capacity: 100, retry: retry, pace: fast), clock: .init(now: { 0 }, sleep: { _ in }), chance: { 0 },
      deliver: { _ in .delivered })
    courier.close()
    courier.post(1)
    await courier.waitUntilEmpty()
    #expect(courier.status == OutgoingStatus())
  }
}
