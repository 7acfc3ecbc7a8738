/// What estimates a live window's metrics before its outcomes are known; frozen with the model, and small.
public enum LiveEstimator: Sendable, Equatable {
  /// Two classes.
  case scores(ScoreEstimator)
  /// Several classes.
  case classes(ClassEstimator)
  /// Numbers.
  case losses(LossEstimator)
  /// As files of earlier builds have it.
  case earlier(PerformanceEstimator)

  /// Metrics by their ids. Rows without a score are left out.
  ///
  /// - Parameters:
  ///   - scores: of several classes, the probability of the likeliest.
  ///   - predictions: what was decided: 1 or 0, the number of the class, or the number.
  ///   - sample: some of the rows; a regression needs them.
  public func estimate(
    scores: [Double], predictions: [Double], sample: JointSample? = nil
  ) -> [String: PerformanceEstimate] {
    switch self {
    case .scores(let estimator):
      return Self.byID(estimator.estimate(scores: scores, predictions: predictions))
    case .classes(let estimator):
      return Self.byID(estimator.estimate(scores: scores, predictions: predictions))
    case .losses(let estimator):
      return Self.byID(sample.map { estimator.estimate($0, predictions: scores) } ?? [:])
    case .earlier(let estimator):
      return Self.byID(estimator.estimate(scores: scores, predictions: predictions))
    }
  }

  private static func byID<Metric: RawRepresentable<String>>(
    _ estimates: [Metric: PerformanceEstimate]
  ) -> [String: PerformanceEstimate] {
    Dictionary(uniqueKeysWithValues: estimates.map { ($0.key.rawValue, $0.value) })
  }
}
