/// A bar a row with its label and number: importances, slices, contributions.
///
///     price      ████████████▌      0.31
///     weekday    █████▎    ┊        0.13
///
/// Negative values grow to the left of a common zero. A mark ("┊") shows what each is compared with.
public struct BarList: View, Sendable, Hashable {
  public struct Bar: Sendable, Hashable {
    public var label: TextLine
    public var value: Double
    /// What stands right of the bar.
    public var text: String
    public var role: Role
    /// A second value to mark on the same scale.
    public var mark: Double?

    public init(_ label: TextLine, _ value: Double, text: String, role: Role = .gauge, mark: Double? = nil) {
      self.label = label
      self.value = value
      self.text = text
      self.role = role
      self.mark = mark
    }
  }

  public var bars: [Bar]
  public var selection: Int?
  /// The first bar to show.
  public var offset: Int

  public init(_ bars: [Bar], selection: Int? = nil, offset: Int = 0) {
    self.bars = bars
    self.selection = selection
    self.offset = offset
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty, !bars.isEmpty else { return }
    let first = DataTable.offset(offset, showing: selection, of: bars.count, height: area.height)
    let shown = bars[first..<min(bars.count, first + area.height)]
    let area = canvas.scrolling(area, first: first, total: bars.count)
    let texts = min(shown.map { CharacterWidth.columns($0.text) }.max() ?? 0, area.width / 3)
    let labels = min(shown.map(\.label.width).max() ?? 0, max(0, area.width / 3))
    let parts = area.columns([.fixed(labels), .atLeast(0, weight: 1), .fixed(texts)], gap: 1)
    for (row, bar) in shown.enumerated() {
      canvas.put(bar.label, in: parts[0], row: row)
      canvas.put(TextLine(bar.text), in: parts[2], row: row, alignment: .trailing)
      drawBar(bar, in: parts[1].row(row), on: &canvas)
      if first + row == selection { canvas.restyle(area.row(row), .selection) }
    }
  }

  /// The least and greatest of all bars and marks, with 0 among them, so that scrolling does not rescale.
  private var scale: (low: Double, high: Double) {
    let values = (bars.map(\.value) + bars.compactMap(\.mark)).filter(\.isFinite)
    return (min(0, values.min() ?? 0), max(0, values.max() ?? 0))
  }

  private func drawBar(_ bar: Bar, in row: Rect, on canvas: inout Canvas) {
    let (low, high) = scale
    guard !row.isEmpty, high > low, bar.value.isFinite else { return }
    let perUnit = Double(row.width) / (high - low)
    let zero = low < 0 ? Int((-low * perUnit).rounded()) : 0
    if bar.value >= 0 {
      let room = row.dropFirstColumns(zero)
      canvas.bar(bar.value * perUnit, in: room, role: bar.role)
    } else {
      let cells = min(zero, max(1, Int((-bar.value * perUnit).rounded())))
      let glyph = canvas.glyphs.sideBars.last ?? .space
      canvas.fill(Rect(x: row.x + zero - cells, y: row.y, width: cells, height: 1), glyph, bar.role)
    }
    guard let mark = bar.mark, mark.isFinite else { return }
    let column = min(row.width - 1, max(0, Int(((mark - low) * perUnit).rounded())))
    canvas.put(canvas.glyphs.dashVertical, at: Point(x: row.x + column, y: row.y), .threshold)
  }
}

extension Canvas {
  /// A bar from the left of a row, `cells` long to the nearest eighth; a length above 0 is always seen.
  mutating func bar(_ cells: Double, in row: Rect, role: Role) {
    guard !row.isEmpty, cells.isFinite, cells > 0 else { return }
    let steps = glyphs.sideBars
    let total = min(row.width * steps.count, max(1, Int((min(cells, 1e6) * Double(steps.count)).rounded())))
    let whole = total / steps.count
    fill(row.prefixColumns(whole), steps[steps.count - 1], role)
    let rest = total % steps.count
    if rest > 0 { put(steps[rest - 1], at: Point(x: row.x + whole, y: row.y), role) }
  }
}
