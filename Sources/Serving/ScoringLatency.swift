import Lifecycle

/// Latencies in microseconds, kept as counts in bins that grow by an eighth: percentiles within 6 %, constant memory.
public struct ScoringLatency: Sendable {
  /// 0.01 µs to about 30 s.
  private var counts = [UInt64](repeating: 0, count: 256)
  private var total: UInt64 = 0

  public init() {}

  public mutating func add(microseconds: Double, count: Int = 1) {
    counts[ScoringLatency.bin(of: microseconds)] += UInt64(count)
    total += UInt64(count)
  }

  public mutating func reset() {
    for index in counts.indices { counts[index] = 0 }
    total = 0
  }

  /// The latency that a share of the answers stayed within; nil without any.
  public func quantile(_ share: Double) -> Double? {
    guard total > 0 else { return nil }
    let rank = UInt64((Double(total) * share).rounded(.up))
    var seen: UInt64 = 0
    for (index, count) in counts.enumerated() {
      seen += count
      if seen >= max(1, rank) { return ScoringLatency.middle(of: index) }
    }
    return ScoringLatency.middle(of: counts.count - 1)
  }

  public var summary: TrafficStatus.Latency? {
    guard let p50 = quantile(0.5), let p95 = quantile(0.95), let p99 = quantile(0.99) else { return nil }
    return TrafficStatus.Latency(p50: p50, p95: p95, p99: p99)
  }

  // Eight bins an octave of a floating-point number: its exponent and the top three bits of its significand.
  private static let lowest = (0.01).bitPattern >> 49

  private static func bin(of value: Double) -> Int {
    guard value > 0.01 else { return 0 }
    return Int(min(255, value.bitPattern >> 49 - lowest))
  }

  private static func middle(of bin: Int) -> Double {
    let lower = Double(bitPattern: (lowest + UInt64(bin)) << 49)
    let upper = Double(bitPattern: (lowest + UInt64(bin) + 1) << 49)
    return (lower + upper) / 2
  }
}
