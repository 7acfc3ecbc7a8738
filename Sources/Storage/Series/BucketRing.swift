import Encoding

/// The newest buckets of a number over time: of each its extremes, mean and count, in a fixed amount of memory.
///
/// A stretch without values has no bucket: a machine that slept leaves a gap. Times must not go back; a value older than
/// the newest bucket is counted and left out.
public struct BucketRing: Sendable, Equatable {
  /// Length of a bucket.
  public let seconds: Int
  public let capacity: Int
  /// Values that were left out because they were older than the newest bucket.
  public private(set) var staleCount = 0
  /// In order of time from `head` on, once it is full.
  private var buckets: [SeriesStore.Point] = []
  private var head = 0

  public init(seconds: Int, capacity: Int) {
    precondition(seconds > 0 && capacity > 0, "\(capacity) buckets of \(seconds) s")
    self.seconds = seconds
    self.capacity = capacity
  }

  public var count: Int { buckets.count }

  /// The bucket being filled.
  public var newest: SeriesStore.Point? {
    buckets.isEmpty ? nil : buckets[(head + buckets.count - 1) % buckets.count]
  }

  /// Counts a finite value.
  ///
  /// - Returns: the bucket that is complete now that a later one has begun.
  @discardableResult
  public mutating func add(_ value: Double, at time: Timestamp) -> SeriesStore.Point? {
    guard value.isFinite else { return nil }
    let start = Self.start(of: time, seconds: seconds)
    guard let last = newest else {
      append(SeriesStore.Point(time: start, minimum: value, maximum: value, mean: value, count: 1))
      return nil
    }
    if start < last.time {
      staleCount += 1
      return nil
    }
    guard start == last.time else {
      append(SeriesStore.Point(time: start, minimum: value, maximum: value, mean: value, count: 1))
      return last
    }
    let place = (head + buckets.count - 1) % buckets.count
    buckets[place].count += 1
    buckets[place].minimum = min(last.minimum, value)
    buckets[place].maximum = max(last.maximum, value)
    buckets[place].mean = last.mean + (value - last.mean) / Double(last.count + 1)
    return nil
  }

  private mutating func append(_ point: SeriesStore.Point) {
    if buckets.count < capacity {
      buckets.append(point)
    } else {
      buckets[head] = point
      head = (head + 1) % capacity
    }
  }

  /// All buckets in order of time, or those from a time on.
  public func points(since time: Timestamp? = nil) -> [SeriesStore.Point] {
    let ordered = buckets[head...] + buckets[..<head]
    guard let time else { return Array(ordered) }
    return ordered.filter { $0.time >= time }
  }

  /// Forgets everything.
  public mutating func removeAll() {
    buckets.removeAll(keepingCapacity: true)
    head = 0
  }

  /// The beginning of the bucket that an instant is in.
  public static func start(of time: Timestamp, seconds: Int) -> Timestamp {
    let length = Int64(seconds) * 1_000_000
    let whole =
      time.microseconds >= 0
      ? time.microseconds / length : (time.microseconds - length + 1) / length
    return Timestamp(microseconds: whole * length)
  }
}
