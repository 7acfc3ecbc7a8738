extension LineChart {
  /// A stretch between two lines, such as an interval around an estimate; drawn under the lines.
  public struct Band: Sendable, Hashable {
    /// Rising; the other two run beside it.
    public private(set) var x: [Double]
    public private(set) var lower: [Double]
    public private(set) var upper: [Double]
    public var role: Role

    public init(_ x: [Double], from lower: [Double], to upper: [Double], role: Role) {
      self.x = x
      self.lower = lower
      self.upper = upper
      self.role = role
    }

    public mutating func append(_ x: Double, from lower: Double, to upper: Double) {
      self.x.append(x)
      self.lower.append(lower)
      self.upper.append(upper)
    }
  }

  func drawBands(_ layout: Layout, on canvas: inout Canvas) {
    for band in bands {
      let count = min(band.x.count, band.lower.count, band.upper.count)
      for index in 0..<count {
        guard let column = layout.column(band.x[index]) else { continue }
        let next = index + 1 < count ? layout.column(band.x[index + 1]) ?? column : column
        // Up to the next point, so that a band of few points has no holes.
        for shown in column..<max(column + 1, next) {
          let share = next > column ? Double(shown - column) / Double(next - column) : 0
          let after = min(index + 1, count - 1)
          let lower = band.lower[index] + (band.lower[after] - band.lower[index]) * share
          let upper = band.upper[index] + (band.upper[after] - band.upper[index]) * share
          fill(band, lower, upper, at: shown, layout, on: &canvas)
        }
      }
    }
  }

  private func fill(
    _ band: Band, _ lower: Double, _ upper: Double, at column: Int, _ layout: Layout, on canvas: inout Canvas
  ) {
    guard lower.isFinite, upper.isFinite, lower <= upper, upper >= layout.y.lower, lower <= layout.y.upper,
      let top = layout.row(min(upper, layout.y.upper)), let bottom = layout.row(max(lower, layout.y.lower))
    else { return }
    let shade = canvas.glyphs.shades[1]
    canvas.fill(
      Rect(x: layout.plot.x + column, y: top, width: 1, height: max(1, bottom - top + 1)), shade, band.role)
  }
}
