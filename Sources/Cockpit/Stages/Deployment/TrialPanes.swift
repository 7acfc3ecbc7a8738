import CellCanvas
import Encoding
import Lifecycle

/// The arms of a rollout side by side, each figure with its interval.
struct ArmsPane: PaneContent {
  let context: PaneContext

  private static let names = ["champion", "baseline", "challenger"]

  var title: TextLine { "Arms" }

  var note: TextLine? { TextLine("value and 95 % interval", .dim) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page = context.model.page(of: .arms) else { return }
    let arms = ArmsPane.names.compactMap { name in
      page["arms"]?[name].flatMap { $0.isNull ? nil : (name: name, json: $0) }
    }
    guard !arms.isEmpty else {
      guard page["result"]?.string == nil else {
        return canvas.putEmpty(
          "This rollout has ended.", "what its steps found stands in the picture and in the checks", in: area)
      }
      guard context.state.rollout != nil else {
        return canvas.putEmpty("Champion and challenger stand here side by side during a rollout.", in: area)
      }
      return canvas.putEmpty(
        "No arm has answered anything yet.", context.trafficRemedy, in: area)
    }
    let ids = Set(arms.flatMap { $0.json["metrics"]?.members?.map(\.name) ?? [] })
    let metrics = MetricText.ordered(ids, first: context.scope.metric)
    let columns =
      [DataTable.Column("", .fitting(max: area.width < 44 ? 9 : 16), importance: 9)]
      + arms.map {
        .init($0.name, alignment: .trailing, importance: $0.name == "champion" ? 6 : $0.name == "challenger" ? 9 : 8)
      }
    var rows: [[TextLine]] = [
      [TextLine("answered", .dim)] + arms.map { count($0.json["rows"]) },
      [TextLine("outcomes", .dim)] + arms.map { count($0.json["outcomes"]) },
    ]
    rows += metrics.map { id in
      [TextLine(MetricText.title(id), id == context.scope.metric ? .strong : nil)]
        + arms.map { interval(id, $0.json["metrics"]?[id], isNarrow: area.width < 64) }
    }
    DataTable(columns: columns, rows: rows).draw(in: area, on: &canvas)
  }

  private func count(_ json: JSON?) -> TextLine {
    TextLine(json?.int.map { NumberText.grouped($0) } ?? "–", .dim)
  }

  /// - Parameter isNarrow: half the interval's length stands for it.
  private func interval(_ id: String, _ json: JSON?, isNarrow: Bool) -> TextLine {
    guard let json, let value = json["value"]?.double else { return TextLine("–", .dim) }
    let text = TextLine(MetricText.value(id, value), .strong)
    guard let lower = json["lower"]?.double, let upper = json["upper"]?.double, lower < upper else { return text }
    if isNarrow { return text + TextLine(" ±\(ArmsPane.short((upper - lower) / 2))", .dim) }
    return text + TextLine(" \(MetricText.value(id, lower))–\(MetricText.value(id, upper))", .dim)
  }

  /// ".012", "1.4": as few characters as tell it.
  private static func short(_ value: Double) -> String {
    guard value < 1 else { return NumberText.significant(value, 2) }
    return String(NumberText.fixed(value, 3).dropFirst())
  }
}

/// What the step is judged by: the scope's gates and the guardrails; what compares the two has a pane of its own.
struct TrialGatesPane: PaneContent {
  let context: PaneContext

  private var checks: [JSON] {
    guard let page = context.model.page(of: .trialGates) else { return [] }
    let gates = page["gates"]?.array ?? []
    let known = Set(gates.compactMap { $0["gate"]?.string })
    return gates + (page["checks"]?.array ?? []).filter { !known.contains($0["name"]?.string ?? "") }
  }

  var title: TextLine {
    guard !checks.isEmpty else { return "Checks at this step" }
    let verdicts = checks.compactMap { $0["verdict"]?.string.flatMap { Verdict(rawValue: $0) } }
    return TextLine("Checks at this step · ") + Verdict.combined(verdicts).markAndWord
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.model.page(of: .trialGates) != nil else { return }
    CheckTable(checks, context: context).draw(in: area, on: &canvas)
  }
}

/// How far the challenger is ahead of the champion, with intervals: what lies clear of 0 is real.
struct AdvantagePane: PaneContent {
  let context: PaneContext

  private var metrics: [JSON] { context.model.page(of: .advantage)?["comparison"]?.array ?? [] }

  var title: TextLine { "Challenger − champion" }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.model.page(of: .advantage) != nil else { return }
    guard !metrics.isEmpty else { return canvas.putEmpty("The arms have not been compared yet.", in: area) }
    // Metrics of different units have no common scale.
    ForestPlot(metrics.map(row), scalesEachRow: true).draw(in: area, on: &canvas)
  }

  private func row(_ json: JSON) -> ForestPlot.Row {
    let compared = ComparedMetric(json)
    return compared.row(
      isMain: compared.metric == context.scope.metric,
      TextLine(compared.change, .strong) + TextLine("  \(compared.word)", compared.role))
  }
}

/// What would change if the challenger answered.
struct ShadowPane: PaneContent {
  let context: PaneContext

  private var shadow: JSON? {
    context.model.page(of: .shadow)?["shadow"].flatMap { $0.isNull ? nil : $0 }
  }

  var title: TextLine { "If it were promoted" }

  var note: TextLine? { shadow?["rows"]?.int.map { TextLine("on \(NumberText.grouped($0)) rows", .dim) } }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.model.page(of: .shadow) != nil else { return }
    guard let shadow else {
      return canvas.putEmpty("Nothing has been answered by both versions yet.", in: area)
    }
    let facts = facts(shadow, width: area.width)
    canvas.put(facts, in: area)
    let rest = area.dropFirstRows(facts.count)
    let segments = (shadow["segments"]?.array ?? []).filter { ($0["flips"]?.int ?? 0) > 0 }
    guard !segments.isEmpty, rest.height >= 2 else { return }
    canvas.put(TextLine("answers that flip, by segment", .dim), in: rest)
    let bars = segments.map { segment in
      let (flips, rows) = (segment["flips"]?.int ?? 0, max(1, segment["rows"]?.int ?? 1))
      return BarList.Bar(
        TextLine(segment["segment"]?.string ?? ""), Double(flips) / Double(rows),
        text: "\(NumberText.grouped(flips)) of \(NumberText.grouped(rows))")
    }
    BarList(bars).draw(in: rest.dropFirstRows(1), on: &canvas)
  }

  private func facts(_ shadow: JSON, width: Int) -> [TextLine] {
    var text = LabelledText(width: width, labelWidth: 14)
    if let disagreement = shadow["disagreement"] {
      let share = disagreement["value"]?.double ?? disagreement.double
      let lower = disagreement["lower"]?.double.map { CellText.percent($0) }
      let upper = disagreement["upper"]?.double.map { CellText.percent($0) }
      let interval = lower.flatMap { lower in upper.map { " \(lower)–\($0)" } } ?? ""
      text.add(
        "Disagreement", TextLine(share.map { CellText.percent($0) } ?? "–", .strong) + TextLine(interval, .dim))
    }
    if let shift = shadow["score_shift"] {
      let mean = shift["mean"]?.double.map { CellText.signed("", $0) } ?? "–"
      let distance = shift["ks"]?.double.map { " · KS \(NumberText.significant($0, 2))" } ?? ""
      text.add("Score shift", TextLine(mean, .strong) + TextLine(distance, .dim))
    }
    if let value = shadow["value"], let worth = value["value"]?.double {
      let (lower, upper) = (value["lower"]?.double ?? .nan, value["upper"]?.double ?? .nan)
      let role: Role = lower > 0 ? .ok : upper < 0 ? .failing : .idle
      let word = lower > 0 ? "✓ more" : upper < 0 ? "✗ less" : "~ may be chance"
      let interval =
        lower.isFinite && upper.isFinite ? " \(MetricText.number(lower))–\(MetricText.number(upper))" : ""
      text.add(
        "Value",
        TextLine(MetricText.amount(worth, context.unit), .strong) + TextLine(interval, .dim)
          + TextLine("  \(word)", role))
    }
    return text.lines
  }
}
