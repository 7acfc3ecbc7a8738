import CellCanvas
import Testing

@Suite struct LogarithmicScaleTests {
  struct Case: CustomTestStringConvertible {
    let range: (Double, Double)
    let count: Int
    let labels: [String]
    var testDescription: String { "\(range)" }
  }

  // By hand: bounds go out to the next of …, 1, 2, 5, 10, …; all of these are ticks where there are at most count + 1,
  // else powers of ten, as many of them left out as it takes; below a factor of three the ticks are linear.
  @Test(
    "Ticks are 1, 2 and 5 times powers of ten, then powers of ten alone, then some of them",
    arguments: [
      Case(range: (1, 10), count: 4, labels: ["1", "2", "5", "10"]),
      Case(range: (0.3, 1.4), count: 4, labels: ["0.2", "0.5", "1", "2"]),
      Case(range: (3, 700), count: 4, labels: ["10", "100", "1000"]),
      Case(range: (0.0007, 0.4), count: 4, labels: ["0.001", "0.01", "0.1"]),
      Case(range: (1, 1e6), count: 4, labels: ["1", "100", "10k", "1M"]),
      Case(range: (1e-8, 1e-6), count: 3, labels: ["1e-8", "1e-7", "1e-6"]),
      Case(range: (0.71, 0.83), count: 5, labels: ["0.70", "0.75", "0.80", "0.85"]),
      Case(range: (0.9, 2.6), count: 3, labels: ["1", "2", "3"]),
      Case(range: (5, 5), count: 3, labels: ["4.5", "5.0", "5.5"]),
    ])
  func ticks(example: Case) throws {
    let scale = try #require(
      AxisScale(logarithmicFrom: example.range.0, to: example.range.1, ticks: example.count))
    #expect(scale.isLogarithmic)
    #expect(scale.ticks.map(\.label) == example.labels)
    #expect(scale.lower <= example.range.0 && scale.upper >= example.range.1)
  }

  @Test("Equal factors are equally far apart")
  func positions() throws {
    let scale = try #require(AxisScale(logarithmicFrom: 1, to: 1000, ticks: 4))
    // log₁₀ 10 and 100 of 3 decades; 2 is log₁₀ 2 / 3 = 0.30103 / 3.
    for (value, position) in [(1.0, 0.0), (10, 1.0 / 3), (100, 2.0 / 3), (1000, 1), (2, 0.100343)] {
      #expect(abs(scale.position(value) - position) < 1e-6)
    }
    #expect(scale.position(0) == -.infinity)
    #expect(scale.position(-3) == -.infinity)
  }

  @Test(
    "What has no logarithm has no such scale",
    arguments: [(0.0, 1.0), (-1, 1), (.nan, 1), (1, .infinity), (-2, -1)])
  func refused(low: Double, high: Double) {
    #expect(AxisScale(logarithmicFrom: low, to: high, ticks: 4) == nil)
  }

  @Test("Any range above zero gives at least two ticks, few, in order, inside the bounds")
  func laws() throws {
    var generator = SeededGenerator(seed: 23)
    for _ in 0..<3000 {
      // Powers of e from e⁻⁵⁰ to e⁵⁰.
      let (one, other) = (
        power(Double.random(in: -50...50, using: &generator)), power(Double.random(in: -50...50, using: &generator))
      )
      let count = Int.random(in: 2...9, using: &generator)
      let scale = try #require(AxisScale(logarithmicFrom: one, to: other, ticks: count))
      #expect(scale.lower > 0 && scale.lower <= min(one, other) && scale.upper >= max(one, other))
      #expect((2...(2 * count + 2)).contains(scale.ticks.count), "\(one) \(other) \(count)")
      #expect(zip(scale.ticks, scale.ticks.dropFirst()).allSatisfy { $0.value < $1.value })
      #expect(scale.ticks.allSatisfy { (-1e-9...1 + 1e-9).contains(scale.position($0.value)) })
    }
  }

  /// By repeated multiplication: the tests know no library of functions.
  private func power(_ exponent: Double) -> Double {
    var value = 1.0
    for _ in 0..<Int(abs(exponent) * 10) { value *= exponent < 0 ? 1 / 1.1051709 : 1.1051709 }
    return value
  }
}
