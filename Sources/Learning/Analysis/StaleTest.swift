/// Whether the test rows still tell how the model does today: one metric on them and on the newest labelled rows.
public struct StaleTest: Sendable, Equatable {
  public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// The newest rows are worse, by more than chance would have it.
    case stale
    case fresh
    /// The rows are too few to tell.
    case unknown
  }

  public var metric: MetricID
  public var test: MetricEstimate?
  public var newest: MetricEstimate?
  /// Newest minus test, with a 95 % interval; nil where one of them has no value.
  public var difference: MetricEstimate?
  public var verdict: Verdict

  /// Rows that either side must have.
  public static let minimumRows = 50

  /// - Parameters:
  ///   - newest: labelled rows that are newer than the test rows, from neither training nor test.
  ///   - isCancelled: true gives nil.
  public init?(
    test: ScoredRows, newest: ScoredRows, metric: MetricID, plan: ResamplePlan = ResamplePlan(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.metric = metric
    verdict = .unknown
    guard let first = Self.measured(test, metric, plan, isCancelled) else { return nil }
    var otherPlan = plan
    otherPlan.seed ^= 0x5EED
    guard let second = Self.measured(newest, metric, otherPlan, isCancelled) else { return nil }
    self.test = first.estimate
    self.newest = second.estimate
    guard let a = first.estimate, let b = second.estimate else { return }
    let samples = zip(first.samples, second.samples).map { $1 - $0 }
    let ends = ResamplePlan.interval(samples)
    let value = b.value - a.value
    let difference = MetricEstimate(
      value: value, lower: min(value, ends?.lower ?? -.infinity), upper: max(value, ends?.upper ?? .infinity),
      count: b.count)
    self.difference = difference
    guard a.count >= Self.minimumRows, b.count >= Self.minimumRows, difference.lower.isFinite else { return }
    let isWorse = metric.isSmallerBetter ? difference.lower > 0 : difference.upper < 0
    verdict = isWorse ? .stale : .fresh
  }

  private struct Measured {
    var estimate: MetricEstimate?
    var samples: [Double] = []
  }

  private static func measured(
    _ rows: ScoredRows, _ metric: MetricID, _ plan: ResamplePlan, _ isCancelled: @escaping @Sendable () -> Bool
  ) -> Measured? {
    let rows = rows.known
    let kernel = ResampleKernel(rows)
    guard rows.count > 0, let index = kernel.ids.firstIndex(of: metric) else { return Measured() }
    let value = kernel.values(weights: rows.weights)[index]
    guard !value.isNaN else { return Measured() }
    guard let samples = plan.samples([kernel], rows: rows, isCancelled: isCancelled)?[0][index] else { return nil }
    let ends = ResamplePlan.interval(samples)
    let estimate = MetricEstimate(
      value: value, lower: min(value, ends?.lower ?? -.infinity), upper: max(value, ends?.upper ?? .infinity),
      count: rows.count)
    return Measured(estimate: estimate, samples: samples)
  }
}
