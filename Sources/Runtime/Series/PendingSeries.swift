import Storage

/// Points of series on their way to the store. A replay at full speed closes hundreds of windows a second: written one by
/// one, each would touch a page of every series; together, neighbours share theirs.
struct PendingSeries {
  /// Points that wait at most.
  static let countMax = 16_384
  /// Seconds for which they wait at most while more keep coming.
  static let secondsMax = 1.0

  private(set) var samples: [SeriesStore.Sample] = []
  private(set) var buckets: [SeriesStore.Bucket] = []
  private var since: Double?

  mutating func add(_ samples: [SeriesStore.Sample], _ buckets: [SeriesStore.Bucket], at now: Double) {
    self.samples += samples
    self.buckets += buckets
    since = since ?? now
  }

  var isEmpty: Bool { samples.isEmpty && buckets.isEmpty }

  func isDue(at now: Double) -> Bool {
    samples.count + buckets.count >= Self.countMax || since.map { now - $0 >= Self.secondsMax } ?? false
  }

  /// Everything that waits, series by series, each in the order in which it came.
  mutating func take() -> (samples: [SeriesStore.Sample], buckets: [SeriesStore.Bucket]) {
    defer { self = PendingSeries() }
    return (Self.grouped(samples, by: \.name), Self.grouped(buckets, by: \.name))
  }

  private static func grouped<Element>(_ elements: [Element], by name: KeyPath<Element, String>) -> [Element] {
    elements.indices
      .sorted { (elements[$0][keyPath: name], $0) < (elements[$1][keyPath: name], $1) }
      .map { elements[$0] }
  }
}
