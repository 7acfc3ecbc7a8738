import CellCanvas
import Encoding
import Lifecycle

/// What the panes of the drift view share: one column in the window under the cursor.
struct Drill {
  let context: PaneContext

  var column: String? { context.model.selectedDriftColumn }
  var window: Window? { context.model.selectedWindow }
  var page: JSON? { context.model.page(of: .shape) }

  /// The readings of the window as it closed.
  var readings: [DriftReading] { window?.closed.drift.filter { $0.column == column } ?? [] }

  var name: String { window.map { TimeText.window(from: $0.closed.from, to: $0.closed.to) } ?? "" }

  var missing: String {
    context.model.isInPast ? "The past is not computed anew." : "Nothing to look at yet: no window has closed."
  }

  var remedy: String { context.model.isInPast ? "" : context.trafficRemedy }
}

/// The distribution of the column: at training and in the window.
struct ShapePane: PaneContent {
  let context: PaneContext

  private var drill: Drill { Drill(context: context) }

  var title: TextLine {
    guard let column = drill.column else { return "Shape" }
    let isDrifted = drill.readings.contains(where: \.isDrifted)
    return TextLine("\(column) · \(drill.name) ")
      + (isDrifted ? TextLine("✗ drifted", .failing) : TextLine("✓ same", .ok))
  }

  var note: TextLine? {
    if let progress = context.progress(.shape) { return progress }
    guard let page = drill.page, let read = page["rows_measured"]?.int, let rows = page["rows"]?.int else { return nil }
    return TextLine(
      read == rows
        ? "\(NumberText.grouped(rows)) rows" : "\(NumberText.grouped(read)) of \(NumberText.grouped(rows)) rows", .dim)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    // The newest window's shape is there before its rows are read back.
    if drill.page == nil, let shape = newest { return draw(shape, in: area, on: &canvas) }
    guard let page = context.answer(.shape, missing: drill.missing, remedy: drill.remedy, in: area, on: &canvas) else {
      return
    }
    guard let found = page["histogram"], !found.isNull, (page["rows_measured"]?.int ?? 0) > 0 else {
      return canvas.putEmpty(page["note"]?.string ?? "No row of this window was measured.", in: area)
    }
    let numbers = { (key: String) in found[key]?.array?.map { $0.double ?? 0 } ?? [] }
    draw(
      DriftHistogram(
        column: drill.column ?? "", labels: found["labels"]?.array?.compactMap(\.string) ?? [],
        reference: numbers("reference"), window: numbers("window")), in: area, on: &canvas)
  }

  private var newest: DriftHistogram? {
    guard drill.window?.closed.index == context.state.windows.last?.closed.index else { return nil }
    return context.snapshot.histograms.first { $0.column == drill.column }
  }

  private func draw(_ shape: DriftHistogram, in area: Rect, on canvas: inout Canvas) {
    PairedHistogram(
      reference: shape.reference, window: shape.window, labels: shape.labels, referenceName: "training",
      windowName: drill.name
    ).draw(in: area, on: &canvas)
  }
}

/// What every method says of the column in the window, and what is missing or unlike all of the training data.
struct ReadingsPane: PaneContent {
  let context: PaneContext

  private var drill: Drill { Drill(context: context) }

  private struct Row {
    var method: String
    var statistic: Double
    var threshold: Double?
    var pValue: Double?
    var isDrifted: Bool
  }

  private var rows: [Row] {
    let read = drill.page?["drift"]?["readings"]?.array?.compactMap { reading -> Row? in
      guard let method = reading["method"]?.string, let statistic = reading["statistic"]?.double else { return nil }
      return Row(
        method: method, statistic: statistic, threshold: reading["threshold"]?.double,
        pValue: reading["p_value"]?.double, isDrifted: reading["drifted"]?.bool ?? false)
    }
    if let read, !read.isEmpty { return read }
    return drill.readings.map {
      Row(
        method: $0.method, statistic: $0.statistic, threshold: $0.threshold.isFinite ? $0.threshold : nil,
        isDrifted: $0.isDrifted)
    }
  }

  var title: TextLine {
    let rows = rows
    guard !rows.isEmpty else { return "Methods" }
    let count = rows.count(where: \.isDrifted)
    return TextLine("Methods · ")
      + TextLine(
        count == 0 ? "✓ none of \(rows.count) says drift" : "✗ \(count) of \(rows.count) say drift",
        count == 0 ? .ok : .failing)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let rows = rows
    guard !rows.isEmpty else {
      return canvas.putEmpty(drill.column.map { "\($0) was not measured in this window." } ?? drill.missing, in: area)
    }
    let facts = facts(width: area.width)
    let parts = area.withFoot(facts.count, below: rows.count + 1, least: min(rows.count, 4) + 1)
    DataTable(
      columns: [
        .init("method", .fitting(max: 20), importance: 9), .init("value", alignment: .trailing, importance: 9),
        .init("bound", alignment: .trailing, importance: 8), .init("p", alignment: .trailing, importance: 2),
        .init("", importance: 7), .init("windows", .flexible(min: 6, weight: 1), importance: 3),
      ],
      rows: rows.map { cells($0, width: area.width) }
    ).draw(in: parts[0], on: &canvas)
    canvas.put(facts, in: parts[1])
  }

  private func cells(_ row: Row, width: Int) -> [TextLine] {
    let course = context.state.windows.map { window in
      window.closed.drift.first { $0.column == drill.column && $0.method == row.method }?.statistic ?? .nan
    }
    return [
      TextLine(width >= 56 ? MetricText.longMethod(row.method) : MetricText.method(row.method)),
      TextLine(MetricText.number(row.statistic, digits: 3), row.isDrifted ? .failing : .strong),
      TextLine(row.threshold.map { MetricText.number($0, digits: 3) } ?? "–", .dim),
      TextLine(row.pValue.map { $0 < 0.001 ? "<0.001" : NumberText.fixed($0, 3) } ?? "", .dim),
      row.isDrifted ? TextLine("✗ drift", .failing) : TextLine("✓ same", .ok),
      context.bars(course, width: max(6, width - 48), accepted: row.threshold.map { bound in { $0 <= bound } }),
    ]
  }

  /// Missing, outside, mean: beside what they were at training.
  private func facts(width: Int) -> [TextLine] {
    guard let drift = drill.page?["drift"], let rows = drift["rows"]?.int, rows > 0,
      let reference = drill.page?["reference"]
    else { return [] }
    let share = { (count: Int?, of: Int?) in CellText.percent(Double(count ?? 0) / Double(max(1, of ?? 1))) }
    var text = LabelledText(width: width, labelWidth: 10)
    text.add(
      "missing",
      TextLine(share(drift["missing"]?.int, rows), .strong)
        + TextLine(", \(share(reference["missing"]?.int, reference["rows"]?.int)) at training", .dim))
    if let unseen = drift["unseen"]?.int {
      text.add("unseen", TextLine(share(unseen, rows), .strong) + TextLine(" of levels training never had", .dim))
    }
    if let below = drift["below"]?.int, let above = drift["above"]?.int {
      text.add(
        "outside",
        TextLine("\(share(below, rows)) below, \(share(above, rows)) above", .strong)
          + TextLine(
            " \(CellText.number(reference["minimum"]?.double ?? .nan)) – "
              + CellText.number(reference["maximum"]?.double ?? .nan), .dim))
    }
    if let mean = reference["window_mean"]?.double, let before = reference["mean"]?.double {
      text.add(
        "mean",
        TextLine(MetricText.number(mean), .strong) + TextLine(", \(MetricText.number(before)) at training", .dim))
    }
    return text.lines
  }
}

/// How far past its bound each method was, window by window.
struct TrendPane: ChartPane {
  let context: PaneContext

  private var drill: Drill { Drill(context: context) }

  var title: TextLine { "Trend · statistic over its bound" }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let chart = chart(in: area) else {
      return canvas.putEmpty(drill.column.map { "\($0) has no reading in any window kept." } ?? drill.missing, in: area)
    }
    chart.draw(on: &canvas)
  }

  var axis: ChartAxis { .windows }

  func chart(in area: Rect) -> PlacedChart? {
    let series = series
    guard !series.isEmpty else { return nil }
    let chart = LineChart(
      series, thresholds: [.init(1, label: "bound")], events: context.versionEvents, xAxis: .time,
      xRange: context.windowRange, yRange: Charts.range(of: series, including: [0, 1]),
      showsLegend: area.height >= 6)
    return context.placed(chart, of: .part(.trend), along: .windows, in: area)
  }

  /// The methods that decide, and those that the column has instead; at most three lines.
  private var series: [LineChart.Series] {
    let order = ["psi", "kolmogorov_smirnov", "chi_square", "jensen_shannon", "missing_share"]
    let windows = context.state.windows
    return order.compactMap { method -> LineChart.Series? in
      let values = windows.map { window -> Double in
        let reading = window.closed.drift.first { $0.column == drill.column && $0.method == method }
        guard let reading, reading.threshold > 0, reading.threshold.isFinite else { return .nan }
        return reading.statistic / reading.threshold
      }
      guard values.contains(where: \.isFinite) else { return nil }
      return context.series(MetricText.method(method), values)
    }.prefix(3).map { $0 }
  }
}

/// Where in the window the model got worse: bins or levels of the column, and the business's segments.
struct WorstPane: PaneContent {
  let context: PaneContext

  private var drill: Drill { Drill(context: context) }
  private var segments: JSON? { drill.page?["segments"] }
  private var isPriced: Bool { segments?["ranked_by"]?.string == "value" }
  private var hasBefore: Bool { segments?["before"]?.isNull == false }

  private var measure: String {
    if isPriced { return context.unit.isEmpty ? "value a row" : "\(context.unit) a row" }
    let metric = segments?["metric"]?.string ?? "error"
    return metric == "error" ? "error share" : MetricText.title(metric)
  }

  var title: TextLine {
    guard let segments else { return "Worst segments" }
    let worse = segments["worst"]?.array?.count { $0["worse"]?.bool == true } ?? 0
    guard (segments["outcomes"]?.int ?? 0) > 0 else { return "Worst segments" }
    return TextLine("Worst segments · ")
      + TextLine(worse == 0 ? "✓ none is surely worse" : "✗ \(worse) worse", worse == 0 ? .ok : .failing)
  }

  var note: TextLine? { segments == nil ? nil : TextLine(measure, .dim) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.answer(.worst, missing: drill.missing, remedy: drill.remedy, in: area, on: &canvas) != nil,
      let segments
    else { return }
    guard let outcomes = segments["outcomes"]?.int, outcomes > 0 else {
      return canvas.putEmpty("No outcome of this window is known yet.", "they come with time", in: area)
    }
    let worst = segments["worst"]?.array ?? []
    DataTable(
      columns: [
        .init("segment", .flexible(min: 12, weight: 1), importance: 9),
        .init("n", alignment: .trailing, importance: 6),
        .init(hasBefore ? "now" : "here", alignment: .trailing, importance: 7),
        .init(hasBefore ? "before" : "", alignment: .trailing, importance: 4),
        .init("change", alignment: .trailing, importance: 8), .init("95 %", importance: 3), .init("", importance: 8),
      ], rows: worst.map { cells($0) }, emptyText: "no segment has rows"
    ).draw(in: area, on: &canvas)
  }

  private func cells(_ segment: JSON) -> [TextLine] {
    let name = "\(segment["column"]?.string ?? "") \(segment["level"]?.string ?? "")"
    let key = { (error: String, value: String) in segment[isPriced ? value : error]?.double }
    let text = { (value: Double?) in value.map { MetricText.number($0, digits: 3) } ?? "–" }
    let signed = { (value: Double?) in
      value.map { ($0 < 0 ? "−" : "+") + MetricText.number(abs($0), digits: 3) } ?? "–"
    }
    let isWorse = segment["worse"]?.bool == true
    let (lower, upper) = (key("lower", "value_lower"), key("upper", "value_upper"))
    return [
      TextLine(name), TextLine(NumberText.grouped(segment["n"]?.int ?? 0), .dim),
      TextLine(text(key("error", "value")), .strong),
      TextLine(hasBefore ? text(key("error_before", "value_before")) : ""),
      TextLine(signed(key("difference", "value_difference")), isWorse ? .failing : nil),
      TextLine(lower == nil ? "" : "\(signed(lower)) to \(signed(upper))", .dim),
      isWorse ? TextLine("✗ worse", .failing) : TextLine(lower == nil ? "· few rows" : "~", .idle),
    ]
  }
}
