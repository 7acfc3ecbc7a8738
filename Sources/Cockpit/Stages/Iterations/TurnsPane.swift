import CellCanvas
import Encoding
import Lifecycle

/// The turns of the cycle as a map: stages across, iterations down, and between two rows the way back with its reason.
struct TurnsPane: PaneContent {
  let context: PaneContext

  private var turns: [JSON] { context.model.page(of: .turns)?["iterations"]?.array ?? [] }

  var title: TextLine { TextLine("Iterations · \(max(1, context.state.iterations.count))") }

  var note: TextLine? {
    context.progress(.turns)
      ?? TextLine("\(context.model.keymap.key(.tool(.earlierMark))) ", .key) + TextLine("back in time", .keyHint)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page = context.answer(.turns, missing: "Nothing is known of the iterations.", in: area, on: &canvas)
    else {
      return
    }
    let map = TurnMap(page, metric: context.scope.metric, unit: context.unit, width: area.width)
    canvas.put(map.header, in: area, role: .tableHeader)
    let body = area.dropFirstRows(1)
    let chosen = context.model.selectedIndex(of: .part(.turns))
    let place = chosen.flatMap { map.places.indices.contains($0) ? map.places[$0] : nil }
    let first = DataTable.offset(0, showing: place, of: map.lines.count, height: body.height)
    let isLong = map.lines.count > body.height
    let inner = isLong ? body.prefixColumns(body.width - 1) : body
    if isLong {
      ScrollIndicator(first: first, visible: body.height, total: map.lines.count)
        .draw(in: body.dropFirstColumns(inner.width), on: &canvas)
    }
    for (row, line) in map.lines.dropFirst(first).prefix(inner.height).enumerated() {
      canvas.put(line, in: inner, row: row)
      if first + row == place {
        canvas.restyle(inner.row(row), context.model.focus == .part(.turns) ? .selection : .selectionFaint)
      }
    }
  }
}

/// The lines of the map.
struct TurnMap {
  private(set) var lines: [TextLine] = []
  /// The line of each iteration.
  private(set) var places: [Int] = []
  private let cell: Int
  private let metric: String
  private let unit: String
  private let width: Int

  private static let margin = 4

  init(_ page: JSON, metric: String, unit: String, width: Int) {
    self.metric = metric
    self.unit = unit
    self.width = width
    cell = min(13, max(5, (width - TurnMap.margin) / Stage.allCases.count))
    let arrows = page["arrows"]?.array ?? []
    for turn in page["iterations"]?.array ?? [] {
      if let arrow = arrows.first(where: { $0["iteration"]?.int == turn["number"]?.int }) {
        lines += wayBack(arrow)
      }
      places.append(lines.count)
      lines.append(row(turn))
    }
  }

  var header: TextLine {
    let titles = Stage.allCases.map { stage in
      (CharacterWidth.columns(stage.title) < cell ? stage.title : stage.shortTitle).fitted(to: cell - 1) + " "
    }
    return TextLine(String(repeating: " ", count: TurnMap.margin) + titles.joined())
  }

  private static func stage(_ json: JSON?) -> Stage? {
    json?.string.flatMap { id in Stage.allCases.first { $0.id == id } }
  }

  /// `2   ●──────────●──────────●      3 runs, AUC 0.71 (v2)`.
  private func row(_ turn: JSON) -> TextLine {
    var touched = Set((turn["stages"]?.array ?? []).compactMap { TurnMap.stage($0) })
    if let begun = TurnMap.stage(turn["stage"]) { touched.insert(begun) }
    let first = touched.map(\.rawValue).min() ?? 1
    let last = touched.map(\.rawValue).max() ?? 1
    var line = TextLine(CellText.plain(turn["number"] ?? .null).fitted(to: TurnMap.margin), .strong)
    for stage in Stage.allCases {
      let isOn = touched.contains(stage)
      let isBetween = stage.rawValue > first && stage.rawValue < last
      line = line + TextLine(isOn ? "●" : isBetween ? "─" : " ", isOn ? .accent : .dim)
      let goesOn = stage.rawValue >= first && stage.rawValue < last
      line = line + TextLine(String(repeating: goesOn ? "─" : " ", count: cell - 1), .dim)
    }
    // The chosen iteration is told in full below: where nothing can be read here, nothing is begun.
    guard width - line.width >= 12 else { return line }
    return line + TextLine(TurnText.brief(turn, metric: metric, unit: unit)).truncated(to: width - line.width)
  }

  /// `    ╭──────────◀──────────╯ wrong labels found`; the reason on a line of its own where there is no room.
  private func wayBack(_ arrow: JSON) -> [TextLine] {
    let from = TurnMap.margin + ((TurnMap.stage(arrow["from_stage"]) ?? .business).rawValue - 1) * cell
    let to = TurnMap.margin + ((TurnMap.stage(arrow["to_stage"]) ?? .scoping).rawValue - 1) * cell
    let reason = arrow["reason"]?.string ?? ""
    let start = TextLine(String(repeating: " ", count: to))
    guard from > to else { return [(start + TextLine("↺ ", .attention) + TextLine(reason)).truncated(to: width)] }
    let half = (from - to) / 2
    let bend =
      "╭" + String(repeating: "─", count: max(0, half - 1)) + "◀"
      + String(repeating: "─", count: max(0, from - to - half - 1))
      + "╯ "
    let line = start + TextLine(bend, .attention)
    if line.width + CharacterWidth.columns(reason) <= width || width - line.width >= 24 {
      return [(line + TextLine(reason)).truncated(to: width)]
    }
    let room = max(1, width - to - 2)
    return [line] + reason.wrapped(to: room).prefix(2).map { start + TextLine("  " + $0) }
  }
}

/// An iteration in words.
enum TurnText {
  /// "3 runs, AUC 0.71 (v2), decided: retrain".
  static func brief(_ turn: JSON, metric: String, unit: String) -> String {
    var facts: [String] = []
    if let runs = turn["runs"]?.int, runs > 0 { facts.append(count(runs, "run")) }
    if let best = turn["best"], let value = best["value"]?.double {
      let version = best["version"]?.int.map { " (v\($0))" } ?? ""
      facts.append("\(MetricText.title(metric)) \(MetricText.value(metric, value))\(version)")
    }
    if let champion = turn["promoted"]?.array?.last?.int { facts.append("champion v\(champion)") }
    if let perDay = turn["value_per_day"]?.double { facts.append("\(MetricText.amount(perDay, unit)) a day") }
    if let decision = turn["decision"]?.string { facts.append("decided: \(words(decision))") }
    return facts.joined(separator: ", ")
  }

  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  static func words(_ id: String) -> String { id.split(separator: "_").joined(separator: " ") }
}

/// The chosen iteration in full.
struct TurnPane: PaneContent {
  let context: PaneContext

  private var turn: JSON? { context.model.selectedTurn }

  var title: TextLine { TextLine(turn.map { "Iteration \(CellText.plain($0["number"] ?? .null))" } ?? "Iteration") }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let turn else { return canvas.putEmpty("No iteration is selected.", in: area) }
    var text = LabelledText(width: area.width, labelWidth: 10)
    text.add(
      "Began at", [turn["stage"]?.string ?? "", moment(turn["since"])].filter { !$0.isEmpty }.joined(separator: ", "))
    text.add("Because", turn["reason"]?.string ?? "")
    text.add("Ended", moment(turn["until"]))
    let versions = (turn["versions"]?.array ?? []).compactMap(\.int).map { "v\($0)" }.joined(separator: " ")
    let runs = TurnText.count(turn["runs"]?.int ?? 0, "run") + (versions.isEmpty ? "" : ": \(versions)")
    text.add("Made", runs)
    if let datasets = turn["datasets"]?.int, datasets > 0 { text.add("Data", TurnText.count(datasets, "version")) }
    if let best = turn["best"], let value = best["value"]?.double {
      let version = best["version"]?.int.map { " by v\($0)" } ?? ""
      text.add(
        "Best", "\(MetricText.title(context.scope.metric)) \(MetricText.value(context.scope.metric, value))\(version)")
    }
    if let perDay = turn["value_per_day"]?.double {
      text.add("Worth", "\(MetricText.amount(perDay, context.unit)) a day")
    }
    text.add("Decided", turn["decision"]?.string.map { TurnText.words($0) } ?? "nothing yet", .strong)
    canvas.put(text.lines, in: area)
  }

  private func moment(_ json: JSON?) -> String {
    json?.string.flatMap { Timestamp(parsing: $0) }.map { TimeText.minute($0) } ?? ""
  }
}

/// What people concluded, the newest first.
struct DecisionsPane: PaneContent {
  let context: PaneContext

  var title: TextLine { TextLine("Decisions · \(context.state.decisions.count)") }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !context.state.decisions.isEmpty else {
      return canvas.putEmpty(
        "Nothing has been decided yet.", "\(context.key(.decide)) decides, with the reason", in: area)
    }
    context.table(
      .part(.decisions),
      columns: [
        .init("it.", alignment: .trailing, importance: 5), .init("decision", importance: 9),
        .init("when", importance: 3),
        .init("who", .fitting(max: 12), importance: 2), .init("because", .flexible(min: 12, weight: 1), importance: 8),
      ], height: area.height
    ) { item in
      guard case .numbered(let index) = item, context.state.decisions.indices.contains(index) else { return [] }
      let record = context.state.decisions[index]
      return [
        TextLine("\(record.fact.iteration)", .dim), TextLine(record.fact.decision.title, .strong),
        TextLine(TimeText.short(record.at), .dim), TextLine(record.who, .dim), TextLine(record.fact.because),
      ]
    }
    .draw(in: area, on: &canvas)
  }
}
