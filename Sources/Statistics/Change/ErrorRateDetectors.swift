/// DDM: warns when the error rate stands two standard deviations above its best, and finds a change at three.
///
/// Values are 1 for an error and 0 for none.
/// Source: J. Gama, P. Medas, G. Castillo, P. Rodrigues, "Learning with Drift Detection", SBIA 2004; counting as in
/// River 0.26.1.
public struct ErrorRateDetector: ChangeDetector {
  public static let name = "ddm"

  public struct Settings: Sendable, Hashable {
    /// Values before the first verdict.
    public var countMin = 30
    /// Standard deviations above the best that warn and that count.
    public var warning = 2.0
    public var drift = 3.0

    public init() {}
  }

  public let settings: Settings
  private var count = 0
  private var errors = 0.0
  private var best: (rate: Double, deviation: Double)?
  private var hasDetected = false
  /// Whether the last value left the error rate in the zone of warning.
  public private(set) var isWarning = false

  public init(settings: Settings = Settings()) { self.settings = settings }

  public mutating func update(_ value: Double) -> Bool {
    if hasDetected { self = ErrorRateDetector(settings: settings) }
    count += 1
    errors += value
    guard count > settings.countMin else { return false }
    let rate = errors / Double(count)
    let deviation = max(rate * (1 - rate) / Double(count), 0).squareRoot()
    if best.map({ rate + deviation <= $0.rate + $0.deviation }) ?? true { best = (rate, deviation) }
    guard let best else { return false }
    hasDetected = rate + deviation > best.rate + settings.drift * best.deviation
    isWarning = !hasDetected && rate + deviation > best.rate + settings.warning * best.deviation
    return hasDetected
  }
}

/// EDDM: finds a change when the distance between errors shrinks against its largest.
///
/// Values are 1 for an error and 0 for none.
/// Source: M. Baena-García et al., "Early Drift Detection Method", StreamKDD 2006; the variance divides by n − 1, as in
/// River 0.26.1.
public struct ErrorDistanceDetector: ChangeDetector {
  public static let name = "eddm"

  public struct Settings: Sendable, Hashable {
    /// Values before the distance is watched, and errors before the first verdict.
    public var countMin = 30
    /// Shares of the largest distance below which the detector warns and finds a change.
    public var warning = 0.95
    public var drift = 0.9

    public init() {}
  }

  public let settings: Settings
  private var count = 0
  private var lastError = 0
  private var distances = Moments()
  private var largest = -1.0
  private var hasDetected = false
  /// Whether the last error left the distance in the zone of warning.
  public private(set) var isWarning = false

  public init(settings: Settings = Settings()) { self.settings = settings }

  public mutating func update(_ value: Double) -> Bool {
    if hasDetected { self = ErrorDistanceDetector(settings: settings) }
    count += 1
    guard value > 0 else { return false }
    distances.add(Double(count - lastError))
    lastError = count
    guard count > settings.countMin else { return false }
    let deviation = distances.count > 1 ? distances.standardDeviation : 0
    let reach = distances.mean + 2 * deviation
    if reach > largest {
      largest = reach
    } else if distances.count > settings.countMin {
      hasDetected = reach < settings.drift * largest
      isWarning = !hasDetected && reach < settings.warning * largest
    }
    return hasDetected
  }
}
