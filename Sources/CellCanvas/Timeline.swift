/// A stretch of time as a line with marks on it and the moment looked at.
///
///     ──────▲────●──────✗───────┃──
///     3 Mar   10 Mar   17 Mar
///
/// Marks that fall on one cell show the last of them: put the weightiest last.
public struct Timeline: View, Sendable, Hashable {
  public struct Mark: Sendable, Hashable {
    /// Seconds since 1970-01-01 00:00 UTC.
    public var time: Double
    public var glyph: Glyph
    public var role: Role

    public init(_ time: Double, _ glyph: Glyph, _ role: Role) {
      self.time = time
      self.glyph = glyph
      self.role = role
    }
  }

  public var range: ClosedRange<Double>
  public var marks: [Mark]
  /// Where the clock, or the time machine, stands.
  public var now: Double?

  public init(_ range: ClosedRange<Double>, marks: [Mark] = [], now: Double? = nil) {
    self.range = range
    self.marks = marks
    self.now = now
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let line = area.row(0)
    canvas.fill(line, canvas.glyphs.track, .timeline)
    for mark in marks {
      if let x = column(mark.time, in: line) { canvas.put(mark.glyph, at: Point(x: x, y: line.y), mark.role) }
    }
    if let now, let x = column(now, in: line) {
      canvas.put(Glyph(canvas.glyphs == .ascii ? "|" : "┃"), at: Point(x: x, y: line.y), .timelineNow)
    }
    if area.height > 1 { drawLabels(in: area.row(1), on: &canvas) }
  }

  /// The moment a column of the area stands for, for clicks; nil outside.
  public func time(at point: Point, in area: Rect) -> Double? {
    guard area.contains(point) else { return nil }
    let share = area.width > 1 ? Double(point.x - area.x) / Double(area.width - 1) : 0
    return range.lowerBound + share * (range.upperBound - range.lowerBound)
  }

  private func column(_ time: Double, in row: Rect) -> Int? {
    guard range.contains(time) else { return nil }
    let span = range.upperBound - range.lowerBound
    let share = span > 0 ? (time - range.lowerBound) / span : 0
    return row.x + Int((share * Double(row.width - 1)).rounded())
  }

  private func drawLabels(in row: Rect, on canvas: inout Canvas) {
    var free = row.x
    let ticks = TimeScale.ticks(from: range.lowerBound, to: range.upperBound, count: max(2, row.width / 14))
    for tick in ticks {
      guard let x = column(tick.value, in: row) else { continue }
      let width = CharacterWidth.columns(tick.label)
      guard x >= free, x + width <= row.endX else { continue }
      canvas.put(tick.label, at: Point(x: x, y: row.y), .axisLabel)
      free = x + width + 2
    }
  }
}
