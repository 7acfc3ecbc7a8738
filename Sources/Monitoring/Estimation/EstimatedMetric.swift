/// The metrics of a binary model that can be estimated before outcomes are known. Raw values are the ids.
public enum EstimatedMetric: String, Sendable, Hashable, CaseIterable {
  case auc
  case averagePrecision = "average_precision"
  case accuracy, f1, precision, recall, specificity
}

/// An estimate with its band of three standard errors, cut to 0…1.
public struct PerformanceEstimate: Sendable, Hashable {
  public var value: Double
  public var lower: Double
  public var upper: Double
  /// What the band is made of, where that is known apart.
  public var errors: Errors?

  /// Standard errors: what chance does to the rows' outcomes, and what all estimates of one estimator share.
  public struct Errors: Sendable, Hashable {
    public var chance: Double
    public var shared: Double

    public init(chance: Double, shared: Double) {
      self.chance = chance
      self.shared = shared
    }

    /// Of what will be measured about what is expected.
    public var total: Double { (chance * chance + shared * shared).squareRoot() }
  }

  public init(value: Double, lower: Double, upper: Double, errors: Errors? = nil) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.errors = errors
  }
}
