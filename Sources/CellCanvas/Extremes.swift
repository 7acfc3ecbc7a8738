/// The least and the greatest of a stretch of numbers.
struct Extremes {
  var low: Double
  var high: Double

  /// Of the finite values; nil when there are none.
  ///
  /// Charts look at every point on each frame, so this takes four at a time. A comparison with NaN is false, which
  /// leaves NaN out at no cost; infinities are rare enough for a second, slower look.
  init?(_ values: UnsafeBufferPointer<Double>) {
    var low4 = SIMD4(repeating: Double.infinity)
    var high4 = SIMD4(repeating: -Double.infinity)
    let whole = values.count / 4 * 4
    for start in stride(from: 0, to: whole, by: 4) {
      let four = SIMD4(values[start], values[start + 1], values[start + 2], values[start + 3])
      low4.replace(with: four, where: four .< low4)
      high4.replace(with: four, where: four .> high4)
    }
    (low, high) = (low4.min(), high4.max())
    for value in values[whole...] {
      if value < low { low = value }
      if value > high { high = value }
    }
    guard low.isInfinite || high.isInfinite else { return }
    (low, high) = (.infinity, -.infinity)
    for value in values where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
    if low > high { return nil }
  }
}
