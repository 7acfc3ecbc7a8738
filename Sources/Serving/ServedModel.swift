import Learning
import Lifecycle
import Monitoring

/// A version that is loaded and ready to answer.
public struct ServedModel: Sendable {
  public let version: VersionID
  public let scorer: Scorer
  /// Score from which a binary answer is 1; nil for a regression.
  public let threshold: Double?
  /// What drift is measured against; nil for a model that came without one.
  public let reference: ReferenceProfile?
  /// What estimates its metrics before outcomes are known; nil where it cannot be.
  public let estimator: LiveEstimator?
  /// What prices a shift of its inputs; nil for a model that kept no rows.
  public let impact: ImpactTable?

  public init(
    version: VersionID, scorer: Scorer, threshold: Double?, reference: ReferenceProfile?,
    estimator: LiveEstimator? = nil, impact: ImpactTable? = nil
  ) {
    self.impact = impact
    self.estimator = estimator
    self.version = version
    self.scorer = scorer
    self.threshold = threshold
    self.reference = reference
  }
}
