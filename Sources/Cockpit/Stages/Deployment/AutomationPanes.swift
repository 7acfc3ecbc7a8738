import CellCanvas
import Encoding
import Lifecycle

/// The ladder of levels with the present one marked, and the share of the decisions at each over time.
struct LevelsPane: PaneContent {
  let context: PaneContext

  var title: TextLine {
    TextLine("Who decides · ") + TextLine((context.model.automationLevel ?? .full).title, .strong)
  }

  var note: TextLine? {
    if let progress = context.progress(.levels) { return progress }
    guard !context.model.isInPast else { return nil }
    return TextLine("\(context.key(.lowerAutomation)) less  \(context.key(.raiseAutomation)) more  ", .keyHint)
      + TextLine(context.key(.automation), .key) + TextLine(" choose", .keyHint)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let level = context.model.automationLevel ?? .full
    canvas.put(ladder(level), in: area)
    canvas.put(TextLine("  Now \(level.consequence).", .dim), in: area, row: 1)
    let rest = area.dropFirstRows(area.height >= 8 ? 3 : 2)
    guard
      let page = context.answer(
        .levels, missing: context.model.isInPast ? "Who decided is not kept for the past." : "Nothing is known yet.",
        in: rest, on: &canvas)
    else { return }
    let series = page["series"]?.array ?? []
    guard !series.isEmpty else {
      return canvas.putEmpty(
        "No window of traffic has closed yet.", context.trafficRemedy, in: rest)
    }
    let layers = AutomationLevel.allCases.enumerated().map { index, level in
      StackedShares.Layer(
        TextLine(level.title), series.map { $0["levels"]?[level.rawValue]?.double ?? 0 }, role: .line(index + 1))
    }
    DecisionSeries.draw(layers, series, in: rest, on: &canvas)
  }

  private func ladder(_ level: AutomationLevel) -> TextLine {
    var line = TextLine(" ")
    for (index, step) in AutomationLevel.allCases.enumerated() {
      if index > 0 { line = line + TextLine(" ─ ", .dim) }
      line = line + (step == level ? TextLine("▸\(step.title)", .accent) : TextLine(step.title, .dim))
    }
    return line
  }
}

/// Who answered: the model, people, the review queue, or nobody yet.
struct DecidersPane: PaneContent {
  let context: PaneContext

  var title: TextLine { "Who answered" }

  var note: TextLine? {
    guard let page = context.model.page(of: .deciders), let reviewed = page["reviewed"]?.int else { return nil }
    return TextLine(
      "\(NumberText.grouped(page["waiting"]?.int ?? 0)) wait · \(NumberText.grouped(reviewed)) reviewed", .dim)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let series = context.model.page(of: .deciders)?["series"]?.array, !series.isEmpty else {
      return canvas.putEmpty("No window of traffic has closed yet.", in: area)
    }
    let names = [("model", "the model"), ("human", "people"), ("review", "the review queue"), ("nobody", "nobody yet")]
    let layers = names.enumerated().map { index, name in
      StackedShares.Layer(
        TextLine(name.1) + TextLine(" \(CellText.percent(series.last?[name.0]?.double ?? 0))", .dim),
        series.map { $0[name.0]?.double ?? 0 }, role: .line(index + 1))
    }
    DecisionSeries.draw(layers, series, in: area, on: &canvas)
  }
}

/// Shares of decisions over event time; what never happened is left out of the legend.
enum DecisionSeries {
  static func draw(_ layers: [StackedShares.Layer], _ series: [JSON], in area: Rect, on canvas: inout Canvas) {
    let told = layers.filter { layer in layer.shares.contains { $0 > 0 } }
    let time = { (json: JSON?) in
      json?["time"]?.string.flatMap { Timestamp(parsing: $0) }.map { TimeText.short($0) } ?? ""
    }
    StackedShares(told, from: time(series.first), to: time(series.last)).draw(in: area, on: &canvas)
  }
}

/// Every move of the level: when, by whom, why.
struct MovesPane: PaneContent {
  let context: PaneContext

  private var moves: [AutomationMove] { context.state.automationMoves }

  var title: TextLine { TextLine(moves.isEmpty ? "Moves" : "Moves · \(moves.count)") }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !moves.isEmpty else {
      return canvas.putEmpty(
        "The level was never moved: it is the project file's.", "\(context.key(.automation)) moves it", in: area)
    }
    context.table(
      .part(.moves),
      columns: [
        .init("when", importance: 5), .init("", importance: 9), .init("who", .fitting(max: 12), importance: 3),
        .init("why", .flexible(min: 8, weight: 1), importance: 7),
      ], height: area.height
    ) { item in
      guard case .numbered(let index) = item, moves.indices.contains(index) else { return [] }
      return row(moves[index])
    }
    .draw(in: area, on: &canvas)
  }

  private func row(_ move: AutomationMove) -> [TextLine] {
    let levels = AutomationLevel.allCases
    let (from, to) = (move.change.previous, move.change.level)
    let isMore = (levels.firstIndex(of: to) ?? 0) > (levels.firstIndex(of: from) ?? 0)
    return [
      TextLine(TimeText.short(move.eventTime ?? move.at), .dim),
      TextLine(isMore ? "▲ " : "▼ ", isMore ? .ok : .attention) + TextLine("\(from.title) → \(to.title)", .strong),
      TextLine(move.who, .dim), TextLine(move.change.because ?? ""),
    ]
  }
}

/// The model beside the people it replaces: how often they agree, and what each was worth.
struct AgreementPane: ChartPane {
  let context: PaneContext

  var title: TextLine {
    guard let page = context.model.page(of: .agreement)?["agreement"], let share = page["agreement"]?.double else {
      return "Agreement with people"
    }
    return TextLine("Agreement with people · ") + TextLine(CellText.percent(share), .strong)
  }

  var note: TextLine? {
    context.model.page(of: .agreement)?["agreement"]?["rows"]?.int.map {
      TextLine("\(NumberText.grouped($0)) rows", .dim)
    }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page = context.model.page(of: .agreement) else { return }
    guard let found = page["agreement"], !found.isNull else {
      return canvas.putEmpty(
        "No column holds what people decided.",
        "`replaces: {process: …, column: …}` under `scope:` names it; \(context.key(.edit)) edits sextant.yaml",
        in: area)
    }
    guard found["agreement"]?.double != nil else {
      return canvas.putEmpty("No row with a decision of people has come back yet.", in: area)
    }
    canvas.put(lines(found, width: area.width), in: area)
    chart(in: area)?.draw(on: &canvas)
  }

  private func lines(_ found: JSON, width: Int) -> [TextLine] {
    var text = LabelledText(width: width, labelWidth: 8)
    let bounds = { (name: String) in found[name]?.double.map { CellText.percent($0) } }
    let interval = bounds("lower").flatMap { lower in bounds("upper").map { " \(lower)–\($0)" } } ?? ""
    text.add("Agree", TextLine(bounds("agreement") ?? "–", .strong) + TextLine(interval, .dim))
    if let value = found["value"]?.double, let model = found["model_value"]?.double {
      text.add("People", TextLine(MetricText.amount(value, context.unit)) + TextLine(" worth", .dim))
      let word = model > value ? TextLine("  ✓ more", .ok) : model < value ? TextLine("  ✗ less", .failing) : ""
      text.add("Model", TextLine(MetricText.amount(model, context.unit), .strong) + word)
    }
    return text.lines
  }

  var axis: ChartAxis { .windows }

  func chart(in area: Rect) -> PlacedChart? {
    guard let found = context.model.page(of: .agreement)?["agreement"], found["agreement"]?.double != nil else {
      return nil
    }
    let rest = area.dropFirstRows(lines(found, width: area.width).count)
    let points = (found["series"]?.array ?? []).compactMap { point -> (Double, Double)? in
      guard let time = point[0]?.string.flatMap({ Timestamp(parsing: $0) }), let share = point[1]?.double else {
        return nil
      }
      return (time.seconds(since: Timestamp(seconds: 0)), share)
    }
    guard rest.height >= 4, points.count >= 2 else { return nil }
    let chart = LineChart(
      [LineChart.Series("agreement", x: points.map(\.0), y: points.map(\.1))], xAxis: .time,
      xRange: context.model.chartSpan.count == nil ? nil : context.windowRange, showsLegend: false)
    return context.placed(chart, of: .part(.agreement), along: .windows, in: rest)
  }
}
