extension LineChart {
  /// Where the lines of a chart are on the screen, and which x stands in which column.
  public struct Plot: Sendable, Hashable {
    /// The cells that the lines have.
    public var area: Rect
    private let layout: Layout

    init(_ layout: Layout) {
      self.layout = layout
      area = layout.plot
    }

    /// The x that a column of the screen stands for; left and right of the plot the ends of the axis.
    ///
    /// What is drawn at that x, a cursor or a point, is drawn in that column.
    public func x(at column: Int) -> Double { layout.value(at: column - area.x) }

    /// The column of the screen in which an x is drawn; nil outside the axis.
    public func column(of x: Double) -> Int? { layout.column(x).map { $0 + area.x } }
  }

  /// The plot of the chart when it is drawn in an area; nil when there is nothing to draw or no room.
  public func plot(in area: Rect) -> Plot? {
    guard !area.isEmpty else { return nil }
    return drawable.layout(in: area).map(Plot.init)
  }

  /// Every x at which a line has a point, rising, once each.
  public var positions: [Double] {
    Set(series.flatMap { line in (0..<line.count).lazy.map { line.x(at: $0) } }).sorted()
  }

  /// What the corner under a logarithmic axis says.
  static let logarithmicLabel = "log"

  var hasLegend: Bool { showsLegend || cursor != nil || pin != nil }

  /// The chart with what its axis cannot show left out: without logarithm lines are broken, or, where nothing has one,
  /// the axis is linear.
  var drawable: LineChart {
    guard isLogarithmic else { return self }
    var chart = self
    for index in series.indices {
      chart.series[index].y = series[index].y.map { $0 > 0 ? $0 : .nan }
    }
    chart.thresholds.removeAll { !($0.value > 0) }
    let isSeen = chart.series.contains { $0.yExtremes(within: xRange).map { $0.low > 0 } ?? false }
    if isSeen { return chart }
    chart = self
    chart.isLogarithmic = false
    return chart
  }
}
