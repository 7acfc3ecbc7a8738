import Expressions
import Testing

@Suite("Values over the windows so far")
struct SeriesTests {
  /// Newest first.
  static let auc: [Double?] = [0.70, 0.80, nil, 0.84, 0.86]

  private func number(_ text: String) throws -> Double? {
    try Expression(parsing: text).number(inSeries: { name, ago in
      switch name {
      case "auc": ago < SeriesTests.auc.count ? SeriesTests.auc[ago] : nil
      case "base": 0.5
      default: nil
      }
    })
  }

  /// By hand.
  @Test(
    "Means, earlier values and differences",
    arguments: [
      ("window(auc, 1)", 0.70), ("window(auc, 2)", 0.75), ("window(auc, 3)", 0.75), ("window(auc, 5)", 0.80),
      ("window(auc, 8)", 0.80), ("window(auc, 9)", nil), ("previous(auc)", 0.80), ("previous(auc, 2)", nil),
      ("previous(auc, 4)", 0.86), ("delta(auc)", -0.10), ("delta(auc, 3)", -0.14), ("auc - window(auc, 5)", -0.10),
      ("window(auc - base, 2)", 0.25), ("delta(auc) < -0.05 and auc < 0.75", 1), ("previous(auc, 2) > 0", nil),
      ("is_missing(previous(auc, 2))", 1), ("coalesce(previous(auc, 2), 0)", 0), ("window(auc, 400)", nil),
    ] as [(String, Double?)])
  func values(_ text: String, _ expected: Double?) throws {
    let value = try number(text)
    #expect(value.map { ($0 * 1e9).rounded() / 1e9 } == expected)
  }

  @Test("Without history only this window is known")
  func noHistory() throws {
    #expect(try Expression(parsing: "window(auc, 1)").number { _ in 0.7 } == 0.7)
    #expect(try Expression(parsing: "previous(auc)").number { _ in 0.7 } == nil)
  }

  @Test("How far back an expression looks is known before it is worked out")
  func reach() throws {
    #expect(try Expression(parsing: "auc < 0.7").windowsBack == 0)
    #expect(try Expression(parsing: "window(auc, 10) < previous(auc, 3)").windowsBack == 9)
    #expect(try Expression(parsing: "delta(auc, 12) < 0").windowsBack == 12)
  }
}
