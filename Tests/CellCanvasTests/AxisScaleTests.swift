import CellCanvas
import Testing

@Suite struct AxisScaleTests {
  struct Case: CustomTestStringConvertible {
    let range: (Double, Double)
    let count: Int
    let labels: [String]
    var testDescription: String { "\(range)" }
  }

  // By hand: the step is the least of 1, 2, 2.5, 5 × 10ⁿ not below the range / (count − 1).
  @Test(
    "Ticks are round numbers with as many decimals as their step needs",
    arguments: [
      Case(range: (0, 1), count: 5, labels: ["0.00", "0.25", "0.50", "0.75", "1.00"]),
      Case(range: (0.71, 0.83), count: 5, labels: ["0.70", "0.75", "0.80", "0.85"]),
      Case(range: (-3, 12), count: 4, labels: ["-5", "0", "5", "10", "15"]),
      Case(range: (0, 45_000), count: 4, labels: ["0", "20k", "40k", "60k"]),
      Case(range: (0, 1500), count: 4, labels: ["0", "500", "1000", "1500"]),
      Case(range: (0, 2.5e6), count: 3, labels: ["0", "2M", "4M"]),
      Case(range: (1e-7, 3e-7), count: 3, labels: ["0.0000001", "0.0000002", "0.0000003"]),
      Case(range: (5, 5), count: 3, labels: ["4.5", "5.0", "5.5"]),
      Case(range: (0, 0), count: 3, labels: ["-1", "0", "1"]),
    ])
  func ticks(example: Case) {
    let scale = AxisScale(covering: example.range.0, example.range.1, ticks: example.count, snaps: true)
    #expect(scale.ticks.map(\.label) == example.labels)
    #expect(scale.lower <= example.range.0 && scale.upper >= example.range.1)
  }

  @Test("Any range gives few ticks, in order, inside the bounds")
  func laws() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<3000 {
      let magnitudes: [Double] = [1e-300, 1e-9, 1e-3, 1, 1e6, 1e15, 1e300]
      let magnitude = magnitudes[Int.random(in: 0..<magnitudes.count, using: &generator)]
      let one = Double.random(in: -magnitude...magnitude, using: &generator)
      let other = Double.random(in: -magnitude...magnitude, using: &generator)
      let count = Int.random(in: 1...9, using: &generator)
      for snaps in [false, true] {
        let scale = AxisScale(covering: one, other, ticks: count, snaps: snaps)
        #expect(scale.ticks.count <= 2 * count + 2, "\(one) \(other) \(count)")
        #expect(zip(scale.ticks, scale.ticks.dropFirst()).allSatisfy { $0.value < $1.value })
        let slack = (scale.upper - scale.lower) * 1e-6
        #expect(scale.ticks.allSatisfy { $0.value >= scale.lower - slack && $0.value <= scale.upper + slack })
      }
    }
  }

  @Test("No numbers at all still make a scale", arguments: [Double.nan, .infinity, -.infinity])
  func noNumbers(value: Double) {
    let scale = AxisScale(covering: value, value, ticks: 3, snaps: true)
    #expect(scale.lower == 0 && scale.upper == 1)
  }
}
