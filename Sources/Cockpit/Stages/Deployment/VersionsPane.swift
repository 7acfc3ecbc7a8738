import CellCanvas
import Encoding
import Lifecycle

/// The registry, the newest version first.
struct VersionsPane: PaneContent {
  let context: PaneContext

  var title: TextLine { TextLine("Versions · \(context.state.versions.count)") }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !context.state.versions.isEmpty else {
      return context.watchesOnly
        ? canvas.putEmpty("The registry holds versions of one's own: there is none.", context.modelRemedy, in: area)
        : canvas.putEmpty("The registry is empty.", "\(context.key(.retrain)) trains the first version", in: area)
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
        "Nothing has been promoted yet.",
        context.state.versions.isEmpty ? "" : "\(context.key(.promote)) promotes the challenger", in: area)
    }
    let count = context.model.items(of: .history).count
    let parts = area.withFoot(area.height >= count + 8 ? 5 : 0, below: count + 1, least: 4)
    drawReigns(in: parts[1], on: &canvas)
    context.table(.history, columns: columns, height: parts[0].height) { item in
      guard case .aliasChange(let index) = item, context.state.aliasHistory.indices.contains(index) else { return [] }
      return row(context.state.aliasHistory[index])
    }
    .draw(in: parts[0], on: &canvas)
  }

  /// How long each version was champion, on one line of wall time; the longest of those that fit are named.
  private func drawReigns(in area: Rect, on canvas: inout Canvas) {
    let changes = context.state.aliasHistory.filter { $0.alias == "champion" }
    guard area.height >= 2, area.width >= 20, changes.count >= 2, let first = changes.first, let last = changes.last
    else {
      return
    }
    let span = max(1, last.at.seconds(since: first.at))
    // The present reign has no end: it gets a tenth of the line.
    let place = { (time: Timestamp) in time.seconds(since: first.at) / span * 0.9 }
    let spans = changes.enumerated().compactMap { index, change -> SpanBar.Span? in
      guard let version = change.version else { return nil }
      let end = changes.indices.contains(index + 1) ? place(changes[index + 1].at) : 1
      return SpanBar.Span("v\(version)", from: place(change.at), to: end, role: .line(version.number))
    }
    canvas.put(TextLine("registry: who was champion, in wall time", .dim), in: area)
    SpanBar(spans).draw(in: area.dropFirstRows(1).prefixRows(2), on: &canvas)
    if area.height > 3 {
      canvas.put(TextLine(TimeText.minute(first.at), .dim), in: area, row: 3)
      canvas.put(TextLine("now", .dim), in: area, row: 3, alignment: .trailing)
    }
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
