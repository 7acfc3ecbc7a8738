import Glibc
import Monitoring
import Statistics
import Tabular
import Testing

/// Values observed by running nannyml 0.13.1: reference of 1000 rows in chunks of 200, analysis of 400 in which d is
/// −a + b instead of a + b.
@Suite("Drift of columns together")
struct MultivariateTests {
  private static func table(_ rows: Range<Int>, sign: Double) -> Table {
    let a = rows.map { Double(37 * $0 % 101) / 10 }
    let b = rows.map { Double(53 * $0 % 97) / 9 }
    let c = rows.indices.map { place in
      0.7 * a[place - rows.lowerBound] - 0.2 * b[place - rows.lowerBound] + Double(29 * place % 31) / 10
    }
    let d = zip(a, b).map { sign * $0 + $1 }
    return Table(
      columns: zip(["a", "b", "c", "d"], [a, b, c, d]).map { Column(name: $0, values: .numeric($1)) })
  }

  static let reference = table(0..<1000, sign: 1)
  static let names = ["a", "b", "c", "d"]

  @Test("reconstruction: components, errors and limits")
  func reconstruction() throws {
    let analysis = Self.table(0..<400, sign: -1)
    let drift = try #require(
      ReconstructionDrift(reference: Self.reference, columns: Self.names, chunkSize: 200))
    #expect(drift.components.directions.count == 2)
    for (value, expected) in zip(drift.components.explained, [0.59301132, 0.38638537]) {
      #expect(abs(value - expected) < 1e-8)
    }
    #expect(abs(drift.limits.lower - 0.2416181450) < 1e-9 && abs(drift.limits.upper - 0.2519966989) < 1e-9)
    for (rows, expected) in zip([0..<200, 200..<400], [1.7384411035, 1.7296893112]) {
      let reading = try #require(drift.reading(of: analysis, rows: rows))
      #expect(abs(reading.error - expected) < 1e-9)
      #expect(reading.isDrifted)
    }
    #expect(drift.reading(of: Self.reference, rows: 0..<200)?.isDrifted == false)
  }

  @Test("a row of nothing, a column too few")
  func refused() throws {
    let drift = try #require(ReconstructionDrift(reference: Self.reference, columns: Self.names))
    #expect(drift.reading(of: Self.reference, rows: 0..<0) == nil)
    #expect(drift.reading(of: Self.reference.selecting(["a", "b"]), rows: 0..<10) == nil)
    #expect(ReconstructionDrift(reference: Self.reference, columns: ["a"]) == nil)
  }

  /// nannyml's LightGBM has .9900125 and .983335; ours is another learner.
  @Test(
    "a classifier tells the analysis from the reference, and names the column",
    arguments: [
      (0..<200, 0.9900125), (200..<400, 0.983335),
    ])
  func domain(rows: Range<Int>, expected: Double) throws {
    let classifier = try #require(
      try DomainClassifier(
        reference: Self.reference, current: Self.table(0..<400, sign: -1).gathering(rows), columns: Self.names))
    #expect(abs(classifier.auc - expected) < 0.015)
    #expect(classifier.pValue < 1e-12)
    #expect(classifier.isDrifted)
    #expect(classifier.columns.first?.name == "d")
  }

  @Test("one source is not told apart, categories and missing values included", arguments: [1, 2, 3] as [UInt64])
  func oneSource(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    func table(levels: [String]) -> Table {
      let numbers = (0..<1500).map { _ in generator.uniform() < 0.1 ? .nan : generator.normal() }
      let codes = (0..<1500).map { _ in UInt32(generator.integer(below: 3)) }
      return Table(columns: [
        Column(name: "x", values: .numeric(numbers)),
        Column(name: "k", values: .categorical(CategoricalValues(codes: codes, levels: levels))),
        Column(name: "t", values: .timestamp((0..<1500).map { Int64($0) })),
      ])
    }
    let (first, second) = (table(levels: ["a", "b", "c"]), table(levels: ["c", "a", "b"]))
    let classifier = try #require(try DomainClassifier(reference: first, current: second, columns: ["x", "k", "t"]))
    #expect(!classifier.isDrifted && abs(classifier.auc - 0.5) < 0.05)
    let other = table(levels: ["a", "b", "new"])
    let moved = try #require(try DomainClassifier(reference: first, current: other, columns: ["x", "k"]))
    #expect(moved.isDrifted && moved.columns[0].name == "k")
    #expect(try DomainClassifier(reference: first, current: second.gathering(0..<20), columns: ["x"]) == nil)
  }

  /// numpy.linalg.eigh([[2, 1, 0], [1, 3, 1], [0, 1, 4]]): 3 ± √3 and 3.
  @Test("eigenvalues of a symmetric matrix")
  func eigen() {
    let eigen = SymmetricEigen([2, 1, 0, 1, 3, 1, 0, 1, 4], size: 3)
    for (value, expected) in zip(eigen.values, [3 + 3.0.squareRoot(), 3, 3 - 3.0.squareRoot()]) {
      #expect(abs(value - expected) < 1e-12)
    }
    for vector in eigen.vectors { #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12) }
    #expect(SymmetricEigen([], size: 0).values.isEmpty)
  }
}
