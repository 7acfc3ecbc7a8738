import CellCanvas
import Lifecycle

/// One of a few answers to choose from, each with what follows from it.
struct ChoiceBox: View {
  let choice: Choice
  let model: CockpitModel

  func draw(in area: Rect, on canvas: inout Canvas) {
    content(in: area.size).draw(in: area, on: &canvas)
  }

  func content(in size: Size) -> BoxContent {
    let options = model.options(of: choice.purpose)
    let width = options.map { CharacterWidth.columns($0.title) }.max() ?? 0
    // A narrow box has the details of the marked answer alone, above the answers.
    let isNarrow = size.columns < 60
    let marked = options[min(max(0, choice.index), options.count - 1)]
    let words = isNarrow ? marked.detail : head
    let text = words.wrapped(to: BoxContent.textWidth(on: size.columns)).map { TextLine($0) }
    // What does not fit is scrolled to: the frame, the head and the answers take the rest.
    let room = max(1, size.rows - text.count - (isNarrow ? 5 : 7))
    let first = DataTable.offset(0, showing: choice.index, of: options.count, height: room)
    let rows = options.enumerated().dropFirst(first).prefix(room).map { index, option in
      let isChosen = index == choice.index
      let number = index < 9 ? "\(index + 1) " : "  "
      return TextLine(isChosen ? " ▸" : "  ", .accent) + TextLine(number, .key)
        + TextLine(option.title.fitted(to: width + 2), isChosen ? .strong : nil)
        + TextLine(isNarrow ? "" : option.detail, .dim)
    }
    return BoxContent(
      title: title, lines: text + [""] + rows,
      answers: [
        .init(key: model.keymap.key(.answer(.choose)), title: isNarrow ? "take it" : marked.title),
        .init(key: model.keymap.key(.answer(.decline)), title: "leave it"),
      ])
  }

  private var title: String {
    switch choice.purpose {
    case .decision: "Decide on iteration \(model.snapshot?.state.iteration.number ?? 1)"
    case .automation: "Who decides"
    case .snooze: "Snooze the alarm"
    case .theme: "What the screen looks like"
    case .companion: "Split: \(model.focus.name) beside"
    }
  }

  private var head: String {
    switch choice.purpose {
    case .decision: return "What follows from what this iteration has shown? The decision is kept with its reason."
    case .automation: return "Now: \(model.automationLevel?.title ?? "not known"). The change asks for its reason."
    case .snooze(let id):
      let rule = model.snapshot?.state.alarms.first { $0.id == id }?.rule ?? "the alarm"
      return "\(rule) stays quiet for"
    case .companion:
      return "Both keep their keys; \(model.keymap.key(.tool(.turnSplit))) puts one below the other,"
        + " \(model.keymap.key(.tool(.split))) ends it."
    case .theme: return "The marked one is shown at once; \(model.keymap.key(.answer(.choose))) keeps it."
    }
  }
}
