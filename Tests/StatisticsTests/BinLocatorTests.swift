import Statistics
import Testing

@Suite("Bin locator")
struct BinLocatorTests {
  static let grids: [[Double]] = [
    [], [0], [-1, 1], [0, .leastNonzeroMagnitude, 1], [-1e308, 0, 1e308], (0..<300).map { Double($0 * $0 * $0) },
    (0..<600).map { 1e9 + Double($0) * 1e-4 }, [0, 1, 1.0.nextUp, 2, 1e300], (0..<64).map { -1 / Double($0 + 1) },
  ]

  @Test("Every number lands where a count of the edges below it says", arguments: grids)
  func agreement(edges: [Double]) {
    let locator = BinLocator(edges: edges)
    var probes = edges.flatMap { [$0, $0.nextDown, $0.nextUp, $0 * 1.1, -$0] }
    probes += [0, -0.0, 1, -1, 0.5, .leastNonzeroMagnitude, 1e308, -1e308]
    var generator = SeededGenerator(seed: 1)
    probes += (0..<500).map { _ in (generator.normal() * 1e5).rounded() / 100 }
    for probe in probes where probe.isFinite {
      #expect(locator.slot(of: probe) == edges.count { $0 < probe }, "\(probe)")
    }
    for probe in [Double.nan, .infinity, -.infinity, .signalingNaN] {
      #expect(locator.slot(of: probe) == locator.missingSlot)
    }
  }

  @Test("Counting blocks is counting one by one")
  func counting() {
    let locator = BinLocator(edges: BinLocatorTests.grids[5])
    var generator = SeededGenerator(seed: 2)
    let values = (0..<1000).map { _ in generator.bernoulli(0.1) ? Double.nan : generator.uniform() * 3e7 }
    var expected = [UInt32](repeating: 0, count: locator.slotCount)
    for value in values { expected[locator.slot(of: value)] += 1 }
    var counts = [UInt32](repeating: 0, count: locator.slotCount)
    values.withUnsafeBufferPointer { values in
      counts.withUnsafeMutableBufferPointer { locator.count(values, into: $0) }
    }
    #expect(counts == expected)
  }
}
