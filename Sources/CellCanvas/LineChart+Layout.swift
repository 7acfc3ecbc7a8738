extension LineChart {
  /// Where the parts of a chart go and what its axes span.
  struct Layout: Sendable, Hashable {
    /// Where lines are drawn.
    var plot: Rect
    /// A row or two above the plot; empty when left out.
    var legend: Rect
    /// A row for the labels of events; empty when left out.
    var eventLabels: Rect
    /// The columns left of the plot that hold labels and the axis; empty when left out.
    var left: Rect
    /// Whether the two rows under the plot hold the axis and its labels.
    var hasBottom: Bool
    var x: AxisScale
    var y: AxisScale

    /// The column of the plot that stands for a value of x; nil outside.
    func column(_ value: Double) -> Int? {
      let position = x.position(value)
      guard position >= -1e-9, position <= 1 + 1e-9 else { return nil }
      return min(plot.width - 1, max(0, Int((position * Double(plot.width - 1)).rounded())))
    }

    /// The value of x that a column of the plot stands for: what `column` maps back to it; outside, the nearest end's.
    func value(at column: Int) -> Double {
      guard plot.width > 1 else { return x.lower }
      let position = Double(min(plot.width - 1, max(0, column))) / Double(plot.width - 1)
      return x.lower + position * (x.upper - x.lower)
    }

    /// The row of the screen that stands for a value of y; nil outside.
    func row(_ value: Double) -> Int? {
      let position = y.position(value)
      guard position >= -1e-9, position <= 1 + 1e-9 else { return nil }
      return plot.endY - 1 - min(plot.height - 1, max(0, Int((position * Double(plot.height - 1)).rounded())))
    }
  }

  /// nil when there is nothing finite to draw.
  func layout(in area: Rect) -> Layout? {
    guard let bounds = xBounds, let extent = yBounds(within: xRange) else { return nil }
    var rest = area
    var layout = Layout(
      plot: area, legend: .zero, eventLabels: .zero, left: .zero, hasBottom: false,
      x: AxisScale(lower: bounds.lowerBound, upper: bounds.upperBound, ticks: []),
      y: AxisScale(lower: 0, upper: 1, ticks: []))
    let legend = legendRows(in: area, range: bounds)
    layout.legend = rest.prefixRows(legend)
    rest = rest.dropFirstRows(legend)
    if area.height >= 9, events.contains(where: { !$0.label.isEmpty && bounds.contains($0.x) }) {
      layout.eventLabels = rest.row(0)
      rest = rest.dropFirstRows(1)
    }
    if xAxis != .hidden, area.height >= 6, area.width >= 12 {
      layout.hasBottom = true
      rest.height -= 2
    }
    layout.y = yScale(extent, rows: rest.height)
    var labels = layout.y.ticks.map { CharacterWidth.columns($0.label) }.max() ?? 0
    if layout.y.isLogarithmic { labels = max(labels, CharacterWidth.columns(LineChart.logarithmicLabel)) }
    if area.width >= labels + 10, area.height >= 3 {
      layout.left = rest.prefixColumns(labels + 2)
      rest = rest.dropFirstColumns(labels + 2)
    }
    layout.plot = rest
    layout.x = xScale(bounds, columns: rest.width)
    return layout.plot.isEmpty ? nil : layout
  }

  private var xBounds: ClosedRange<Double>? {
    if let xRange { return xRange }
    var low = Double.infinity
    var high = -Double.infinity
    for line in series where line.count > 0 {
      // x rises, so the ends are the extremes.
      low = min(low, line.x(at: 0))
      high = max(high, line.x(at: line.count - 1))
    }
    guard low.isFinite, high.isFinite, low <= high else { return nil }
    return low < high ? low...high : low - 0.5...high + 0.5
  }

  private func yBounds(within range: ClosedRange<Double>?) -> ClosedRange<Double>? {
    let extremes = series.compactMap { $0.yExtremes(within: range) }
    guard !extremes.isEmpty else { return nil }
    // A range made for a linear axis may reach below zero.
    if let yRange, !isLogarithmic { return yRange }
    let limits = thresholds.map(\.value).filter(\.isFinite)
    let low = (extremes.map(\.low) + limits).min() ?? 0
    let high = (extremes.map(\.high) + limits).max() ?? 1
    return low...high
  }

  private func yScale(_ extent: ClosedRange<Double>, rows: Int) -> AxisScale {
    let count = max(3, min(7, rows / 3 + 1))
    if isLogarithmic,
      let scale = AxisScale(logarithmicFrom: extent.lowerBound, to: extent.upperBound, ticks: count)
    {
      return scale
    }
    return AxisScale(covering: extent.lowerBound, extent.upperBound, ticks: count, snaps: yRange == nil)
  }

  private func xScale(_ bounds: ClosedRange<Double>, columns: Int) -> AxisScale {
    let ticks: [AxisScale.Tick]
    switch xAxis {
    case .number:
      ticks =
        AxisScale(
          covering: bounds.lowerBound, bounds.upperBound, ticks: max(3, columns / 12), snaps: false
        ).ticks
    case .time: ticks = TimeScale.ticks(from: bounds.lowerBound, to: bounds.upperBound, count: max(3, columns / 12))
    case .ticks(let given): ticks = given.filter { bounds.contains($0.value) }
    case .hidden: ticks = []
    }
    return AxisScale(lower: bounds.lowerBound, upper: bounds.upperBound, ticks: ticks)
  }
}
