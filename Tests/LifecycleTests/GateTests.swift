import Lifecycle
import Testing

@Suite("Judging gates")
struct GateTests {
  private func measure(_ value: Double, _ lower: Double, _ upper: Double, count: Int = 100) -> Measurement {
    Measurement(value: value, lower: lower, upper: upper, count: count)
  }

  /// The four verdicts by the side of the bound on which the interval lies, for each comparison.
  @Test(
    "the whole interval decides",
    arguments: [
      ("auc >= 0.78", 0.80, 0.79, 0.81, Verdict.passed), ("auc >= 0.78", 0.80, 0.78, 0.82, .passed),
      ("auc >= 0.78", 0.80, 0.77, 0.83, .inconclusive), ("auc >= 0.78", 0.76, 0.74, 0.78, .inconclusive),
      ("auc >= 0.78", 0.70, 0.68, 0.72, .failed), ("auc > 0.78", 0.80, 0.78, 0.82, .inconclusive),
      ("auc <= 0.78", 0.70, 0.68, 0.72, .passed), ("auc <= 0.78", 0.70, 0.68, 0.79, .inconclusive),
      ("auc < 0.78", 0.80, 0.79, 0.81, .failed), ("auc < 0.78", 0.70, 0.68, 0.78, .inconclusive),
      ("auc == 0.5", 0.5, 0.4, 0.6, .inconclusive), ("auc == 0.5", 0.5, 0.5, 0.5, .passed),
      ("auc == 0.5", 0.6, 0.55, 0.65, .failed), ("auc != 0.5", 0.6, 0.55, 0.65, .passed),
    ])
  func verdicts(text: String, value: Double, lower: Double, upper: Double, verdict: Verdict) throws {
    let result = try Gate(parsing: text).judge(["auc": measure(value, lower, upper)])
    #expect(result.verdict == verdict)
    #expect(result.measurement?.count == 100)
  }

  @Test("a bound may be reckoned from other metrics")
  func relativeBound() throws {
    let gate = try Gate(parsing: "rmse <= 0.8 * baseline.rmse")
    let result = gate.judge(["rmse": measure(70, 68, 72), "baseline.rmse": measure(100, 100, 100)])
    #expect(result.verdict == .passed)
    #expect(result.bound == 80)
  }

  @Test("what is missing is no data, which is never a pass")
  func noData() throws {
    let gate = try Gate(parsing: "rmse <= 0.8 * baseline.rmse")
    let baseline = measure(100, 100, 100)
    let cases: [[String: Measurement]] = [
      [:], ["baseline.rmse": baseline], ["rmse": measure(1, 1, 1)],
      ["rmse": measure(1, 1, 1, count: 0), "baseline.rmse": baseline],
      ["rmse": measure(.nan, .nan, .nan), "baseline.rmse": baseline],
      ["rmse": measure(1, 1, 1), "baseline.rmse": measure(.nan, .nan, .nan)],
    ]
    for measurements in cases { #expect(gate.judge(measurements).verdict == .noData, "\(measurements)") }
  }

  @Test("several gates: failed beats no data beats inconclusive beats passed; none at all is no data")
  func combined() {
    #expect(Verdict.combined([]) == .noData)
    #expect(Verdict.combined([.passed, .passed]) == .passed)
    #expect(Verdict.combined([.passed, .inconclusive]) == .inconclusive)
    #expect(Verdict.combined([.inconclusive, .noData, .passed]) == .noData)
    #expect(Verdict.combined([.noData, .failed, .inconclusive]) == .failed)
  }

  @Test(
    "a text that is no gate says why and how to mend it", arguments: ["auc", "auc + 1 >= 2", "0.5 <= auc", "auc >="])
  func refused(text: String) {
    #expect(throws: (any Error).self) { try Gate(parsing: text) }
  }
}
