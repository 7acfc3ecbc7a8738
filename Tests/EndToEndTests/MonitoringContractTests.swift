import Encoding
import Testing

/// What scripts may rely on in `drift` and `estimate` beyond two classes and single columns.
@Suite struct MonitoringContractTests {
  private func expect(_ document: JSON, _ shape: Shape, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(shape.breaches(in: document) == [], sourceLocation: sourceLocation)
  }

  private func document(_ words: String...) throws -> JSON {
    let ending = try Program.run([Program.sextant] + words + ["--json"])
    #expect((ending.status, ending.errors) == (0, ""))
    return try JSON(parsing: ending.output)
  }

  /// Numbers in 0..<1 without a pattern (the last step of SplitMix64).
  private func number(_ row: Int, _ salt: Int) -> Double {
    var mixed = UInt64(row * 64 + salt) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((mixed ^ (mixed >> 31)) >> 11) / 0x1p53
  }

  private func rows(_ range: Range<Int>, _ line: (Int) -> String, header: String) -> String {
    ([header] + range.map(line)).joined(separator: "\n") + "\n"
  }

  @Test("a regression's errors are estimated, and told where they will grow")
  func regression() throws {
    let scratch = try Scratch()
    func line(_ row: Int, _ x: Double) -> String {
      "\(x),\(10 + 3 * x),\(10 + 3 * x + (number(row, 2) - 0.5) * (1 + 9 * x))"
    }
    try scratch.write(rows(0..<4000, { line($0, number($0, 1)) }, header: "x,score,y"), to: "then.csv")
    try scratch.write(
      rows(0..<1000, { line($0, 0.8 + 0.2 * number($0, 3)) }, header: "x,score,y"), to: "now.csv")
    let told = try document(
      "estimate", "--reference", scratch("then.csv"), "--current", scratch("now.csv"), "--target", "y", "--score",
      "score", "--chunk", "500")
    expect(told, .estimate)
    #expect(told["task"]?.string == "regression")
    let readings = told["chunks"]?.array?.compactMap { $0["metrics"]?.array?.first { $0["metric"]?.string == "mae" } }
    #expect(readings?.count == 2)
    #expect(readings?.allSatisfy { $0["alarm"]?.bool == true } == true)
  }

  @Test("several classes are estimated from a column of scores each")
  func classes() throws {
    let scratch = try Scratch()
    func line(_ row: Int) -> String {
      let weights = [number(row, 1), number(row, 2), number(row, 3) + 0.1]
      let sum = weights.reduce(0, +)
      let draw = number(row, 4) * sum
      let label = draw < weights[0] ? "red" : draw < weights[0] + weights[1] ? "green" : "blue"
      return weights.map { String($0 / sum) }.joined(separator: ",") + ",\(label)"
    }
    let header = "score_red,score_green,score_blue,colour"
    try scratch.write(rows(0..<3000, line, header: header), to: "then.csv")
    try scratch.write(rows(3000..<4000, line, header: header), to: "now.csv")
    let told = try document(
      "estimate", "--reference", scratch("then.csv"), "--current", scratch("now.csv"), "--target", "colour",
      "--score", "score", "--chunk", "500")
    expect(told, .estimate)
    #expect(told["task"]?.string == "multiclass")
    let metrics = told["chunks"]?.array?.first?["metrics"]?.array ?? []
    #expect(
      metrics.compactMap { $0["metric"]?.string } == [
        "macro_auc", "macro_f1", "macro_precision", "macro_recall", "macro_specificity", "accuracy",
      ])
    for metric in metrics {
      let realised = try #require(metric["realised"]?.double)
      #expect(realised > (metric["lower"]?.double ?? 1) && realised < (metric["upper"]?.double ?? 0))
    }
  }

  /// Observed with nannyml 0.13.1 in chunks of 100.
  @Test("limits of chunks of a named size, by NannyML's recipe")
  func chunks() throws {
    let scratch = try Scratch()
    try scratch.write(
      rows(0..<400, { String(Double(37 * $0 % 101) / 10 + Double($0 % 7) * 0.05) }, header: "x"), to: "then.csv")
    try scratch.write(
      rows(0..<300, { String(Double((53 * $0 + 17) % 97) / 8 + Double($0 % 5) * 0.11) }, header: "x"), to: "now.csv")
    let told = try document(
      "drift", "--reference", scratch("then.csv"), "--current", scratch("now.csv"), "--profile", "nannyml", "--chunk",
      "100")
    let methods = told["columns"]?.array?.first?["methods"]?.array ?? []
    let found = try #require(methods.first { $0["method"]?.string == "jensen_shannon" })
    #expect(abs((found["statistic"]?.double ?? 0) - 0.2986633502) < 1e-9)
    #expect(abs((found["threshold"]?.double ?? 0) - 0.0779665782) < 1e-9)
  }

  @Test("columns that move together only are seen on demand; a running number is left out")
  func together() throws {
    let scratch = try Scratch()
    func line(_ row: Int, _ turned: Bool) -> String {
      let (a, b) = (number(row, 1), number(row, 2))
      return "\(row),\(a),\(b),\(turned ? a - b : a + b - 1)"
    }
    try scratch.write(rows(0..<2000, { line($0, false) }, header: "id,a,b,c"), to: "then.csv")
    try scratch.write(rows(2000..<3000, { line($0, true) }, header: "id,a,b,c"), to: "now.csv")
    let told = try document(
      "drift", "--reference", scratch("then.csv"), "--current", scratch("now.csv"), "--multivariate")
    expect(told, .drift)
    #expect(told["columns"]?.array?.compactMap { $0["column"]?.string } == ["a", "b", "c"])
    #expect(told["left_out"]?.array?.first?["column"]?.string == "id")
    #expect(told["columns"]?.array?.contains { $0["drifted"]?.bool == true } == false)
    let found = told["multivariate"]
    #expect(found?["reconstruction"]?["drifted"]?.bool == true)
    #expect(found?["domain_classifier"]?["drifted"]?.bool == true)
    #expect((found?["domain_classifier"]?["statistic"]?.double ?? 0) > 0.9)
  }
}
