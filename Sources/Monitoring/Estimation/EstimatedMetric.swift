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

  public init(value: Double, lower: Double, upper: Double) {
    self.value = value
    self.lower = lower
    self.upper = upper
  }
}
