import Monitoring
import Statistics
import Tabular
import Testing

/// Faults of a pipeline against changes of the world.
@Suite("Column faults")
struct ColumnFaultTests {
  private static func numbers(_ seed: UInt64, _ count: Int, mean: Double = 40) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      generator.bernoulli(0.08) ? .nan : generator.normal(mean: mean, standardDeviation: 10).rounded()
    }
  }

  private func fault(_ window: [Double]) throws -> ColumnFault? {
    let reference = ReferenceProfile(columns: [Column(name: "age", values: .numeric(Self.numbers(1, 5000)))])
    var accumulator = WindowAccumulator(reference: reference)
    try accumulator.add(Table(columns: [Column(name: "age", values: .numeric(window))]))
    return accumulator.drift()[0].fault
  }

  @Test("a steady column and one that shifts by a standard deviation are whole")
  func whole() throws {
    #expect(try fault(Self.numbers(2, 300)) == nil)
    #expect(try fault(Self.numbers(3, 300, mean: 50)) == nil)
    #expect(try fault([]) == nil)
  }

  @Test("missing, constant and in another unit, from a quarter of the window on")
  func faults() throws {
    let steady = Self.numbers(4, 225)
    for (broken, manner) in [
      (Double.nan, ColumnFault.Manner.missing), (480, .outOfRange),
    ] {
      #expect(try fault(steady + [Double](repeating: broken, count: 75))?.manner == manner)
    }
    // A value that occurs, in every row: as common as the reference had it is no fault, in nine of ten it is.
    #expect(try fault([Double](repeating: 40, count: 300))?.manner == .constant)
    #expect(try fault(Self.numbers(5, 300).map { $0 * 12 })?.manner == .outOfRange)
  }

  @Test("levels that training never saw, and a level that is all there is")
  func levels() throws {
    let reference = ReferenceProfile(columns: [
      Column(
        name: "k", values: .categorical(CategoricalValues(codes: (0..<900).map { $0 % 3 }, levels: ["a", "b", "c"])))
    ])
    func fault(_ codes: [UInt32], _ levels: [String]) throws -> ColumnFault.Manner? {
      var accumulator = WindowAccumulator(reference: reference)
      let values = CategoricalValues(codes: codes, levels: levels)
      try accumulator.add(Table(columns: [Column(name: "k", values: .categorical(values))]))
      return accumulator.drift()[0].fault?.manner
    }
    #expect(try fault((0..<300).map { $0 % 4 }, ["a", "b", "c", "new"]) == .unseen)
    #expect(try fault((0..<300).map { _ in 1 }, ["a", "b"]) == .constant)
    #expect(try fault((0..<300).map { _ in CategoricalValues.missing }, ["a"]) == .missing)
    #expect(try fault((0..<300).map { $0 % 10 < 6 ? 0 : 1 }, ["a", "b"]) == nil)
  }
}
