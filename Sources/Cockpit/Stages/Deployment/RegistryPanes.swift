import CellCanvas
import Encoding
import Lifecycle

/// Which version was champion when, a row each, with promotions and ways back marked.
struct ReignsPane: PaneContent {
  let context: PaneContext

  private var changes: [AliasChange] { context.state.aliasHistory.filter { $0.alias == "champion" } }

  var title: TextLine { "Registry: who was champion when" }

  var note: TextLine? { TextLine("▲ promoted  ▼ back  » rollout ended", .dim) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let first = changes.first?.at else {
      return canvas.putEmpty(
        "Nothing has been promoted yet.", "\(context.key(.promote)) promotes the challenger", in: area)
    }
    let ends = context.state.endedRollouts.map(\.at)
    let last = max(changes.last?.at ?? first, ends.max() ?? first)
    // The present has no end: it gets a tenth of the line.
    let span = max(1, last.seconds(since: first)) / 0.9
    let reigns = reigns(until: first.advanced(bySeconds: span))
    let tried = context.state.endedRollouts.map(\.rollout.started.challenger)
    let versions = Set(reigns.map(\.version) + tried).sorted { $0.number > $1.number }
    let label = 14
    let plot = area.dropFirstColumns(label).prefixRows(area.height - 1)
    guard plot.width >= 10, plot.height >= 1 else { return }
    let column = { (time: Timestamp) in
      min(plot.width - 1, max(0, Int(time.seconds(since: first) / span * Double(plot.width))))
    }
    let pitch = versions.count * 2 <= plot.height + 1 ? 2 : 1
    for (place, version) in versions.prefix(plot.height).enumerated() {
      let row = place * pitch
      canvas.put(name(version, isLast: row == plot.height - 1, of: versions.count - place), in: area, row: row)
      canvas.fill(plot.row(row), Glyph("·"), .gaugeTrack)
      for ended in context.state.endedRollouts where ended.rollout.started.challenger == version {
        canvas.put(Glyph("»"), at: Point(x: plot.x + column(ended.at), y: plot.y + row), .busy)
      }
      for reign in reigns where reign.version == version {
        let from = column(reign.from)
        let to = reign.isPresent ? plot.width : column(reign.to)
        let bar = Rect(x: plot.x + from, y: plot.y + row, width: max(1, to - from), height: 1)
        canvas.fill(bar.intersection(plot), Glyph("█"), version == context.state.aliases.champion ? .ok : .gauge)
        canvas.put(
          Glyph(reign.isBack ? "▼" : "▲"), at: Point(x: bar.x, y: bar.y), reign.isBack ? .attention : .accent)
      }
    }
    let axis = area.row(area.height - 1).dropFirstColumns(label)
    canvas.put(TextLine(TimeText.minute(first), .axisLabel), in: axis)
    canvas.put(TextLine("now", .axisLabel), in: axis, alignment: .trailing)
  }

  private struct Reign {
    var version: VersionID
    var from: Timestamp
    var to: Timestamp
    var isBack: Bool
    var isPresent: Bool
  }

  private func reigns(until end: Timestamp) -> [Reign] {
    changes.enumerated().compactMap { index, change in
      change.version.map { version in
        Reign(
          version: version, from: change.at, to: changes.indices.contains(index + 1) ? changes[index + 1].at : end,
          isBack: change.goesBack, isPresent: index == changes.count - 1)
      }
    }
  }

  /// The last row says how many have no room.
  private func name(_ version: VersionID, isLast: Bool, of left: Int) -> TextLine {
    if isLast, left > 1 { return TextLine("… \(left) more", .dim) }
    let alias = context.state.aliases.name(of: version).map { " \($0)" } ?? ""
    return TextLine("v\(version)", .strong) + TextLine(alias.prefix(columns: 11), .accent)
  }
}

/// Promotions, ways back and rollouts with who and why, the newest first.
struct PassagesPane: PaneContent {
  let context: PaneContext

  var title: TextLine { "Promotions, ways back and rollouts" }

  var note: TextLine? {
    let key = context.model.keymap.key(.tool(.earlierMark))
    return TextLine("\(key) ", .key) + TextLine("shows everything as it was then", .keyHint)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let passages = context.model.passages
    guard !passages.isEmpty else { return canvas.putEmpty("Nothing has gone live yet.", in: area) }
    context.table(
      .part(.passages),
      columns: [
        .init("when", importance: 6), .init("what", .fitting(max: 34), importance: 9), .init("", importance: 8),
        .init("who", .fitting(max: 12), importance: 3), .init("why", .flexible(min: 20, weight: 1), importance: 7),
      ], height: area.height
    ) { item in
      guard case .numbered(let index) = item, passages.indices.contains(index) else { return [] }
      let passage = passages[index]
      return [
        TextLine(TimeText.short(passage.at), .dim), TextLine(passage.words, .strong), passage.result,
        TextLine(passage.who, .dim), TextLine(passage.why),
      ]
    }
    .draw(in: area, on: &canvas)
  }
}
