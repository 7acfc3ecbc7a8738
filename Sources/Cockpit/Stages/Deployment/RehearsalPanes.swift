import CellCanvas
import Encoding
import Lifecycle

/// What past traffic would have made of the rollout: the end in a sentence, and the steps as a picture.
struct RehearsalPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.page(of: .rehearsal) }

  var title: TextLine {
    let strategy = TextLine("Rehearsal · ") + TextLine(context.model.rehearsedStrategy.title, .strong)
    guard let page, let session = page["session"]?.int else { return strategy }
    return strategy + TextLine(" on session \(session)")
  }

  var note: TextLine? {
    if context.entry(.rehearsal)?.pending != nil { return TextLine("⠹ playing past traffic", .busy) }
    guard let seconds = page?["seconds"]?.double, let rows = page?["rows"]?.int else { return nil }
    return TextLine("\(NumberText.grouped(rows)) rows in \(GatewayText.seconds(seconds))", .dim)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.model.query(of: .rehearsal, context.snapshot) != nil else {
      let key = context.model.keymap.key(.tool(.rehearse))
      let next = context.model.keymap.key(.tool(.nextStrategy))
      return canvas.putEmpty(
        "Nothing was rehearsed by \(context.model.rehearsedStrategy.title) yet.",
        context.model.rehearsalReason
          ?? "\(key) plays the newest session through its plan and shows where it would have stopped; nothing is "
          + "written down. \(next) takes another strategy.",
        in: area)
    }
    if page == nil, context.entry(.rehearsal)?.pending != nil {
      return canvas.putEmpty("⠹ past traffic is played through the plan", in: area)
    }
    guard let page = context.answer(.rehearsal, missing: "", in: area, on: &canvas) else { return }
    let sentence = (page["sentence"]?.string ?? "").wrapped(to: max(1, area.width - 2))
    let (glyph, role) = RehearsalText.mark(page["result"]?.string ?? "")
    let room = max(1, min(sentence.count, area.height - 4))
    for (row, line) in sentence.prefix(room).enumerated() {
      canvas.put(TextLine(row == 0 ? "\(glyph) " : "  ", role) + TextLine(line, .strong), in: area, row: row)
    }
    let notes = (page["notes"]?.array ?? []).compactMap(\.string)
    let noted = area.height >= room + notes.count + Staircase.heightMin + 1 ? notes : []
    for (row, note) in noted.enumerated() {
      canvas.put(TextLine("  \(note)", .dim), in: area, row: room + row)
    }
    let rest = area.dropFirstRows(room + noted.count)
    StairsPicture(stairs(page)).draw(
      in: rest.height > Staircase.heightMin + 2 ? rest.dropFirstRows(1) : rest, on: &canvas)
  }

  /// The steps it walked, then those of the plan that it never reached.
  private func stairs(_ page: JSON) -> [Stair] {
    let walked = (page["steps"]?.array ?? []).map { step in
      let decision = step["decision"]?.string ?? ""
      let (glyph, role) = RehearsalText.decision(decision)
      return Stair(
        share: step["share"]?.double ?? 0, standing: .gone, progress: 1, role: role,
        words: [
          TextLine("\(glyph) \(RehearsalText.word(decision))", role),
          TextLine(step["rows"]?.int.map { "\(NumberText.grouped($0)) rows" } ?? "", .dim),
        ])
    }
    let last = page["step"]?.int ?? 0
    let planned = RolloutPlan(context.model.rehearsedStrategy, context.snapshot.definition).steps
    let coming = planned.indices.filter { $0 > last }.map { index in
      Stair(
        share: planned[index].share, standing: .unreached, progress: 0, role: .dim,
        words: [TextLine("not reached", .dim)])
    }
    let isPromoted = page["result"]?.string == "promoted"
    let isWhole = (planned.last?.share ?? 1) >= 1
    let walks = [.canary, .rolling].contains(context.model.rehearsedStrategy)
    let top = Stair(
      share: 1, standing: isPromoted ? .gone : .unreached, progress: isPromoted ? 1 : 0, role: isPromoted ? .ok : .dim,
      words: [isPromoted ? TextLine("✓ champion", .ok) : TextLine("not reached", .dim)])
    return walked + coming + (walks && !isWhole ? [top] : [])
  }
}

/// The rehearsed steps as a table.
struct RehearsalStepsPane: PaneContent {
  let context: PaneContext

  var title: TextLine { "Steps as they would have gone" }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let steps = context.model.rehearsalSteps
    guard !steps.isEmpty else { return canvas.putEmpty("No step was rehearsed yet.", in: area) }
    context.table(
      .part(.rehearsalSteps),
      columns: [
        .init("step", importance: 9), .init("share", alignment: .trailing, importance: 8),
        .init("rows", alignment: .trailing, importance: 5), .init("outcomes", alignment: .trailing, importance: 4),
        .init("verdict", importance: 6), .init("then", importance: 7), .init("until", importance: 2),
      ], height: area.height
    ) { item in
      guard case .numbered(let index) = item, steps.indices.contains(index) else { return [] }
      return row(steps[index])
    }
    .draw(in: area, on: &canvas)
  }

  private func row(_ step: JSON) -> [TextLine] {
    let decision = step["decision"]?.string ?? ""
    let (glyph, role) = RehearsalText.decision(decision)
    let count = { (name: String) in step[name]?.int.map { NumberText.grouped($0) } ?? "–" }
    return [
      TextLine("\((step["index"]?.int ?? 0) + 1)"), TextLine(ShareText.of(step["share"]?.double ?? 0), .strong),
      TextLine(count("rows"), .dim), TextLine("\(count("outcomes")) / \(count("baseline_outcomes"))", .dim),
      (step["verdict"]?.string.flatMap { Verdict(rawValue: $0) } ?? .noData).markAndWord,
      TextLine("\(glyph) \(RehearsalText.word(decision))", role),
      TextLine(step["to"]?.string.flatMap { Timestamp(parsing: $0) }.map { TimeText.short($0) } ?? "", .dim),
    ]
  }
}

/// What the chosen rehearsed step was judged by.
struct RehearsalChecksPane: PaneContent {
  let context: PaneContext

  private var step: JSON? { context.model.selectedRehearsalStep }

  var title: TextLine {
    guard let step else { return "Checks" }
    let verdict = step["verdict"]?.string.flatMap { Verdict(rawValue: $0) } ?? .noData
    return TextLine("Checks of step \((step["index"]?.int ?? 0) + 1) · ") + verdict.markAndWord
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let step else { return canvas.putEmpty("No step was rehearsed yet.", in: area) }
    CheckTable(step["checks"]?.array ?? [], context: context).draw(in: area, on: &canvas)
  }
}

/// What the plan comes to at the present traffic, before it begins.
struct ForecastPane: PaneContent {
  let context: PaneContext

  var title: TextLine {
    guard let page = context.model.page(of: .forecast) else { return "Can the plan be kept?" }
    switch page["ok"]?.bool {
    case true?: return TextLine("Can the plan be kept? ") + TextLine("✓ yes", .ok)
    case false?: return TextLine("Can the plan be kept? ") + TextLine("! not as it is", .attention)
    case nil: return "Can the plan be kept?"
    }
  }

  var note: TextLine? { context.progress(.forecast) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let missing = context.model.isInPast ? "What a plan came to is not kept for the past." : "Nothing is known yet."
    guard context.answer(.forecast, missing: missing, in: area, on: &canvas) != nil else { return }
    canvas.put(
      ForecastPane.lines(context.model, width: area.width), in: area,
      offset: context.model.offsets[.part(.forecast)] ?? 0)
  }

  static func lines(_ model: CockpitModel, width: Int) -> [TextLine] {
    guard let page = model.page(of: .forecast) else { return [] }
    var text = LabelledText(width: width, labelWidth: 10)
    for finding in page["findings"]?.array ?? [] {
      let step = finding["step"]?.int.map { "! step \($0 + 1)" } ?? "! plan"
      text.add(step, finding["message"]?.string ?? "", .attention, labelRole: .attention)
      text.add("  mend", finding["mend"]?.string ?? "", .accent)
    }
    if let traffic = page["traffic"], let day = traffic["rows_per_day"]?.double {
      let delay = traffic["outcome_delay_seconds"]?.double ?? 0
      text.add(
        "Traffic",
        "\(NumberText.grouped(Int(day.rounded()))) rows a day, \(CellText.percent(traffic["outcome_share"]?.double ?? 0)) "
          + "with an outcome" + (delay > 0 ? " after \(NumberText.duration(delay))" : ""))
    }
    for step in page["steps"]?.array ?? [] {
      let number = { (name: String) in step[name]?.double.map { NumberText.grouped(Int($0.rounded())) } ?? "–" }
      let needed = step["outcomes_needed"]?.int ?? 0
      var words = "\(number("rows")) rows"
      if let seconds = step["seconds"]?.double { words += " in \(NumberText.duration(seconds))" }
      if needed > 0 { words += ", \(number("outcomes")) outcomes of \(NumberText.grouped(needed)) needed" }
      if let least = step["detectable"]?.double, let metric = model.snapshot?.definition.scope.metric {
        words += ", tells \(MetricText.title(metric)) apart from ±\(MetricText.value(metric, least))"
      }
      text.add(ShareText.of(step["share"]?.double ?? 0), words, labelRole: .strong)
    }
    return text.lines
  }
}

/// A share of the traffic as people say it.
enum ShareText {
  static func of(_ share: Double) -> String { share > 0 ? "\(MetricText.number(share * 100)) %" : "unseen" }
}

/// Words and marks of a rehearsal.
enum RehearsalText {
  static func mark(_ result: String) -> (String, Role) {
    switch result {
    case "promoted": ("✓", .ok)
    case "rolled_back": ("✗", .failing)
    case "paused": ("‖", .attention)
    default: ("~", .idle)
    }
  }

  static func decision(_ decision: String) -> (String, Role) {
    switch decision {
    case "complete", "advance": ("✓", .ok)
    case "roll_back": ("✗", .failing)
    case "pause": ("‖", .attention)
    default: ("~", .idle)
    }
  }

  static func word(_ decision: String) -> String {
    switch decision {
    case "complete": "promoted"
    case "advance": "on to the next"
    case "roll_back": "rolled back"
    case "pause": "asks a person"
    default: "traffic ended"
    }
  }
}
