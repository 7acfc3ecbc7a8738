import CellCanvas
import Encoding
import Lifecycle

/// The selected run's metrics, part by part, beside the baseline's.
struct MetricsPane: PaneContent {
  let context: PaneContext

  private var run: Run? { context.model.selectedRun }

  var title: TextLine {
    guard let run else { return "Metrics" }
    return TextLine("Metrics · run \(run.id)") + TextLine(run.version.map { " · v\($0)" } ?? "")
  }

  var note: TextLine? { run.map { TextLine($0.recipe.algorithm.rawValue, .dim) } }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let run else {
      return canvas.putEmpty("No run is selected.", "\(context.key(.retrain)) trains one", in: area)
    }
    guard run.status == .finished else { return drawUnfinished(run, in: area, on: &canvas) }
    let words = verdictWords(run).wrapped(to: area.width)
    let table = table(run)
    let parts = area.withFoot(words.count, below: table.rows.count + 1, least: 4)
    table.draw(in: parts[0], on: &canvas)
    canvas.put(words.map { TextLine($0, isBad(run) ? .failing : .ok) }, in: parts[1])
  }

  private func drawUnfinished(_ run: Run, in area: Rect, on canvas: inout Canvas) {
    switch run.status {
    case .running: canvas.putEmpty("⠹ run \(run.id) is training", "\(context.key(.cancelTask)) cancels it", in: area)
    case .failed: canvas.putEmpty("✗ run \(run.id) failed: \(run.reason ?? "no reason was given")", in: area)
    case .cancelled: canvas.putEmpty("– run \(run.id) was cancelled", in: area)
    case .finished: break
    }
  }

  private struct Part {
    var title: String
    var metrics: [String: Double]
    var importance: Int
    var role: Role?
  }

  /// The run's parts, then what it is to be compared with.
  private func parts(of run: Run) -> [Part] {
    var parts = [("train", 2), ("validate", 3), ("test", 9)].compactMap { name, importance in
      run.metrics[name].map { Part(title: name, metrics: $0, importance: importance) }
    }
    if let baseline = run.metrics["baseline"] {
      parts.append(Part(title: "baseline", metrics: baseline, importance: 8, role: .dim))
    }
    if let champion = context.state.champion, champion.id != run.version, let metrics = champion.metrics["test"] {
      parts.append(Part(title: "champion v\(champion.id)", metrics: metrics, importance: 7, role: .accent))
    }
    return parts
  }

  private func table(_ run: Run) -> DataTable {
    let parts = parts(of: run)
    let main = context.scope.metric
    let ids = MetricText.ordered(Set(parts.flatMap { $0.metrics.keys }), first: main)
    let columns = parts.map { DataTable.Column($0.title, alignment: .trailing, importance: $0.importance) }
    let rows = ids.map { id in
      [TextLine(MetricText.title(id), id == main ? .strong : .dim)]
        + parts.map { part in
          let isMain = id == main && part.title == "test"
          return TextLine(
            part.metrics[id].map { MetricText.value(id, $0) } ?? "–", isMain ? .strong : part.role)
        }
    }
    return DataTable(
      columns: [.init("", .fitting(max: 14), importance: 9)] + columns, rows: rows, emptyText: "no metrics")
  }

  private func judgement(_ run: Run) -> String? {
    let metric = context.scope.metric
    guard let value = run.metrics["test"]?[metric] else { return nil }
    return Judgement.words(metric, value, baseline: run.metrics["baseline"]?[metric])
  }

  private func isBad(_ run: Run) -> Bool { judgement(run) != nil }

  private func verdictWords(_ run: Run) -> String {
    let metric = MetricText.title(context.scope.metric)
    if let words = judgement(run) { return "✗ \(metric) on test is \(words)." }
    return "✓ \(metric) on test is better than the baseline's."
  }
}

/// The gates of the selected run's version.
struct RunGatesPane: PaneContent {
  let context: PaneContext

  private var version: Version? { context.state.version(context.model.selectedRun?.version) }

  var title: TextLine {
    guard let version else { return "Gates of the run" }
    return TextLine("Gates · v\(version.id) · ") + version.verdict.markAndWord
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let version else { return canvas.putEmpty("Gates are judged when a run has finished.", in: area) }
    let rows = version.gates.map { result -> [TextLine] in
      let measurement = result.measurement
      return [
        TextLine(result.gate.title),
        TextLine(measurement.map { MetricText.value(result.gate.metric, $0.value) } ?? "–", .strong),
        TextLine(measurement.map { interval(result.gate.metric, $0) } ?? "", .dim), result.verdict.markAndWord,
      ]
    }
    let table = DataTable(
      columns: [
        .init("gate", .flexible(min: 14, weight: 1), importance: 9),
        .init("value", alignment: .trailing, importance: 8),
        .init("95 %", importance: 1), .init("verdict", importance: 9),
      ], rows: rows, emptyText: "the scope has no gates")
    let facts = LabelledFacts.lines(version, width: area.width)
    let parts = area.rows([.fixed(min(area.height, rows.count + 1)), .fixed(1), .rest])
    table.draw(in: parts[0], on: &canvas)
    canvas.put(facts, in: parts[2])
  }

  private func interval(_ metric: String, _ measurement: Measurement) -> String {
    guard measurement.lower < measurement.upper else { return "" }
    return "\(MetricText.value(metric, measurement.lower))–\(MetricText.value(metric, measurement.upper))"
  }
}

/// What a version is made of.
enum LabelledFacts {
  static func lines(_ version: Version, width: Int) -> [TextLine] {
    var text = LabelledText(width: width)
    if let threshold = version.threshold { text.add("Threshold", TextLine(MetricText.number(threshold))) }
    text.add("Features", "\(version.features.count): " + version.features.joined(separator: ", "))
    text.add(
      "Model",
      TextLine("\(NumberText.bytes(version.model.bytes)) ") + TextLine("\(version.model.sha256.prefix(12))", .dim))
    text.add("Dataset", TextLine("\(version.dataset.prefix(12))", .dim))
    return text.lines
  }
}
