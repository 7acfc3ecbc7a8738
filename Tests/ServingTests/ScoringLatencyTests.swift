import Glibc
import Lifecycle
import Serving
import Statistics
import Testing

@Suite struct ScoringLatencyTests {
  @Test("Quantiles lie within 6.25 % of the exact ones, from nanoseconds to seconds")
  func quantiles() throws {
    var generator = SeededGenerator(seed: 3)
    var histogram = ScoringLatency()
    var values: [Double] = []
    for _ in 0..<20_000 {
      // Log-uniform over eight decades.
      let value = 0.02 * exp2(generator.uniform() * 26.5)
      values.append(value)
      histogram.add(microseconds: value)
    }
    values.sort()
    for share in [0.001, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1] {
      let exact = values[max(0, Int((share * 20_000).rounded(.up)) - 1)]
      let quantile = try #require(histogram.quantile(share))
      #expect(abs(quantile / exact - 1) <= 0.0626, "\(share): \(quantile) for \(exact)")
    }
  }

  @Test("Counts weigh, and a reset forgets")
  func counts() throws {
    var histogram = ScoringLatency()
    #expect(histogram.quantile(0.5) == nil)
    #expect(histogram.summary == nil)
    histogram.add(microseconds: 1, count: 990)
    histogram.add(microseconds: 100, count: 10)
    let summary = try #require(histogram.summary)
    #expect(abs(summary.p50 - 1) < 0.07)
    #expect(abs(summary.p99 - 1) < 0.07)
    #expect(abs(try #require(histogram.quantile(0.995)) - 100) < 7)
    histogram.reset()
    #expect(histogram.summary == nil)
  }

  @Test("What no histogram can hold goes to its ends", arguments: [0, -1, 1e-9, .nan, .infinity, 1e300])
  func extremes(value: Double) throws {
    var histogram = ScoringLatency()
    histogram.add(microseconds: value)
    let quantile = try #require(histogram.quantile(0.5))
    #expect(quantile.isFinite && quantile > 0)
    #expect(value > 1 ? quantile > 1e7 : quantile < 0.02)
  }
}
