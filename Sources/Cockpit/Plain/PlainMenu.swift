import Lifecycle

/// What can be done now, numbered. The numbers `0` to `6` are the overview and the stages, as on their keys.
struct PlainMenu: Sendable, Equatable {
  struct Entry: Sendable, Equatable {
    let number: Int
    let action: Action
    let line: String
  }

  private(set) var now: [Entry] = []
  /// What cannot be done, each with its reason.
  private(set) var later: [Entry] = []
  private(set) var views: [Entry] = []

  init() {}

  init(_ model: CockpitModel) {
    let context = model.context
    // There digits are answers.
    var number = context == .labelling || context == .reviewing ? 10 : 7
    func entry(_ binding: Binding, _ text: String) -> Entry {
      defer { number += 1 }
      return Entry(number: number, action: binding.action, line: "\(number) \(text)")
    }
    let bindings = model.keymap.bindings.filter { $0.contexts.contains(context) && PlainMenu.offers($0) }
    for binding in bindings where model.disabledReason(binding.action) == nil {
      now.append(entry(binding, PlainMenu.text(binding)))
    }
    for binding in model.keymap.bindings where binding.action.isView(of: model.screen.stage) {
      views.append(entry(binding, PlainMenu.text(binding)))
    }
    for binding in bindings {
      guard let reason = model.disabledReason(binding.action) else { continue }
      later.append(entry(binding, "\(PlainMenu.text(binding)): \(PlainWords.sentence(reason))"))
    }
  }

  /// What changes the project or a list of it, and what ends the program.
  private static func offers(_ binding: Binding) -> Bool {
    switch binding.action {
    case .act, .tool(.quit), .tool(.log): true
    case .tool(let tool): binding.group == .act && !tool.isForScreensAlone
    case .show, .move, .answer, .type: false
    }
  }

  private static func text(_ binding: Binding) -> String {
    let keys = binding.keys.first.map { "\(PlainWords.sentence($0.label)), " } ?? ""
    let asks = binding.danger == .asks ? "; asks first" : ""
    return "\(PlainWords.sentence(binding.title)) (\(keys)\(binding.action.id)\(asks))"
  }

  func action(numbered number: Int) -> Action? {
    if number == 0 { return .show(.overview) }
    if let stage = Stage(rawValue: number) { return .show(.stage(stage)) }
    return (now + views + later).first { $0.number == number }?.action
  }

  /// What leads on from a screen that has just been read out.
  var shortLines: [String] {
    (views.isEmpty ? [] : ["Further views of this stage:"] + views.map { "  \($0.line)" })
      + ["An empty line tells what can be done."]
  }

  var lines: [String] {
    var lines = ["What can be done now: type a number, a name or a key; ? explains."] + now.map { "  \($0.line)" }
    if !views.isEmpty { lines += ["Further views of this stage:"] + views.map { "  \($0.line)" } }
    if !later.isEmpty { lines += ["Not now:"] + later.map { "  \($0.line)" } }
    return lines
  }
}

extension Action {
  fileprivate func isView(of stage: Stage?) -> Bool {
    guard case .show(.sheet(let sheet)) = self, let stage else { return false }
    return sheet.stage == stage
  }
}

extension Action.Tool {
  /// What means nothing where lines follow one another.
  var isForScreensAlone: Bool { Self.forScreens.contains(self) }

  private static let forScreens: Set<Action.Tool> = [
    .copy, .copyRow, .copyCommand, .theme, .redraw, .suspend, .count, .tour, .nextHint, .split, .turnSplit, .growPane,
    .shrinkPane,
    .resetLayout,
  ]
}
