import Glibc
import Monitoring
import Statistics
import Tabular
import Testing

/// What other tools are known to miss, or to raise for nothing.
@Suite("Holes of other tools that are closed here")
struct KnownHolesTests {
  private static func table(_ columns: [Column]) -> Table { Table(columns: columns) }

  private static func normal(_ count: Int, shift: Double = 0, missing: Double = 0, seed: UInt64) -> Column {
    var generator = SeededGenerator(seed: seed)
    return Column(
      name: "x",
      values: .numeric(
        (0..<count).map { _ in
          let value = generator.normal(mean: shift)
          return generator.uniform() < missing ? .nan : value
        }))
  }

  /// Evidently 0.7.23 and nannyml 0.13.1 drop missing values before they compare.
  @Test("a missing share going from 3 % to 12 % is drift", arguments: [2000, 20_000])
  func missingShare(rows: Int) throws {
    let report = try DriftComparison().compare(
      reference: Self.table([Self.normal(rows, missing: 0.03, seed: 1)]),
      current: Self.table([Self.normal(rows, missing: 0.12, seed: 2)]))
    #expect(report.columns[0].verdict == .drifted(by: .missingShare))
    let same = try DriftComparison().compare(
      reference: Self.table([Self.normal(rows, missing: 0.03, seed: 1)]),
      current: Self.table([Self.normal(rows, missing: 0.03, seed: 3)]))
    #expect(same.columns[0].verdict == .stable)
  }

  /// nannyml's limit of its Jensen–Shannon distance goes from .031 to .567 by nine rows more.
  @Test("nine left-over rows do not move a limit")
  func leftOverRows() throws {
    let current = Self.table([Self.normal(50_000, shift: 0.15, seed: 5)])
    let whole = Self.normal(50_009, seed: 4)
    func limits(_ rows: Int) throws -> (js: Double, ks: Double, drifted: Bool) {
      let reference = Self.table([whole]).gathering(0..<rows)
      let column = try DriftComparison().compare(reference: reference, current: current).columns[0]
      return (
        try #require(column.reading(.jensenShannon)?.threshold),
        try #require(column.reading(.kolmogorovSmirnov)?.threshold), column.isDrifted
      )
    }
    let (even, odd) = (try limits(50_000), try limits(50_009))
    #expect(abs(even.js - odd.js) < 0.005 && abs(even.ks - odd.ks) < 0.005)
    #expect(even.drifted && odd.drifted)
  }

  @Test("limits are learned: a reference in motion is given more room than a still one")
  func learnedLimits() throws {
    var generator = SeededGenerator(seed: 6)
    // The mean wanders from stretch to stretch of a sixth of the rows.
    let level = [0.0, 0.5, -0.4, 0.3, -0.5, 0.2]
    func wandering(_ shift: Double) -> Column {
      Column(
        name: "x", values: .numeric((0..<12_000).map { generator.normal(mean: shift + level[$0 / 2000]) }))
    }
    let reference = wandering(0)
    func threshold(_ learns: Bool, _ current: Column) throws -> (Double, Bool) {
      var comparison = DriftComparison()
      comparison.learnsLimits = learns
      let column = try comparison.compare(reference: Self.table([reference]), current: Self.table([current])).columns[0]
      return (try #require(column.reading(.kolmogorovSmirnov)?.threshold), column.isDrifted)
    }
    let mild = wandering(0.3)
    #expect(try threshold(false, mild) == (0.1, true))
    let learned = try threshold(true, mild)
    #expect(learned.0 > 0.2 && !learned.1)
    #expect(try threshold(true, wandering(1.5)).1)
  }

  @Test("of two hundred columns without drift, none is called drifted", arguments: [60, 300, 3000])
  func manyColumns(rows: Int) throws {
    var generator = SeededGenerator(seed: UInt64(rows))
    func table() -> Table {
      Table(
        columns: (0..<200).map { index in
          Column(name: "x\(index)", values: .numeric((0..<rows).map { _ in generator.normal() }))
        })
    }
    let report = try DriftComparison().compare(reference: table(), current: table())
    #expect(report.columns.count { $0.isDrifted } == 0)
    #expect(report.columns.allSatisfy { ($0.adjustedPValue ?? 0) >= ($0.pValue ?? 1) })
  }

  /// Adjusted by hand: p·n/rank from the largest down, never rising.
  @Test("Benjamini–Hochberg")
  func benjaminiHochberg() {
    let adjusted = MultipleTesting.benjaminiHochberg([0.01, 0.04, 0.03, 0.005, .nan])
    #expect(zip(adjusted, [0.025, 0.05, 0.05, 0.025, 1]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(MultipleTesting.benjaminiHochberg([]).isEmpty)
    #expect(MultipleTesting.combined([0.4, 0.2]) == 0.4)
    #expect(MultipleTesting.combined([0.9, 0.8]) == 1)
  }
}
