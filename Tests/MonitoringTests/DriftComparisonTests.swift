import Glibc
import Monitoring
import Statistics
import Tabular
import Testing

@Suite("Exact comparison of two tables")
struct DriftComparisonTests {
  private func column(_ name: String, _ values: [Double]) -> Column { Column(name: name, values: .numeric(values)) }

  private func table(_ columns: Column...) -> Table { Table(columns: columns) }

  @Test("The live window says what the exact comparison says", arguments: WindowAccumulatorTests.cases)
  func liveAgreement(shape: SampleShape, shift: Double) throws {
    let reference = table(column("x", shape.draw(4000, shift: 0, seed: 21)))
    let current = table(column("x", shape.draw(1500, shift: shift, seed: 22)))
    var comparison = DriftComparison()
    // A live window has the frozen profile alone, and no rows to learn limits from.
    comparison.learnsLimits = false
    let exact = try comparison.compare(reference: reference, current: current).columns[0]
    var window = WindowAccumulator(reference: ReferenceProfile(columns: reference.columns))
    try window.add(current)
    let live = window.drift(of: 0)
    for method in [DriftMethod.psi, .jensenShannon, .missingShare] {
      let (a, b) = (try #require(exact.reading(method)), try #require(live.reading(method)))
      #expect(abs(a.statistic - b.statistic) < 1e-9)
      #expect(a.criterion == b.criterion)
    }
    let (a, b) = (try #require(exact.reading(.kolmogorovSmirnov)), try #require(live.reading(.kolmogorovSmirnov)))
    #expect(b.statistic <= a.statistic + 1e-12 && b.statistic >= a.statistic - 1.0 / 300 - 1e-12)
  }

  @Test("Categories agree with the live window, rare and unseen levels included")
  func liveCategories() throws {
    var generator = SeededGenerator(seed: 4)
    func column(_ rows: Int, first: Int, levels: [String]) -> Column {
      let codes = (0..<rows).map { _ -> UInt32 in
        let draw = Int(generator.exponential(mean: 8)) + first
        return draw < levels.count ? UInt32(draw) : CategoricalValues.missing
      }
      return Column(name: "k", values: .categorical(CategoricalValues(codes: codes, levels: levels)))
    }
    let reference = table(column(5000, first: 0, levels: (0..<60).map { "l\($0)" }))
    let current = table(column(2000, first: 2, levels: (0..<90).reversed().map { "l\($0 + 1)" }))
    let exact = try DriftComparison().compare(reference: reference, current: current).columns[0]
    var window = WindowAccumulator(reference: ReferenceProfile(columns: reference.columns))
    try window.add(current)
    for method in [DriftMethod.psi, .jensenShannon, .missingShare] {
      let (a, b) = (exact.reading(method), window.drift(of: 0).reading(method))
      #expect(abs(try #require(a).statistic - (try #require(b).statistic)) < 1e-9)
    }
    #expect(window.drift(of: 0).outside.count > 0)
    #expect(exact.isDrifted)
  }

  /// Hand: D of 1000 against 1000 uniform steps moved by a fifth of the range is 0.2; p as scipy's `kolmogorov`.
  @Test("A shift shows in every method, and effect sizes decide")
  func shift() throws {
    let reference = (0..<1000).map { Double($0) }
    let report = try DriftComparison().compare(
      reference: table(column("x", reference)), current: table(column("x", reference.map { $0 + 200 })))
    let drift = report.columns[0]
    let ks = try #require(drift.reading(.kolmogorovSmirnov))
    #expect(abs(ks.statistic - 0.2) < 1e-12)
    // scipy.special.kolmogorov(0.2 * sqrt(500)) = 8.4967e-18 (2 exp(-2 z²) = 2 e^-40).
    #expect(abs(try #require(ks.pValue) - 2 * exp(-40)) < 1e-22)
    // Moved by 200 of σ = √((1000² − 1) / 12) = 288.675.
    #expect(abs(try #require(drift.reading(.wasserstein)).statistic - 200 / 288.67499025720974) < 1e-9)
    #expect(drift.verdict == .drifted(by: .psi))
    #expect(report.isDrifted && report.driftedShare == 1)
  }

  @Test("Significant but tiny is not drift")
  func tinyEffect() throws {
    var generator = SeededGenerator(seed: 5)
    let reference = (0..<100_000).map { _ in generator.normal() }
    let current = (0..<100_000).map { _ in generator.normal(mean: 0.03) }
    let tables = (table(column("x", reference)), table(column("x", current)))
    let drift = try DriftComparison().compare(reference: tables.0, current: tables.1).columns[0]
    #expect(try #require(drift.reading(.kolmogorovSmirnov)?.pValue) < 1e-4)
    #expect(drift.verdict == .stable)
    #expect(drift.decidedBy == .psi)
  }

  @Test(
    "Evidently's default choice follows rows and distinct values",
    arguments: [
      (rows: 1000, distinct: 900, expected: DriftMethod.kolmogorovSmirnov), (1001, 900, .wasserstein),
      (1000, 5, .chiSquare), (1000, 2, .zTest), (1001, 5, .jensenShannon), (1000, 6, .kolmogorovSmirnov),
    ])
  func evidentlyChoice(rows: Int, distinct: Int, expected: DriftMethod) throws {
    let numbers = table(column("x", (0..<rows).map { Double($0 % distinct) }))
    let drift = try DriftComparison(profile: .evidently).compare(reference: numbers, current: numbers).columns[0]
    #expect(drift.decidedBy == expected)
    #expect(drift.reading(expected) != nil)
    #expect(drift.verdict == .stable)
  }

  @Test("Total variation's p-value follows the hypergeometric law")
  func permutation() throws {
    // Two levels, 10 of 20 against 4 of 20: distance 0.3. Relabellings at least as far have ≤ 4 or ≥ 10 of the 14 in
    // the first table: 2 Σ_{k ≤ 4} C(14, k) C(26, 20 − k) / C(40, 20) = 0.09584 by exact integers.
    let reference = table(Column(name: "k", values: .boolean((0..<20).map { $0 < 10 ? 1 : 0 })))
    let current = table(Column(name: "k", values: .boolean((0..<20).map { $0 < 4 ? 1 : 0 })))
    let drift = try DriftComparison(profile: .evidently).compare(reference: reference, current: current).columns[0]
    let reading = try #require(drift.reading(.totalVariation))
    #expect(abs(reading.statistic - 0.3) < 1e-12)
    // Three standard errors of 1000 permutations.
    #expect(abs(try #require(reading.pValue) - 0.09584556748071765) < 0.028)
  }

  @Test("NannyML on many rows works over its fine grid")
  func nannyGrid() throws {
    // By hand: 20,000 even steps on [0, 1) against the same moved by a quarter; D 0.25, W 0.25.
    let reference = (0..<20_000).map { Double($0 * 7919 % 20_000) / 20_000 }
    let drift = try DriftComparison(profile: .nannyml).compare(
      reference: table(column("x", reference)), current: table(column("x", reference.map { $0 + 0.25 }))
    ).columns[0]
    #expect(abs(try #require(drift.reading(.kolmogorovSmirnov)).statistic - 0.25) < 2e-4)
    #expect(abs(try #require(drift.reading(.wasserstein)).statistic - 0.25) < 2e-4)
    #expect(drift.verdict == .drifted(by: .jensenShannon))
    #expect(try #require(drift.reading(.wasserstein)?.threshold) < 0.02)
  }

  @Test("What cannot be compared is said by name")
  func errors() {
    let numbers = table(column("x", [1, 2]))
    let flags = table(Column(name: "x", values: .boolean([0, 1])))
    let comparison = DriftComparison()
    #expect(throws: DriftComparisonError.kindMismatch(column: "x", reference: .numeric, current: .boolean)) {
      try comparison.compare(reference: numbers, current: flags)
    }
    #expect(throws: DriftComparisonError.noColumn("y", .reference)) {
      try comparison.compare(reference: numbers, current: numbers, columns: ["y"])
    }
    #expect(throws: DriftComparisonError.nothingToCompare) {
      try comparison.compare(reference: numbers, current: table(column("z", [1])))
    }
  }

  @Test("A side without values has no data, but its missing share is drift to us", arguments: DriftProfile.allCases)
  func empty(profile: DriftProfile) throws {
    let reference = table(column("x", (0..<500).map { Double($0) }))
    let current = table(column("x", [Double](repeating: .nan, count: 500)))
    let drift = try DriftComparison(profile: profile).compare(reference: reference, current: current).columns[0]
    #expect(drift.readings.map(\.method) == [.missingShare])
    #expect(drift.verdict == (profile == .sextant ? .drifted(by: .missingShare) : .noData))
    let nothing = table(column("x", []))
    let none = try DriftComparison(profile: profile).compare(reference: reference, current: nothing).columns[0]
    #expect(none.verdict == .noData)
  }

  @Test("Times are looked at for what is missing alone")
  func times() throws {
    let reference = table(Column(name: "t", values: .timestamp([1, 2, 3])), column("x", [1, 2, 3]))
    let report = try DriftComparison().compare(reference: reference, current: reference)
    #expect(report.columns.map { $0.readings.count } == [1, 7])
    let other = try DriftComparison(profile: .evidently).compare(reference: reference, current: reference)
    #expect(other.columns.map(\.name) == ["x"])
  }
}
