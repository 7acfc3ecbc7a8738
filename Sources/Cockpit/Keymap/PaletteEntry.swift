import Lifecycle

/// One line of the command palette.
public struct PaletteEntry: Sendable, Equatable {
  /// What choosing it does.
  public enum Target: Sendable, Hashable {
    case action(Action)
    case jump(Jump)
  }

  let target: Target
  let title: String
  /// Characters of the title that the pattern met.
  let positions: [Int]
  let key: String
  let twin: String
  /// Why it cannot be done now; nil when it can.
  let disabledReason: String?

  /// Targets that are remembered as recent.
  static let recentMax = 12

  /// What fits what was typed, best first; what can be done now comes before what cannot, what was chosen lately
  /// before its equals. Places are named once something is typed.
  static func matching(_ pattern: String, in model: CockpitModel) -> [PaletteEntry] {
    let isBlank = pattern.allSatisfy(\.isWhitespace)
    let candidates = actions(model) + (isBlank ? recentJumps(model) : Jump.all(model).map { entry(of: $0, model) })
    let found = candidates.enumerated().compactMap { (index, entry) -> (entry: PaletteEntry, score: Int, index: Int)? in
      let inTitle = FuzzyMatch(pattern, in: entry.title)
      // The id and the twin find it too, but the title is what people read.
      let elsewhere = FuzzyMatch(pattern, in: "\(entry.id) \(entry.twin)")
      guard inTitle != nil || elsewhere != nil else { return nil }
      let met = PaletteEntry(
        target: entry.target, title: entry.title, positions: inTitle?.positions ?? [], key: entry.key,
        twin: entry.twin, disabledReason: entry.disabledReason)
      return (met, max(inTitle?.score ?? .min, (elsewhere?.score ?? .min) / 2), index)
    }
    // Letters strewn over a text match almost anything: only what comes near the best match is worth a line.
    let best = found.map(\.score).max() ?? 0
    let lately = Dictionary(model.recent.enumerated().map { ($1, $0) }, uniquingKeysWith: min)
    return found.filter { $0.score * 5 >= best * 2 }.sorted { one, other in
      let ranks = (one.entry.disabledReason == nil ? 0 : 1, other.entry.disabledReason == nil ? 0 : 1)
      if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
      if one.score != other.score { return one.score > other.score }
      let times = (lately[one.entry.target] ?? .max, lately[other.entry.target] ?? .max)
      return times.0 != times.1 ? times.0 < times.1 : one.index < other.index
    }
    .map(\.entry)
  }

  private var id: String {
    switch target {
    case .action(let action): action.id
    case .jump(let jump): jump.screen.title
    }
  }

  private static func actions(_ model: CockpitModel) -> [PaletteEntry] {
    // What works on every screen, and what this screen adds.
    model.keymap.bindings.filter { $0.contexts.contains(KeyContext(model.screen)) }.map { binding in
      PaletteEntry(
        target: .action(binding.action), title: binding.title, positions: [], key: binding.keys.first?.label ?? "",
        twin: binding.twin.text, disabledReason: model.disabledReason(binding.action))
    }
  }

  private static func entry(of jump: Jump, _ model: CockpitModel) -> PaletteEntry {
    PaletteEntry(
      target: .jump(jump), title: jump.title(model), positions: [], key: "→ \(jump.screen.tab)", twin: jump.twin,
      disabledReason: nil)
  }

  private static func recentJumps(_ model: CockpitModel) -> [PaletteEntry] {
    model.recent.compactMap { target in
      guard case .jump(let jump) = target, jump.isThere(model) else { return nil }
      return entry(of: jump, model)
    }
  }
}

extension CockpitModel {
  /// Does what was chosen in the palette and remembers it.
  mutating func go(to target: PaletteEntry.Target) -> [Effect] {
    recent.removeAll { $0 == target }
    recent.insert(target, at: 0)
    if recent.count > PaletteEntry.recentMax { recent.removeLast() }
    switch target {
    case .action(let action): return perform(action)
    case .jump(let jump):
      jump.go(&self)
      return []
    }
  }
}
