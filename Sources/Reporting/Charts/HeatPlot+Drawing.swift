import Encoding

extension HeatPlot {
  func drawing() -> Drawing {
    let count = rows.map(\.cells.count).max() ?? 0
    guard count > 0 else { return .nothing(width: 760) }
    let left = min(200, (rows.map { Drawing.width(of: Markup.clipped($0.label, 26)) }.max() ?? 0) + 18)
    let width = (752 - left) / Double(count)
    var drawing = Drawing(width: 760, height: Double(rows.count) * 20 + 66)
    for (index, row) in rows.enumerated() {
      let top = Double(index) * 20 + 4
      drawing.text(left - 10, top + 13, Markup.clipped(row.label, 26), "t strong", .end)
      for (column, cell) in row.cells.enumerated() {
        let x = left + Double(column) * width
        guard let cell, cell.isFinite else {
          drawing.rectangle(x, top + 7, width, 2, "h none")
          continue
        }
        // A hint for each of thousands of cells would make the page heavy; warm ones are worth it.
        let hint = cell >= 1 ? "\(row.label): \(Words.number(cell)) times its threshold" : ""
        drawing.rectangle(x, top, width - (width > 4 ? 1 : 0), 17, "h h\(HeatPlot.step(cell))", hint: hint)
      }
    }
    let bottom = Double(rows.count) * 20 + 18
    drawing.text(left, bottom, from, "t n")
    drawing.text(752, bottom, to, "t n", .end)
    drawLegend(on: &drawing, left: left, top: bottom + 20)
    return drawing
  }

  private func drawLegend(on drawing: inout Drawing, left: Double, top: Double) {
    var x = left
    for (index, name) in HeatPlot.steps.enumerated() {
      drawing.rectangle(x, top, 14, 14, "h h\(index)")
      drawing.text(x + 20, top + 11, name, "t")
      x += 38 + Drawing.width(of: name)
    }
  }
}
