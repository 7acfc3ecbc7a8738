import Encoding
import Glibc
import Monitoring
import Statistics
import Testing

/// Values observed by running nannyml 0.13.1 on these rows.
@Suite("Performance estimation")
struct PerformanceEstimatorTests {
  static let reference: ChunkedEstimation.Rows = {
    let scores = (0..<2000).map { (Double((617 * $0 + 13) % 1000) + 0.5) / 1000 }
    let labels = scores.indices.map { (row: Int) -> Double in
      let chance = Double((389 * row + 71) % 997) / 997
      return chance < pow(scores[row], 1.5) ? 1 : 0
    }
    return ChunkedEstimation.Rows(scores: scores, predictions: scores.map { $0 >= 0.5 ? 1 : 0 }, labels: labels)
  }()
  static let analysis: ChunkedEstimation.Rows = {
    let scores = reference.scores.prefix(1000).map { min(max(0.8 * $0 + 0.05, 0), 1) }
    return ChunkedEstimation.Rows(
      scores: scores, predictions: scores.map { $0 >= 0.5 ? 1 : 0 },
      labels: [Double](repeating: .nan, count: scores.count))
  }()

  @Test(
    "estimates of both chunks",
    arguments: [
      (EstimatedMetric.auc, [0.79779652, 0.79606221], 1e-5), (.f1, [0.63318744, 0.63590159], 1e-8),
      (.precision, [0.55578236, 0.55996128], 1e-8), (.recall, [0.73564198, 0.73567115], 1e-8),
      (.accuracy, [0.71924135, 0.71785682], 1e-8), (.specificity, [0.71118529, 0.70888635], 1e-8),
    ])
  func estimates(metric: EstimatedMetric, expected: [Double], tolerance: Double) throws {
    let estimation = try #require(ChunkedEstimation(reference: Self.reference, chunkSize: 500))
    let chunks = estimation.chunks(of: Self.analysis)
    let values = chunks.compactMap { $0.readings.first { $0.metric == metric }?.estimate.value }
    #expect(values.count == 2)
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < tolerance) }
  }

  @Test(
    "standard errors on 500 rows",
    arguments: [
      (EstimatedMetric.auc, 0.01259115, 2e-6), (.f1, 0.03707913, 1e-8), (.precision, 0.02998126, 1e-8),
    ])
  func errors(metric: EstimatedMetric, expected: Double, tolerance: Double) throws {
    // For the area nannyml leaves tied scores in the order of an unstable sort; between the two orders lie 1.4e-5.
    let estimation = try #require(ChunkedEstimation(reference: Self.reference, chunkSize: 500))
    #expect(abs(try #require(estimation.estimator.standardError(of: metric, rows: 500)) - expected) < tolerance)
  }

  @Test("limits of realised chunks, and the alarm beyond them")
  func limits() throws {
    let estimation = try #require(ChunkedEstimation(reference: Self.reference, chunkSize: 500))
    #expect(estimation.estimator.calibration != nil)
    let auc = try #require(estimation.limits[.auc])
    #expect(abs(auc.lower - 0.82047598) < 1e-7 && abs(auc.upper - 0.89405245) < 1e-7)
    let accuracy = try #require(estimation.limits[.accuracy])
    #expect(abs(accuracy.lower - 0.71412940) < 1e-7 && abs(accuracy.upper - 0.80287060) < 1e-7)
    let chunk = try #require(estimation.chunks(of: Self.analysis).first)
    #expect(chunk.readings.first { $0.metric == .auc }?.isAlarming == true)
    #expect(chunk.readings.first { $0.metric == .accuracy }?.isAlarming == false)
  }

  @Test("a stored estimator estimates the same")
  func coding() throws {
    let rows = Self.reference
    let estimator = try #require(
      PerformanceEstimator(scores: rows.scores, predictions: rows.predictions, labels: rows.labels))
    #expect(try PerformanceEstimator(try JSON(parsing: estimator.json.text())) == estimator)
    #expect(throws: ProfileError.self) { try PerformanceEstimator(["version": 99]) }
    #expect(throws: ProfileError.self) {
      try PerformanceEstimator([
        "version": 1, "rows": 5, "errors": [:], "calibration": ["inputs": [2, 1], "outputs": [0, 1]],
      ])
    }
  }

  @Test("one class, too few rows, no rows")
  func refused() throws {
    let many = [Double](repeating: 0.5, count: 100)
    #expect(PerformanceEstimator(scores: many, predictions: many, labels: many.map { _ in 1 }) == nil)
    #expect(PerformanceEstimator(scores: [0.1], predictions: [0], labels: [0]) == nil)
    let rows = Self.reference
    let estimator = try #require(
      PerformanceEstimator(scores: rows.scores, predictions: rows.predictions, labels: rows.labels))
    #expect(estimator.estimate(scores: [], predictions: []).isEmpty)
    #expect(estimator.estimate(scores: [.nan], predictions: [0]).isEmpty)
  }
}
