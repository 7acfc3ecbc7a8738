import CellCanvas
import Encoding
import Lifecycle

/// What the evaluation comes to, in sentences, and the metrics with their intervals.
struct SummaryPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .summary) }

  var title: TextLine {
    guard let version = context.model.evaluatedVersion else { return "Evaluation" }
    let alias = context.state.aliases.name(of: version).map { " \($0)" } ?? ""
    let part = page?["part"]?.string.map { " on \($0)" } ?? ""
    let rows = page?["rows"]?.int.map { ", \(NumberText.grouped($0)) rows" } ?? ""
    return TextLine("v\(version)\(alias)\(part)\(rows)")
  }

  var note: TextLine? {
    if let progress = context.progress(.summary) { return progress }
    guard let verdict = page?["stale"]?["verdict"]?.string else { return nil }
    return StaleText.line(verdict)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard
      context.answer(
        .summary, missing: "No version to evaluate yet.", remedy: "\(context.key(.retrain)) trains the first", in: area,
        on: &canvas) != nil
    else { return }
    canvas.put(
      SummaryPane.lines(context.model, width: area.width), in: area,
      offset: context.model.offsets[.part(.summary)] ?? 0)
  }

  static func lines(_ model: CockpitModel, width: Int) -> [TextLine] {
    guard let page = model.page(of: .summary) else { return [] }
    let scopeMetric = model.snapshot?.definition.scope.metric ?? ""
    let metrics = metrics(page, first: scopeMetric, width: width)
    var lines = Array(metrics.prefix(1))
    if let stale = StaleText.sentence(page["stale"], scopeMetric) {
      lines += stale.text.wrapped(to: width).map { TextLine($0, stale.spans.first?.role) }
    }
    for sentence in page["sentences"]?.array ?? [] {
      let words = CellText.plain(sentence).wrapped(to: max(1, width - 2))
      for (index, line) in words.enumerated() {
        lines.append(TextLine(index == 0 ? "· " : "  ", .dim) + TextLine(line))
      }
    }
    return lines + metrics.dropFirst()
  }

  /// "AUC 0.641 [0.60, 0.68]  F1 …", in as many lines as it takes.
  private static func metrics(_ page: JSON, first: String, width: Int) -> [TextLine] {
    let members = page["metrics"]?.members ?? []
    var lines: [TextLine] = []
    var line = TextLine("")
    for id in MetricText.ordered(members.map(\.name), first: first) {
      guard let part = metric(id, page["metrics"]?[id]) else { continue }
      if line.width > 0, line.width + 3 + part.width > width {
        lines.append(line)
        line = TextLine("")
      }
      line = line.width > 0 ? line + TextLine("   ") + part : part
    }
    return line.width > 0 ? lines + [line] : lines
  }

  static func metric(_ id: String, _ json: JSON?) -> TextLine? {
    guard let value = json?["value"]?.double ?? json?.double else { return nil }
    var line = TextLine(MetricText.title(id) + " ", .dim) + TextLine(MetricText.value(id, value), .strong)
    if let lower = json?["lower"]?.double, let upper = json?["upper"]?.double {
      line = line + TextLine(" \(MetricText.value(id, lower))–\(MetricText.value(id, upper))", .dim)
    }
    return line
  }
}

/// Whether the test rows still stand for what comes in now.
enum StaleText {
  static func line(_ verdict: String) -> TextLine {
    switch verdict {
    case "stale": TextLine("✗ stale test", .failing)
    case "fresh": TextLine("✓ fresh test", .ok)
    default: TextLine("· too few live rows to judge the test", .dim)
    }
  }

  static func sentence(_ stale: JSON?, _ metric: String) -> TextLine? {
    guard let stale, let verdict = stale["verdict"]?.string, verdict != "unknown",
      let test = stale["test"]?["value"]?.double, let newest = stale["newest"]?["value"]?.double
    else { return nil }
    let values =
      "\(MetricText.title(metric)) \(MetricText.value(metric, test)) on test, "
      + "\(MetricText.value(metric, newest)) on the newest rows"
    return verdict == "stale"
      ? TextLine("✗ The test is stale: \(values). Believe the newest rows.", .failing)
      : TextLine("✓ The test is fresh: \(values).", .ok)
  }
}

/// The confusion matrix; for numbers the metrics one below the other.
struct ConfusionPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .confusion) }

  var title: TextLine {
    guard context.snapshot.task != .regression else { return "Metrics" }
    let points = context.model.thresholds
    let threshold = context.model.chosenThreshold(points).map { points[$0].threshold } ?? page?["threshold"]?.double
    return threshold.map { TextLine("Confusion at \(NumberText.fixed($0, 3))") } ?? "Confusion"
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page else { return }
    if context.snapshot.task == .regression { return drawMetrics(page, in: area, on: &canvas) }
    let classes = (page["confusion"]?["classes"]?.array ?? []).map { CellText.plain($0) }
    let counts =
      context.model.confusionAtThreshold
      ?? (page["confusion"]?["counts"]?.array ?? []).map { ($0.array ?? []).map { $0.int ?? 0 } }
    guard !classes.isEmpty, !counts.isEmpty else { return canvas.putEmpty("no confusion matrix", in: area) }
    let cells = counts.map { row in
      let total = max(1, row.reduce(0, +))
      return row.map { MatrixGrid.Cell(NumberText.grouped($0), weight: Double($0) / Double(total)) }
    }
    let parts = area.rows([.fixed(min(area.height, classes.count + 1)), .fixed(1), .rest])
    MatrixGrid(rowLabels: classes.map { "was \($0)" }, columnLabels: classes.map { "said \($0)" }, cells: cells)
      .draw(in: parts[0], on: &canvas)
    canvas.put(ConfusionPane.words(classes, counts, width: area.width), in: parts[2])
  }

  /// How often each class was found, and how often its name was right.
  private static func words(_ classes: [String], _ counts: [[Int]], width: Int) -> [TextLine] {
    classes.enumerated().flatMap { index, name -> [TextLine] in
      guard index < counts.count, index < counts[index].count else { return [] }
      let hits = counts[index][index]
      let actual = counts[index].reduce(0, +)
      let said = counts.reduce(0) { $0 + (index < $1.count ? $1[index] : 0) }
      let found = actual > 0 ? CellText.percent(Double(hits) / Double(actual)) : "–"
      let right = said > 0 ? CellText.percent(Double(hits) / Double(said)) : "–"
      return [
        TextLine("\(name): ", .strong) + TextLine("\(found) found, \(right) right", .dim)
      ]
    }.map { $0.truncated(to: width) }
  }

  private func drawMetrics(_ page: JSON, in area: Rect, on canvas: inout Canvas) {
    let members = page["metrics"]?.members ?? []
    let rows = MetricText.ordered(members.map(\.name), first: context.scope.metric).map { id in
      let json = page["metrics"]?[id]
      let bounds = [json?["lower"]?.double, json?["upper"]?.double].compactMap { $0 }
      return [
        TextLine(MetricText.title(id)),
        TextLine((json?["value"]?.double ?? json?.double).map { MetricText.value(id, $0) } ?? "–", .strong),
        TextLine(bounds.count == 2 ? bounds.map { MetricText.value(id, $0) }.joined(separator: "–") : "", .dim),
      ]
    }
    DataTable(
      columns: [
        .init("metric", importance: 3), .init("value", alignment: .trailing, importance: 3),
        .init("95 %", importance: 1),
      ], rows: rows
    ).draw(in: area, on: &canvas)
  }
}
