import CellCanvas
import Encoding
import Lifecycle

/// Every training and what came of it, the newest first.
struct RunsPane: PaneContent {
  let context: PaneContext

  var title: TextLine {
    let runs = context.state.runs
    guard let best = best else { return TextLine("Runs · \(runs.count)") }
    return TextLine("Runs · \(runs.count) · best \(MetricText.title(context.scope.metric)) ")
      + TextLine(MetricText.value(context.scope.metric, best.value), .strong) + TextLine(" by run \(best.run)")
  }

  var note: TextLine? { TextLine("on test", .dim) }

  private var best: (run: RunID, value: Double)? {
    let metric = context.scope.metric
    let values = context.state.runs.compactMap { run in run.metrics["test"]?[metric].map { (run.id, $0) } }
    let sign = MetricText.wantsSmall(metric) ? -1.0 : 1.0
    return values.max { sign * $0.1 < sign * $1.1 }.map { (run: $0.0, value: $0.1) }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !context.state.runs.isEmpty else {
      if context.watchesOnly {
        return canvas.putEmpty("The model is trained elsewhere; its log is watched.", context.modelRemedy, in: area)
      }
      return canvas.putEmpty(
        "No run yet: nothing has been trained.", "\(context.key(.retrain)) trains the first model", in: area)
    }
    let metrics = shownMetrics
    context.table(.runs, columns: columns(metrics), height: area.height) { item in
      guard case .run(let id) = item, let run = context.state.runs.last(where: { $0.id == id }) else { return [] }
      return row(run, metrics)
    }
    .draw(in: area, on: &canvas)
  }

  /// The scope's metric and the next two of the newest finished run.
  private var shownMetrics: [String] {
    let metric = context.scope.metric
    let ids = context.state.runs.last { $0.status == .finished }?.metrics["test"]?.keys.map { $0 } ?? [metric]
    return Array(MetricText.ordered(Set(ids).union([metric]), first: metric).prefix(3))
  }

  private func columns(_ metrics: [String]) -> [DataTable.Column] {
    [
      .init("run", alignment: .trailing, importance: 9), .init("version", importance: 8),
      .init("recipe", .fitting(max: 16), importance: 7), .init("verdict", importance: 9),
    ]
      + metrics.enumerated().map { index, metric in
        .init(MetricText.title(metric), alignment: .trailing, importance: 8 - index * 3)
      }
      + [
        .init("baseline", alignment: .trailing, importance: 4), .init("took", alignment: .trailing, importance: 3),
        .init("rows", alignment: .trailing, importance: 2), .init("newest outcome", importance: 3),
        .init("seed", alignment: .trailing, importance: 0),
      ]
  }

  private func row(_ run: Run, _ metrics: [String]) -> [TextLine] {
    let test = run.metrics["test"] ?? [:]
    let first = context.scope.metric
    return [
      TextLine("\(run.id)"), version(run), TextLine(run.recipe.name), verdict(run),
    ]
      + metrics.map { metric in
        TextLine(test[metric].map { MetricText.value(metric, $0) } ?? "–", metric == first ? .strong : nil)
      }
      + [
        TextLine(run.metrics["baseline"]?[first].map { MetricText.value(first, $0) } ?? "–", .dim),
        TextLine(run.seconds.map { NumberText.duration($0) } ?? "–", .dim),
        TextLine(NumberText.grouped(run.rows.train), .dim),
        TextLine(run.newestRelease.map { TimeText.day($0) } ?? "no live rows", .dim),
        TextLine("\(run.recipe.seed)", .dim),
      ]
  }

  private func version(_ run: Run) -> TextLine {
    guard let version = run.version else { return TextLine("–", .dim) }
    let name = TextLine("v\(version)", .strong)
    let marked = context.model.desk.marked.contains(version) ? name + TextLine(" ◆", .accent) : name
    return context.state.aliases.name(of: version).map { marked + TextLine(" \($0)", .accent) } ?? marked
  }

  private func verdict(_ run: Run) -> TextLine {
    switch run.status {
    case .finished: run.verdict.markAndWord
    case .running, .failed, .cancelled: TextLine("\(run.status.glyph) \(run.status.rawValue)", run.status.role)
    }
  }
}

extension Aliases {
  /// The gravest alias of a version.
  func name(of version: VersionID) -> String? {
    if champion == version { return "champion" }
    if challenger == version { return "challenger" }
    if previous == version { return "previous" }
    return shadow == version ? "shadow" : nil
  }
}
