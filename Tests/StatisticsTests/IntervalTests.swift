import Statistics
import Testing

@Suite("Sketches and intervals")
struct IntervalTests {
  /// Expected values: scipy 1.17.1 `binomtest(k, n).proportion_ci(method="wilson")`.
  @Test(
    "Wilson's interval",
    arguments: [
      (0, 10, 0.0, 0.27753279986288926), (3, 10, 0.10779126740630102, 0.6032218525388546),
      (480, 4640, 0.09501108507890743, 0.11254153431337091),
    ])
  func wilson(successes: Int, count: Int, lower: Double, upper: Double) {
    let interval = Interval.wilson(successes: successes, of: count)
    #expect(isClose(interval.lower, lower, 1e-12))
    #expect(isClose(interval.upper, upper, 1e-12))
  }

  @Test("Wilson's interval at its ends and of nothing")
  func wilsonEnds() {
    #expect(Interval.wilson(successes: 0, of: 0) == Interval(lower: 0, upper: 1))
    #expect(Interval.wilson(successes: 7, of: 7).upper == 1)
  }

  @Test("A bootstrap of a mean is near the normal interval, and the same for the same seed")
  func bootstrap() throws {
    var generator = SeededGenerator(seed: 1)
    let values = (0..<400).map { _ in generator.normal(mean: 5) }
    let mean: ([Int]) -> Double = { rows in rows.reduce(0) { $0 + values[$1] } / Double(rows.count) }
    var first = SeededGenerator(seed: 2)
    var second = SeededGenerator(seed: 2)
    let interval = try #require(Bootstrap.interval(rowCount: 400, using: &first, statistic: mean))
    #expect(interval == Bootstrap.interval(rowCount: 400, using: &second, statistic: mean))
    let moments = Moments(values)
    let normal = Interval.normal(estimate: moments.mean, standardError: moments.standardDeviation / 20)
    #expect(abs(interval.lower - normal.lower) < 0.015)
    #expect(abs(interval.upper - normal.upper) < 0.015)
    #expect(Bootstrap.interval(rowCount: 3, using: &first) { _ in .nan } == nil)
    #expect(Bootstrap.interval(rowCount: 0, using: &first) { _ in 1 } == nil)
  }

  /// Expected values: the definition over all pairs, in numpy.
  @Test("Area under the curve with DeLong's variance")
  func delong() throws {
    let first = (0..<300).map { (row: Int) -> Double in Double(row * 37 % 101) / 10 + Double(row * 7 % 3) }
    let second = (0..<300).map { (row: Int) -> Double in Double(row * 53 % 97 / 4) }
    let positives = (0..<300).map { (row: Int) -> Bool in row * 37 % 101 + row * 29 % 83 > 90 }
    let a = try #require(AreaUnderCurve(scores: first, positives: positives))
    let b = try #require(AreaUnderCurve(scores: second, positives: positives))
    #expect(isClose(a.value, 0.8805343172119487, 1e-12))
    #expect(isClose(a.variance, 0.000374368000650902, 1e-10))
    #expect(isClose(b.value, 0.5165362731152204, 1e-12))
    #expect(isClose(b.variance, 0.0011178183022012922, 1e-10))
    let difference = try #require(AreaUnderCurve.difference(first, second, positives: positives))
    #expect(isClose(difference.value, 0.8805343172119487 - 0.5165362731152204, 1e-12))
    #expect(isClose(difference.variance, 0.0014237525355863148, 1e-10))
    #expect(a.interval().contains(a.value))
  }

  @Test("An area needs both classes and numbers")
  func noArea() {
    #expect(AreaUnderCurve(scores: [1, 2], positives: [true, true]) == nil)
    #expect(AreaUnderCurve(scores: [1, .nan], positives: [true, false]) == nil)
    #expect(AreaUnderCurve(scores: [1], positives: [true, false]) == nil)
    #expect(AreaUnderCurve(scores: [1, 0], positives: [true, false])?.value == 1)
    #expect(AreaUnderCurve(scores: [1, 1], positives: [true, false])?.value == 0.5)
  }

  @Test("A sketch keeps its own bound, whatever the order", arguments: [0, 1, 2, 3])
  func sketch(order: Int) {
    let count = 100_000
    var generator = SeededGenerator(seed: 5)
    let values: [Double] =
      switch order {
      case 0: (0..<count).map { Double($0) }
      case 1: (0..<count).map { Double(count - 1 - $0) }
      case 2: generator.permutation(of: count).map { Double($0) }
      default: (0..<count).map { Double($0 % 2 == 0 ? $0 / 2 : count - 1 - $0 / 2) }
      }
    var sketch = QuantileSketch(capacity: 256)
    for value in values { sketch.add(value) }
    #expect(sketch.count == count)
    let bound = sketch.rankErrorBound
    #expect(Double(bound) < Double(count) * 0.5 * 9 / 256 + 512)
    for value in stride(from: 0, to: count, by: 997) {
      #expect(abs(sketch.rank(of: Double(value)) - (value + 1)) <= bound)
    }
    for probability in [0.01, 0.25, 0.5, 0.9, 0.999] {
      // A quantile adds the weight of one kept value to the error of a rank.
      #expect(abs(sketch.quantile(probability) - probability * Double(count)) <= Double(bound + 512))
    }
  }

  @Test("Small samples are exact, and merging keeps the bound")
  func merging() {
    var small = QuantileSketch()
    for value in [5.0, 1, .nan, 3, .infinity] { small.add(value) }
    #expect(small.quantiles([0, 0.5, 1]) == [1, 3, 5])
    #expect(small.rankErrorBound == 0)
    #expect(QuantileSketch().quantile(0.5).isNaN)
    var generator = SeededGenerator(seed: 6)
    let values = (0..<60_000).map { _ in generator.normal() }
    var whole = QuantileSketch(capacity: 128)
    for part in 0..<60 {
      var sketch = QuantileSketch(capacity: 128)
      for value in values[part * 1000..<part * 1000 + 1000] { sketch.add(value) }
      whole.merge(sketch)
    }
    #expect(whole.count == 60_000)
    for probe in [-2.0, -0.5, 0, 1, 2.5] {
      #expect(abs(whole.rank(of: probe) - values.count { $0 <= probe }) <= whole.rankErrorBound)
    }
    #expect(whole.rankErrorBound < 6000)
  }
}
