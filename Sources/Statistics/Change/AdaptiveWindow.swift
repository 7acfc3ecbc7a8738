import Glibc

/// ADWIN: a window over the newest values that shrinks whenever two of its halves have different means.
///
/// The window is an exponential histogram: level r holds at most `bucketCountMax` buckets of 2ʳ values each. Every
/// `clock`-th value all cuts between buckets are tried, from the oldest on, each with the variance-based bound; on a
/// cut the oldest bucket is dropped and the scan begins anew.
///
/// Source: A. Bifet, R. Gavaldà, "Learning from Time-Changing Data with Adaptive Windowing", SIAM SDM 2007. Details
/// (clock, grace, which buckets are scanned) as in River 0.26.1, whose detections it reproduces.
public struct AdaptiveWindow: ChangeDetector {
  public static let name = "adwin"

  /// How eager the detector is.
  public struct Settings: Sendable, Hashable {
    /// Confidence of the test: smaller raises fewer false alarms.
    public var delta = 0.002
    /// Values between two scans.
    public var clock = 32
    /// Buckets of one size before the two oldest are merged.
    public var bucketCountMax = 5
    /// Values each side of a cut must have.
    public var sideCountMin = 5
    /// Values the window must have before the first scan.
    public var grace = 10

    public init() {}

    public init(delta: Double) { self.delta = delta }

    /// For a stream that is watched for months: one false change in tens of millions of stationary values, where the
    /// default raises one in two millions, and a twentieth later on what did change.
    public static let live = Settings(delta: 0.0005)
  }

  /// What a detection found.
  public struct Change: Sendable, Hashable {
    /// Mean of what was dropped and of what stayed.
    public var before: Double
    public var after: Double
    /// Values that stayed: where the change began, counted back from now.
    public var width: Int
  }

  private struct Bucket: Hashable {
    var total: Double
    /// Sum of squared deviations from the bucket's mean.
    var spread: Double
  }

  public let settings: Settings
  /// Newest buckets at the first level; in a level oldest first.
  private var levels: [[Bucket]] = [[]]
  public private(set) var width = 0
  private var total = 0.0
  /// Σ (x − mean)² over the window.
  public private(set) var sumOfSquares = 0.0
  private var tick = 0
  /// The change that the last update found.
  public private(set) var change: Change?

  public init(settings: Settings = Settings()) { self.settings = settings }

  /// NaN while empty.
  public var mean: Double { width > 0 ? total / Double(width) : .nan }

  public mutating func update(_ value: Double) -> Bool {
    if change != nil { self = AdaptiveWindow(settings: settings) }
    insert(value)
    compress()
    tick += 1
    if tick % settings.clock == 0, width > settings.grace { scan() }
    return change != nil
  }

  // MARK: The histogram

  private mutating func insert(_ value: Double) {
    levels[0].append(Bucket(total: value, spread: 0))
    if width > 0 {
      let deviation = value - total / Double(width)
      sumOfSquares += Double(width) * deviation * deviation / Double(width + 1)
    }
    width += 1
    total += value
  }

  private mutating func compress() {
    var level = 0
    while levels[level].count > settings.bucketCountMax {
      if level + 1 == levels.count { levels.append([]) }
      let size = Double(1 << level)
      let (first, second) = (levels[level][0], levels[level][1])
      let apart = first.total / size - second.total / size
      levels[level + 1].append(
        Bucket(
          total: first.total + second.total,
          spread: first.spread + second.spread + size * size * apart * apart / (2 * size)))
      levels[level].removeFirst(2)
      level += 1
    }
  }

  private mutating func dropOldest() {
    let level = levels.count - 1
    let size = Double(1 << level)
    let oldest = levels[level].removeFirst()
    width -= 1 << level
    total -= oldest.total
    if width > 0 {
      let apart = oldest.total / size - total / Double(width)
      sumOfSquares -= oldest.spread + size * Double(width) * apart * apart / (size + Double(width))
    }
    while levels.count > 1, levels[levels.count - 1].isEmpty { levels.removeLast() }
  }

  // MARK: Cuts

  private mutating func scan() {
    let (widthBefore, totalBefore) = (width, total)
    while width > 0, hasCut() { dropOldest() }
    guard width < widthBefore else { return }
    change = Change(
      before: (totalBefore - total) / Double(widthBefore - width), after: mean, width: width)
  }

  /// Whether any place in the window tells an older from a newer half.
  private func hasCut() -> Bool {
    let strictness = log(2 * log(Double(width)) / settings.delta)
    let variance = sumOfSquares / Double(width)
    var (older, olderTotal) = (0, 0.0)
    for level in levels.indices.reversed() {
      for bucket in levels[level] {
        older += 1 << level
        olderTotal += bucket.total
        let newer = width - older
        guard newer >= settings.sideCountMin else { return false }
        guard older >= settings.sideCountMin else { continue }
        let apart = abs(olderTotal / Double(older) - (total - olderTotal) / Double(newer))
        let harmonic =
          1 / Double(older - settings.sideCountMin + 1) + 1 / Double(newer - settings.sideCountMin + 1)
        let bound = (2 * harmonic * variance * strictness).squareRoot() + 2 / 3 * strictness * harmonic
        if apart > bound { return true }
      }
    }
    return false
  }
}
