/// How long to wait before the next try.
public struct RetryPolicy: Sendable, Equatable {
  /// Seconds after the first failure.
  public var first: Double
  /// Each further wait is so many times as long.
  public var factor: Double
  /// The longest wait, in seconds.
  public var longest: Double
  /// Share of each wait that chance decides, 0…1, so that many clients do not come back at one moment.
  public var jitter: Double
  /// Tries in all before giving up.
  public var attemptCountMax: Int

  public init(
    first: Double = 1, factor: Double = 2, longest: Double = 300, jitter: Double = 0.5, attemptCountMax: Int = 8
  ) {
    self.first = first
    self.factor = factor
    self.longest = longest
    self.jitter = jitter
    self.attemptCountMax = attemptCountMax
  }

  /// Seconds to wait.
  ///
  /// - Parameters:
  ///   - failures: failed tries so far, from 1.
  ///   - chance: an even number in 0..<1.
  ///   - retryAfter: what the server asks for; no less is waited, and no more than an hour.
  public func delay(afterFailures failures: Int, chance: Double, retryAfter: Double? = nil) -> Double {
    var whole = min(first, longest)
    for _ in 1..<max(1, min(failures, 64)) { whole = min(longest, whole * factor) }
    let delay = whole * (1 - jitter * chance)
    return max(delay, min(retryAfter ?? 0, 3600))
  }
}
