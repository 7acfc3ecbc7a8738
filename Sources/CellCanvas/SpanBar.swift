/// Stretches of a line one after another, each named under it where there is room.
///
///     ████████▒▒▒▒▒▒▒▒▒▒████
///     v1      v3        v5
public struct SpanBar: View, Sendable, Hashable {
  public struct Span: Sendable, Hashable {
    public var name: String
    /// Where it begins and ends, 0…1 of the line.
    public var from: Double
    public var to: Double
    public var role: Role

    public init(_ name: String, from: Double, to: Double, role: Role) {
      self.name = name
      self.from = from
      self.to = to
      self.role = role
    }
  }

  public var spans: [Span]

  public init(_ spans: [Span]) { self.spans = spans }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    var free = area.x
    // Neighbours differ in their shade too, for screens without colours.
    for (place, span) in spans.enumerated() {
      let start = column(span.from, in: area)
      let end = max(start + 1, column(span.to, in: area))
      let bar = Rect(x: area.x + start, y: area.y, width: min(end, area.width) - start, height: 1)
      guard !bar.isEmpty else { continue }
      let shades = canvas.glyphs.shades
      canvas.fill(bar, shades[max(0, shades.count - 1 - place % 2 * 2)], span.role)
      let width = CharacterWidth.columns(span.name)
      guard area.height > 1, bar.x >= free, bar.x + width <= area.endX else { continue }
      canvas.put(span.name, at: Point(x: bar.x, y: area.y + 1), .axisLabel)
      free = bar.x + width + 1
    }
  }

  private func column(_ share: Double, in area: Rect) -> Int {
    share.isFinite ? min(area.width - 1, Int(min(1, max(0, share)) * Double(area.width))) : 0
  }
}
