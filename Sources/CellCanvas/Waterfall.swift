/// Amounts that add up: each bar begins where the one before ended.
///
///     euribor3m = 0.63   ████████           +0.42
///     month = oct               ███         +0.15
///     age = 41                ██            −0.08
public struct Waterfall: View, Sendable, Hashable {
  public struct Step: Sendable, Hashable {
    public var label: TextLine
    public var amount: Double
    /// What stands right of the bar.
    public var text: String

    public init(_ label: TextLine, _ amount: Double, text: String) {
      self.label = label
      self.amount = amount
      self.text = text
    }
  }

  public var steps: [Step]
  /// Where the first bar begins.
  public var start: Double
  public var rising: Role
  public var falling: Role

  public init(_ steps: [Step], start: Double = 0, rising: Role = .line(1), falling: Role = .line(2)) {
    self.steps = steps
    self.start = start
    self.rising = rising
    self.falling = falling
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty, !steps.isEmpty else { return }
    let shown = steps.prefix(area.height)
    let texts = min(shown.map { CharacterWidth.columns($0.text) }.max() ?? 0, area.width / 4)
    let labels = min(shown.map(\.label.width).max() ?? 0, area.width * 2 / 5)
    let parts = area.columns([.fixed(labels), .atLeast(0, weight: 1), .fixed(texts)], gap: 1)
    var level = start
    var (low, high) = (min(start, 0), max(start, 0))
    for step in steps where step.amount.isFinite {
      level += step.amount
      (low, high) = (min(low, level), max(high, level))
    }
    level = start
    for (index, step) in shown.enumerated() {
      canvas.put(step.label, in: parts[0], row: index)
      canvas.put(TextLine(step.text), in: parts[2], row: index, alignment: .trailing)
      guard step.amount.isFinite else { continue }
      drawBar(from: level, to: level + step.amount, low, high, in: parts[1].row(index), on: &canvas)
      level += step.amount
    }
  }

  private func drawBar(
    from: Double, to: Double, _ low: Double, _ high: Double, in row: Rect, on canvas: inout Canvas
  ) {
    guard high > low, row.width > 1 else { return }
    let column = { (value: Double) in Int(((value - low) / (high - low) * Double(row.width)).rounded()) }
    let (left, right) = (column(min(from, to)), column(max(from, to)))
    let start = min(left, row.width - 1)
    let bar = Rect(x: row.x + start, y: row.y, width: max(1, right - start), height: 1)
    let isFall = to < from
    // Falls are drawn lighter too, so that they are told apart without colour.
    let glyph = isFall ? canvas.glyphs.shades[min(2, canvas.glyphs.shades.count - 1)] : canvas.glyphs.sideBars.last
    canvas.fill(bar, glyph ?? .space, isFall ? falling : rising)
  }
}
