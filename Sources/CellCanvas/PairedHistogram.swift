/// Two distributions side by side, bin by bin: what the data looked like and what it looks like now.
///
///     ▇ reference  ▇ window
///     ▅     ▇█
///     █▃ ▂▆ ██ ▇▁
///     ██ ██ ██ ██ ▂▂
///     0           40
///
/// Both are drawn against one scale. Where there are more bins than room, neighbours are added up. Without colour, or
/// in ASCII, the reference is drawn in a lighter shade.
public struct PairedHistogram: View, Sendable, Hashable {
  /// Shares or counts a bin, none negative; what is negative or no number is drawn as 0.
  public var reference: [Double]
  /// As long as `reference`; missing bins are 0.
  public var window: [Double]
  /// A label for each bin, or one for each edge (one more than bins); shown as far as there is room.
  public var labels: [String]
  public var referenceName: String
  public var windowName: String

  public init(
    reference: [Double], window: [Double], labels: [String] = [], referenceName: String = "reference",
    windowName: String = "window"
  ) {
    self.reference = reference
    self.window = window
    self.labels = labels
    self.referenceName = referenceName
    self.windowName = windowName
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    let count = max(reference.count, window.count)
    guard !area.isEmpty, count > 0 else { return }
    var plot = area
    if area.height >= 4 {
      drawLegend(in: area.row(0), on: &canvas)
      plot = plot.dropFirstRows(1)
    }
    let capacity = max(1, plot.width / 2)
    let merged = (count + capacity - 1) / capacity
    let bins = (count + merged - 1) / merged
    if area.height >= 3, !labels.isEmpty {
      plot.height -= 1
      drawLabels(
        bins: bins, merged: merged, in: Rect(x: plot.x, y: plot.endY, width: plot.width, height: 1), on: &canvas)
    }
    drawBars(merge(reference, merged, bins), merge(window, merged, bins), in: plot, on: &canvas)
  }

  private func merge(_ values: [Double], _ merged: Int, _ bins: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: bins)
    for (index, value) in values.enumerated() where value.isFinite && value > 0 { sums[index / merged] += value }
    return sums
  }

  private func drawBars(_ left: [Double], _ right: [Double], in plot: Rect, on canvas: inout Canvas) {
    guard plot.width >= 2, plot.height >= 1 else { return }
    let most = max(left.max() ?? 0, right.max() ?? 0)
    guard most > 0 else { return }
    let pitch = max(2, plot.width / left.count)
    let bar = max(1, (pitch - 1) / 2)
    let isPlain = canvas.glyphs == .ascii || canvas.theme.depth == .monochrome
    let solid = canvas.glyphs.bars
    let light = isPlain ? [canvas.glyphs.shades[1]] : solid
    for index in left.indices {
      let x = plot.x + index * pitch
      drawBar(
        left[index] / most, Rect(x: x, y: plot.y, width: bar, height: plot.height), light, .reference, on: &canvas)
      drawBar(
        right[index] / most, Rect(x: x + bar, y: plot.y, width: bar, height: plot.height), solid, .window, on: &canvas)
    }
  }

  private func drawBar(_ share: Double, _ area: Rect, _ bars: [Glyph], _ role: Role, on canvas: inout Canvas) {
    guard share > 0 else { return }
    // A bin that holds anything at all is seen.
    let steps = max(1, Int((share * Double(area.height * bars.count)).rounded()))
    for row in 0..<area.height {
      let step = min(bars.count, steps - row * bars.count)
      guard step > 0 else { return }
      canvas.fill(area.row(area.height - 1 - row), bars[step - 1], role)
    }
  }

  private func drawLegend(in row: Rect, on canvas: inout Canvas) {
    let isPlain = canvas.glyphs == .ascii || canvas.theme.depth == .monochrome
    let full = canvas.glyphs == .ascii ? "#" : "▇"
    let light = isPlain ? canvas.glyphs.shades[1].text : full
    canvas.put(
      TextLine([
        .init(light + " ", .reference), .init(referenceName + "  ", .dim), .init(full + " ", .window),
        .init(windowName, .dim),
      ]), in: row)
  }

  private func drawLabels(bins: Int, merged: Int, in row: Rect, on canvas: inout Canvas) {
    let pitch = max(2, row.width / bins)
    var free = row.x
    for index in 0..<bins where index * merged < labels.count {
      let label = labels[index * merged]
      let width = CharacterWidth.columns(label)
      let start = row.x + index * pitch
      guard start >= free, start + width <= row.endX else { continue }
      canvas.put(label, at: Point(x: start, y: row.y), .axisLabel)
      free = start + width + 1
    }
  }
}
