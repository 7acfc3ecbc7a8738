import Encoding
import Interchange
import Learning
import Tabular
import Testing

@Suite("Versions as ONNX files")
struct ONNXExportTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var algorithm: LearningAlgorithm
    var target: String
    var calibration = CalibrationMethod.none
    var balance: Double?
    var categorical = CategoryHandling.encoded

    var testDescription: String { "\(algorithm.rawValue) \(target) \(calibration.rawValue) \(categorical.rawValue)" }

    func model() throws -> Model {
      try Sample.model(
        algorithm, target: target, calibration: calibration, balance: balance, categorical: categorical)
    }
  }

  static let cases = [
    Case(algorithm: .boostedTrees, target: "y"),
    Case(algorithm: .boostedTrees, target: "y", balance: 1, categorical: .native),
    Case(algorithm: .boostedTrees, target: "y", calibration: .sigmoid),
    Case(algorithm: .boostedTrees, target: "y", calibration: .isotonic),
    Case(algorithm: .boostedTrees, target: "price", categorical: .native),
    Case(algorithm: .boostedTrees, target: "kind"),
    Case(algorithm: .boostedTrees, target: "kind", calibration: .sigmoid),
    Case(algorithm: .logistic, target: "y", calibration: .sigmoid),
    Case(algorithm: .logistic, target: "kind"),
    Case(algorithm: .linear, target: "price"),
  ]

  @Test(
    "onnxruntime gives the same scores, probabilities and predictions",
    .enabled(if: RealONNX.isThere, "\(RealONNX.absence)"), arguments: cases)
  func sameScores(of sample: Case) throws {
    let model = try sample.model()
    let table = Sample.table()
    let outputs = try RealONNX.answers(model.onnx(), model, table)
    let scorer = Scorer(model)
    let scores = try scorer.scores(of: table)
    let found = (outputs["score"]?.array ?? []).map { $0[0]?.double ?? .nan }
    #expect(found.count == scores.count)
    let worst = zip(scores, found).map { abs($0 - $1) / max(1, abs($0)) }.max() ?? .nan
    #expect(worst <= 1e-5)
    guard model.task != .regression else { return }
    let shares = try scorer.probabilities(of: table, rows: Array(0..<table.rowCount))
    let given = (outputs["probabilities"]?.array ?? []).flatMap { ($0.array ?? []).map { $0.double ?? .nan } }
    #expect(given.count == shares.count)
    #expect(zip(shares, given).allSatisfy { abs($0 - $1) <= 1e-5 })
    let words = (outputs["prediction"]?.array ?? []).compactMap { $0[0]?.string }
    let width = model.target.classNames.count
    var differing = 0
    for row in words.indices {
      let own = shares[row * width..<(row + 1) * width]
      let place =
        model.task == .binary
        ? (scores[row] >= (model.threshold ?? 0.5) ? 1 : 0)
        : (own.indices.max { own[$0] < own[$1] || own[$0] == own[$1] && $0 > $1 } ?? own.startIndex) - own.startIndex
      // A score within rounding of the threshold may fall on either side.
      guard model.task != .binary || abs(scores[row] - (model.threshold ?? 0.5)) > 1e-6 else { continue }
      if words[row] != model.target.classNames[place] { differing += 1 }
    }
    #expect(differing == 0)
    #expect(words.count == table.rowCount)
  }

  @Test("A baseline reads nothing and is not exported")
  func baseline() throws {
    let model = try Sample.model(.baseline, target: "y")
    #expect(throws: InterchangeError.self) { try model.onnx() }
  }
}
