extension HistogramPlot {
  func drawing() -> Drawing {
    let shares = series.map(\.shares)
    guard let low = edges.first, let high = edges.last, low < high, let most = shares.flatMap({ $0 }).max(), most > 0
    else { return .nothing(width: 300) }
    var drawing = Drawing(width: 300, height: 300)
    let x = LinearScale(domain: low...high, range: (44, 284))
    let y = LinearScale(domain: 0...most * 1.04, range: (258, 28))
    drawAxes(on: &drawing, x, y)
    for (index, values) in shares.enumerated() {
      let look = index == 0 ? "hist main" : "hist second"
      for (bin, share) in values.enumerated() where bin + 1 < edges.count && share > 0 {
        let (from, to) = (x(edges[bin]), x(edges[bin + 1]))
        drawing.rectangle(from, y(share), to - from, y(0) - y(share), look)
      }
    }
    drawLegend(on: &drawing)
    return drawing
  }

  private func drawAxes(on drawing: inout Drawing, _ x: LinearScale, _ y: LinearScale) {
    for tick in AxisTicks.numbers(y.domain, countMax: 5).ticks {
      drawing.line(44, y(tick.value), 284, y(tick.value), tick.value == 0 ? "axis" : "grid")
      drawing.text(38, y(tick.value) + 4, tick.text, "t n", .end)
    }
    for tick in AxisTicks.numbers(x.domain, countMax: 5).ticks {
      drawing.line(x(tick.value), 258, x(tick.value), 262, "axis")
      drawing.text(x(tick.value), 275, tick.text, "t n", .middle)
    }
    drawing.text(284, 292, axis, "t", .end)
    drawing.text(38, 14, "share", "t", .end)
  }

  private func drawLegend(on drawing: inout Drawing) {
    var at = 284.0
    for (index, line) in series.enumerated().reversed() where !line.name.isEmpty {
      let name = Markup.clipped(line.name, 14)
      at -= Drawing.width(of: name)
      drawing.text(at, 14, name, "t")
      drawing.rectangle(at - 18, 4, 12, 12, index == 0 ? "hist main" : "hist second")
      at -= 32
    }
  }
}
