import CellCanvas

/// Ranges for charts.
enum Charts {
  /// What the finite values span, with a little air, so that small charts need not reach out to round numbers; nil
  /// without values.
  static func range(of series: [LineChart.Series], including levels: [Double] = []) -> ClosedRange<Double>? {
    var low = Double.infinity
    var high = -Double.infinity
    for value in series.lazy.flatMap(\.y) where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
    guard low <= high else { return nil }
    for level in levels where level.isFinite { (low, high) = (min(low, level), max(high, level)) }
    let air = high > low ? (high - low) * 0.06 : max(abs(high) * 0.1, 1e-6)
    return low - air...high + air
  }

  /// Whether two levels are far enough apart to have a row each for their labels.
  static func areApart(_ levels: [Double], in range: ClosedRange<Double>?, rows: Int) -> Bool {
    guard levels.count == 2, let range, range.upperBound > range.lowerBound else { return true }
    return abs(levels[0] - levels[1]) / (range.upperBound - range.lowerBound) * Double(max(1, rows - 5)) >= 2
  }

  /// Each value as often as it takes to fill a width; the newest are kept where there are too many.
  static func stretched(_ values: [Double], to width: Int) -> [Double] {
    let shown = values.suffix(max(1, width))
    let pitch = max(1, min(3, width / max(1, shown.count)))
    return pitch == 1 ? Array(shown) : shown.flatMap { Array(repeating: $0, count: pitch) }
  }
}
