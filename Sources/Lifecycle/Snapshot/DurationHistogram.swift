/// Counts of durations in buckets that grow by a fixed pattern, from 50 µs to 10 s.
public struct DurationHistogram: Sendable, Equatable, Codable {
  /// Durations up to `bounds[i]` and above `bounds[i - 1]`; the last count is of those above every bound.
  public private(set) var counts: [Int]
  /// Sum of all durations in seconds.
  public private(set) var sum: Double

  /// Upper bounds of the buckets in seconds, inclusive.
  public static let bounds: [Double] = [
    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  public init() {
    counts = [Int](repeating: 0, count: Self.bounds.count + 1)
    sum = 0
  }

  public var count: Int { counts.reduce(0, +) }

  public mutating func add(seconds: Double) {
    counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
    sum += seconds
  }

  /// Counts what another one counted.
  public mutating func add(_ other: DurationHistogram) {
    for index in counts.indices where index < other.counts.count { counts[index] += other.counts[index] }
    sum += other.sum
  }

  /// What came since an earlier look; nil where the earlier one counts more, as after a beginning anew.
  public func since(_ earlier: DurationHistogram) -> DurationHistogram? {
    guard counts.count == earlier.counts.count else { return nil }
    var between = self
    for index in counts.indices {
      guard counts[index] >= earlier.counts[index] else { return nil }
      between.counts[index] -= earlier.counts[index]
    }
    between.sum = max(0, sum - earlier.sum)
    return between
  }

  /// The duration that a share of all do not exceed, in seconds, linear within a bucket; nil without any.
  ///
  /// What lies above the last bound is told as that bound.
  public func quantile(_ share: Double) -> Double? {
    let total = count
    guard total > 0 else { return nil }
    let wanted = max(0, min(1, share)) * Double(total)
    var below = 0.0
    for (index, count) in counts.enumerated() where count > 0 {
      let next = below + Double(count)
      if next >= wanted {
        guard index < Self.bounds.count else { break }
        let lower = index == 0 ? 0 : Self.bounds[index - 1]
        return lower + (Self.bounds[index] - lower) * max(0, wanted - below) / Double(count)
      }
      below = next
    }
    return Self.bounds.last
  }
}
