import Glibc
import Monitoring
import Statistics
import Testing

/// Values observed by running nannyml 0.13.1 on these rows (three classes, chunks of 500).
@Suite("Performance estimation of several classes")
struct MulticlassEstimationTests {
  private static func scaled(_ weights: [Double], power: Double) -> [Double] {
    let raised = weights.map { pow($0, power) }
    let sum = raised.reduce(0, +)
    return raised.map { $0 / sum }
  }

  private static func best(_ row: [Double]) -> Double {
    Double(row.indices.max { (row[$0], -$0) < (row[$1], -$1) } ?? 0)
  }

  private static func rows(_ probabilities: [[Double]], labels: [Double]) -> MulticlassEstimation.Rows {
    MulticlassEstimation.Rows(
      scores: (0..<3).map { number in probabilities.map { $0[number] } }, predictions: probabilities.map(best),
      labels: labels)
  }

  private static let probabilities = (0..<3000).map { (row: Int) -> [Double] in
    let first = (Double((617 * row + 13) % 1000) + 0.5) / 1000
    let second = (Double((389 * row + 71) % 997) + 0.5) / 997
    let third = 0.4 + 0.5 * Double((211 * row + 5) % 991) / 991
    return scaled([first, second, third], power: 1)
  }

  static let reference = rows(
    probabilities,
    labels: probabilities.indices.map { row in
      let chances = scaled(probabilities[row], power: 1.6)
      let draw = (Double((733 * row + 29) % 1009) + 0.5) / 1009
      return draw < chances[0] ? 0 : draw < chances[0] + chances[1] ? 1 : 2
    })

  static let analysis = rows(
    probabilities.prefix(1000).map { scaled($0, power: 0.7) }, labels: [Double](repeating: .nan, count: 1000))

  private func readings(_ metric: MacroMetric) throws -> [EstimateReading<MacroMetric>] {
    let estimation = try #require(MulticlassEstimation(reference: Self.reference, chunkSize: 500))
    return estimation.chunks(of: Self.analysis).compactMap { $0.readings.first { $0.metric == metric } }
  }

  @Test(
    "estimates of both chunks",
    arguments: [
      (MacroMetric.auc, [0.7008130912, 0.7002272523], 1e-5), (.f1, [0.4954028986, 0.4934427282], 1e-9),
      (.precision, [0.4965608942, 0.4945946101], 1e-9), (.recall, [0.4945864479, 0.4926920489], 1e-9),
      (.specificity, [0.7455184353, 0.7441806520], 1e-9), (.accuracy, [0.5038407783, 0.5005724432], 1e-9),
    ])
  func estimates(metric: MacroMetric, expected: [Double], tolerance: Double) throws {
    let values = try readings(metric).map(\.estimate.value)
    #expect(values.count == 2)
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < tolerance) }
  }

  @Test(
    "bands of three standard errors",
    arguments: [
      (MacroMetric.auc, 0.0122377140, 1e-5), (.f1, 0.0183179565, 1e-9), (.precision, 0.0227525417, 1e-9),
      (.recall, 0.0227501015, 1e-9), (.specificity, 0.0133450400, 1e-9), (.accuracy, 0.0221954750, 1e-9),
    ])
  func bands(metric: MacroMetric, expected: Double, tolerance: Double) throws {
    let estimate = try #require(try readings(metric).first).estimate
    #expect(abs((estimate.upper - estimate.lower) / 6 - expected) < tolerance)
  }

  @Test(
    "limits of the reference's chunks",
    arguments: [
      (MacroMetric.auc, 0.7315613797, 0.7716218843), (.f1, 0.5366029964, 0.5655856220),
      (.accuracy, 0.5465245310, 0.5748088023), (.specificity, 0.7662463250, 0.7806085382),
    ])
  func limits(metric: MacroMetric, lower: Double, upper: Double) throws {
    let reading = try #require(try readings(metric).first)
    #expect(abs(reading.limits.lower - lower) < 1e-5 && abs(reading.limits.upper - upper) < 1e-5)
    #expect(reading.isAlarming)
  }

  @Test("a class that never occurs cannot be estimated; a row of noughts is no class more than another")
  func refused() throws {
    var rows = Self.reference
    rows.labels = rows.labels.map { $0 == 2 ? 1 : $0 }
    #expect(MulticlassEstimation(reference: rows, chunkSize: 500) == nil)
    let estimation = try #require(MulticlassEstimation(reference: Self.reference, chunkSize: 500))
    let nothing = MulticlassEstimation.Rows(
      scores: [[.nan], [.nan], [.nan]], predictions: [0], labels: [.nan])
    #expect(estimation.chunks(of: nothing)[0].readings.isEmpty)
  }
}
