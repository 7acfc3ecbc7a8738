import Encoding
import Runtime
import Synchronization

/// A clock that moves a millisecond whenever it is looked at, so that no two events share a time and no figure depends
/// on the machine.
final class TestClock: Sendable {
  private let microseconds = Mutex<Int64>(Timestamp(year: 2026, month: 1, day: 1).microseconds)

  /// The time, without moving.
  var present: Timestamp { microseconds.withLock { Timestamp(microseconds: $0) } }

  private func tick() -> Timestamp {
    microseconds.withLock { value in
      value += 1000
      return Timestamp(microseconds: value)
    }
  }

  func advance(bySeconds seconds: Double) { microseconds.withLock { $0 += Int64(seconds * 1e6) } }

  var engineClock: EngineClock {
    EngineClock(now: { self.tick() }, monotonic: { self.tick().seconds })
  }
}
