/// A way to turn a reference and a current distribution into one number. Raw values are the ids of the command line.
public enum DriftMethod: String, Sendable, Hashable, CaseIterable {
  case psi
  case klDivergence = "kl_divergence"
  case jensenShannon = "jensen_shannon"
  case hellinger
  case wasserstein
  case kolmogorovSmirnov = "kolmogorov_smirnov"
  case chiSquare = "chi_square"
  case lInfinity = "l_infinity"
  case zTest = "z_test"
  case totalVariation = "total_variation"
  case missingShare = "missing_share"
}

/// When a method's result counts as drift. Direction and strictness differ between libraries, and matter at the bound.
public enum DriftCriterion: Sendable, Hashable {
  case statisticAtLeast(Double)
  case statisticAbove(Double)
  case pValueAtMost(Double)
  case pValueBelow(Double)

  /// The number to print as the threshold; whether it bounds the statistic or the p-value is the case's.
  public var bound: Double {
    switch self {
    case .statisticAtLeast(let bound), .statisticAbove(let bound), .pValueAtMost(let bound), .pValueBelow(let bound):
      bound
    }
  }

  func isMet(statistic: Double, pValue: Double?) -> Bool {
    switch self {
    case .statisticAtLeast(let bound): statistic >= bound
    case .statisticAbove(let bound): statistic > bound
    case .pValueAtMost(let bound): pValue.map { $0 <= bound } ?? false
    case .pValueBelow(let bound): pValue.map { $0 < bound } ?? false
    }
  }
}

/// What one method says about one column.
public struct DriftReading: Sendable, Equatable {
  public let method: DriftMethod
  public let statistic: Double
  /// Where the method is a test.
  public let pValue: Double?
  /// Nil where the profile has no recipe that judges this method: the number is then for information.
  public let criterion: DriftCriterion?
  public let isDrifted: Bool

  public init(_ method: DriftMethod, _ statistic: Double, pValue: Double? = nil, criterion: DriftCriterion?) {
    self.method = method
    self.statistic = statistic
    self.pValue = pValue
    self.criterion = criterion
    isDrifted = criterion?.isMet(statistic: statistic, pValue: pValue) ?? false
  }

  /// The same, which chance explains.
  func explained() -> DriftReading { DriftReading(self) }

  private init(_ other: DriftReading) {
    (method, statistic, pValue, criterion) = (other.method, other.statistic, other.pValue, other.criterion)
    isDrifted = false
  }

  /// The bound of the criterion.
  public var threshold: Double? { criterion?.bound }
}

/// What all methods together say about one column.
public enum DriftVerdict: Sendable, Hashable {
  case stable
  /// The method that decided; the first in the profile's order where several did.
  case drifted(by: DriftMethod)
  /// Nothing to compare: one side has no value at all.
  case noData

  public var isDrifted: Bool {
    switch self {
    case .drifted: true
    case .stable, .noData: false
    }
  }
}
