import CellCanvas
import Encoding
import Lifecycle

/// The registry, the newest version first.
struct VersionsPane: PaneContent {
  let context: PaneContext

  var title: TextLine { TextLine("Versions · \(context.state.versions.count)") }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !context.state.versions.isEmpty else {
      return canvas.putEmpty("The registry is empty.", "\(context.key(.retrain)) trains the first version", in: area)
    }
    let facts = context.model.selectedVersion.map { LabelledFacts.lines($0, width: area.width) } ?? []
    let count = context.state.versions.count
    let parts = area.withFoot(facts.count, below: count + 1, least: min(count, 8) + 2)
    context.table(.versions, columns: columns, height: parts[0].height) { item in
      guard case .version(let id) = item, let version = context.state.version(id) else { return [] }
      return row(version)
    }
    .draw(in: parts[0], on: &canvas)
    canvas.put(facts, in: parts[1])
  }

  private var columns: [DataTable.Column] {
    [
      .init("", importance: 9), .init("alias", importance: 8), .init("recipe", .fitting(max: 14), importance: 5),
      .init(MetricText.title(context.scope.metric), alignment: .trailing, importance: 7),
      .init("gates", importance: 9), .init("made", importance: 4), .init("size", alignment: .trailing, importance: 1),
      .init("algorithm", importance: 0),
    ]
  }

  private func row(_ version: Version) -> [TextLine] {
    let metric = context.scope.metric
    let alias = context.state.aliases.name(of: version.id)
    return [
      TextLine("v\(version.id)", .strong), TextLine(alias ?? "", .accent), TextLine(version.recipe),
      TextLine(version.metrics["test"]?[metric].map { MetricText.value(metric, $0) } ?? "–", .strong),
      version.verdict.markAndWord, TextLine(TimeText.minute(version.created), .dim),
      TextLine(NumberText.bytes(version.model.bytes), .dim), TextLine(version.algorithm.rawValue, .dim),
    ]
  }
}

/// Who became champion when, by whom and why.
struct HistoryPane: PaneContent {
  let context: PaneContext

  var title: TextLine { TextLine("Champions") }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !context.model.items(of: .history).isEmpty else {
      return canvas.putEmpty(
        "Nothing has been promoted yet.", "\(context.key(.promote)) promotes the challenger", in: area)
    }
    context.table(.history, columns: columns, height: area.height) { item in
      guard case .aliasChange(let index) = item, context.state.aliasHistory.indices.contains(index) else { return [] }
      return row(context.state.aliasHistory[index])
    }
    .draw(in: area, on: &canvas)
  }

  private var columns: [DataTable.Column] {
    [
      .init("when", importance: 6), .init("change", importance: 9), .init("who", .fitting(max: 12), importance: 3),
      .init("why", .flexible(min: 8, weight: 1), importance: 7),
    ]
  }

  private func row(_ change: AliasChange) -> [TextLine] {
    let from = change.from.map { "v\($0)" } ?? "none"
    let to = change.version.map { "v\($0)" } ?? "none"
    let goesBack = (change.version?.number ?? 0) < (change.from?.number ?? 0)
    return [
      TextLine(TimeText.short(change.at), .dim),
      TextLine(goesBack ? "▼ " : "▲ ", goesBack ? .attention : .ok) + TextLine("\(from) → \(to)", .strong),
      TextLine(change.who, .dim), TextLine(change.why ?? ""),
    ]
  }
}
