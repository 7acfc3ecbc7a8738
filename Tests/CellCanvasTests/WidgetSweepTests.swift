import CellCanvas
import TestSupport
import Testing

/// One of each widget, with content that is long, wide, missing and extreme.
enum Specimens {
  static let numbers: [Double] = (0..<200).map(number)

  private static func number(_ index: Int) -> Double {
    if index % 37 == 0 { return .nan }
    if index == 100 { return .infinity }
    return Double(index * index % 97) * 1e3 - 4e4
  }

  static let all: [(name: String, view: any View & Sendable)] = charts + rest

  private static let charts: [(name: String, view: any View & Sendable)] = [
    ("panel", Panel("日本語 title", number: 12, isFocused: true, note: "a note", hint: "enter open")),
    ("sparkline", Sparkline(numbers, accepted: -1e4...1e4)),
    ("line chart", lineChart),
    ("line chart of one point", LineChart([.init("one", y: [3])])),
    ("line chart of nothing", LineChart([.init("none", y: [.nan]), .init("empty", y: [])])),
    ("line chart, hidden axis", LineChart([.init("a", y: numbers)], xAxis: .hidden, yRange: 0...0)),
    (
      "histogram",
      PairedHistogram(
        reference: [1, .nan, 3, -4, 1e9, 0], window: [5, 4, 3, 2, 1, 0, 7], labels: ["日本", "b", "c", "", "e"])
    ),
    ("histogram of nothing", PairedHistogram(reference: [0, 0], window: [])),
    (
      "bar list",
      BarList(
        [
          .init("日本語 long label", 3, text: "3.00"), .init("b", -2, text: "-2", mark: 9), .init("c", .nan, text: "–"),
          .init("d", 1e300, text: "much", mark: .infinity),
        ], selection: 2)
    ),
    (
      "heat strip",
      HeatStrip(
        [.init("日本", [0, 0.5, 2, .nan]), .init("b", numbers), .init("c", [])], columnLabels: ["1 Mar", "2 Mar"],
        selectedRow: 1, selectedColumn: 3)
    ),
  ]

  private static let rest: [(name: String, view: any View & Sendable)] = [
    ("gauge", Gauge(0.4, text: "40 %", mark: 0.7)),
    ("gauge without a value", Gauge(.nan, text: "–", mark: .nan)),
    ("progress", ProgressBar("Training 日本", share: 0.3, detail: "12 s left")),
    ("progress without an end", ProgressBar("Reading", share: nil)),
    ("pairs", KeyValueList([.init("key", "value"), .init("日本", "a longer value")], offset: 5)),
    ("text", TextBlock("Words to wrap, 日本語も, and averyveryverylongword.\n\nEnd.", offset: 1)),
    (
      "ribbon",
      Ribbon(
        [.init(key: "1", title: "Scoping", mark: TextLine("✓", .ok)), .init(key: "2", title: "日本")], current: 1,
        tail: "↺")
    ),
    ("timeline", Timeline(0...1e9, marks: [.init(5e8, Glyph("日"), .ok), .init(2e9, Glyph("x"), .ok)], now: 1e9)),
    ("timeline of a moment", Timeline(5...5, now: 5)),
    (
      "dialog",
      Dialog(
        "Promote 日本", message: "All traffic goes to version 7.\nReally?",
        answers: [.init(key: "y", title: "yes"), .init(key: "n", title: "no")], marked: 1)
    ),
    ("hints", KeyHints([.init("r", "retrain"), .init("?", "日本")])),
    ("toast", Toast(.failed, "it went 日本 wrong")),
    ("table", table),
    ("table of nothing", DataTable(columns: [.init("a")], rows: [])),
    ("scroll", ScrollIndicator(first: 30, visible: 10, total: 100)),
    (
      "matrix",
      MatrixGrid(
        rowLabels: ["was 日本", "b"], columnLabels: ["said no", "said yes"],
        cells: [[.init("8123", weight: 1), .init("3", weight: .nan)], [.init("402", weight: 0.2)]])
    ),
  ]

  static let lineChart = LineChart(
    [.init("日本", x: numbers.indices.map { Double($0) * 86_400 }, y: numbers), .init("b", y: [1e300, -1e300])],
    thresholds: [.init(0, label: "gate"), .init(.nan)],
    events: [.init(x: 86_400 * 50, label: "retrain"), .init(x: .nan, label: "never")], xAxis: .time, cursor: 1e6)

  static let table = DataTable(
    columns: [
      .init("feature", .flexible(min: 4, weight: 1), importance: 9), .init("PSI", alignment: .trailing),
      .init("fixed", .fixed(7), alignment: .center),
    ],
    rows: (0..<30).map { ["日本語 \($0)", "0.\($0)"] }, selection: 20)
}

@Suite struct WidgetSweepTests {
  @Test("Every widget stays inside its rectangle at every size", arguments: GlyphSet.allCases)
  func inside(glyphs: GlyphSet) throws {
    for (name, view) in Specimens.all {
      for width in Array(0...14) + [24, 40, 79] {
        for height in Array(0...9) + [24] {
          try expectInside(view, name, width, height, glyphs)
        }
      }
    }
  }

  /// Draws amid a screen of "#" and looks for changes outside.
  private func expectInside(_ view: any View, _ name: String, _ width: Int, _ height: Int, _ glyphs: GlyphSet) throws {
    let size = Size(columns: width + 4, rows: height + 2)
    var canvas = Canvas(size: size, theme: .probe, glyphs: glyphs)
    canvas.fill(canvas.area, Glyph("#"), .screen)
    let before = canvas
    let area = Rect(x: 2, y: 1, width: width, height: height)
    canvas.draw(view, in: area)
    for y in 0..<size.rows {
      for x in 0..<size.columns where !area.contains(Point(x: x, y: y)) {
        let point = Point(x: x, y: y)
        guard canvas[point] != before[point] else { continue }
        Issue.record("\(name) in \(area) wrote at \(x),\(y)")
        return
      }
    }
  }

  @Test("Every widget survives rectangles that are partly or wholly off the canvas")
  func offCanvas() {
    for (_, view) in Specimens.all {
      var canvas = Canvas(size: Size(columns: 20, rows: 6), theme: .probe)
      for area in [Rect(x: -5, y: -2, width: 12, height: 5), Rect(x: 15, y: 4, width: 40, height: 40)] {
        canvas.draw(view, in: area)
      }
      #expect(canvas.styleMap.rows.count == 6)
    }
  }

  @Test("In ASCII every widget draws nothing but ASCII, as long as the words are")
  func asciiOnly() {
    for (name, view) in Specimens.all {
      let canvas = Canvas(drawing: view, size: Size(columns: 60, rows: 14), theme: .probe, glyphs: .ascii)
      let foreign = canvas.text.unicodeScalars.filter { $0.value > 0x7F && !"日本語も、".unicodeScalars.contains($0) }
      #expect(foreign.isEmpty, "\(name): \(foreign.map { String($0) })")
    }
  }
}
