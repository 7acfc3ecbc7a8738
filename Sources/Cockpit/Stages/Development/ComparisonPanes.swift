import CellCanvas
import Encoding
import Lifecycle

/// The differences of the metrics with their intervals: what lies clear of 0 is real.
struct ForestPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .forest) }

  var title: TextLine {
    guard let pair = context.model.versionsToCompare else { return "Compare" }
    let name = { (id: VersionID) in "v\(id)" + (context.state.aliases.name(of: id).map { " \($0)" } ?? "") }
    return TextLine("\(name(pair.a)) → ") + TextLine(name(pair.b), .strong)
  }

  var note: TextLine? {
    if let progress = context.progress(.forest) { return progress }
    return page?["rows"]?.int.map { TextLine("on the same \(NumberText.grouped($0)) rows", .dim) }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let mark = context.model.keymap.key(.tool(.mark))
    guard
      let page = context.answer(
        .forest, missing: "There are no two versions to compare yet.",
        remedy: "\(context.key(.retrain)) trains another; in the runs \(mark) marks two", in: area, on: &canvas)
    else { return }
    let metrics = page["metrics"]?.array ?? []
    guard !metrics.isEmpty else { return canvas.putEmpty("The two have no metric in common.", in: area) }
    let order = MetricText.ordered(metrics.compactMap { $0["metric"]?.string }, first: context.scope.metric)
    let rows = order.compactMap { id in metrics.first { $0["metric"]?.string == id } }.map { row($0) }
    // Metrics of different units have no common scale.
    ForestPlot(rows, scalesEachRow: true, offset: context.model.offsets[.part(.forest)] ?? 0)
      .draw(in: area, on: &canvas)
  }

  private func row(_ json: JSON) -> ForestPlot.Row {
    let compared = ComparedMetric(json)
    let value = { (name: String) in json[name]?.double.map { MetricText.value(compared.metric, $0) } ?? "–" }
    return compared.row(
      isMain: compared.metric == context.scope.metric,
      TextLine(compared.change.fitted(to: 8, .trailing), .strong)
        + TextLine(" \(compared.word)".fitted(to: 16), compared.role)
        + TextLine("\(value("a")) → \(value("b"))", .dim))
  }
}

/// What the two recipes do differently.
struct RecipeDifferencePane: PaneContent {
  let context: PaneContext

  private var count: Int { context.model.page(of: .recipes)?["recipe_difference"]?.array?.count ?? 0 }

  var title: TextLine {
    count == 0 ? "Recipe" : TextLine("Recipe · \(count) difference\(count == 1 ? "" : "s")")
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.model.page(of: .recipes) != nil else { return }
    canvas.put(
      RecipeDifferencePane.lines(context.model, width: area.width), in: area,
      offset: context.model.offsets[.part(.recipes)] ?? 0)
  }

  static func lines(_ model: CockpitModel, width: Int) -> [TextLine] {
    let differences = model.page(of: .recipes)?["recipe_difference"]?.array ?? []
    guard !differences.isEmpty else {
      return "The same recipe: what differs is the data or the seed.".wrapped(to: width).map { TextLine($0, .dim) }
    }
    let longest = differences.map { CharacterWidth.columns($0["key"]?.string ?? "") }.max() ?? 0
    var text = LabelledText(width: width, labelWidth: min(longest + 2, max(8, width * 2 / 5)))
    for difference in differences {
      text.add(
        difference["key"]?.string ?? "",
        CellText.line(difference["a"], .dim) + TextLine(" → ", .dim) + CellText.line(difference["b"], .strong))
    }
    return text.lines
  }
}

/// A curve of both versions, one over the other.
struct OverlayPane: ChartPane {
  enum Kind: Sendable, Hashable {
    case rounds, roc, precision
  }

  let context: PaneContext
  let kind: Kind

  var title: TextLine {
    switch kind {
    case .rounds: "Loss by round"
    case .roc: "ROC"
    case .precision: "Precision by recall"
    }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page = context.model.page(of: .forest) else { return }
    let series = series(page)
    guard !series.isEmpty else {
      return canvas.putEmpty(kind == .rounds ? "no rounds were kept" : "no curve for these versions", in: area)
    }
    if let chart = chart(in: area) { return chart.draw(on: &canvas) }
    var chart = LineChart(series, xRange: 0...1, yRange: 0...1)
    chart.showsValues = false
    chart.draw(in: area, on: &canvas)
  }

  var axis: ChartAxis { .rounds }

  /// The rounds' alone: what the other curves run over is no course of anything.
  func chart(in area: Rect) -> PlacedChart? {
    guard kind == .rounds, let series = context.model.page(of: .forest).map(series), !series.isEmpty else { return nil }
    let chart = LineChart(series, yRange: Charts.range(of: series))
    return context.placed(chart, of: .part(.roundCurves), along: .rounds, in: area)
  }

  private func series(_ page: JSON) -> [LineChart.Series] {
    ["a", "b"].enumerated().compactMap { index, side -> LineChart.Series? in
      guard let curve = curve(page, side) else { return nil }
      return .init(name(side), x: curve.x, y: curve.y, role: .line(index + 1))
    }
  }

  private func curve(_ page: JSON, _ side: String) -> CurveAnswer? {
    switch kind {
    case .rounds:
      let training = page["training"]?[side]
      return CurveAnswer(training, "rounds", "validate") ?? CurveAnswer(training, "rounds", "train")
    case .roc: return CurveAnswer(page["curves"]?[side]?["roc"], "fpr", "tpr")
    case .precision: return CurveAnswer(page["curves"]?[side]?["pr"], "recall", "precision")
    }
  }

  private func name(_ side: String) -> String {
    guard let pair = context.model.versionsToCompare else { return side }
    return "v\(side == "a" ? pair.a : pair.b)"
  }
}

/// Rows of which the two say different things.
struct DisagreementsPane: PaneContent {
  let context: PaneContext

  private var disagreements: JSON? { context.model.page(of: .disagreements)?["disagreements"] }

  var title: TextLine {
    guard let rows = disagreements?["rows"]?.int else { return "Where they disagree" }
    let share = disagreements?["share"]?.double.map { ", \(CellText.percent($0))" } ?? ""
    return TextLine("They disagree on \(NumberText.grouped(rows)) rows\(share)")
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.model.page(of: .disagreements) != nil else { return }
    let lines = DisagreementsPane.lines(context.model, width: area.width)
    guard !lines.isEmpty else { return canvas.putEmpty("They say the same of every row.", in: area) }
    canvas.put(lines, in: area, offset: context.model.offsets[.part(.disagreements)] ?? 0)
  }

  static func lines(_ model: CockpitModel, width: Int) -> [TextLine] {
    let examples = model.page(of: .disagreements)?["disagreements"]?["examples"]?.array ?? []
    return examples.map { example in
      var line = TextLine("")
      for member in example.members ?? [] where member.name != "values" {
        line = line + TextLine("\(member.name) ", .dim) + CellText.line(member.value, .strong) + TextLine("  ")
      }
      for member in example["values"]?.members ?? [] {
        line = line + TextLine("\(member.name) ", .dim) + CellText.line(member.value) + TextLine("  ")
      }
      return line.truncated(to: width)
    }
  }
}
