import Glibc
import Learning
import Tabular
import Testing

/// Expected figures: scikit-learn 1.9.1 (`LogisticRegression(C=1, tol=1e-12)`, `Ridge(alpha=2)`) on the standardised
/// columns.
struct LinearTests {
  private let first: [Double] = (0..<200).map { sin(Double($0) * 1.7) * 3 + 1 }
  private let second: [Double] = (0..<200).map { cos(Double($0) * 0.9) + Double($0 % 3) }

  private func run(_ algorithm: LearningAlgorithm, _ target: [Double], l2: Double) throws -> TrainedRun {
    let table = Table.sample(("x1", .numeric(first)), ("x2", .numeric(second)), ("y", .numeric(target)))
    let schema = Schema(columns: [
      ColumnSchema(name: "x1", kind: .numeric), ColumnSchema(name: "x2", kind: .numeric),
      ColumnSchema(name: "y", kind: .numeric, role: .target),
    ])
    return try trained((table, schema), algorithm, ["l2": l2], parts: TrainingParts(train: Array(0..<200)))
  }

  @Test("Logistic regression equals scikit-learn's")
  func logistic() throws {
    let labels: [Double] = (0..<200).map { (row: Int) -> Double in
      first[row] + 2 * second[row] + 4 * sin(Double(row) * 5.3) > 2.2 ? 1 : 0
    }
    let run = try run(.logistic, labels, l2: 1)
    guard case .linear(let model) = run.model.predictor else { return }
    #expect(labels.reduce(0, +) == 113)
    #expect(abs(model.intercept - 0.37594436) < 1e-7)
    #expect(abs(model.coefficients[0] - 1.14587007) < 1e-7 && abs(model.coefficients[1] - 1.0936783) < 1e-7)
    let expected = [0.59458302, 0.93222076, 0.67952804]
    for (score, value) in zip(run.train.scores, expected) { #expect(abs(score - value) < 1e-7) }
    #expect(run.lossCurve.count <= 8)
  }

  @Test("Ridge regression equals scikit-learn's")
  func ridge() throws {
    let target = (0..<200).map { 3 * first[$0] - second[$0] + sin(Double($0) * 2.1) }
    let run = try run(.linear, target, l2: 2)
    guard case .linear(let model) = run.model.predictor else { return }
    #expect(abs(model.intercept - 1.9979629359616355) < 1e-9)
    #expect(abs(model.coefficients[0] - 6.2992536) < 1e-7 && abs(model.coefficients[1] + 1.50766427) < 1e-7)
    let expected = [2.00055833, 9.97436731, -1.35754951]
    for (score, value) in zip(run.train.scores, expected) { #expect(abs(score - value) < 1e-7) }
  }

  @Test("Copies of a column, separable classes and no penalty still give finite models", arguments: [0, 1e-9, 1])
  func degenerate(l2: Double) throws {
    let table = Table.sample(
      ("a", .numeric(first)), ("b", .numeric(first)), ("c", .numeric(first.map { 2 * $0 + 1 })),
      ("y", .boolean(first.map { $0 > 1 ? 1 : 0 })), ("z", .numeric(first)))
    var schema = Schema(columns: ["a", "b", "c"].map { ColumnSchema(name: $0, kind: .numeric) })
    schema.columns.append(ColumnSchema(name: "y", kind: .boolean, role: .target))
    let parts = TrainingParts(train: Array(0..<200))
    let logistic = try trained((table, schema), .logistic, ["l2": l2], parts: parts)
    #expect(logistic.train.metrics[.auc]?.value == 1 && logistic.train.scores.allSatisfy { $0.isFinite })
    schema.columns[3] = ColumnSchema(name: "z", kind: .numeric, role: .target)
    let linear = try trained((table, schema), .linear, ["l2": l2], parts: parts)
    #expect(try #require(linear.train.metrics[.rmse]).value < 0.1)
  }
}
