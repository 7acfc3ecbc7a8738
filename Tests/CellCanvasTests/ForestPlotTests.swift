import CellCanvas
import TestSupport
import Testing

/// Intervals on a scale, and amounts that add up.
@Suite struct ForestPlotTests {
  private static let forest = ForestPlot([
    .init("AUC", -0.15, from: -0.17, to: -0.13, text: "worse", role: .failing),
    .init("F1", 0.05, from: -0.1, to: 0.2, text: "perhaps", role: .idle),
    .init("none", .nan, from: .nan, to: .nan, text: "–"),
  ])
  private static let waterfall = Waterfall([
    .init("age", 4, text: "+4"), .init("job", -2, text: "−2"), .init("city", 2, text: "+2"),
  ])

  @Test("An interval that leaves 0 out stands clear of the line")
  func forest() {
    let lines = Canvas(drawing: Self.forest, size: Size(columns: 40, rows: 3)).text
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // The plot begins in column 6 and has 25; 0 is its column 12 and ±0.2 eleven away: −0.17, −0.15 and −0.13 are 3, 4
    // and 5.
    #expect(lines[0].hasPrefix("AUC      ├●┤"))
    #expect(lines[0].contains("┊"))
    #expect(lines[1].contains("┼"))
    #expect(!lines[2].contains("●"))
  }

  @Test("Each bar begins where the one before ended")
  func waterfall() {
    let lines = Canvas(drawing: Self.waterfall, size: Size(columns: 16, rows: 3)).text
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // Eight columns for the bars: two for each unit.
    #expect(lines == ["age  ████████ +4", "job      ▒▒▒▒ −2", "city     ████ +2"])
  }

  @Test("A cloud has dots where its points are and no lines between them")
  func cloud() {
    var series = LineChart.Series("", x: [0, 1], y: [0, 1])
    series.isScattered = true
    let chart = LineChart([series], xAxis: .hidden, yRange: 0...1, showsLegend: false)
    let dots = Canvas(drawing: chart, size: Size(columns: 6, rows: 2)).text.filter { $0 != " " && $0 != "\n" }
    #expect(dots.count == 2)
  }

  @Test("Every size is drawn", arguments: 0...6)
  func sweep(rows: Int) {
    for columns in 0...60 {
      let size = Size(columns: columns, rows: rows)
      #expect(Canvas(drawing: Self.forest, size: size).size == size)
      #expect(Canvas(drawing: Self.waterfall, size: size, glyphs: .ascii).size == size)
    }
  }
}
