/// Estimates with their intervals on one scale, a row each: which differences are real.
///
///     AUC              ├──●──┤      +0.012
///     log loss   ├─────●─┼──┤       −0.003
///                      0
///
/// The line at 0 runs through all rows; an interval that leaves it out is one that says something.
public struct ForestPlot: View, Sendable, Hashable {
  public struct Row: Sendable, Hashable {
    public var label: TextLine
    public var value: Double
    public var lower: Double
    public var upper: Double
    /// What stands right of the plot.
    public var text: TextLine
    public var role: Role

    public init(
      _ label: TextLine, _ value: Double, from lower: Double, to upper: Double, text: TextLine, role: Role = .gauge
    ) {
      self.label = label
      self.value = value
      self.lower = lower
      self.upper = upper
      self.text = text
      self.role = role
    }
  }

  public var rows: [Row]
  /// Whether each row has a scale of its own, as values of different units need.
  public var scalesEachRow: Bool
  /// The first row to show.
  public var offset: Int

  public init(_ rows: [Row], scalesEachRow: Bool = false, offset: Int = 0) {
    self.rows = rows
    self.scalesEachRow = scalesEachRow
    self.offset = offset
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty, !rows.isEmpty else { return }
    let first = DataTable.offset(offset, showing: nil, of: rows.count, height: area.height)
    let shown = rows[first..<min(rows.count, first + area.height)]
    let area = canvas.scrolling(area, first: first, total: rows.count)
    let texts = min(shown.map(\.text.width).max() ?? 0, area.width / 2)
    let labels = min(shown.map(\.label.width).max() ?? 0, area.width / 3)
    let parts = area.columns([.fixed(labels), .atLeast(0, weight: 1), .fixed(texts)], gap: 2)
    let common = ForestPlot.reach(Array(rows))
    for (index, row) in shown.enumerated() {
      canvas.put(row.label, in: parts[0], row: index)
      canvas.put(row.text, in: parts[2], row: index)
      draw(row, reach: scalesEachRow ? ForestPlot.reach([row]) : common, in: parts[1].row(index), on: &canvas)
    }
  }

  /// How far from 0 the intervals go on either side; 0 lies in the middle.
  private static func reach(_ rows: [Row]) -> Double {
    rows.flatMap { [$0.value, $0.lower, $0.upper] }.filter(\.isFinite).map(\.magnitude).max() ?? 0
  }

  private func draw(_ row: Row, reach: Double, in area: Rect, on canvas: inout Canvas) {
    guard area.width >= 5 else { return }
    let middle = area.width / 2
    canvas.put(canvas.glyphs.dashVertical, at: Point(x: area.x + middle, y: area.y), .threshold)
    guard reach > 0, row.value.isFinite else { return }
    let column = { (value: Double) in
      min(area.width - 1, max(0, middle + Int((value / reach * Double(middle - 1)).rounded())))
    }
    let isPlain = canvas.glyphs == .ascii
    if row.lower.isFinite, row.upper.isFinite, row.lower <= row.upper {
      let (from, to) = (column(row.lower), column(row.upper))
      let line = Rect(x: area.x + from, y: area.y, width: to - from + 1, height: 1)
      canvas.fill(line, Glyph(isPlain ? "-" : "─"), row.role)
      if from < middle, middle < to {
        canvas.put(Glyph(isPlain ? "+" : "┼"), at: Point(x: area.x + middle, y: area.y), row.role)
      }
      if to > from {
        canvas.put(Glyph(isPlain ? "|" : "├"), at: Point(x: area.x + from, y: area.y), row.role)
        canvas.put(Glyph(isPlain ? "|" : "┤"), at: Point(x: area.x + to, y: area.y), row.role)
      }
    }
    canvas.put(Glyph(isPlain ? "o" : "●"), at: Point(x: area.x + column(row.value), y: area.y), row.role)
  }
}
