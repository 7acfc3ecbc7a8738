import CellCanvas
import Encoding
import Lifecycle

/// The last line: the keys that help here, which are also buttons, and the work under way.
struct Footer: View {
  private let model: CockpitModel

  init(_ model: CockpitModel) { self.model = model }

  private struct Hint {
    var action: Action
    var key: String
    var title: String

    var width: Int { CharacterWidth.columns(key) + 1 + CharacterWidth.columns(title) }
  }

  private static let gap = 2

  func draw(in area: Rect, on canvas: inout Canvas) {
    let row = area.inset(columns: 1, rows: 0)
    if let digits = model.waitingKeys?.digits {
      _ = canvas.put(counting(digits), in: row)
      return
    }
    for (hint, start) in placed(in: hintRoom(row).width) {
      canvas.put(TextLine([.init(hint.key, .key), .init(" " + hint.title, .keyHint)]), in: row.dropFirstColumns(start))
    }
    if let task = shownTask { draw(task, in: row.dropFirstColumns(hintRoom(row).width + 2), on: &canvas) }
  }

  /// The action whose hint lies at a point.
  func action(at point: Point) -> Action? {
    let row = model.layout.footer.inset(columns: 1, rows: 0)
    guard row.row(0).contains(point) else { return nil }
    return placed(in: hintRoom(row).width).first { hint, start in
      (row.x + start..<row.x + start + hint.width).contains(point.x)
    }?.hint.action
  }

  /// A number that is being typed.
  private func counting(_ digits: String) -> TextLine {
    TextLine("\(digits.isEmpty ? "number" : digits)▏", .accent) + TextLine(" then a movement: ", .keyHint)
      + TextLine(model.keymap.key(.move(.down)), .key) + TextLine(" so many rows  ", .keyHint)
      + TextLine(model.keymap.key(.move(.last)), .key) + TextLine(" to that row  ", .keyHint)
      + TextLine("Esc", .key) + TextLine(" leaves", .keyHint)
  }

  private func hintRoom(_ row: Rect) -> Rect {
    shownTask == nil ? row : row.prefixColumns(row.width - taskWidth - 2)
  }

  private var taskWidth: Int {
    let columns = model.size.columns
    return columns < 60 ? 7 : isNarrow ? 24 : columns < 150 ? 36 : 48
  }

  private var isNarrow: Bool { model.size.columns < 110 }

  // MARK: Hints

  /// As many as fit, in order; help and quit are never the ones left out.
  private func placed(in width: Int) -> [(hint: Hint, start: Int)] {
    let all = hints
    let kept: [Action] = [.tool(.help), .tool(.quit)]
    var middle = all.filter { !kept.contains($0.action) }
    let last = all.filter { kept.contains($0.action) }
    while !middle.isEmpty, Footer.width(middle + last) > width { middle.removeLast() }
    var start = 0
    return (middle + last).compactMap { hint in
      defer { start += hint.width + Footer.gap }
      return start + hint.width <= width ? (hint, start) : nil
    }
  }

  private static func width(_ hints: [Hint]) -> Int { hints.reduce(-gap) { $0 + $1.width + gap } }

  private var hints: [Hint] {
    let context = model.context
    var hints = model.keymap.bindings
      .filter { $0.featured.contains(context) && model.disabledReason($0.action) == nil }
      .map { Hint(action: $0.action, key: key($0), title: title($0)) }
      .filter { !$0.key.isEmpty }
    if KeyContext.screens.contains(context) {
      let stages = Hint(
        action: .show(.overview),
        key: model.keymap.keyRange(from: .show(.overview), to: .show(.stage(.business))), title: "stages")
      let place = hints.firstIndex { !Footer.isDeed($0.action) } ?? hints.count
      hints.insert(stages, at: place)
    }
    // One pane at a time: the key that shows the others comes first.
    if model.layout.mode == .single, let place = hints.firstIndex(where: { $0.action == .move(.nextPane) }) {
      hints.insert(hints.remove(at: place), at: 0)
    }
    return hints
  }

  /// Whether it works on the project, as those that come first do.
  private static func isDeed(_ action: Action) -> Bool {
    switch action {
    case .act, .tool(.rehearse), .tool(.nextStrategy), .tool(.nextResolution): true
    case .show, .move, .tool, .answer, .type: false
    }
  }

  private func key(_ binding: Binding) -> String {
    let keys = model.keymap.keys(of: binding, in: model.context)
    guard case .answer(.pickStage) = binding.action, let last = keys.last else { return keys.first?.label ?? "" }
    return "\(keys.first?.label ?? "")–\(last.label)"
  }

  /// The traffic key says what it would do now.
  private func title(_ binding: Binding) -> String {
    guard case .act(.traffic) = binding.action else { return binding.hint }
    switch model.snapshot?.traffic.state {
    case .playing, .watching: return "pause"
    case .paused: return "resume"
    case .idle, .ended, .none: return "play"
    }
  }

  // MARK: Work

  /// The title line tells how far the traffic is: here its keys have more use of the room.
  private var shownTask: TaskProgress? {
    guard model.layer == nil, let task = model.taskToCancel else { return nil }
    return ["replay", "watch", "serve"].contains(task.kind) && model.size.columns < 150 ? nil : task
  }

  private func draw(_ task: TaskProgress, in area: Rect, on canvas: inout Canvas) {
    if area.width <= 7 {
      let share = task.fraction.map { " \(NumberText.fixed($0 * 100, 0)) %" } ?? ""
      return _ = canvas.put(TextLine("⠹\(share)", .busy), in: area)
    }
    let left = task.remaining.map { NumberText.duration($0) + (isNarrow ? "" : " left") }
    ProgressBar(TextLine("⠹ \(task.title)", .busy), share: task.fraction, detail: left ?? (isNarrow ? "" : task.detail))
      .draw(in: area, on: &canvas)
  }
}
