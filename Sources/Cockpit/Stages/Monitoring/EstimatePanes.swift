import CellCanvas
import Encoding
import Lifecycle

/// The metric as estimated without outcomes beside what came true, on one chart.
struct EstimatePane: ChartPane {
  let context: PaneContext

  private var metric: String { context.scope.metric }
  private var windows: [Window] { context.state.windows }

  private var newest: (estimated: Double?, realised: Double?) {
    (
      windows.last { $0.closed.estimated[metric]?["value"] != nil }?.closed.estimated[metric]?["value"],
      windows.last { $0.settled?.metrics[metric] != nil }?.settled?.metrics[metric]
    )
  }

  var title: TextLine {
    TextLine("\(MetricText.title(metric)) · estimated ")
      + TextLine(newest.estimated.map { MetricText.value(metric, $0) } ?? "–", .strong)
      + TextLine(" · realised ") + TextLine(newest.realised.map { MetricText.value(metric, $0) } ?? "–", .strong)
  }

  var note: TextLine? {
    if context.hasParted { return TextLine("✗ concept drift suspected", .failing) }
    let changes = windows.reduce(0) { $0 + ($1.settled?.changes.count ?? 0) }
    if changes > 0 { return TextLine("! \(TurnText.count(changes, "change")) of the error", .attention) }
    let waiting = windows.count - settledCount
    return waiting == 0 ? nil : TextLine("\(TurnText.count(waiting, "window")) without outcomes", .dim)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard newest.estimated != nil || newest.realised != nil else {
      return canvas.putEmpty(
        windows.isEmpty
          ? "No window has closed yet."
          : "Neither an estimate nor an outcome of \(MetricText.title(metric)) is known yet.",
        context.trafficRemedy, in: area)
    }
    chart(in: area)?.draw(on: &canvas)
  }

  var axis: ChartAxis { .windows }

  func chart(in area: Rect) -> PlacedChart? {
    guard newest.estimated != nil || newest.realised != nil else { return nil }
    return context.placed(
      chart(showsLegend: area.height >= 8), of: .part(.estimate), along: .windows, in: area)
  }

  private func chart(showsLegend: Bool) -> LineChart {
    let estimated = windows.map { $0.closed.estimated[metric]?["value"] ?? .nan }
    let realised = windows.map { $0.settled?.metrics[metric] ?? .nan }
    var series = [context.series("realised", realised)]
    if estimated.contains(where: \.isFinite) { series += estimates(estimated) }
    let band = band
    let bound = context.digest.standing.bound
    var chart = LineChart(
      series, thresholds: bound.map { [.init($0, label: "gate \(MetricText.value(metric, $0))")] } ?? [],
      events: marks, xAxis: .time, xRange: context.windowRange,
      yRange: Charts.range(of: series, including: bound.map { [$0] } ?? []), showsLegend: showsLegend)
    chart.bands = band
    return chart
  }

  /// Windows up to the newest whose outcomes are known.
  private var settledCount: Int { (windows.lastIndex { $0.settled?.metrics[metric] != nil } ?? -1) + 1 }

  /// What outcomes have answered, and what they have not: two lines, so that no one takes a guess for a fact.
  private func estimates(_ values: [Double]) -> [LineChart.Series] {
    let count = settledCount
    let answered = context.series("estimated", Array(values.prefix(count)), role: .line(2))
    guard count < values.count, values[max(0, count - 1)...].contains(where: \.isFinite) else { return [answered] }
    let first = max(0, count - 1)
    let open = LineChart.Series(
      "outcomes to come", x: Array(context.digest.times[first...]), y: Array(values[first...]), role: .attention)
    return count == 0 ? [open] : [answered, open]
  }

  /// Where the truth ends, other versions, changes of the error, alarms and trainings.
  private var marks: [LineChart.Event] {
    var marks = context.versionEvents + changeEvents
    if settledCount > 0, settledCount < windows.count {
      marks.append(.init(x: context.digest.times[settledCount - 1], label: "outcomes until here", role: .dim))
    }
    guard let range = context.windowRange else { return marks }
    for mark in context.state.marks where range.contains(mark.at.seconds) {
      switch mark.kind {
      case .trained: marks.append(.init(x: mark.at.seconds, label: "trained", role: .busy))
      case .alarm: marks.append(.init(x: mark.at.seconds, label: "!", role: .attention))
      case .rolledBack: marks.append(.init(x: mark.at.seconds, label: "back", role: .attention))
      case .promoted, .steppedBack, .session, .rollout, .decided: break
      }
    }
    return marks
  }

  /// The intervals: of the estimate where one is made, else of what came true.
  private var band: [LineChart.Band] {
    var estimated = LineChart.Band([], from: [], to: [], role: .line(2))
    var realised = LineChart.Band([], from: [], to: [], role: .line(1))
    for window in windows {
      let time = window.closed.to.seconds
      if let found = window.closed.estimated[metric], let lower = found["lower"], let upper = found["upper"] {
        estimated.append(time, from: lower, to: upper)
      }
      if let lower = window.settled?.lower, let upper = window.settled?.upper {
        realised.append(time, from: lower, to: upper)
      }
    }
    return estimated.x.isEmpty ? [realised] : [estimated]
  }

  /// Where the error itself changed.
  private var changeEvents: [LineChart.Event] {
    windows.compactMap { window in
      guard let settled = window.settled, !settled.changes.isEmpty else { return nil }
      return .init(x: window.closed.to.seconds, label: "error changed", role: .failing)
    }
  }
}

/// Window by window: what was estimated, what came true, and whether the estimate's interval held.
struct ReconciliationPane: PaneContent {
  let context: PaneContext

  private var metric: String { context.scope.metric }

  var title: TextLine {
    let pairs = context.model.reconciledWindows.compactMap { Reconciliation($0, metric) }.filter { $0.isComplete }
    guard !pairs.isEmpty else { return "Reconciled" }
    let held = pairs.filter { $0.holds == true }.count
    return TextLine("Reconciled · ")
      + TextLine("\(held) of \(pairs.count) within", held * 10 >= pairs.count * 9 ? .ok : .attention)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let windows = context.model.reconciledWindows
    guard !windows.isEmpty else {
      return canvas.putEmpty("No window has an estimate yet.", context.trafficRemedy, in: area)
    }
    context.table(
      .part(.reconciliation),
      columns: [
        .init("window", importance: 7), .init("estimated", alignment: .trailing, importance: 9),
        .init("realised", alignment: .trailing, importance: 9), .init("off by", alignment: .trailing, importance: 5),
        .init("interval", importance: 8), .init("what changed", .flexible(min: 12, weight: 1), importance: 2),
      ], height: area.height
    ) { item in
      guard case .numbered(let index) = item, let window = windows.last(where: { $0.closed.index == index }),
        let found = Reconciliation(window, metric)
      else { return [] }
      return row(window, found)
    }
    .draw(in: area, on: &canvas)
  }

  private func row(_ window: Window, _ found: Reconciliation) -> [TextLine] {
    let verdict: TextLine =
      switch found.holds {
      case true: TextLine("✓ held", .ok)
      case false: TextLine("✗ missed", .failing)
      case nil: TextLine(found.realised == nil ? "· waits" : "–", .idle)
      }
    let change = window.settled?.errorChanges?.first
    let cause = change.map { "\($0.detector): \(AlarmText.title(of: $0.cause))\($0.column.map { " of \($0)" } ?? "")" }
    return [
      TextLine(TimeText.window(from: window.closed.from, to: window.closed.to), .dim),
      TextLine(found.estimated.map { MetricText.value(metric, $0) } ?? "–"),
      TextLine(found.realised.map { MetricText.value(metric, $0) } ?? "–", .strong),
      TextLine(found.difference.map { CellText.signed(metric, $0) } ?? "", .dim), verdict,
      TextLine(cause ?? "", .attention),
    ]
  }
}

/// An estimate beside the truth.
struct Reconciliation: Sendable, Equatable {
  var estimated: Double?
  var lower: Double?
  var upper: Double?
  var realised: Double?

  init?(_ window: Window, _ metric: String) {
    let found = window.closed.estimated[metric]
    estimated = found?["value"]
    lower = found?["lower"]
    upper = found?["upper"]
    realised = window.settled?.metrics[metric]
    if estimated == nil, realised == nil { return nil }
  }

  var isComplete: Bool { estimated != nil && realised != nil }

  var difference: Double? { estimated.flatMap { estimated in realised.map { $0 - estimated } } }

  /// Whether the truth lay in the estimate's interval; nil before both are known.
  var holds: Bool? {
    guard let realised, let lower, let upper else { return nil }
    return realised >= lower && realised <= upper
  }
}

/// What would have been with the challenger on the newest rows whose outcomes are known.
struct WhatIfPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .whatIf) }

  var title: TextLine {
    guard let challenger = context.state.aliases.challenger else { return "What if" }
    let verdict: TextLine =
      switch page?["verdict"]?.string {
      case "better": TextLine(" · ✓ better", .ok)
      case "worse": TextLine(" · ✗ worse", .failing)
      case nil: ""
      default: TextLine(" · ~ no telling", .idle)
      }
    return TextLine("What if v\(challenger)") + verdict
  }

  var note: TextLine? {
    if let progress = context.progress(.whatIf) { return progress }
    return page?["rows"]?.int.map { TextLine("\(NumberText.grouped($0)) rows", .dim) }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let missing = context.model.isInPast ? "The past is not computed anew." : "There is no challenger to ask about."
    guard
      let page = context.answer(
        .whatIf, missing: missing, remedy: context.model.isInPast ? "" : "\(context.key(.retrain)) trains one",
        in: area,
        on: &canvas)
    else { return }
    let sentence = (page["sentence"]?.string ?? "").wrapped(to: area.width).prefix(3).map { TextLine($0, role(page)) }
    let value = value(page)
    let parts = area.withFoot(sentence.count, below: (page["metrics"]?.array?.count ?? 0) + value.count + 1, least: 4)
    table(page, value).draw(in: parts[0], on: &canvas)
    canvas.put(Array(sentence), in: parts[1])
  }

  private func role(_ page: JSON) -> Role {
    switch page["verdict"]?.string {
    case "better": .ok
    case "worse": .failing
    default: .idle
    }
  }

  private func table(_ page: JSON, _ value: [[TextLine]]) -> DataTable {
    let metrics = page["metrics"]?.array ?? []
    let order = MetricText.ordered(metrics.compactMap { $0["metric"]?.string }, first: context.scope.metric)
    let rows = order.compactMap { id in metrics.first { $0["metric"]?.string == id } }.map { row($0) }
    return DataTable(
      columns: [
        .init("", .fitting(max: 14), importance: 9), .init("champion", alignment: .trailing, importance: 6),
        .init("v\(page["challenger"]?.int ?? 0)", alignment: .trailing, importance: 8),
        .init("difference", alignment: .trailing, importance: 7), .init("95 %", alignment: .center, importance: 3),
        .init("", importance: 5),
      ], rows: value + rows)
  }

  /// What it would have been worth, for each row.
  private func value(_ page: JSON) -> [[TextLine]] {
    guard let value = page["value"], !value.isNull else { return [] }
    var row = cells(value, id: "", champion: value["champion"]?.double, challenger: value["challenger"]?.double)
    row[0] = TextLine(context.unit.isEmpty ? "value a row" : "\(context.unit) a row", .strong)
    return [row]
  }

  private func row(_ json: JSON) -> [TextLine] {
    let id = json["metric"]?.string ?? ""
    return cells(
      json, id: id, champion: (json["a"] ?? json["champion"])?.double,
      challenger: (json["b"] ?? json["challenger"])?.double)
  }

  private func cells(_ json: JSON, id: String, champion: Double?, challenger: Double?) -> [TextLine] {
    let text = { (value: Double) in id.isEmpty ? MetricText.number(value) : MetricText.value(id, value) }
    let difference = json["difference"]?.double
    let (lower, upper) = (json["lower"]?.double ?? .nan, json["upper"]?.double ?? .nan)
    let isReal = lower.isFinite && upper.isFinite && (lower > 0 || upper < 0)
    let isBetter = MetricText.wantsSmall(id) ? (difference ?? 0) < 0 : (difference ?? 0) > 0
    let verdict: TextLine =
      isReal ? isBetter ? TextLine("✓ better", .ok) : TextLine("✗ worse", .failing) : TextLine("~ chance", .idle)
    return [
      TextLine(MetricText.title(id), id == context.scope.metric ? .strong : nil),
      TextLine(champion.map(text) ?? "–", .dim), TextLine(challenger.map(text) ?? "–", .strong),
      TextLine(difference.map { ($0 < 0 ? "−" : "+") + text(abs($0)) } ?? "–"),
      TextLine(lower.isFinite && upper.isFinite ? "\(text(lower))–\(text(upper))" : "", .dim), verdict,
    ]
  }
}
