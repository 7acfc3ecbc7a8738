import CellCanvas
import Lifecycle

/// The cockpit as a conversation in lines, for screen readers, logs, scripts and terminals that cannot place text.
///
/// It is another face of the same `CockpitModel`: lines in become the actions that keys are, and what the model would
/// show comes out as lines. Plain data, like the model.
public struct PlainSession: Sendable {
  /// What one line or one message leads to.
  public struct Step: Sendable, Equatable {
    public var lines: [String] = []
    public var effects: [Effect] = []
  }

  public private(set) var model: CockpitModel
  /// Something was not understood, or the engine said no.
  public private(set) var hasFailed = false
  private var menu = PlainMenu()
  private var hasBegun = false
  /// A screen to be read out once the engine has answered what it asks.
  private var isScreenDue = false
  private var waits = false
  /// Tasks that this session began, and whether a snapshot has shown them yet.
  private var begun: [TaskID: Bool] = [:]
  /// The newest event that a receipt told of.
  private var awaitedEvent = 0
  /// What a word may have meant, to be chosen from by number.
  private var offers: [PaletteEntry.Target] = []
  /// Rows of a box, which here has no end.
  private static let rows = 500
  static let offerCountMax = 9

  /// - Parameter model: one that has heard nothing yet.
  public init(_ model: CockpitModel) {
    self.model = model
    self.model.size = Size(columns: min(120, max(60, model.size.columns)), rows: PlainSession.rows)
  }

  /// Whether the next line of a script may be taken: all that was asked for is answered.
  public var isReady: Bool {
    guard model.disconnection == nil else { return true }
    return hasBegun && !isScreenDue && !isAsking && !isBehind && !(waits && isBusy)
  }

  /// Whether nothing that this session began is under way: it may end.
  public var isIdle: Bool {
    guard model.disconnection == nil else { return true }
    return hasBegun && !isScreenDue && !isAsking && !isBehind && !isBusy
  }

  private var isAsking: Bool { model.log.entries.contains { $0.state == .sent } || model.pages.isAsking }

  /// Long work that has an end.
  private var isBusy: Bool {
    !begun.isEmpty
      || model.snapshot?.tasks.contains { $0.state == .running && !PlainSession.endless.contains($0.kind) } ?? false
  }

  /// What was done is not on the picture yet.
  private var isBehind: Bool { (model.snapshot?.state.sequence ?? 0) < awaitedEvent && model.snapshot?.past == nil }

  /// Kinds of tasks that end when someone says so, or when their data do.
  private static let endless: Set = ["replay", "serve", "watch"]

  /// A receipt tells of a task before a snapshot does.
  private mutating func followTasks(_ message: Message) {
    if case .receipt(_, .success(let receipt)) = message, let task = receipt.task { begun[task] = false }
    if case .receipt(_, .success(let receipt)) = message { awaitedEvent = max(awaitedEvent, receipt.event ?? 0) }
    guard let tasks = model.snapshot?.tasks else { return }
    for (id, wasSeen) in begun {
      if let task = tasks.first(where: { $0.id == id }) {
        begun[id] = task.state == .running && !PlainSession.endless.contains(task.kind) ? true : nil
      } else if wasSeen {
        begun[id] = nil
      }
    }
  }

  // MARK: Messages

  /// Takes in what the engine says.
  public mutating func take(_ message: Message) -> Step {
    let before = model.snapshot
    let layer = model.layer
    var step = Step()
    step.effects = model.update(message)
    followTasks(message)
    if let before, let after = model.snapshot, before != after {
      step.lines += PlainNews(from: before, to: after).lines.map { "* \(PlainWords.sentence($0))" }
    }
    step.lines = takeToasts() + step.lines
    if !hasBegun, model.snapshot != nil {
      hasBegun = true
      step.lines += standing()
    }
    if model.layer != layer { step.lines += layerLines() }
    readOutWhenDue(&step)
    if waits, !isBusy, !isAsking { waits = false }
    return step
  }

  // MARK: Lines

  /// Takes a line that was typed or read.
  public mutating func take(line: String) -> Step {
    let text = String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    let (before, layer) = (model.screen, model.layer)
    var step = Step()
    switch model.layer {
    case .none, .help, .log: step = command(text)
    case .question(let question): step.effects = answer(text, to: question)
    case .stageChoice, .choice: step.effects = choose(text)
    case .prompt(let prompt): step.effects = type(text, prompt)
    case .palette:
      model.layer = nil
      step = find(text)
    }
    model.keepSelectionsVisible()
    step.effects += model.askForPages()
    step.lines = takeToasts() + step.lines
    if model.layer != nil, model.layer != layer || layer.isAsked {
      step.lines += layerLines()
      closeReader()
    } else if model.layer == nil, model.screen != before {
      isScreenDue = true
    }
    readOutWhenDue(&step)
    return step
  }

  /// Leaves whatever waits for an answer, as the end of the input does: nothing is done without a yes.
  public mutating func leave() -> Step {
    guard model.layer != nil else { return Step() }
    model.layer = nil
    return Step(lines: ["The input has ended: nothing was done about the question."])
  }

  private mutating func command(_ text: String) -> Step {
    let offered = offers
    offers = []
    switch text.lowercased() {
    case "", "menu": return Step(lines: standing())
    case "?", "help": return Step(lines: PlainText(model).help)
    case "keys": return Step(lines: PlainText(model).layer(.help(offset: 0)))
    case "wait":
      waits = true
      return Step()
    default: break
    }
    if let number = Int(text), !isDigitAnAnswer(number) { return choose(number, among: offered) }
    let ids = model.keymap.bindings.map(\.action).filter { $0.id == text }
    if let action = ids.first { return perform(action) }
    if let keys = keys(named: text) {
      let row = model.selectedPlace
      if let action = action(of: keys), model.disabledReason(action) != nil { hasFailed = true }
      var step = Step()
      for key in keys { step.effects += model.update(.input(.key(key))) }
      if model.selectedPlace != row { step.lines += selectedLines }
      return step
    }
    return find(text)
  }

  private func isDigitAnAnswer(_ number: Int) -> Bool {
    (model.context == .labelling || model.context == .reviewing) && 1...9 ~= number
  }

  /// The keys of a text as `keys.yaml` has them or as people read them, where they do something now.
  private func keys(named text: String) -> [KeyPress]? {
    guard let keys = try? KeySequence(reading: text).presses else { return nil }
    if let action = action(of: keys) { return action.isForScreensAlone ? nil : keys }
    return isDigitAnAnswer(Int(text) ?? 0) ? keys : nil
  }

  private func action(of keys: [KeyPress]) -> Action? {
    guard case .action(let action) = model.keymap.meaning(of: keys, in: model.context) else { return nil }
    return action
  }

  private mutating func choose(_ number: Int, among offered: [PaletteEntry.Target]) -> Step {
    if offered.indices.contains(number - 1) { return go(to: offered[number - 1]) }
    if let action = menu.action(numbered: number) { return perform(action) }
    return misunderstood("the menu has no \(number)")
  }

  private mutating func perform(_ action: Action) -> Step {
    guard !action.isForScreensAlone else {
      return Step(lines: ["\(model.keymap.title(action)): that is for a screen; here lines follow one another."])
    }
    if model.disabledReason(action) != nil { hasFailed = true }
    let screen = model.screen
    let effects = model.perform(action)
    // The stage that is open already is read out again.
    if case .show(let wanted) = action, wanted == screen { isScreenDue = true }
    return Step(effects: effects)
  }

  /// A text that would lie over the screen has been read out, and that is all.
  private mutating func closeReader() {
    switch model.layer {
    case .help, .log: model.layer = nil
    case .question, .stageChoice, .choice, .prompt, .palette, .none: break
    }
  }

  // MARK: Names

  private mutating func find(_ text: String) -> Step {
    // A word that stands as it was typed means more than its letters strewn over a text.
    var palette = Palette(model)
    palette.field = TextField(text)
    palette.search(model)
    let found = palette.matches.indices.map { palette.entry($0, model) }.filter { !$0.isForScreensAlone }
    let whole = found.filter { $0.title.lowercased().contains(text.lowercased()) || $0.isCalled(text) }
    let meant = whole.isEmpty ? found : whole
    guard let first = meant.first else { return misunderstood("nothing is called that") }
    if meant.count == 1 { return go(to: first.target) }
    let shown = meant.prefix(PlainSession.offerCountMax)
    offers = shown.map(\.target)
    let more = meant.count > shown.count ? ["  and \(meant.count - shown.count) more: type more of the name"] : []
    return Step(
      lines: ["Several things are called that; which number?"]
        + shown.enumerated().map { "  \($0.offset + 1) \(PlainWords.sentence($0.element.title))" } + more)
  }

  private mutating func go(to target: PaletteEntry.Target) -> Step {
    switch target {
    case .action(let action): return perform(action)
    case .jump, .theme:
      let effects = model.go(to: target)
      return Step(lines: selectedLines, effects: effects)
    }
  }

  private mutating func misunderstood(_ why: String) -> Step {
    hasFailed = true
    return Step(lines: ["Not understood: \(why). ? explains what can be typed."])
  }

  // MARK: Answers

  private mutating func answer(_ text: String, to question: Question) -> [Effect] {
    let answers = QuestionBox(question, model).content(in: model.size)?.answers ?? []
    let named: String? =
      switch text.lowercased() {
      case "yes": model.keymap.key(.answer(.accept))
      case "no": model.keymap.key(.answer(.decline))
      default: Int(text).flatMap { answers.indices.contains($0 - 1) ? answers[$0 - 1].key : nil }
      }
    let action: Action? =
      text.isEmpty
      ? .answer(.choose)
      : named.flatMap { label in
        [Action.Answer.accept, .decline, .editAgain].first { model.keymap.key(.answer($0)) == label }
          .map { .answer($0) }
      } ?? KeyPress(text).flatMap { model.keymap.action(for: $0, in: model.context) }
    return action.map { model.perform($0) } ?? []
  }

  private mutating func choose(_ text: String) -> [Effect] {
    if text.isEmpty { return model.perform(.answer(.choose)) }
    guard let key = KeyPress(text), let action = model.keymap.action(for: key, in: model.context) else { return [] }
    return model.perform(action, key: key)
  }

  private mutating func type(_ text: String, _ prompt: Prompt) -> [Effect] {
    let leave = KeyPress(text.lowercased()).flatMap { model.keymap.action(for: $0, in: .prompt) }
    if text.count > 1, leave == .type(.leave) { return model.perform(.type(.leave)) }
    if !text.isEmpty {
      var prompt = prompt
      prompt.field = TextField(text)
      prompt.complaint = nil
      model.layer = .prompt(prompt)
      // What narrows a list does so while it is typed.
      if case .filter = prompt.purpose { _ = model.perform(.type(.cursorEnd)) }
    }
    return model.perform(.type(.submit))
  }

  // MARK: What is said

  private mutating func standing() -> [String] {
    menu = PlainMenu(model)
    return PlainText(model).overview + menu.lines
  }

  private func layerLines() -> [String] { model.layer.map { PlainText(model).layer($0) } ?? [] }

  private mutating func readOutWhenDue(_ step: inout Step) {
    guard isScreenDue, model.snapshot != nil, !model.pages.isAsking else { return }
    isScreenDue = false
    menu = PlainMenu(model)
    step.lines += PlainText(model).screen + (model.screen == .overview ? menu.lines : menu.shortLines)
  }

  private var selectedLines: [String] {
    guard let place = model.selectedPlace else { return [] }
    return ["Chosen: \(place)"]
  }

  private mutating func takeToasts() -> [String] {
    defer { model.toasts = [] }
    return model.toasts.map { notice in
      let text = PlainWords.sentence(notice.text)
      switch notice.kind {
      case .done: return "* done: \(text)"
      case .note: return "* \(text)"
      case .attention: return "* attention: \(text)"
      case .failed:
        // An alarm is news, not something that went wrong here.
        if !notice.text.hasPrefix("alarm") { hasFailed = true }
        return notice.text.hasPrefix("alarm") ? "* \(text)" : "* failed: \(text)"
      }
    }
  }
}

extension Layer? {
  /// Whether an answer that was not taken leads to the same words again.
  fileprivate var isAsked: Bool {
    switch self {
    case .question, .stageChoice, .choice, .prompt: true
    case .palette, .help, .log, .none: false
    }
  }
}

extension Action {
  /// What walks over a screen or changes its look.
  fileprivate var isForScreensAlone: Bool {
    switch self {
    case .tool(let tool): tool.isForScreensAlone
    case .move(.zoom): true
    case .show, .move, .act, .answer, .type: false
    }
  }
}

extension PaletteEntry {
  fileprivate var isForScreensAlone: Bool {
    switch target {
    case .action(let action): action.isForScreensAlone
    case .theme: true
    case .jump: false
    }
  }

  fileprivate func isCalled(_ text: String) -> Bool {
    switch target {
    case .action(let action): action.id == text.lowercased()
    case .jump, .theme: false
    }
  }
}

extension CockpitModel {
  /// The pane with the focus and the row chosen in it, in words.
  var selectedPlace: String? {
    guard let snapshot, let digest else { return nil }
    let context = PaneContext(model: self, snapshot: snapshot, digest: digest)
    let title = PlainWords.sentence(context.content(of: focus, width: 80).title.text)
    guard let list = focus.list, let index = selectedIndex(of: list) else { return title }
    return "\(title), row \(index + 1) of \(items(of: list).count): \(words(of: items(of: list)[index], in: snapshot))"
  }

  private func words(of item: Item, in snapshot: Snapshot) -> String {
    switch item {
    case .gate(let index):
      snapshot.definition.scope.gates.indices.contains(index) ? snapshot.definition.scope.gates[index].text : ""
    case .column(let name), .indicator(let name), .named(let name): name
    case .run(let id): "run \(id)"
    case .version(let id): "v\(id)"
    case .aliasChange(let index): "change \(index + 1)"
    case .alarm(let id): snapshot.state.alarms.first { $0.id == id }.map { "\($0.rule), \($0.state.rawValue)" } ?? ""
    case .numbered(let index): "number \(index + 1)"
    case .tableRow(let row): "row \(row)"
    }
  }
}
