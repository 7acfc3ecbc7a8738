import Statistics
import Tabular

/// Two models on the same rows: how far every metric differs, and whether more than chance would have it.
public struct PairedComparison: Sendable, Equatable {
  /// One metric of both.
  public struct Difference: Sendable, Equatable {
    public var metric: MetricID
    public var a: Double
    public var b: Double
    /// b − a, with a 95 % interval from draws of the same rows for both; infinite where the rows cannot bound it.
    public var difference: Double
    public var lower: Double
    public var upper: Double

    /// Which one is better beyond the interval; nil where it cannot be told.
    public var better: Side? {
      guard lower > 0 || upper < 0 else { return nil }
      return (lower > 0) == metric.isSmallerBetter ? .a : .b
    }
  }

  public enum Side: String, Sendable, Hashable, CaseIterable {
    case a, b
  }

  /// DeLong's test of two areas on the same rows.
  public struct AreaTest: Sendable, Equatable {
    /// b − a.
    public var difference: Double
    public var lower: Double
    public var upper: Double
    /// Two-sided; 1 where the two order all pairs alike.
    public var pValue: Double
  }

  /// A row to which the two give different answers.
  public struct Disagreement: Sendable, Equatable {
    /// Position among the compared rows.
    public var row: Int
    public var label: Double
    public var scoreA: Double
    public var scoreB: Double
    public var predictionA: Double
    public var predictionB: Double
  }

  /// Rows that both answer and whose label is known.
  public let rowCount: Int
  public let differences: [Difference]
  /// Nil but for a binary task without weights and with both classes.
  public let areaTest: AreaTest?
  /// Rows with different predictions (classes), or whose predictions differ by more than half of the larger error
  /// (numbers).
  public let disagreementCount: Int
  /// Those where the scores lie furthest apart, furthest first.
  public let disagreements: [Disagreement]

  /// - Parameters:
  ///   - disagreementLimit: rows of disagreement that are kept.
  ///   - isCancelled: true gives nil.
  /// - Precondition: the same rows, with the same labels and weights, and answers of one kind.
  public init?(
    _ a: ScoredRows, _ b: ScoredRows, plan: ResamplePlan, disagreementLimit: Int = 50,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    precondition(a.count == b.count, "\(a.count) rows against \(b.count)")
    let isKnown = Set(b.knownRows)
    let rows = a.knownRows.filter { isKnown.contains($0) }
    let (first, second) = (a.gathering(rows), b.gathering(rows))
    rowCount = rows.count
    guard rowCount > 0 else {
      (differences, areaTest, disagreementCount, disagreements) = ([], nil, 0, [])
      return
    }
    let kernels = [ResampleKernel(first), ResampleKernel(second)]
    guard let samples = plan.samples(kernels, rows: first, isCancelled: isCancelled) else { return nil }
    let values = [kernels[0].values(weights: first.weights), kernels[1].values(weights: second.weights)]
    differences = kernels[0].ids.enumerated().compactMap { index, id in
      guard let other = kernels[1].ids.firstIndex(of: id) else { return nil }
      return Self.difference(
        id, values[0][index], values[1][other], zip(samples[0][index], samples[1][other]).map { $1 - $0 })
    }
    areaTest = Self.areaTest(first, second)
    let apart = Self.disagreements(first, second, rows)
    disagreementCount = apart.count
    disagreements = Array(
      apart.sorted { x, y in
        let (wide, narrow) = (abs(x.scoreA - x.scoreB), abs(y.scoreA - y.scoreB))
        return wide > narrow || wide == narrow && x.row < y.row
      }.prefix(disagreementLimit))
  }

  private static func difference(_ id: MetricID, _ a: Double, _ b: Double, _ samples: [Double]) -> Difference? {
    guard !a.isNaN, !b.isNaN else { return nil }
    let ends = ResamplePlan.interval(samples)
    return Difference(
      metric: id, a: a, b: b, difference: b - a, lower: min(b - a, ends?.lower ?? -.infinity),
      upper: max(b - a, ends?.upper ?? .infinity))
  }

  private static func areaTest(_ a: ScoredRows, _ b: ScoredRows) -> AreaTest? {
    guard case .binary(let first, _) = a.answers, case .binary(let second, _) = b.answers, a.weights == nil,
      let found = AreaUnderCurve.difference(second, first, positives: a.labels.map { $0 > 0.5 }),
      found.variance.isFinite
    else { return nil }
    let error = found.variance.squareRoot()
    let z = error > 0 ? abs(found.value) / error : (found.value == 0 ? 0 : .infinity)
    return AreaTest(
      difference: found.value, lower: found.value - Interval.z * error, upper: found.value + Interval.z * error,
      pValue: min(1, 2 * Normal.survival(z)))
  }

  private static func disagreements(_ a: ScoredRows, _ b: ScoredRows, _ rows: [Int]) -> [Disagreement] {
    rows.indices.compactMap { row in
      let (x, y) = (a.prediction(row), b.prediction(row))
      switch a.answers {
      case .binary, .classes: guard x != y else { return nil }
      case .numbers:
        guard abs(x - y) > max(abs(x - a.labels[row]), abs(y - a.labels[row])) / 2, x != y else { return nil }
      }
      return Disagreement(
        row: rows[row], label: a.labels[row], scoreA: a.score(row), scoreB: b.score(row), predictionA: x,
        predictionB: y)
    }
  }
}
