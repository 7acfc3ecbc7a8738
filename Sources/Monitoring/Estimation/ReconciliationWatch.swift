/// Watches, window by window, how far a realised metric falls short of its estimate: where the two part beyond noise,
/// scores no longer mean what they meant, which an estimate from scores alone cannot see.
///
/// A one-sided cumulative sum of standardised gaps, Sₜ = max(0, Sₜ₋₁ + zₜ − k), which speaks at Sₜ ≥ h. It was chosen over
/// "so many windows in a row beyond the band": small gaps add up instead of each having to stand out, one odd window
/// among small ones never suffices, and the chance of a false word is known and the same for every window length. With
/// k = 1 and h = 5 it comes once in about 110,000 windows (Siegmund's approximation).
///
/// A gap of its own that an estimate has always had, as where a model chooses the best of several, is no change: each
/// gap is held against the mean of the calm ones before it, and its standard error counts that mean's (a self-starting
/// sum). How far off an estimate may be from the start is bounded by a prior, so that a concept that had changed before the
/// first window still shows.
///
/// Source: E. S. Page, "Continuous Inspection Schemes", Biometrika 41 (1954); D. M. Hawkins, "Self-Starting Cusum
/// Charts for Location and Scale", The Statistician 36 (1987).
public struct ReconciliationWatch: Sendable, Equatable {
  /// k: standard errors that are no news.
  public static let allowance = 1.0
  /// h: the sum that speaks.
  public static let limit = 5.0
  /// Outcomes that make one reading; smaller windows are pooled.
  public static let rowCountMin = 200
  /// Outcomes in one reading that may suffice alone.
  public static let proofRowCountMin = 1000
  /// How far off an estimate may be for reasons of its own: a standard deviation, as a share of it.
  static let biasShare = 0.025
  /// What one reading may add at most, where it may not suffice alone and where it may.
  static let reachMax = (alone: 9.0, together: 4.0)

  /// What one window says.
  public struct Gap: Sendable, Equatable {
    /// Estimated minus realised of a metric that is better when large: positive is worse than estimated.
    public var shortfall: Double
    /// Standard error of the realised value.
    public var standardError: Double
    /// Standard error of the estimate itself, which all windows share.
    public var estimateError: Double
    public var estimated: Double
    /// Outcomes behind it.
    public var rows: Int

    public init(shortfall: Double, standardError: Double, estimateError: Double, estimated: Double, rows: Int) {
      self.shortfall = shortfall
      self.standardError = standardError
      self.estimateError = estimateError
      self.estimated = estimated
      self.rows = rows
    }
  }

  /// The cumulative sum.
  public private(set) var sum = 0.0
  /// Outcomes since the sum last was nought.
  public private(set) var rowsSinceCalm = 0
  /// Mean and variance of what calm windows fell short by.
  private var usual: (mean: Double, variance: Double)?
  private var pooled = Pool()

  private struct Pool: Sendable, Equatable {
    var rows = 0
    /// Σ n·d and Σ n²·s².
    var shortfall = 0.0
    var variance = 0.0
  }

  public init() {}

  /// Whether realised and estimated have parted.
  public var isParted: Bool { sum >= Self.limit }

  /// Takes in a window.
  ///
  /// - Returns: false where it waits to be pooled with others, or cannot be read.
  @discardableResult
  public mutating func add(_ gap: Gap) -> Bool {
    guard gap.shortfall.isFinite, gap.standardError.isFinite, gap.standardError > 0, gap.rows > 0 else { return false }
    let rows = Double(gap.rows)
    pooled.rows += gap.rows
    pooled.shortfall += rows * gap.shortfall
    pooled.variance += rows * rows * gap.standardError * gap.standardError
    guard pooled.rows >= Self.rowCountMin else { return false }
    let all = Double(pooled.rows)
    observe(pooled.shortfall / all, variance: pooled.variance / (all * all), rows: pooled.rows, gap)
    pooled = Pool()
    return true
  }

  private mutating func observe(_ shortfall: Double, variance: Double, rows: Int, _ gap: Gap) {
    let own = Self.biasShare * abs(gap.estimated)
    let before = usual ?? (0, gap.estimateError * gap.estimateError + own * own)
    let score = (shortfall - before.mean) / (variance + before.variance).squareRoot()
    let reach = rows >= Self.proofRowCountMin ? Self.reachMax.alone : Self.reachMax.together
    // Beyond its limit a sum would only take longer to come back.
    sum = min(max(0, sum + min(score, reach) - Self.allowance), Self.limit + reach)
    rowsSinceCalm = sum > 0 ? rowsSinceCalm + rows : 0
    guard sum < Self.limit / 2 else {
      usual = before
      return
    }
    let gain = before.variance / (before.variance + variance)
    usual = (before.mean + gain * (shortfall - before.mean), before.variance * (1 - gain))
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.sum == b.sum && a.rowsSinceCalm == b.rowsSinceCalm && a.pooled == b.pooled && a.usual?.mean == b.usual?.mean
      && a.usual?.variance == b.usual?.variance
  }
}
