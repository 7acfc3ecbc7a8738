import CellCanvas
import TestSupport
import Testing

@Suite struct WidgetGoldenTests {
  @Test("Panels: plain, focused, too narrow for their title")
  func panels() {
    var canvas = Canvas(size: Size(columns: 50, rows: 11), theme: .probe)
    let areas = canvas.area.rows([.fixed(3), .fixed(5), .fixed(3)])
    _ = canvas.panel(Panel("Drift", number: 2, note: "3 of 24"), in: areas[0])
    let inner = canvas.panel(
      Panel("AUC by window", number: 1, isFocused: true, note: "settled", hint: "z zoom"), in: areas[1])
    canvas.fill(inner, Glyph("·"), .dim)
    _ = canvas.panel(Panel("A long title", number: 3, note: "note"), in: areas[2].prefixColumns(12))
    expectGolden(frame(canvas), named: "panels")
  }

  @Test("Sparklines: one row, three rows, gaps, alarms, a flat series")
  func sparklines() {
    var canvas = Canvas(size: Size(columns: 30, rows: 7), theme: .probe)
    let ramp = (0..<20).map(Double.init)
    canvas.draw(Sparkline(ramp), in: Rect(x: 0, y: 0, width: 30, height: 1))
    canvas.draw(Sparkline(ramp, accepted: 5...14), in: Rect(x: 0, y: 1, width: 20, height: 3))
    canvas.draw(Sparkline([1, .nan, 3, .infinity, 2]), in: Rect(x: 0, y: 5, width: 10, height: 1))
    canvas.draw(Sparkline([7, 7, 7]), in: Rect(x: 15, y: 5, width: 10, height: 1))
    canvas.draw(Sparkline(ramp, bounds: 0...100), in: Rect(x: 0, y: 6, width: 10, height: 1))
    expectGolden(frame(canvas), named: "sparklines")
  }

  /// Seconds since 1970 of 2026-03-01 00:00 UTC: `date -u -d 2026-03-01 +%s`.
  private static let march: Double = 1_772_323_200

  private var chart: LineChart {
    let x = (0..<120).map { WidgetGoldenTests.march + Double($0) * 21_600 }
    let falling = (0..<120).map { $0 > 70 && $0 < 80 ? Double.nan : 0.82 - Double($0) * 0.0006 }
    let rising = (0..<120).map { $0 < 60 ? Double.nan : 0.77 + Double($0 % 8) * 0.003 }
    return LineChart(
      [.init("champion", x: x, y: falling), .init("challenger", x: x, y: rising)],
      thresholds: [.init(0.78, label: "gate 0.78")],
      events: [
        .init(x: WidgetGoldenTests.march + 15 * 86_400, label: "retrain", role: .busy),
        .init(x: WidgetGoldenTests.march + 16 * 86_400, label: "too close"),
        .init(x: WidgetGoldenTests.march + 24 * 86_400, label: "alarm", role: .failing),
      ], xAxis: .time)
  }

  @Test("A line chart, in braille, quarter blocks and ASCII", arguments: GlyphSet.allCases)
  func lineChart(glyphs: GlyphSet) {
    expectGolden(frame(chart, size: Size(columns: 70, rows: 18), glyphs: glyphs), named: "line-chart-\(glyphs)")
  }

  @Test(
    "A line chart sheds labels, legend and axes as it shrinks",
    arguments: [
      Size(columns: 40, rows: 8), Size(columns: 24, rows: 5), Size(columns: 11, rows: 3), Size(columns: 5, rows: 1),
    ])
  func smallLineChart(size: Size) {
    expectGolden(frame(chart, size: size), named: "line-chart-\(size.columns)x\(size.rows)")
  }

  @Test("The cursor reads the values under it")
  func cursor() {
    var chart = chart
    chart.cursor = WidgetGoldenTests.march + 20.3 * 86_400
    expectGolden(frame(chart, size: Size(columns: 70, rows: 12)), named: "line-chart-cursor")
  }

  @Test("A curve over 0…1 with its own axis")
  func curve() {
    let share = (0...50).map { Double($0) / 50 }
    let roc = LineChart(
      [
        .init("trees", x: share, y: share.map { 1 - (1 - $0) * (1 - $0) * (1 - $0) }),
        .init("chance", x: share, y: share, role: .dim),
      ], xRange: 0...1, yRange: 0...1, cursor: 0.3)
    expectGolden(frame(roc, size: Size(columns: 44, rows: 13)), named: "roc")
  }

  @Test(
    "Time ticks suit their span",
    arguments: [("minutes", 600.0), ("hours", 40_000), ("days", 700_000), ("months", 2e7), ("years", 4e8)])
  func timeTicks(name: String, span: Double) {
    let chart = LineChart(
      [.init("a", x: [WidgetGoldenTests.march, WidgetGoldenTests.march + span], y: [0, 1])], xAxis: .time,
      showsLegend: false)
    let canvas = Canvas(drawing: chart, size: Size(columns: 70, rows: 6), theme: .probe)
    expectGolden(canvas.text, named: "time-ticks-\(name)")
  }

  @Test("A histogram of reference against window, in each kind of glyphs and squeezed", arguments: GlyphSet.allCases)
  func histogram(glyphs: GlyphSet) {
    let view = PairedHistogram(
      reference: [1, 2, 3, 4, 5, 6, 5, 4, 3, 2], window: [2, 3, 5, 7, 5, 3, 2, 1, 0, 0.01],
      labels: (0...10).map { "\($0 * 10)" })
    var canvas = Canvas(size: Size(columns: 66, rows: 9), theme: .probe, glyphs: glyphs)
    canvas.draw(view, in: Rect(x: 0, y: 0, width: 45, height: 9))
    canvas.draw(view, in: Rect(x: 50, y: 0, width: 13, height: 9))
    expectGolden(frame(canvas), named: "histogram-\(glyphs)")
  }

  @Test("Heat tells its steps by density as well as by colour", arguments: GlyphSet.allCases)
  func heat(glyphs: GlyphSet) {
    let rows = (0..<5).map { row in
      HeatStrip.Row(TextLine("feature \(row)"), (0..<24).map { $0 == 4 ? .nan : Double(row * $0) / 92 })
    }
    let strip = HeatStrip(rows, columnLabels: (1...24).map { "\($0) Mar" }, selectedRow: 2, selectedColumn: 20)
    var canvas = Canvas(size: Size(columns: 64, rows: 13), theme: .probe, glyphs: glyphs)
    canvas.draw(strip, in: Rect(x: 0, y: 0, width: 64, height: 6))
    canvas.draw(strip, in: Rect(x: 0, y: 7, width: 24, height: 5))
    expectGolden(frame(canvas), named: "heat-\(glyphs)")
  }

  @Test("Bars, gauges, progress and pairs")
  func bars() {
    var canvas = Canvas(size: Size(columns: 60, rows: 14), theme: .probe)
    let bars: [BarList.Bar] = [
      .init("price", 0.31, text: "0.310"), .init("weekday of the sale", 0.13, text: "0.130", mark: 0.2),
      .init("holiday", -0.08, text: "-0.080", role: .failing), .init("none", 0, text: "0"),
    ]
    canvas.draw(BarList(bars, selection: 1), in: Rect(x: 0, y: 0, width: 60, height: 4))
    canvas.draw(Gauge(0.62, text: "62 %", mark: 0.8), in: Rect(x: 0, y: 5, width: 40, height: 1))
    canvas.draw(Gauge(1.7, text: "170 %", role: .failing), in: Rect(x: 0, y: 6, width: 40, height: 1))
    canvas.draw(ProgressBar("Training", share: 0.42, detail: "12 s left"), in: Rect(x: 0, y: 8, width: 60, height: 1))
    canvas.draw(ProgressBar("Reading", share: nil, detail: "1.2M rows"), in: Rect(x: 0, y: 9, width: 60, height: 1))
    canvas.draw(ProgressBar("Training", share: 0.42, detail: "12 s left"), in: Rect(x: 0, y: 10, width: 20, height: 1))
    let pairs: [KeyValueList.Pair] = [
      .init("problem", "How many bikes next hour?"), .init("metric", TextLine("rmse", .accent)),
    ]
    canvas.draw(KeyValueList(pairs), in: Rect(x: 0, y: 12, width: 28, height: 2))
    expectGolden(frame(canvas), named: "bars")
  }

  @Test("A table: alignment, selection, scrolling, columns left out", arguments: [60, 34, 18])
  func table(width: Int) {
    let verdicts = [TextLine("✗ drifted", .failing), TextLine("! moving", .attention), TextLine("✓ same", .ok)]
    let numbers = NumberAlignment.aligned((0..<20).map { $0 == 3 ? "–" : "\(20 - $0).\($0)" })
    let table = DataTable(
      columns: [
        .init("feature", .flexible(min: 10, weight: 1), importance: 9),
        .init("PSI", alignment: .trailing, importance: 5), .init("trend", .fixed(8), importance: 2),
        .init("verdict", importance: 8),
      ],
      rows: (0..<20).map { row in
        [
          TextLine(row == 12 ? "価格の長い名前です price" : "feature_\(row)"), TextLine(numbers[row]),
          TextLine("▁▂▃▅▇█▆▃", .spark), verdicts[row % 3],
        ]
      }, selection: 12, offset: 3)
    expectGolden(frame(table, size: Size(columns: width, rows: 8)), named: "table-\(width)")
  }

  @Test("The ribbon shortens step by step", arguments: [100, 66, 44, 30])
  func ribbon(width: Int) {
    let marks = [TextLine("✓", .ok), TextLine("!", .attention), TextLine("✗", .failing)]
    let steps = ["Scoping", "Data", "Development", "Deployment", "Monitoring", "Business"].enumerated().map {
      Ribbon.Step(key: "\($0 + 1)", title: $1, shortTitle: String($1.prefix(4)), mark: marks[$0 % 3])
    }
    let ribbon = Ribbon(steps, current: 2, tail: "↺")
    expectGolden(frame(ribbon, size: Size(columns: width, rows: 1)), named: "ribbon-\(width)")
  }

  @Test("Timeline, hints, toasts and a matrix")
  func lines() {
    var canvas = Canvas(size: Size(columns: 70, rows: 12), theme: .probe)
    let range = WidgetGoldenTests.march...WidgetGoldenTests.march + 30 * 86_400
    canvas.draw(
      Timeline(
        range,
        marks: [
          .init(range.lowerBound + 9 * 86_400, Glyph("▲"), .ok),
          .init(range.lowerBound + 20 * 86_400, Glyph("✗"), .failing),
        ], now: range.lowerBound + 28 * 86_400), in: Rect(x: 0, y: 0, width: 70, height: 2))
    let hints = KeyHints([.init("r", "retrain"), .init("p", "promote"), .init("?", "help")])
    canvas.draw(hints, in: Rect(x: 0, y: 3, width: 40, height: 1))
    canvas.draw(hints, in: Rect(x: 0, y: 4, width: 20, height: 1))
    for (row, kind) in [Toast.Kind.done, .note, .attention, .failed].enumerated() {
      canvas.draw(Toast(kind, "version 7 is champion"), in: Rect(x: 0, y: 3 + row, width: 70, height: 1))
    }
    let cells: [[MatrixGrid.Cell]] = [
      [.init("8123", weight: 0.96), .init("310", weight: 0.04)],
      [.init("402", weight: 0.26), .init("1165", weight: 0.74)],
    ]
    canvas.draw(
      MatrixGrid(rowLabels: ["was no", "was yes"], columnLabels: ["said no", "said yes"], cells: cells),
      in: Rect(x: 0, y: 8, width: 50, height: 3))
    expectGolden(frame(canvas), named: "lines")
  }

  @Test("A dialog in the middle of things", arguments: [Size(columns: 80, rows: 12), Size(columns: 30, rows: 10)])
  func dialog(size: Size) {
    var canvas = Canvas(size: size, theme: .probe)
    canvas.fill(canvas.area, Glyph("."), .dim)
    let dialog = Dialog(
      "Promote version 7", message: "All traffic goes to version 7.\nVersion 6 stays as previous, and u takes it back.",
      answers: [.init(key: "y", title: "promote"), .init(key: "n", title: "cancel")], marked: 1)
    canvas.draw(dialog, in: canvas.area)
    expectGolden(frame(canvas), named: "dialog-\(size.columns)x\(size.rows)")
  }

  @Test("Without colour, lines differ by their breaks and a selection is reversed")
  func monochrome() {
    let plain = Theme.dark.reduced(to: .monochrome)
    var canvas = Canvas(size: Size(columns: 40, rows: 14), theme: plain)
    let x = (0..<40).map(Double.init)
    canvas.draw(
      LineChart([.init("a", y: x), .init("b", y: x.map { $0 + 20 }), .init("c", y: x.map { 40 - $0 })]),
      in: canvas.area.prefixRows(9))
    let table = DataTable(columns: [.init("name")], rows: [["one"], ["two"]], selection: 1)
    canvas.draw(table, in: canvas.area.dropFirstRows(10).prefixColumns(20))
    canvas.draw(Toast(.done, "done"), in: canvas.area.row(13))
    let dialog = Dialog("Sure?", message: "", answers: [.init(key: "y", title: "yes")], marked: 0)
    canvas.draw(dialog, in: Rect(x: 22, y: 8, width: 18, height: 5))
    expectGolden(frame(canvas), named: "monochrome")
  }
}
