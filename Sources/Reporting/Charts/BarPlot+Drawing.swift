extension BarPlot {
  func drawing() -> Drawing {
    let values = bars.map(\.value).filter(\.isFinite)
    guard !values.isEmpty else { return .nothing(width: 760) }
    let (low, high) = (min(0, values.min() ?? 0), max(0, values.max() ?? 0))
    let labelWidth = min(220, (bars.map { Drawing.width(of: Markup.clipped($0.label, 32)) }.max() ?? 0) + 14)
    let textWidth = (bars.map { Drawing.width(of: $0.text) }.max() ?? 0) + 14
    var drawing = Drawing(width: 760, height: Double(bars.count) * 28 + 12)
    // Texts stand at the bars' outer ends: room for them on each side that has bars.
    let x = LinearScale(
      domain: low < high ? low...high : 0...1,
      range: (labelWidth + (low < 0 ? textWidth : 0), 752 - (high > 0 ? textWidth : 0)))
    for (index, bar) in bars.enumerated() {
      let top = Double(index) * 28 + 8
      let (from, to) = (min(x(0), x.clamped(bar.value)), max(x(0), x.clamped(bar.value)))
      drawing.text(labelWidth - 10, top + 14, Markup.clipped(bar.label, 32), "t strong", .end)
      drawing.rectangle(from, top, max(1, to - from), 18, "bar \(bar.tone.rawValue)", hint: "\(bar.label): \(bar.text)")
      let isNegative = bar.value < 0
      drawing.text(isNegative ? from - 7 : to + 7, top + 14, bar.text, "t n", isNegative ? .end : .start)
    }
    drawing.line(x(0), 2, x(0), drawing.height - 2, "zero")
    return drawing
  }
}
