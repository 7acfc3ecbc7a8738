import Encoding
import Glibc

/// Where the engine gets its times from; a test moves them by hand.
public struct EngineClock: Sendable {
  /// Wall time.
  public var now: @Sendable () -> Timestamp
  /// Seconds since any moment, never going back.
  public var monotonic: @Sendable () -> Double

  public init(now: @escaping @Sendable () -> Timestamp, monotonic: @escaping @Sendable () -> Double) {
    self.now = now
    self.monotonic = monotonic
  }

  public static let system = EngineClock(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    },
    monotonic: {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    })
}
