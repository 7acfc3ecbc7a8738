/// Series as lines over round axes: braille dots where they can be shown, quarter blocks or ASCII marks where not.
///
///     auc 0.791   reference 0.80                        ← legend, the last values or those under the cursor
///      0.85 ┤            ╷ retrain                      ← event marks
///           │⠤⣀⡀    ⣀⠤⠒⠉┊⠉
///      0.80 ┤⠄⠄⠉⠉⠒⠊⠄⠄⠄⠄⠄┊⠄ 0.80 gate                  ← threshold
///           └┬──────────┬─────
///            3 Mar     10 Mar
///
/// NaN and infinities break a line and count for no range. Columns with many points show their whole extent, so that
/// a spike is never lost. As room gets short first the events' labels go, then the legend, the axes, the ticks.
public struct LineChart: View, Sendable, Hashable {
  /// One line. `x` rises (equal neighbours are allowed); without it, points stand at 0, 1, 2…
  public struct Series: Sendable, Hashable {
    public var name: String
    public var x: [Double]?
    public var y: [Double]
    /// nil takes `chart.line.N` by place.
    public var role: Role?
    /// Draws the points alone, without lines between them: a cloud.
    public var isScattered = false

    /// Points past the shorter of `x` and `y` are left out.
    public init(_ name: String, x: [Double]? = nil, y: [Double], role: Role? = nil) {
      self.name = name
      self.x = x
      self.y = y
      self.role = role
    }
  }

  /// A horizontal line at a value.
  public struct Threshold: Sendable, Hashable {
    public var value: Double
    public var label: String
    public var role: Role

    public init(_ value: Double, label: String = "", role: Role = .threshold) {
      self.value = value
      self.label = label
      self.role = role
    }
  }

  /// A vertical mark at a moment: a deploy, an alarm, a retrain.
  public struct Event: Sendable, Hashable {
    public var x: Double
    public var label: String
    public var role: Role

    public init(x: Double, label: String = "", role: Role = .chartEvent) {
      self.x = x
      self.label = label
      self.role = role
    }
  }

  /// A place in the chart, such as where a curve is operated.
  public struct Spot: Sendable, Hashable {
    public var x: Double
    public var y: Double
    public var role: Role

    public init(x: Double, y: Double, role: Role = .accent) {
      self.x = x
      self.y = y
      self.role = role
    }
  }

  /// What the horizontal axis counts.
  public enum Axis: Sendable, Hashable {
    case number
    /// Seconds since 1970-01-01 00:00 UTC.
    case time
    /// These ticks and no others.
    case ticks([AxisScale.Tick])
    /// No axis at the bottom.
    case hidden
  }

  public var series: [Series]
  public var thresholds: [Threshold]
  public var events: [Event]
  /// Drawn over the lines.
  public var spots: [Spot] = []
  /// Drawn under the lines.
  public var bands: [Band] = []
  public var xAxis: Axis
  /// nil takes the data's own.
  public var xRange: ClosedRange<Double>?
  /// nil takes the data's and thresholds' own, moved out to round numbers.
  public var yRange: ClosedRange<Double>?
  /// Equal factors are equally far apart on the value axis, which says so. Values and thresholds that are not above
  /// zero are left out, as is `yRange`; where no value is left the chart is linear.
  public var isLogarithmic = false
  /// Reads the values at this x, in the legend and by a vertical line.
  public var cursor: Double?
  /// An x that the values under the cursor, or the newest, are held against: their differences stand in the legend.
  public var pin: Double?
  /// Follows the values in the legend, with the blank that belongs before it; the axis is in the same unit.
  public var unit = ""
  /// Names and values above the chart; a cursor or a pin, which are read there, bring it along.
  public var showsLegend: Bool
  /// The last values, or those under the cursor, in the legend.
  public var showsValues = true

  public init(
    _ series: [Series], thresholds: [Threshold] = [], events: [Event] = [], xAxis: Axis = .number,
    xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil, cursor: Double? = nil,
    pin: Double? = nil, showsLegend: Bool = true
  ) {
    self.series = series
    self.thresholds = thresholds
    self.events = events
    self.xAxis = xAxis
    self.xRange = xRange
    self.yRange = yRange
    self.cursor = cursor
    self.pin = pin
    self.showsLegend = showsLegend
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let drawn = drawable
    guard let layout = drawn.layout(in: area) else { return drawNoData(in: area, on: &canvas) }
    drawLegend(layout, on: &canvas)
    drawn.drawAxes(layout, on: &canvas)
    drawn.drawBands(layout, on: &canvas)
    drawn.drawEvents(layout, on: &canvas)
    drawn.drawLines(layout, on: &canvas)
    drawn.drawSpots(layout, on: &canvas)
    drawn.drawThresholdLabels(layout, on: &canvas)
  }

  private func drawNoData(in area: Rect, on canvas: inout Canvas) {
    canvas.put("no data yet", in: area, row: area.height / 2, alignment: .center, role: .dim)
  }
}

extension LineChart.Series {
  var count: Int { min(x?.count ?? y.count, y.count) }

  func x(at index: Int) -> Double { x?[index] ?? Double(index) }

  /// Index of the last point at or before `x`, or the first point; nil without points.
  func index(at wanted: Double) -> Int? {
    count > 0 ? max(0, firstIndex(where: { $0 > wanted }) - 1) : nil
  }

  /// The first index whose x is so, or the count; x rises, so that once it is so it stays so.
  func firstIndex(where isSo: (Double) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isSo(x(at: middle)) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Extremes of the finite points within a range of x; nil when there are none.
  func yExtremes(within range: ClosedRange<Double>?) -> Extremes? {
    let first = range.map { range in firstIndex { $0 >= range.lowerBound } } ?? 0
    let end = range.map { range in firstIndex { $0 > range.upperBound } } ?? count
    guard first < end else { return nil }
    return y.withUnsafeBufferPointer { Extremes(UnsafeBufferPointer(rebasing: $0[first..<end])) }
  }
}
