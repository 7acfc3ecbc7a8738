extension LinePlot {
  /// The picture; a line that says so where there is nothing to draw.
  func drawing() -> Drawing {
    guard let xs = xDomain, let ys = yDomain else { return Drawing.nothing(width: shape == .wide ? 760 : 300) }
    let lanes = MarkLanes(marks, domain: xs, width: 760 - 64 - 16)
    let top = 30 + Double(lanes.count) * 18
    var frame = PlotFrame(
      width: shape == .wide ? 760 : 300, height: shape == .wide ? 232 + top : 300, left: shape == .wide ? 64 : 44,
      right: 16,
      top: shape == .wide ? top : 28, bottom: 42, x: xs, y: ys)
    frame.drawAxes(self)
    frame.drawLevels(levels)
    frame.drawMarks(marks, lanes)
    for line in series { frame.drawBand(line) }
    for line in series { frame.drawLine(line) }
    frame.drawLegend(series)
    return frame.drawing
  }
}

/// Which row of circles above the plot each mark has, so that none hides another.
struct MarkLanes {
  var lane: [Int] = []
  var count = 0

  static let countMax = 4

  init(_ marks: [LinePlot.Mark], domain: ClosedRange<Double>, width: Double) {
    let scale = LinearScale(domain: domain, range: (0, width))
    var ends: [Double] = []
    for mark in marks {
      let x = scale.clamped(mark.x)
      let free = ends.firstIndex { $0 + 18 <= x }
      let place = free ?? (ends.count < Self.countMax ? ends.count : Self.countMax - 1)
      if place == ends.count { ends.append(x) } else { ends[place] = x }
      lane.append(place)
    }
    count = ends.count
  }
}

/// The drawing with its plot area and scales.
private struct PlotFrame {
  var drawing: Drawing
  let x: LinearScale
  let y: LinearScale
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  init(
    width: Double, height: Double, left: Double, right: Double, top: Double, bottom: Double, x: ClosedRange<Double>,
    y: ClosedRange<Double>
  ) {
    drawing = Drawing(width: width, height: height)
    self.left = left
    self.right = width - right
    self.top = top
    self.bottom = height - bottom
    self.x = LinearScale(domain: x, range: (left, width - right))
    self.y = LinearScale(domain: y, range: (height - bottom, top))
  }

  mutating func drawAxes(_ plot: LinePlot) {
    for tick in AxisTicks.numbers(y.domain, countMax: 5).ticks {
      drawing.line(left, y(tick.value), right, y(tick.value), tick.value == 0 ? "zero" : "grid")
      drawing.text(left - 8, y(tick.value) + 4, tick.text, "t n", .end)
    }
    let count = plot.shape == .wide ? 7 : 5
    let ticks = plot.x.scale == .time ? AxisTicks.times(x.domain, countMax: count) : .numbers(x.domain, countMax: count)
    for tick in ticks.ticks {
      drawing.line(x(tick.value), bottom, x(tick.value), bottom + 4, "axis")
      drawing.text(x(tick.value), bottom + 17, tick.text, "t n", .middle)
    }
    drawing.line(left, bottom, right, bottom, "axis")
    drawing.text(right, bottom + 34, plot.x.label, "t", .end)
    let isLong = Drawing.width(of: plot.y.label) > left - 8
    drawing.text(isLong ? 4 : left - 8, 14, plot.y.label, "t", isLong ? .start : .end)
  }

  mutating func drawLevels(_ levels: [LinePlot.Level]) {
    for level in levels where y.domain.contains(level.value) {
      drawing.line(left, y(level.value), right, y(level.value), "level")
      drawing.text(left + 4, y(level.value) - 5, level.label, "t lv")
    }
  }

  mutating func drawMarks(_ marks: [LinePlot.Mark], _ lanes: MarkLanes) {
    for (index, mark) in marks.enumerated() {
      let (at, height) = (x.clamped(mark.x), top - 12 - Double(lanes.lane[index]) * 18)
      drawing.line(at, height, at, bottom, "mark")
      drawing.circle(at, height, 8, "mc \(mark.tone.rawValue)", hint: "\(mark.time): \(mark.label)")
      drawing.text(at, height + 3.5, String(index + 1), "mt", .middle)
    }
  }

  /// Points in stretches without a gap.
  private func stretches(_ points: [LinePlot.Point]) -> [[LinePlot.Point]] {
    points.split { $0.y?.isFinite != true || !$0.x.isFinite }.map(Array.init)
  }

  mutating func drawBand(_ series: LinePlot.Series) {
    for stretch in points(series.points) where stretch.count > 1 {
      let upper = stretch.map { (x: x.clamped($0.x), y: y.clamped($0.upper)) }
      let lower = stretch.reversed().map { (x: x.clamped($0.x), y: y.clamped($0.lower)) }
      drawing.path(upper + lower, "band \(series.style.rawValue)", isClosed: true)
    }
  }

  /// Stretches where both ends of the band are known.
  private func points(_ points: [LinePlot.Point]) -> [[(x: Double, lower: Double, upper: Double)]] {
    var stretches: [[(x: Double, lower: Double, upper: Double)]] = [[]]
    for point in points {
      if let lower = point.lower, let upper = point.upper, point.y != nil {
        stretches[stretches.count - 1].append((point.x, lower, upper))
      } else {
        stretches.append([])
      }
    }
    return stretches
  }

  mutating func drawLine(_ series: LinePlot.Series) {
    for stretch in stretches(series.points) {
      let placed = stretch.map { (x: x.clamped($0.x), y: y.clamped($0.y ?? 0)) }
      if series.style == .dots || placed.count == 1 {
        for point in placed { drawing.circle(point.x, point.y, 2.2, "dot \(series.style.rawValue)") }
      } else {
        drawing.path(placed, "line \(series.style.rawValue)")
      }
    }
  }

  mutating func drawLegend(_ series: [LinePlot.Series]) {
    let named = series.filter { !$0.name.isEmpty }
    var at = right
    for line in named.reversed() {
      let text = Markup.clipped(line.name, 34)
      at -= Drawing.width(of: text)
      drawing.text(at, 14, text, "t")
      if line.style == .dots {
        drawing.circle(at - 10, 10, 2.5, "dot dots")
      } else {
        drawing.line(at - 24, 10, at - 5, 10, "line \(line.style.rawValue)")
      }
      at -= 38
    }
  }
}

extension Drawing {
  /// Says that there is nothing to see.
  static func nothing(width: Double) -> Drawing {
    var drawing = Drawing(width: width, height: 60)
    drawing.text(width / 2, 34, "nothing to draw yet", "t", .middle)
    return drawing
  }
}
