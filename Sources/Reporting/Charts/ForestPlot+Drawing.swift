extension ForestPlot {
  func drawing() -> Drawing {
    let values = rows.flatMap { [$0.value, $0.lower, $0.upper] }.filter(\.isFinite) + [reference]
    guard !rows.isEmpty, let low = values.min(), let high = values.max() else { return .nothing(width: 760) }
    let margin = high > low ? (high - low) * 0.05 : max(abs(high), 1) * 0.1
    let left = min(280, (rows.map { Drawing.width(of: Markup.clipped($0.label, 36)) }.max() ?? 0) + 18)
    let bottom = Double(rows.count) * 24 + 10
    var drawing = Drawing(width: 760, height: bottom + 42)
    let x = LinearScale(domain: low - margin...high + margin, range: (left, 590))
    for tick in AxisTicks.numbers(x.domain, countMax: 6).ticks {
      drawing.line(x(tick.value), 4, x(tick.value), bottom, "grid")
      drawing.text(x(tick.value), bottom + 16, tick.text, "t n", .middle)
    }
    drawing.line(x(reference), 2, x(reference), bottom, "zero")
    drawing.text(590, bottom + 34, axis, "t", .end)
    for (index, row) in rows.enumerated() { draw(row, at: Double(index) * 24 + 18, on: &drawing, x, left) }
    return drawing
  }

  private func draw(_ row: Row, at y: Double, on drawing: inout Drawing, _ x: LinearScale, _ left: Double) {
    drawing.text(left - 10, y + 4, Markup.clipped(row.label, 36), "t strong", .end)
    drawing.line(x.clamped(row.lower), y, x.clamped(row.upper), y, "whisker \(row.tone.rawValue)")
    for end in [row.lower, row.upper] {
      drawing.line(x.clamped(end), y - 4, x.clamped(end), y + 4, "whisker \(row.tone.rawValue)")
    }
    drawing.circle(x.clamped(row.value), y, 4, "fill \(row.tone.rawValue)")
    drawing.text(
      604, y + 4, "\(Words.number(row.value)) (\(Words.interval(row.lower, row.upper)))", "t n")
  }
}
