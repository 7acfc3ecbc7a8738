/// The recent course of one number, as bars on a row or a few: `▁▂▃▅▇█▆▃`.
///
/// The newest value is at the right; older ones that do not fit are left out. NaN and infinities are gaps, shown "·".
public struct Sparkline: View, Sendable, Hashable {
  /// Oldest first.
  public var values: [Double]
  /// What the lowest and the full bar stand for; nil takes the values' own extremes.
  public var bounds: ClosedRange<Double>?
  /// Values outside are drawn in `alarmRole`.
  public var accepted: ClosedRange<Double>?
  public var role: Role
  public var alarmRole: Role

  public init(
    _ values: [Double], bounds: ClosedRange<Double>? = nil, accepted: ClosedRange<Double>? = nil,
    role: Role = .spark, alarmRole: Role = .failing
  ) {
    self.values = values
    self.bounds = bounds
    self.accepted = accepted
    self.role = role
    self.alarmRole = alarmRole
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let shown = values.suffix(area.width)
    let scale = bounds ?? Sparkline.extremes(of: shown)
    for (offset, value) in shown.enumerated() {
      let x = area.endX - shown.count + offset
      guard value.isFinite else {
        canvas.put(canvas.glyphs.gap, at: Point(x: x, y: area.endY - 1), .dim)
        continue
      }
      let isAccepted = accepted?.contains(value) ?? true
      drawBar(Sparkline.share(of: value, in: scale), x, area, isAccepted ? role : alarmRole, on: &canvas)
    }
  }

  private func drawBar(_ share: Double, _ x: Int, _ area: Rect, _ role: Role, on canvas: inout Canvas) {
    let bars = canvas.glyphs.bars
    // Even the lowest value keeps one step, to be told from a gap.
    let steps = max(1, Int((share * Double(area.height * bars.count)).rounded()))
    for row in 0..<area.height {
      let step = min(bars.count, steps - row * bars.count)
      guard step > 0 else { break }
      canvas.put(bars[step - 1], at: Point(x: x, y: area.endY - 1 - row), role)
    }
  }

  /// A series that does not move is drawn at half height.
  private static func share(of value: Double, in scale: ClosedRange<Double>) -> Double {
    let span = scale.upperBound - scale.lowerBound
    guard span > 0 else { return 0.5 }
    return min(1, max(0, (value - scale.lowerBound) / span))
  }

  private static func extremes(of values: ArraySlice<Double>) -> ClosedRange<Double> {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    return low <= high ? low...high : 0...1
  }
}
