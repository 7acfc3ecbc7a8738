import Glibc
import Monitoring
import Statistics
import Tabular
import Testing

/// NannyML's own example data: salaries move at row 25,000 of the analysis, and the model's AUC with them.
private let carLoanFolder: String = {
  let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
  return root + "/../shared/data/nannyml_car_loan"
}()

@Suite(
  "Car loans",
  .enabled(if: access(carLoanFolder + "/car_loan_reference.csv.gz", R_OK) == 0, "needs ../shared/data/nannyml_car_loan")
)
struct CarLoanTests {
  private static func rows(_ file: String, labels: String?) throws -> ChunkedEstimation.Rows {
    let table = try TableReader().read(path: carLoanFolder + "/" + file).table
    let scores = try numbers(table, "y_pred_proba")
    let known = try labels.map { try numbers(TableReader().read(path: carLoanFolder + "/" + $0).table, "repaid") }
    return ChunkedEstimation.Rows(
      scores: scores, predictions: try numbers(table, "y_pred"), labels: try known ?? numbers(table, "repaid"))
  }

  private static func numbers(_ table: Table, _ name: String) throws -> [Double] {
    switch try #require(table[name]).values {
    case .numeric(let values): return values
    case .boolean(let flags): return flags.map { $0 > 1 ? .nan : Double($0) }
    case .categorical, .timestamp, .text: return []
    }
  }

  @Test("the estimate follows the true AUC within its band; the alarm comes at row 25,000 and not before")
  func chunksOfFiveThousand() throws {
    let estimation = try #require(
      ChunkedEstimation(
        reference: try Self.rows("car_loan_reference.csv.gz", labels: nil), chunkSize: 5000))
    let current = try Self.rows("car_loan_analysis.csv.gz", labels: "car_loan_analysis_targets.csv")
    let readings = estimation.chunks(of: current).compactMap { $0.readings.first { $0.metric == .auc } }
    #expect(readings.map(\.isAlarming) == [Bool](repeating: false, count: 5) + [Bool](repeating: true, count: 5))
    // Observed with nannyml 0.13.1.
    let expected = [
      0.970744, 0.971011, 0.971407, 0.971091, 0.971123, 0.961090, 0.961825, 0.961073, 0.962533, 0.961316,
    ]
    for (reading, expected) in zip(readings, expected) {
      #expect(abs(reading.estimate.value - expected) < 1e-5)
      #expect(abs((reading.estimate.upper - reading.estimate.lower) / 6 - 0.001814) < 2e-5)
      let realised = try #require(reading.realised)
      #expect(realised > reading.estimate.lower && realised < reading.estimate.upper)
    }
    #expect(abs((readings.first?.limits.lower ?? 0) - 0.963317) < 1e-5)
  }
}
