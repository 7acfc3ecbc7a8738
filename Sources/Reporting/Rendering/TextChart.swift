/// A chart in letters, for places that show no pictures.
struct TextChart {
  /// Lines of one letter width.
  let lines: [String]

  init(_ plot: Chart.Plot) {
    lines =
      switch plot {
      case .lines(let plot): TextChart.lines(plot)
      case .bars(let plot): TextChart.bars(plot)
      case .heat(let plot): TextChart.heat(plot)
      case .histogram(let plot): TextChart.histogram(plot)
      case .forest(let plot): TextChart.forest(plot)
      }
  }

  /// Columns padded to one width each; the first to the left, the others as they come.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
      rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        cell + String(repeating: " ", count: max(0, widths[column] - cell.count))
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static func lines(_ plot: LinePlot) -> [String] {
    var rows: [[String]] = []
    for series in plot.series where series.style != .faint || plot.shape == .wide {
      let values = sampled(series, plot)
      let known = values.compactMap { $0 }
      guard let low = known.min(), let high = known.max(), let last = known.last else { continue }
      rows.append([
        series.name.isEmpty ? plot.y.label : series.name, Course(values).blocks,
        "\(Words.number(low)) … \(Words.number(high)), last \(Words.number(last))",
      ])
    }
    guard !rows.isEmpty else { return ["nothing to draw yet"] }
    for level in plot.levels { rows.append([level.label, "", Words.number(level.value)]) }
    return aligned(rows) + [span(plot)] + plot.marks.enumerated().map { "\($0 + 1). \($1.time) \($1.label)" }
  }

  /// Along an axis from 0 to 1 points lie where they will: the nearest to each of 41 places.
  private static func sampled(_ series: LinePlot.Series, _ plot: LinePlot) -> [Double?] {
    guard plot.shape == .square, plot.x.scale == .number, let domain = plot.xDomain, series.points.count > 41 else {
      return series.points.map(\.y)
    }
    return (0...40).map { step in
      let x = domain.lowerBound + Double(step) / 40 * (domain.upperBound - domain.lowerBound)
      return series.points.min { abs($0.x - x) < abs($1.x - x) }?.y
    }
  }

  private static func span(_ plot: LinePlot) -> String {
    guard let domain = plot.xDomain else { return plot.x.label }
    let ends = [domain.lowerBound, domain.upperBound].map { value in
      plot.x.scale == .time ? Words.moment(value) : Words.number(value)
    }
    return "\(plot.x.label): \(ends[0]) … \(ends[1])"
  }

  private static func bars(_ plot: BarPlot) -> [String] {
    let most = plot.bars.map { abs($0.value) }.filter(\.isFinite).max() ?? 0
    guard most > 0 else { return aligned(plot.bars.map { [Markup.clipped($0.label, 32), $0.text] }) }
    return aligned(
      plot.bars.map { bar in
        let length = Int((abs(bar.value) / most * 24).rounded())
        return [
          Markup.clipped(bar.label, 32), String(repeating: bar.value < 0 ? "░" : "█", count: max(1, length)), bar.text,
        ]
      })
  }

  private static func heat(_ plot: HeatPlot) -> [String] {
    let glyphs = ["·", "░", "▒", "▓", "█"]
    let rows = plot.rows.map { row -> [String] in
      let cells = row.cells.suffix(80).map { $0.map { glyphs[HeatPlot.step($0)] } ?? " " }
      return [Markup.clipped(row.label, 26), cells.joined()]
    }
    let legend = zip(glyphs, HeatPlot.steps).map { "\($0) \($1)" }.joined(separator: "  ")
    return aligned(rows) + ["\(plot.from) … \(plot.to)", legend]
  }

  private static func histogram(_ plot: HistogramPlot) -> [String] {
    let ends = [plot.edges.first, plot.edges.last].map { Words.number($0) }
    return aligned(plot.series.map { [$0.name, Course($0.shares.map { $0 }).blocks] })
      + ["\(plot.axis): \(ends[0]) … \(ends[1])"]
  }

  private static func forest(_ plot: ForestPlot) -> [String] {
    aligned(
      plot.rows.map { row in
        [
          row.tone.glyph, Markup.clipped(row.label, 40), Words.number(row.value), Words.interval(row.lower, row.upper),
        ]
      }) + ["\(plot.axis), reference \(Words.number(plot.reference))"]
  }
}
