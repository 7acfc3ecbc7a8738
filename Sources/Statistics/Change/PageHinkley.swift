/// The Page–Hinkley test for a rise or a fall of a stream's mean.
///
/// With the running mean x̄ₜ: uₜ = α·uₜ₋₁ + (xₜ − x̄ₜ) − δ and dₜ = α·dₜ₋₁ + (xₜ − x̄ₜ) + δ; a change is found once uₜ
/// stands more than λ above its least value, or dₜ more than λ below its greatest.
///
/// Source: E. S. Page, "Continuous Inspection Schemes", Biometrika 41 (1954), 100–115; forgetting and the two sides as
/// in River 0.26.1.
public struct PageHinkley: ChangeDetector {
  public static let name = "page_hinkley"

  public struct Settings: Sendable, Hashable {
    /// Values before the first verdict.
    public var countMin = 30
    /// δ: changes of the mean smaller than this are let be, in the unit of the values.
    public var tolerance = 0.005
    /// λ: the accumulated deviation that counts, in the unit of the values.
    public var threshold = 50.0
    /// α: how much of the past is kept, 0…1.
    public var memory = 0.9999

    public init() {}

    public init(threshold: Double) { self.threshold = threshold }
  }

  public let settings: Settings
  private var count = 0
  private var mean = 0.0
  private var rise = 0.0
  private var fall = 0.0
  private var leastRise = Double.infinity
  // River's starting value: a fall is measured from −1 until the sum has been above it.
  private var greatestFall = -1.0
  private var hasDetected = false

  public init(settings: Settings = Settings()) { self.settings = settings }

  public mutating func update(_ value: Double) -> Bool {
    if hasDetected { self = PageHinkley(settings: settings) }
    count += 1
    mean += (value - mean) / Double(count)
    let deviation = value - mean
    rise = settings.memory * rise + deviation - settings.tolerance
    fall = settings.memory * fall + deviation + settings.tolerance
    leastRise = min(leastRise, rise)
    greatestFall = max(greatestFall, fall)
    guard count >= settings.countMin else { return false }
    hasDetected = rise - leastRise > settings.threshold || greatestFall - fall > settings.threshold
    return hasDetected
  }
}
