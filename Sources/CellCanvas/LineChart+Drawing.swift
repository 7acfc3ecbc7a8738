extension LineChart {
  func role(of index: Int) -> Role { series[index].role ?? .line(index + 1) }

  // MARK: Lines

  func drawLines(_ layout: Layout, on canvas: inout Canvas) {
    var grid = DotGrid(layout.plot.size, glyphs: canvas.glyphs)
    for (index, threshold) in thresholds.enumerated() {
      drawThreshold(threshold, layer: series.count + index, layout, on: &grid)
    }
    // The first series is the one meant most: drawn last, it owns the cells it shares.
    for index in series.indices.reversed() {
      drawSeries(index, layout, stroke: stroke(index, canvas.theme), on: &grid)
    }
    grid.draw(
      at: layout.plot.origin, roles: series.indices.map(role) + thresholds.map(\.role), on: &canvas)
  }

  /// Without colours, lines are told apart by their breaks.
  func stroke(_ index: Int, _ theme: Theme) -> DotGrid.Stroke {
    guard theme.depth == .monochrome else { return .solid }
    return [DotGrid.Stroke.solid, .dashed, .dotted][index % 3]
  }

  private func drawThreshold(_ threshold: Threshold, layer: Int, _ layout: Layout, on grid: inout DotGrid) {
    guard let y = dot(threshold.value, layout, grid), y >= 0, y < grid.height else { return }
    for x in 0..<grid.width where grid.width == layout.plot.width || x % 2 == 0 { grid.set(x, y, layer: layer) }
  }

  /// The row of dots for a value, counted from the top; a little outside for what is outside, nil for no number.
  private func dot(_ value: Double, _ layout: Layout, _ grid: DotGrid) -> Int? {
    guard value.isFinite else { return nil }
    // Far-off values would make lines of billions of dots: two heights away looks the same.
    let position = min(3, max(-2, layout.y.position(value)))
    return grid.height - 1 - Int((position * Double(grid.height - 1)).rounded())
  }

  /// What the points of one column of dots come to.
  private struct Bucket {
    var first: Double
    var last: Double
    var low: Double
    var high: Double
    /// Whether the line was broken before the first of the points.
    var startsAfterGap: Bool
  }

  private func drawSeries(_ index: Int, _ layout: Layout, stroke: DotGrid.Stroke, on grid: inout DotGrid) {
    if series[index].isScattered { return drawCloud(index, layout, on: &grid) }
    var previous: Point?
    let buckets = buckets(of: series[index], layout.x, columns: grid.width)
    for (x, bucket) in buckets.enumerated() {
      guard let bucket else { continue }
      guard let first = dot(bucket.first, layout, grid), let last = dot(bucket.last, layout, grid),
        let low = dot(bucket.low, layout, grid), let high = dot(bucket.high, layout, grid)
      else { continue }
      if let previous, !bucket.startsAfterGap {
        grid.line(from: previous, to: Point(x: x, y: first), layer: index, stroke: stroke)
      }
      if low != high || previous == nil || bucket.startsAfterGap {
        grid.line(from: Point(x: x, y: high), to: Point(x: x, y: low), layer: index, stroke: .solid)
      }
      previous = Point(x: x, y: last)
    }
  }

  private func drawCloud(_ index: Int, _ layout: Layout, on grid: inout DotGrid) {
    let line = series[index]
    for place in 0..<line.count {
      let position = layout.x.position(line.x(at: place))
      guard position >= 0, position <= 1, let y = dot(line.y[place], layout, grid) else { continue }
      grid.set(Int((position * Double(grid.width - 1)).rounded()), y, layer: index)
    }
  }

  /// Per column of dots the first, last, least and greatest value; nil where a column has no finite one.
  private func buckets(of line: Series, _ scale: AxisScale, columns: Int) -> [Bucket?] {
    guard scale.upper > scale.lower else { return [] }
    let factor = Double(columns - 1) / (scale.upper - scale.lower)
    var start = line.firstIndex { (($0 - scale.lower) * factor).rounded() >= 0 }
    return line.y.withUnsafeBufferPointer { y in
      (0..<columns).map { column in
        let end = line.firstIndex { (($0 - scale.lower) * factor).rounded() > Double(column) }
        defer { start = max(start, end) }
        return start < end ? bucket(y, start..<end) : nil
      }
    }
  }

  private func bucket(_ y: UnsafeBufferPointer<Double>, _ range: Range<Int>) -> Bucket? {
    let points = UnsafeBufferPointer(rebasing: y[range])
    guard let first = points.firstIndex(where: \.isFinite), let last = points.lastIndex(where: \.isFinite),
      let extremes = Extremes(points)
    else { return nil }
    let before = range.lowerBound + first - 1
    return Bucket(
      first: points[first], last: points[last], low: extremes.low, high: extremes.high,
      startsAfterGap: before < 0 || !y[before].isFinite)
  }

  func drawSpots(_ layout: Layout, on canvas: inout Canvas) {
    for point in spots {
      guard point.x.isFinite, point.y.isFinite, let column = layout.column(point.x), let row = layout.row(point.y)
      else { continue }
      let place = Point(x: layout.plot.x + column, y: row)
      canvas.put(Glyph(canvas.glyphs == .ascii ? "O" : "◆"), at: place, point.role)
    }
  }

  // MARK: Around the lines

  func drawAxes(_ layout: Layout, on canvas: inout Canvas) {
    let ascii = canvas.glyphs == .ascii
    if !layout.left.isEmpty {
      let axisX = layout.left.endX - 1
      canvas.fill(
        Rect(x: axisX, y: layout.plot.y, width: 1, height: layout.plot.height), Glyph(ascii ? "|" : "│"), .axis)
      for tick in layout.y.ticks {
        guard let row = layout.row(tick.value) else { continue }
        canvas.put(Glyph(ascii ? "+" : "┤"), at: Point(x: axisX, y: row), .axis)
        let room = Rect(x: layout.left.x, y: row, width: layout.left.width - 2, height: 1)
        canvas.put(TextLine(tick.label), in: room, alignment: .trailing, role: .axisLabel)
      }
    }
    if layout.hasBottom { drawBottom(layout, ascii, on: &canvas) }
  }

  private func drawBottom(_ layout: Layout, _ ascii: Bool, on canvas: inout Canvas) {
    let y = layout.plot.endY
    if saysLogarithmic(layout) {
      let room = Rect(x: layout.left.x, y: y, width: layout.left.width - 2, height: 1)
      canvas.put(TextLine(LineChart.logarithmicLabel), in: room, alignment: .trailing, role: .axisLabel)
    }
    canvas.fill(Rect(x: layout.plot.x, y: y, width: layout.plot.width, height: 1), Glyph(ascii ? "-" : "─"), .axis)
    if !layout.left.isEmpty {
      canvas.put(Glyph(ascii ? "+" : "└"), at: Point(x: layout.left.endX - 1, y: y), .axis)
    }
    var free = layout.left.isEmpty ? layout.plot.x : layout.left.x
    for tick in layout.x.ticks {
      guard let column = layout.column(tick.value) else { continue }
      canvas.put(Glyph(ascii ? "+" : "┬"), at: Point(x: layout.plot.x + column, y: y), .axis)
      let width = CharacterWidth.columns(tick.label)
      let start = min(layout.plot.endX - width, layout.plot.x + column - width / 2)
      guard start >= free else { continue }
      canvas.put(tick.label, at: Point(x: start, y: y + 1), .axisLabel)
      free = start + width + 2
    }
    // A dense line covers the cursor's own, never this.
    if let cursor, let column = layout.column(cursor) {
      canvas.put(Glyph(ascii ? "^" : "▲"), at: Point(x: layout.plot.x + column, y: y), .cursor)
    }
  }

  /// Marks go first, so that lines run over them.
  func drawEvents(_ layout: Layout, on canvas: inout Canvas) {
    if let cursor, let column = layout.column(cursor) {
      drawVertical(column, .cursor, Glyph(canvas.glyphs == .ascii ? "|" : "│"), layout, on: &canvas)
    }
    if let pin, let column = layout.column(pin) {
      drawVertical(column, .cursor, canvas.glyphs.dashVertical, layout, on: &canvas)
    }
    // Labels that would touch one that is there are left out: the first of the events count most.
    var taken: [Range<Int>] = []
    for event in events {
      guard event.x.isFinite, let column = layout.column(event.x) else { continue }
      drawVertical(column, event.role, canvas.glyphs.dashVertical, layout, on: &canvas)
      guard !layout.eventLabels.isEmpty, !event.label.isEmpty else { continue }
      let width = CharacterWidth.columns(event.label)
      let start = min(layout.plot.endX - width, layout.plot.x + column)
      guard start >= layout.eventLabels.x, !taken.contains(where: { $0.overlaps(start - 1..<start + width + 1) }) else {
        continue
      }
      canvas.put(event.label, at: Point(x: start, y: layout.eventLabels.y), event.role)
      taken.append(start..<start + width)
    }
  }

  private func drawVertical(_ column: Int, _ role: Role, _ glyph: Glyph, _ layout: Layout, on canvas: inout Canvas) {
    let line = Rect(x: layout.plot.x + column, y: layout.plot.y, width: 1, height: layout.plot.height)
    canvas.fill(line, glyph, role)
  }

  /// A threshold's label stands at its right end, just above or, at the top, below it.
  func drawThresholdLabels(_ layout: Layout, on canvas: inout Canvas) {
    guard layout.plot.height >= 4 else { return }
    // Per row where the leftmost label begins.
    var starts: [Int: Int] = [:]
    for threshold in thresholds where !threshold.label.isEmpty {
      guard let row = layout.row(threshold.value) else { continue }
      let width = CharacterWidth.columns(threshold.label)
      let places = [row - 1, row + 1].filter { $0 >= layout.plot.y && $0 < layout.plot.endY }
      // Free of others above or below the line, else left of the one that is there.
      let place =
        places.first { starts[$0] == nil }.map { (row: $0, end: layout.plot.endX) }
        ?? places.first.map { (row: $0, end: (starts[$0] ?? layout.plot.endX) - 2) }
      guard let place, place.end - width - 8 >= layout.plot.x else { continue }
      canvas.put(threshold.label, at: Point(x: place.end - width, y: place.row), threshold.role)
      starts[place.row] = place.end - width
    }
  }

  /// The corner where the axes meet says that the values' is logarithmic; without it the legend does.
  func saysLogarithmic(_ layout: Layout) -> Bool {
    layout.y.isLogarithmic && layout.hasBottom && !layout.left.isEmpty
  }
}
