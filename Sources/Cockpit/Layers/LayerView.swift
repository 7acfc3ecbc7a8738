import CellCanvas
import Lifecycle

/// Whatever lies over the screen.
struct LayerView: View {
  private let model: CockpitModel

  init(_ model: CockpitModel) { self.model = model }

  func draw(in area: Rect, on canvas: inout Canvas) {
    switch model.layer {
    case .none: break
    case .question(let question): QuestionBox(question, model).draw(in: area, on: &canvas)
    case .stageChoice(let stage): StageChoiceBox(stage: stage, model: model).draw(in: area, on: &canvas)
    case .prompt(let prompt) where prompt.isFilter: FilterBar(prompt: prompt, model: model).draw(in: area, on: &canvas)
    case .choice(let choice) where choice.purpose == .theme:
      ThemeBox(choice: choice, model: model).draw(in: area, on: &canvas)
    case .choice(let choice): ChoiceBox(choice: choice, model: model).draw(in: area, on: &canvas)
    case .prompt(let prompt): PromptBox(prompt: prompt, model: model).draw(in: area, on: &canvas)
    case .palette(let palette): PaletteBox(palette: palette, model: model).draw(in: area, on: &canvas)
    case .help(let offset):
      ReaderBox(title: "Keys", lines: HelpText.lines(model), offset: offset, size: model.size)
        .draw(in: area, on: &canvas)
    case .log(let offset):
      ReaderBox(
        title: "What was done here, as command lines", lines: LogText.lines(model), offset: offset, size: model.size
      )
      .draw(in: area, on: &canvas)
    }
  }
}

/// A text over most of the screen that can be scrolled.
struct ReaderBox: View {
  let title: String
  let lines: [TextLine]
  let offset: Int
  let size: Size

  func draw(in area: Rect, on canvas: inout Canvas) {
    let place = Layout.reader(in: size)
    _ = canvas.popup(TextLine(title), in: place.box)
    let first = max(0, min(offset, lines.count - place.content.height))
    for (row, line) in lines.dropFirst(first).prefix(place.content.height).enumerated() {
      canvas.put(line, in: place.content, row: row, role: .dialog)
    }
    let edge = Rect(x: place.box.endX - 1, y: place.content.y, width: 1, height: place.content.height)
    ScrollIndicator(first: first, visible: place.content.height, total: lines.count).draw(in: edge, on: &canvas)
  }
}

/// The help: every key with what it does, group by group.
enum HelpText {
  static func lines(_ model: CockpitModel) -> [TextLine] {
    let width = Layout.reader(in: model.size).content.width
    var lines: [TextLine] = []
    for group in Binding.Group.allCases {
      if !lines.isEmpty { lines.append("") }
      lines.append(TextLine(group.rawValue, .titleFocus))
      for binding in model.keymap.bindings where binding.group == group {
        lines += width < 60 ? narrow(binding, model, width: width) : wide(binding, model, width: width)
      }
    }
    return lines + ["", TextLine("Other keys of your own go into keys.yaml: `sextant keys` tells where it is.", .dim)]
  }

  /// The keys on a line of their own where there is no room for a column of them.
  private static func narrow(_ binding: Binding, _ model: CockpitModel, width: Int) -> [TextLine] {
    let reason = model.helpReason(binding)
    let text = binding.title + (binding.danger == .asks ? " (asks first)" : "") + (reason.map { " – \($0)" } ?? "")
    let shown = Binding.labels(model.keymap.keys(of: binding))
    return [TextLine(shown.isEmpty ? "–" : shown, .key)]
      + text.wrapped(to: max(1, width - 2)).map { TextLine("  ") + TextLine($0, reason == nil ? nil : .dim) }
  }

  private static func wide(_ binding: Binding, _ model: CockpitModel, width: Int) -> [TextLine] {
    let line = line(binding, model, width: width)
    guard width < 100, line.width > width else { return [line] }
    // What a key does is said in full, and why not now below it.
    let keys = TextLine(Binding.labels(model.keymap.keys(of: binding)).fitted(to: 16), .key)
    let indent = TextLine(String(repeating: " ", count: 16))
    let reason = model.helpReason(binding)
    let title = binding.title + (binding.danger == .asks ? " (asks first)" : "")
    let lines = title.wrapped(to: width - 17).map { TextLine($0, reason == nil ? nil : .dim) }
    let reasons = (reason.map { "– \($0)" } ?? "").wrapped(to: width - 17).filter { !$0.isEmpty }
    return lines.enumerated().map { ($0 == 0 ? keys : indent) + $1 } + reasons.map { indent + TextLine($0, .dim) }
  }

  private static func line(_ binding: Binding, _ model: CockpitModel, width: Int) -> TextLine {
    let shown = Binding.labels(model.keymap.keys(of: binding))
    let keys = TextLine(shown.fitted(to: 16), .key)
    let asks = binding.danger == .asks ? TextLine(" (asks first)", .dim) : TextLine("")
    let reason = model.helpReason(binding)
    let text =
      TextLine(binding.title, reason == nil ? nil : .dim) + asks + TextLine(reason.map { " – \($0)" } ?? "", .dim)
    guard width >= 100, case .command(let twin) = binding.twin else { return keys + text }
    let room = width - 16 - 36
    return keys + text.truncated(to: room) + TextLine(String(repeating: " ", count: max(1, room - text.width)))
      + TextLine(twin, .dim)
  }
}

/// The log of command twins.
enum LogText {
  static func lines(_ model: CockpitModel) -> [TextLine] {
    guard !model.log.entries.isEmpty else {
      let retrain = model.keymap.key(.act(.retrain))
      let width = Layout.reader(in: model.size).content.width
      return "Nothing was asked of the engine from this screen yet.".wrapped(to: width).map { TextLine($0, .dim) }
        + "Whatever a key does is written here as the command line that does the same: try \(retrain).".wrapped(
          to: width
        )
        .map { TextLine($0) }
    }
    let width = Layout.reader(in: model.size).content.width
    if width < 60 { return model.log.entries.flatMap { narrow($0, width: width) } }
    return model.log.entries.flatMap { entry -> [TextLine] in
      let time = entry.eventTime.map { TimeText.minute($0) } ?? "before traffic"
      let head = TextLine(time.fitted(to: 18), .dim) + TextLine(entry.key.fitted(to: 6), .key) + TextLine("$ ", .dim)
      return [head + TextLine(entry.line, .strong), TextLine(String(repeating: " ", count: 24)) + answer(entry.state)]
    }
  }

  private static func narrow(_ entry: CommandLog.Entry, width: Int) -> [TextLine] {
    let time = entry.eventTime.map { TimeText.minute($0) } ?? "before traffic"
    let answer = answer(entry.state)
    return [TextLine("\(time) ", .dim) + TextLine(entry.key, .key)]
      + "$ \(entry.line)".wrapped(to: max(1, width - 2)).map { TextLine("  ") + TextLine($0, .strong) }
      + answer.text.wrapped(to: max(1, width - 2)).map { TextLine("  ") + TextLine($0, answer.spans.first?.role) }
  }

  private static func answer(_ state: CommandLog.State) -> TextLine {
    switch state {
    case .sent: TextLine("⠹ asked", .busy)
    case .done(let message): TextLine("✓ ", .ok) + TextLine(message.isEmpty ? "done" : message)
    case .refused(let reason): TextLine("✗ ", .failing) + TextLine(reason)
    }
  }
}
