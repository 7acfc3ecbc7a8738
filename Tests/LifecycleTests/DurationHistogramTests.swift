import Lifecycle
import Testing

@Suite("Histogram of durations")
struct DurationHistogramTests {
  @Test("a duration on a bound belongs to the bucket below it")
  func bounds() {
    var histogram = DurationHistogram()
    histogram.add(seconds: 0.001)
    histogram.add(seconds: 0.0010001)
    histogram.add(seconds: 99)
    #expect(histogram.counts[4] == 1)
    #expect(histogram.counts[5] == 1)
    #expect(histogram.counts.last == 1)
    #expect(abs(histogram.sum - 99.0020001) < 1e-12)
  }

  @Test("quantiles interpolate within a bucket, and nothing has none")
  func quantiles() throws {
    var histogram = DurationHistogram()
    #expect(histogram.quantile(0.5) == nil)
    for _ in 0..<10 { histogram.add(seconds: 0.002) }
    // All ten between 1 ms and 2.5 ms: the half of them are below 1 + 0.5 × 1.5 ms.
    let median = try #require(histogram.quantile(0.5))
    #expect(abs(median - 0.00175) < 1e-12)
    histogram.add(seconds: 60)
    #expect(histogram.quantile(1) == 10)
  }

  @Test("the rate is over the seconds since the first request")
  func rate() {
    let quiet = [Int](repeating: 0, count: 58)
    let endpoint = GatewayStatus.Endpoint(
      name: "POST /predict", statuses: [.init(status: 200, count: 5), .init(status: 429, count: 1)],
      perSecond: quiet + [4, 2])
    #expect(endpoint.rate == 3)
    #expect(endpoint.errors == 1)
    #expect(GatewayStatus.Endpoint(name: "GET /healthz").rate == 0)
  }
}
