import Monitoring
import Statistics
import Tabular
import Testing

/// Prices of shifts, held against worlds whose truth is drawn anew.
@Suite("What a shift of one column costs")
struct ImpactTests {
  /// A world where one column drives outcome and worth, and another neither.
  private struct World {
    var driver: [Double] = []
    var idle: [Double] = []
    var scores: [Double] = []
    var outcomes: [Double] = []
    var worth: [Double] = []

    /// - Parameters:
    ///   - driver: where `driver` lies within 0…1.
    ///   - idle: what is added to `idle`.
    init(_ count: Int, seed: UInt64, driver range: ClosedRange<Double> = 0...1, idle offset: Double = 0) {
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<count {
        let a = range.lowerBound + (range.upperBound - range.lowerBound) * generator.uniform()
        driver.append(a)
        idle.append(generator.normal() + offset)
        let score = 0.1 + 0.8 * a
        let outcome = generator.bernoulli(score) ? 1.0 : 0
        scores.append(score)
        outcomes.append(outcome)
        // Shown to all from one half up: 10 for a hit, -4 for a miss.
        worth.append(score >= 0.5 ? (outcome == 1 ? 10 : -4) : 0)
      }
    }

    var table: Table {
      Table(columns: [
        Column(name: "driver", values: .numeric(driver)), Column(name: "idle", values: .numeric(idle)),
      ])
    }

    var meanWorth: Double { worth.reduce(0, +) / Double(worth.count) }

    var area: Double? { AreaUnderCurve(scores: scores, positives: outcomes.map { $0 > 0.5 })?.value }
  }

  private func sample(_ world: World, _ reference: ReferenceProfile, metric: String = "auc") throws -> ImpactSample {
    try #require(
      ImpactSample(
        task: .binary, metric: metric, scores: world.scores, predictions: world.scores, outcomes: world.outcomes,
        worthPositive: world.outcomes.map { $0 == 1 ? 10 : -4 },
        worthNegative: [Double](repeating: 0, count: world.scores.count), table: world.table, reference: reference))
  }

  private func reference(_ world: World) -> ReferenceProfile {
    ReferenceProfile(columns: world.table.columns, scores: world.scores)
  }

  private func impact(
    _ column: String, _ window: World, _ table: ImpactTable, _ reference: ReferenceProfile
  ) throws -> ShiftImpact {
    var accumulator = WindowAccumulator(reference: reference)
    try accumulator.add(window.table)
    if let score = reference.scorePosition {
      window.scores.withUnsafeBufferPointer { accumulator.add($0, feature: score) }
    }
    let position = try #require(column == "score" ? reference.scorePosition : reference.position(of: column))
    return try #require(table.impact(of: position, window: accumulator.binCounts(of: position)))
  }

  @Test("The shift of what drives the worth is priced within a tenth of the truth, for metric and worth")
  func expensive() throws {
    let trained = World(5000, seed: 1)
    let reference = reference(trained)
    let table = ImpactTable(try sample(World(2000, seed: 2), reference), reference: reference, threshold: 0.5)
    let window = World(1000, seed: 3, driver: 0...0.6)
    // The truth: many rows of the world before and after.
    let (before, after) = (World(200_000, seed: 4), World(200_000, seed: 5, driver: 0...0.6))
    let truth = after.meanWorth - before.meanWorth
    for column in ["driver", "score"] {
      let found = try impact(column, window, table, reference)
      let change = try #require(found.valueChange)
      #expect(abs(change - truth) < 0.1 * abs(truth), "\(column): \(change) of \(truth)")
      #expect(found.effectiveRows > 800 && found.effectiveRows <= 2000)
      let metric = try #require(found.metricChange)
      let metricTruth = try #require(after.area) - #require(before.area)
      #expect(abs(metric - metricTruth) < 0.03, "\(column): \(metric) of \(metricTruth)")
      #expect(metric < 0)
    }
  }

  @Test("The shift of what drives nothing costs nothing", arguments: [UInt64](10..<20))
  func idle(seed: UInt64) throws {
    let reference = reference(World(5000, seed: 1))
    let table = ImpactTable(try sample(World(2000, seed: seed), reference), reference: reference, threshold: 0.5)
    let found = try impact("idle", World(1000, seed: seed + 100, idle: 1), table, reference)
    // Two standard errors are passed once in twenty: what is left then is small beside the 1.5 that the driver costs.
    #expect(abs(try #require(found.valueChange)) < 0.4)
    #expect(abs(try #require(found.metricChange)) < 0.04)
  }

  @Test("No shift is no change, and another threshold another worth")
  func none() throws {
    let reference = reference(World(5000, seed: 1))
    let sample = try sample(World(2000, seed: 2), reference)
    let table = ImpactTable(sample, reference: reference, threshold: 0.5)
    #expect(try impact("driver", World(1000, seed: 6), table, reference).valueChange == 0)
    let shy = ImpactTable(sample, reference: reference, threshold: 2)
    #expect(try impact("driver", World(1000, seed: 3, driver: 0...0.6), shy, reference).valueChange == 0)
  }

  @Test("A window whose rows lie where none were kept has no price")
  func beyond() throws {
    let trained = World(5000, seed: 1)
    let reference = reference(trained)
    let table = ImpactTable(try sample(World(2000, seed: 2), reference), reference: reference, threshold: 0.5)
    let position = try #require(reference.position(of: "driver"))
    var counts = [Int](repeating: 0, count: reference.features[position].valueCount > 0 ? 11 : 0)
    counts[counts.count - 1] = 100
    #expect(table.impact(of: position, window: counts) == nil, "all missing, and no kept row is")
    #expect(table.impact(of: position, window: []) == nil)
    #expect(table.impact(of: 99, window: counts) == nil)
  }

  @Test("A sample is read back as it was written; torn and foreign bytes are none")
  func coding() throws {
    let reference = reference(World(5000, seed: 1))
    let bytes = try sample(World(300, seed: 2), reference).encode()
    let back = try #require(ImpactSample(decoding: bytes))
    #expect(back.scores.count == 300 && back.metric == "auc" && back.task == .binary)
    #expect(back.encode() == bytes)
    for length in stride(from: 0, to: bytes.count, by: 97) {
      #expect(ImpactSample(decoding: Array(bytes.prefix(length))) == nil)
    }
    #expect(ImpactSample(decoding: [9] + bytes.dropFirst()) == nil)
  }
}
