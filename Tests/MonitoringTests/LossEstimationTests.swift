import Monitoring
import Statistics
import Tabular
import Testing

@Suite("Direct loss estimation of a regression")
struct LossEstimationTests {
  /// y = 3 x + noise that is 1 + 4 x wide, and a model that knows the line: what it errs by depends on x alone.
  private static func rows(_ count: Int, x range: ClosedRange<Double>, slope: Double = 3, seed: UInt64)
    -> LossEstimation
    .Rows
  {
    var generator = SeededGenerator(seed: seed)
    let x = (0..<count).map { _ in range.lowerBound + generator.uniform() * (range.upperBound - range.lowerBound) }
    let labels = x.map { slope * $0 + 10 + generator.normal() * (1 + 4 * $0) }
    let table = Table(columns: [Column(name: "x", values: .numeric(x))])
    return LossEstimation.Rows(table: table, predictions: x.map { 3 * $0 + 10 }, labels: labels)
  }

  private func reading(
    _ metric: RegressionMetric, of rows: LossEstimation.Rows
  ) throws -> [EstimateReading<RegressionMetric>] {
    let reference = Self.rows(12_000, x: 0...1, seed: 1)
    let estimation = try #require(try LossEstimation(reference: reference, chunkSize: 1000))
    return try estimation.chunks(of: rows).compactMap { $0.readings.first { $0.metric == metric } }
  }

  @Test("errors grow where the features went, and the alarm says so", arguments: [RegressionMetric.mae, .rmse])
  func covariateShift(metric: RegressionMetric) throws {
    let same = try reading(metric, of: Self.rows(5000, x: 0...1, seed: 2))
    #expect(same.count == 5)
    for one in same {
      #expect(!one.isAlarming)
      let realised = try #require(one.realised)
      #expect(realised > one.estimate.lower && realised < one.estimate.upper)
    }
    // By hand: E|N(0, s)| = s √(2/π) with s from 4.2 to 5 (mean 4.6, 3 over 0…1): the error grows by a half.
    for one in try reading(metric, of: Self.rows(5000, x: 0.8...1, seed: 3)) {
      #expect(one.isAlarming)
      #expect(abs(try #require(one.realised) / one.estimate.value - 1) < 0.1)
    }
  }

  @Test("a changed concept shows as a gap between what is estimated and what came")
  func conceptChange() throws {
    for one in try reading(.mae, of: Self.rows(5000, x: 0...1, slope: 15, seed: 4)) {
      #expect(try #require(one.realised) > one.estimate.upper)
      #expect(!one.isAlarming)
    }
  }

  @Test("without outcomes there is no reference; without predictions nothing to tell")
  func refused() throws {
    var rows = Self.rows(500, x: 0...1, seed: 5)
    rows.labels = rows.labels.map { _ in .nan }
    #expect(try LossEstimation(reference: rows, chunkSize: 100) == nil)
    let estimation = try #require(try LossEstimation(reference: Self.rows(500, x: 0...1, seed: 6), chunkSize: 100))
    rows.predictions = rows.predictions.map { _ in .nan }
    #expect(try estimation.chunks(of: rows).allSatisfy(\.readings.isEmpty))
    let bare = LossEstimation.Rows(
      table: Table(columns: []), predictions: rows.labels.indices.map { Double($0) / 50 },
      labels: rows.labels.map { _ in 2 })
    #expect(try LossEstimation(reference: bare, chunkSize: 100)?.chunks(of: bare).count == 5)
    let other = Table(columns: [Column(name: "z", values: .numeric([1]))])
    #expect(throws: LossEstimationError.self) {
      try estimation.chunks(of: LossEstimation.Rows(table: other, predictions: [1], labels: [.nan]))
    }
  }
}
