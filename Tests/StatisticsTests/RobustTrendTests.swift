import Statistics
import Testing

@Suite("A line by medians of slopes")
struct RobustTrendTests {
  /// Expected values: scipy 1.17.1 `theilslopes(y, x, 0.95)`.
  @Test(
    "Slope and interval are scipy's, whatever a wild point says",
    arguments: [
      (
        [0.0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1.0, 1.2, 0.9, 1.5, 1.6, 7.0, 1.9, 2.1, 2.0, 2.6], 0.15714285714285717,
        0.1142857142857143, 0.24000000000000005
      ),
      (
        [0, 0.5, 2, 3, 4.5, 5, 6, 8, 9, 11, 12], [5, 4.8, 4.9, 4.1, 4.0, 3.9, 3.5, 3.6, 3.0, 2.5, 2.7],
        -0.2166666666666667, -0.25, -0.1714285714285714
      ),
    ])
  func slopes(x: [Double], y: [Double], slope: Double, lower: Double, upper: Double) throws {
    let trend = try #require(RobustTrend(x: x, y: y))
    #expect(isClose(trend.slope, slope, 1e-12))
    #expect(isClose(trend.slopeLower, lower, 1e-12))
    #expect(isClose(trend.slopeUpper, upper, 1e-12))
  }

  @Test("Too few points have no trend, or an interval that says nothing")
  func fewPoints() {
    #expect(RobustTrend(x: [], y: []) == nil)
    #expect(RobustTrend(x: [1, 1], y: [1, 2]) == nil)
    let two = RobustTrend(x: [0, 2], y: [1, 5])
    #expect(two?.slope == 2)
    #expect(two?.value(at: 1) == 3)
    #expect(two?.slopeLower == -.infinity)
  }
}
