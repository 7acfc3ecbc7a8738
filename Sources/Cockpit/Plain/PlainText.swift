import CellCanvas
import Encoding
import Lifecycle

/// A cockpit's picture as lines: pure functions of the model.
struct PlainText {
  private let model: CockpitModel

  init(_ model: CockpitModel) { self.model = model }

  /// Rows a pane may take; what is beyond is told by its title's number, and by the commands without a screen.
  private static let paneRowsMax = 60

  // MARK: The overview

  /// Which project, the six stages, and what waits for a person.
  var overview: [String] {
    guard let snapshot = model.snapshot else { return ["The project is being opened."] }
    return [heading(snapshot)] + snapshot.stages.map(stage) + notices(snapshot)
  }

  private func heading(_ snapshot: Snapshot) -> String {
    let traffic = snapshot.traffic
    var parts = [
      "\(snapshot.definition.name): iteration \(snapshot.state.iteration.number)", "traffic \(traffic.state.rawValue)",
    ]
    if traffic.state == .playing || traffic.state == .watching {
      parts.append("\(MetricText.number(traffic.rowsPerSecond.rounded())) rows a second")
    }
    if let time = snapshot.state.eventTime { parts.append("event time \(TimeText.minute(time))") }
    if snapshot.past != nil { parts.append("a picture of the past, as of event \(snapshot.state.sequence)") }
    return parts.joined(separator: ", ")
  }

  private func stage(_ summary: StageSummary) -> String {
    "\(summary.stage.rawValue) \(summary.stage.title): \(word(summary)), "
      + PlainWords.sentence(summary.headline)
  }

  private func word(_ summary: StageSummary) -> String {
    model.snapshot?.statusWord(of: summary.stage) ?? summary.status.rawValue
  }

  private func notices(_ snapshot: Snapshot) -> [String] {
    var lines = snapshot.notices.map { "Problem: \(PlainWords.sentence($0))" }
    for alarm in snapshot.state.openAlarms where alarm.state == .firing && !alarm.isAcknowledged {
      lines.append("Alarm: \(alarm.rule), \(PlainWords.sentence(AlarmText.sentence(alarm)))")
    }
    if let suggestion = model.suggestion {
      let (yes, no) = (model.keymap.key(.act(.acceptSuggestion)), model.keymap.key(.act(.dismissSuggestion)))
      lines.append(
        "Suggestion: \(suggestion.fact.policy) suggests a retrain, \(PlainWords.sentence(suggestion.fact.reason)); "
          + "\(yes) accepts it, \(no) dismisses it")
    }
    for task in snapshot.tasks where task.state == .running { lines.append("Under way: \(PlainText.task(task))") }
    if let reason = model.disconnection { lines.append("The engine cannot be reached: \(PlainWords.sentence(reason))") }
    return lines
  }

  static func task(_ task: TaskProgress) -> String {
    let share = task.fraction.map { ", \(Int(($0 * 100).rounded())) %" } ?? ""
    return PlainWords.sentence("\(task.title)\(share)\(task.detail.isEmpty ? "" : ", \(task.detail)")")
  }

  // MARK: A screen

  /// Every pane of the screen: what its frame says, then its rows.
  var screen: [String] {
    guard model.screen != .overview else { return overview }
    guard let snapshot = model.snapshot, let digest = model.digest else { return overview }
    let context = PaneContext(model: model, snapshot: snapshot, digest: digest)
    return [model.screen.title]
      + model.panes(of: model.screen).flatMap { pane($0, context.content(of: $0, width: width)) }
  }

  private var width: Int { min(100, max(60, model.size.columns - 2)) }

  private func pane(_ pane: Pane, _ content: any PaneContent) -> [String] {
    let head = [content.title, content.note].compactMap { $0 }.map { PlainWords.sentence($0.text) }
    var canvas = Canvas(size: Size(columns: width, rows: PlainText.paneRowsMax), glyphs: .braille)
    content.draw(in: canvas.area, on: &canvas)
    var drawn = (0..<canvas.size.rows).map { canvas.rowText($0) }
    // Of a chart its title has the number that matters, and what stands above it the rest.
    if pane.isChart { drawn = Array(drawn.prefix { !PlainWords.hasPicture($0) }) }
    let rows = drawn.compactMap { PlainWords.line($0) }
    // What says that there is nothing is centred; a table keeps its columns.
    let indents = rows.map { $0.prefix { $0 == " " }.count }
    let isTable = zip(rows, indents).contains { $0.dropFirst($1).contains("  ") }
    let indent = indents.min() ?? 0
    return ["- " + head.joined(separator: ", ")]
      + zip(rows, indents).map { row, own in
        "  " + (isTable && own < indent + 20 ? String(row.dropFirst(indent)) : PlainWords.sentence(row))
      }
  }

  // MARK: What asks for an answer

  /// What lies over the screen: its words, and the answers to it.
  func layer(_ layer: Layer) -> [String] {
    switch layer {
    case .question(let question): box(QuestionBox(question, model).content(in: model.size))
    case .stageChoice(let stage):
      box(StageChoiceBox(stage: stage, model: model).content(in: model.size), numbersAnswers: false)
    case .choice(let choice):
      box(ChoiceBox(choice: choice, model: model).content(in: model.size), numbersAnswers: false)
    case .prompt(let prompt): self.prompt(prompt)
    case .palette: ["Type a name, or part of one."]
    case .help: HelpText.lines(model).map { PlainWords.line($0.text) ?? "" }
    case .log: LogText.lines(model).map { PlainWords.sentence($0.text) }
    }
  }

  private func box(_ content: BoxContent?, numbersAnswers: Bool = true) -> [String] {
    guard let content else { return [] }
    let answers = content.answers.enumerated().map { index, answer in
      let number = numbersAnswers ? "\(index + 1) " : ""
      let marked = index == content.marked ? "; an empty line does it" : ""
      return "  \(number)\(answer.title) (\(PlainWords.sentence(answer.key))\(marked))"
    }
    return [content.title] + words(content.lines) + answers
  }

  private func words(_ lines: [TextLine]) -> [String] {
    lines.compactMap { PlainWords.line($0.text) }.map { "  \($0)" }
  }

  private func prompt(_ prompt: Prompt) -> [String] {
    let leave = PlainWords.sentence(model.keymap.key(.type(.leave)))
    let suggested = prompt.field.isBlank ? "" : " An empty line takes: \(prompt.field.trimmed)"
    guard let content = PromptBox(prompt: prompt, model: model).content(in: model.size) else {
      return ["Narrow the list: type words or a condition; an empty line shows all, \(leave) leaves.\(suggested)"]
    }
    let complaint = prompt.complaint.map { ["Not taken: \(PlainWords.sentence($0))"] } ?? []
    let title = content.answers.first.map { $0.title } ?? "take it"
    return [content.title] + words(content.lines) + complaint
      + ["  Type it to \(title), or \(leave) to leave things as they are.\(suggested)"]
  }

  // MARK: Help

  var help: [String] {
    [
      "Type one thing a line:",
      "  a number: what the last menu says of it; 0 is the overview, 1 to 6 are the stages",
      "  a key, such as \(model.keymap.key(.act(.retrain))), or an action's name, such as "
        + "\(Action.act(.retrain).id): does what it does in the cockpit",
      "  a word or part of a name, such as the name of a run, a version, a column or an alarm: goes there",
      "  an empty line, or menu: where things stand, and what can be done",
      "  keys: every key, explained",
      "  wait: until what is under way has ended, traffic aside",
      "  \(model.keymap.key(.tool(.quit))): quits",
      "Questions are answered by a number, or by the key that stands beside the answer.",
      "What happens meanwhile is told in lines of its own, as it happens.",
    ]
  }
}

extension Pane {
  /// What is drawn, not written.
  fileprivate var isChart: Bool {
    let charts: Set<Pane> = [
      .curve, .metric, .value, .difference, .course, .histogram, .part(.separation), .part(.precision),
      .part(.calibration), .part(.scores), .part(.roundCurves), .part(.rocCurves), .part(.precisionCurves),
      .part(.reigns), .part(.estimate),
    ]
    return charts.contains(self)
  }
}
