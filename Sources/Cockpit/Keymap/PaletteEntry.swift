import CellCanvas
import Lifecycle

/// One line of the command palette.
public struct PaletteEntry: Sendable, Equatable {
  /// What choosing it does.
  public enum Target: Sendable, Hashable {
    case action(Action)
    case jump(Jump)
    case theme(String)
  }

  let target: Target
  let title: String
  /// Characters of the title that the pattern met.
  let positions: [Int]
  let key: String
  let twin: String
  /// Why it cannot be done now; nil when it can.
  let disabledReason: String?
}

/// What was chosen in the palette, to be offered first the next time.
public struct RecentChoice: Sendable, Hashable {
  /// What it was, in words that mean the same the next time: "action retrain", "run 5", "theme nord".
  public var text: String
  /// The project's path, for a place within it; nil for what every project has.
  public var project: String?

  /// How many are remembered.
  public static let countMax = 24

  public init(text: String, project: String?) {
    self.text = text
    self.project = project
  }
}

extension PaletteEntry.Target {
  /// As it is remembered.
  var text: String {
    switch self {
    case .action(let action): "action \(action.id)"
    case .theme(let name): "theme \(name)"
    case .jump(.run(let id)): "run \(id)"
    case .jump(.version(let id)): "version \(id)"
    case .jump(.column(let name)): "column \(name)"
    case .jump(.alarm(let id)): "alarm \(id)"
    case .jump(.indicator(let name)): "kpi \(name)"
    case .jump(.iteration(let number)): "iteration \(number)"
    }
  }

  /// Nil for a text that means nothing any more.
  init?(text: String) {
    let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    let (kind, name, number) = (parts[0], parts[1], Int(parts[1]))
    switch kind {
    case "action":
      guard let action = Action.all.first(where: { $0.id == name }) else { return nil }
      self = .action(action)
    case "theme": self = .theme(name)
    case "column": self = .jump(.column(name))
    case "kpi": self = .jump(.indicator(name))
    case "run", "version", "alarm", "iteration":
      guard let number else { return nil }
      self = .jump(
        kind == "run"
          ? .run(RunID(number))
          : kind == "version"
            ? .version(VersionID(number)) : kind == "alarm" ? .alarm(AlarmID(number)) : .iteration(number))
    default: return nil  // A kind of another version of the program.
    }
  }

  /// Whether it is a place within one project.
  fileprivate var isOfProject: Bool {
    switch self {
    case .jump: true
    case .action, .theme: false
    }
  }
}

extension Palette {
  /// With everything there is to find now.
  init(_ model: CockpitModel) {
    index = PaletteIndex(model)
    search(model)
  }

  /// Looks anew after what is typed has changed: among what was found before where letters were only added.
  mutating func search(_ model: CockpitModel) {
    let pattern = FuzzyPattern(field.text)
    let lately = model.lately
    if pattern.letters.isEmpty {
      (candidates, matches) = ([], index.unasked(lately: lately))
    } else {
      let goesOn = !searched.letters.isEmpty && pattern.letters.starts(with: searched.letters)
      candidates = index.candidates(pattern, among: goesOn ? candidates : nil)
      matches = index.ranked(candidates, lately: lately)
    }
    searched = pattern
  }

  /// A line as it is shown.
  func entry(_ place: Int, _ model: CockpitModel) -> PaletteEntry {
    let match = matches[place]
    let (target, title) = (index.targets[match.index], index.titles[match.index])
    let positions = field.isBlank ? [] : FuzzyMatch(field.text, in: title)?.positions ?? []
    let (key, twin): (String, String) =
      switch target {
      case .action(let action):
        model.keymap.binding(of: action).map { (model.keymap.keys(of: $0).first?.label ?? "", $0.twin.text) } ?? (
          "", ""
        )
      case .theme(let name): ("", "sextant --theme \(name)")
      case .jump(let jump): ("→ \(jump.screen.tab)", jump.twin)
      }
    return PaletteEntry(
      target: target, title: title, positions: positions, key: key, twin: twin,
      disabledReason: model.barrier(of: target))
  }
}

extension CockpitModel {
  /// Why a line of the palette cannot be done now; nil when it can.
  func barrier(of target: PaletteEntry.Target) -> String? {
    guard case .action(let action) = target, let binding = keymap.binding(of: action) else { return nil }
    return elsewhereReason(binding) ?? disabledReason(action)
  }

  /// How long ago what has a line in the palette was chosen, the last one 0.
  fileprivate var lately: [PaletteEntry.Target: Int] {
    let here = recent.enumerated().filter { $0.element.project == nil || $0.element.project == snapshot?.path }
    return Dictionary(
      here.compactMap { age, choice in PaletteEntry.Target(text: choice.text).map { ($0, age) } }, uniquingKeysWith: min
    )
  }

  /// Does what was chosen in the palette and remembers it.
  mutating func go(to target: PaletteEntry.Target) -> [Effect] {
    let choice = RecentChoice(text: target.text, project: target.isOfProject ? snapshot?.path : nil)
    recent.removeAll { $0 == choice }
    recent.insert(choice, at: 0)
    if recent.count > RecentChoice.countMax { recent.removeLast() }
    let keeping: [Effect] = [.remember(.recent(recent))]
    switch target {
    case .action(let action):
      if let binding = keymap.binding(of: action), let reason = elsewhereReason(binding) {
        return keeping + toast(.note, "\(binding.title): \(reason)")
      }
      return keeping + perform(action)
    case .jump(let jump):
      jump.go(&self)
      return keeping
    case .theme(let name):
      themes.wish = .named(name)
      return keeping + [.remember(.theme(name))]
    }
  }
}
