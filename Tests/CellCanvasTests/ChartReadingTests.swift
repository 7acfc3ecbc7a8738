import CellCanvas
import TestSupport
import Testing

@Suite struct ChartReadingTests {
  private static func chart(_ count: Int) -> LineChart {
    // A line that leaves most of the plot free, so that a cursor is seen beside it.
    let y = (0..<count).map { Double(($0 * 37) % 19) }
    return LineChart([.init("a", x: (0..<count).map { 1000 + 60 * Double($0) }, y: y)], xAxis: .time, yRange: 0...100)
  }

  @Test(
    "The x that a column of the plot stands for is drawn in that column", arguments: GlyphSet.allCases, [2, 7, 40, 500])
  func columns(glyphs: GlyphSet, count: Int) throws {
    for width in [14, 31, 80, 120] {
      // Too low for a second row of the legend, which would move the line.
      let area = Rect(x: 3, y: 2, width: width, height: 11)
      var chart = Self.chart(count)
      chart.showsLegend = true
      let plot = try #require(chart.plot(in: area))
      chart.cursor = nil
      let plain = Canvas(size: Size(columns: width + 6, rows: 16), theme: .probe, glyphs: glyphs)
        .drawing(chart, in: area)
      for column in plot.area.x..<plot.area.endX {
        let x = plot.x(at: column)
        #expect(plot.column(of: x) == column)
        chart.cursor = x
        let read = Canvas(size: Size(columns: width + 6, rows: 16), theme: .probe, glyphs: glyphs)
          .drawing(chart, in: area)
        #expect(read.columns(in: plot.area, otherThan: plain) == [column], "\(glyphs) \(count) \(width)")
      }
      #expect(plot.x(at: -100) == plot.x(at: plot.area.x))
      #expect(plot.x(at: 1000) == plot.x(at: plot.area.endX - 1))
    }
  }

  @Test("A point of a line at that x is drawn in the column too", arguments: GlyphSet.allCases)
  func points(glyphs: GlyphSet) throws {
    let area = Rect(x: 0, y: 0, width: 60, height: 12)
    var chart = LineChart(
      [.init("a", x: [0], y: [5])], xAxis: .hidden, xRange: -7...49, yRange: 0...10, showsLegend: false)
    let plot = try #require(chart.plot(in: area))
    for column in plot.area.x..<plot.area.endX {
      chart.series[0].x = [plot.x(at: column)]
      let empty = Canvas(size: Size(columns: 60, rows: 12), theme: .probe, glyphs: glyphs)
      #expect(empty.drawing(chart, in: area).columns(in: plot.area, otherThan: empty) == [column])
    }
  }

  @Test("Values without logarithm break the line and count for no range; thresholds without one are not drawn")
  func logarithmic() {
    var chart = LineChart(
      [.init("a", y: [1, 0, 100, -5, 1000])],
      thresholds: [.init(-1, label: "below"), .init(10, label: "bound")], showsLegend: true)
    chart.isLogarithmic = true
    let text = Self.text(chart)
    #expect(text.contains("1000 ┤") && text.contains("10 ┤") && text.contains(" log"))
    #expect(!text.contains("0 ┤ ") || !text.contains("-"), "an axis that reaches below one")
    #expect(text.contains("bound") && !text.contains("below"))
    #expect(text.contains("a 1,000"))
  }

  @Test("A chart without a value above zero stays linear")
  func linear() {
    var chart = LineChart([.init("a", y: [-1, 0, -3])])
    let linear = Self.text(chart)
    chart.isLogarithmic = true
    #expect(Self.text(chart) == linear)
  }

  @Test("Labels of events and thresholds never lie over one another")
  func labels() {
    let chart = LineChart(
      [.init("a", y: (0..<100).map(Double.init))],
      thresholds: [.init(50, label: "first level"), .init(51, label: "other level"), .init(52, label: "third level")],
      events: [.init(x: 60, label: "later mark"), .init(x: 10, label: "early mark"), .init(x: 62, label: "hidden")])
    let text = Self.text(chart)
    for label in ["first level", "other level", "third level", "later mark", "early mark"] {
      #expect(text.contains(label), "\(label)")
    }
    #expect(!text.contains("hidden"))
  }

  @Test("Where a line has ended its newest value is not read as if it were there")
  func ended() {
    var chart = LineChart([.init("long", y: [1, 2, 3, 4]), .init("short", y: [7, 8])])
    chart.cursor = 3
    #expect(Self.text(chart).contains("long 4") && Self.text(chart).contains("short –"))
    chart.cursor = 1
    #expect(Self.text(chart).contains("short 8"))
  }

  @Test("A legend without room for all keeps the values that are read")
  func narrow() {
    let names = ["the first version", "the second version", "the third version"]
    var chart = LineChart(names.enumerated().map { .init($1, y: [Double($0 + 3), Double($0 + 7)]) })
    chart.cursor = 1
    chart.pin = 0
    let text = Canvas(drawing: chart, size: Size(columns: 60, rows: 10), theme: .dark).text
    for value in ["at 1", "beside 0", "7 +4", "8 +4", "9 +4"] { #expect(text.contains(value), "\(value)") }
    // Higher charts have a row for the moments and one for the values.
    let rows = Canvas(drawing: chart, size: Size(columns: 64, rows: 14), theme: .dark).text.split(separator: "\n")
    #expect(rows[0].contains("at 1  beside 0") && !rows[0].contains("+4"))
    #expect(rows[1].contains("7 +4") && rows[1].contains("9 +4"))
  }

  private static func text(_ chart: LineChart) -> String {
    Canvas(drawing: chart, size: Size(columns: 70, rows: 16), theme: .dark).text
  }
}

extension Canvas {
  fileprivate func drawing(_ chart: LineChart, in area: Rect) -> Canvas {
    var canvas = self
    chart.draw(in: area, on: &canvas)
    return canvas
  }

  /// The columns of an area in which another canvas has other cells.
  fileprivate func columns(in area: Rect, otherThan other: Canvas) -> [Int] {
    (area.x..<area.endX).filter { x in
      (area.y..<area.endY).contains { y in self[Point(x: x, y: y)] != other[Point(x: x, y: y)] }
    }
  }
}
