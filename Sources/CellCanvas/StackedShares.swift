/// Parts of a whole on one row, each named in a legend below: `██████▓▓▓▓░░  █ v5 50 %  ▓ baseline 25 %  ░ v6 25 %`.
public struct StackedBar: View, Sendable, Hashable {
  public struct Part: Sendable, Hashable {
    public var label: TextLine
    /// 0 and up; the parts are shares of their sum.
    public var share: Double
    public var role: Role

    public init(_ label: TextLine, _ share: Double, role: Role) {
      self.label = label
      self.share = share
      self.role = role
    }
  }

  public var parts: [Part]

  public init(_ parts: [Part]) { self.parts = parts }

  /// Rows for the bar and the legend at a width.
  public func height(in width: Int) -> Int { 1 + legend(.braille, width: width).count }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let total = parts.reduce(0) { $0 + StackedShares.amount($1.share) }
    var before = 0.0
    for (place, part) in parts.enumerated() where total > 0 && part.share > 0 {
      let start = Int((before / total * Double(area.width)).rounded())
      before += StackedShares.amount(part.share)
      // What is there is seen, however small.
      let end = max(start + 1, Int((before / total * Double(area.width)).rounded()))
      let bar = Rect(x: area.x + min(start, area.width - 1), y: area.y, width: end - start, height: 1)
      canvas.fill(bar.intersection(area), canvas.glyphs.filling(place), part.role)
    }
    for (row, line) in legend(canvas.glyphs, width: area.width).enumerated() {
      canvas.put(line, in: area.dropFirstRows(1), row: row)
    }
  }

  private func legend(_ glyphs: GlyphSet, width: Int) -> [TextLine] {
    StackedShares.legend(parts.map { ($0.label, $0.role) }, glyphs, width: width)
  }
}

/// Shares of a whole over time, one above the other in each column: who decided, at which level.
public struct StackedShares: View, Sendable, Hashable {
  public struct Layer: Sendable, Hashable {
    public var label: TextLine
    /// 0…1 for each point in time, oldest first.
    public var shares: [Double]
    public var role: Role

    public init(_ label: TextLine, _ shares: [Double], role: Role) {
      self.label = label
      self.shares = shares
      self.role = role
    }
  }

  /// From the bottom up.
  public var layers: [Layer]
  /// Left and right under the columns.
  public var from: String
  public var to: String

  public init(_ layers: [Layer], from: String, to: String) {
    self.layers = layers
    self.from = from
    self.to = to
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    let count = layers.map(\.shares.count).min() ?? 0
    guard !area.isEmpty, count > 0 else { return }
    let legend = StackedShares.legend(layers.map { ($0.label, $0.role) }, canvas.glyphs, width: area.width)
    let heads = area.height >= legend.count + 3 ? legend.count : 0
    for (row, line) in legend.prefix(heads).enumerated() { canvas.put(line, in: area, row: row) }
    let hasAxis = area.height - heads >= 3
    let body = area.dropFirstRows(heads).prefixRows(area.height - heads - (hasAxis ? 1 : 0))
    let axis = area.width >= 30 && body.height >= 3 ? 6 : 0
    let plot = body.dropFirstColumns(axis)
    if axis > 0 {
      canvas.put(TextLine("100 %".fitted(to: axis - 1, .trailing), .axisLabel), in: body, row: 0)
      canvas.put(TextLine("0 %".fitted(to: axis - 1, .trailing), .axisLabel), in: body, row: body.height - 1)
    }
    for column in 0..<plot.width {
      // Few points are widened, many share a column by their newest.
      let point = count < plot.width ? column * count / plot.width : (column + 1) * count / plot.width - 1
      draw(point, at: plot.x + column, in: plot, on: &canvas)
    }
    if hasAxis {
      let row = area.row(area.height - 1).dropFirstColumns(axis)
      canvas.put(TextLine(from, .axisLabel), in: row)
      if CharacterWidth.columns(from) + CharacterWidth.columns(to) + 2 <= row.width {
        canvas.put(TextLine(to, .axisLabel), in: row, alignment: .trailing)
      }
    }
  }

  private func draw(_ point: Int, at x: Int, in plot: Rect, on canvas: inout Canvas) {
    var below = 0.0
    for (place, layer) in layers.enumerated() {
      let start = Int((below * Double(plot.height)).rounded())
      below = min(1, below + StackedShares.amount(layer.shares[point]))
      let end = Int((below * Double(plot.height)).rounded())
      guard end > start else { continue }
      let bar = Rect(x: x, y: plot.endY - end, width: 1, height: end - start)
      canvas.fill(bar.intersection(plot), canvas.glyphs.filling(place), layer.role)
    }
  }

  fileprivate static func amount(_ share: Double) -> Double { share.isFinite ? max(0, share) : 0 }

  /// Names with their fillings, in as many lines as they take.
  fileprivate static func legend(_ names: [(label: TextLine, role: Role)], _ glyphs: GlyphSet, width: Int) -> [TextLine]
  {
    var lines: [TextLine] = []
    for (place, name) in names.enumerated() {
      let entry = TextLine(glyphs.filling(place).text + " ", name.role) + name.label
      if let last = lines.last, last.width + 2 + entry.width <= width {
        lines[lines.count - 1] = last + "  " + entry
      } else {
        lines.append(entry)
      }
    }
    return lines
  }
}

extension GlyphSet {
  /// A filling that its neighbours do not have: tells parts apart without colours.
  func filling(_ place: Int) -> Glyph {
    let order = [4, 2, 3, 1, 0]
    return shades[min(shades.count - 1, order[place % order.count])]
  }
}
