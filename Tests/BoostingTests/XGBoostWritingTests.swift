import Boosting
import Encoding
import Glibc
import Testing

/// Whether there is a Python with XGBoost: `SEXTANT_PYTHON`, or python3.
private enum RealXGBoost {
  static let python = getenv("SEXTANT_PYTHON").map { String(cString: $0) } ?? "python3"

  static let isThere = output(of: "-c 'import xgboost; print(1)' 2>/dev/null") == Array("1\n".utf8)

  static func output(of arguments: String) -> [UInt8]? {
    guard let pipe = popen("\(python) \(arguments)", "r") else { return nil }
    let bytes = ForeignFile.readAll(pipe)
    return pclose(pipe) == 0 ? bytes : nil
  }

  struct Answer {
    var margins: [[Double]]
    var contributions: [[Double]]
  }

  static func answer(model: [UInt8], rows: [[Float]]) throws -> Answer {
    let base = "\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/sextant-xgboost-\(getpid())-\(model.count)"
    let (modelPath, rowsPath) = (base + ".json", base + "-rows.json")
    defer {
      unlink(modelPath)
      unlink(rowsPath)
    }
    let table = JSON.array(rows.map { .array($0.map { JSON(Double($0)) }) })
    try #require(ForeignFile.write(model, to: modelPath))
    try #require(ForeignFile.write(Array(table.text().utf8), to: rowsPath))
    let script =
      "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/scripts/xgboost_margins.py"
    let bytes = try #require(output(of: "'\(script)' '\(modelPath)' '\(rowsPath)' 2>/dev/null"))
    let document = try JSON(parsing: bytes)
    return Answer(
      margins: ForeignFile.table(document["margins"]), contributions: ForeignFile.table(document["contributions"]))
  }
}

@Suite("Models for XGBoost, written")
struct XGBoostWritingTests {
  enum Kind: String, CaseIterable { case binary, regression, multiclass, categorical, unlikely, empty }

  private func forest(_ kind: Kind) throws -> (BoostedTrees, Sample) {
    switch kind {
    case .binary:
      let sample = Sample.mixed(rows: 900, columns: 6)
      return (try GradientBoosting.train(sample, .small(rounds: 20)), sample)
    case .regression:
      let sample = Sample.mixed(rows: 900, columns: 6, isBinary: false)
      return (try GradientBoosting.train(sample, .small(.squaredError, rounds: 20)), sample)
    case .multiclass:
      let sample = MulticlassTests.sample(rows: 900)
      return (try GradientBoosting.train(sample, MulticlassTests.parameters(rounds: 8)), sample)
    case .categorical:
      var sample = CategoryTests.sample(rows: 3000, levels: 70)
      sample.labels = sample.labels.map { $0 / 10 }
      let forest = try GradientBoosting.train(
        sample.matrix, labels: sample.labels, categoricalFeatures: [0],
        parameters: .small(.squaredError, rounds: 20))
      return (forest, sample)
    case .unlikely:
      // One row in 900: a base score of single precision would lose the margin's digits.
      var sample = Sample.mixed(rows: 900, columns: 6)
      for row in 0..<900 { sample.labels[row] = row == 17 ? 0 : 1 }
      return (try GradientBoosting.train(sample, .small(rounds: 5)), sample)
    case .empty:
      let sample = Sample.mixed(rows: 50, columns: 2)
      return (try BoostedTrees(objective: .logistic, baseMargin: -2.5, featureCount: 2, trees: []), sample)
    }
  }

  @Test("What is written reads back as the same answers", arguments: Kind.allCases)
  func roundTrip(kind: Kind) throws {
    let (forest, sample) = try forest(kind)
    let model = try XGBoostModel(json: forest.xgboostJSON())
    #expect(model.featureNames == (0..<forest.featureCount).map { "f\($0)" })
    #expect(model.featureTypes?.contains("c") == (kind == .categorical))
    let (ours, again) = (forest.margins(of: sample.matrix), model.trees.margins(of: sample.matrix))
    #expect(zip(again, ours).allSatisfy { agree($0, $1, 1e-6) })
  }

  @Test(
    "XGBoost itself answers the same, and explains it the same",
    .enabled(if: RealXGBoost.isThere, "needs a Python with xgboost: SEXTANT_PYTHON, or python3"),
    arguments: Kind.allCases)
  func realXGBoost(kind: Kind) throws {
    let (forest, sample) = try forest(kind)
    let rows = (0..<min(200, sample.labels.count)).map { sample.row($0) }
    let names = (0..<forest.featureCount).map { "x[\($0)] <é>" }
    let answer = try RealXGBoost.answer(model: forest.xgboostJSON(featureNames: names), rows: rows)
    #expect(answer.margins.count == rows.count)
    for (index, row) in rows.enumerated() {
      let margins = row.withUnsafeBufferPointer { forest.margins(walking: $0) }
      #expect(
        zip(margins, answer.margins[index]).allSatisfy { agree($0, $1, 1e-6) }, "\(margins) \(answer.margins[index])")
      let found = try forest.contributions(row)
      #expect(zip(found, answer.contributions[index]).allSatisfy { agree($0, $1, 1e-5) }, "row \(index)")
    }
  }
}
