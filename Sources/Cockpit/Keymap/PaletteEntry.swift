import Lifecycle

/// One line of the command palette.
struct PaletteEntry: Sendable, Equatable {
  let action: Action
  let title: String
  /// Characters of the title that the pattern met.
  let positions: [Int]
  let key: String
  let twin: String
  /// Why it cannot be done now; nil when it can.
  let disabledReason: String?

  /// The actions that fit what was typed, best first; what can be done now comes before what cannot.
  static func matching(_ pattern: String, in model: CockpitModel) -> [PaletteEntry] {
    let found = model.keymap.bindings.enumerated().compactMap {
      (index, binding) -> (entry: PaletteEntry, score: Int, index: Int)? in
      guard binding.contexts.contains(KeyContext(model.screen)) else { return nil }
      let inTitle = FuzzyMatch(pattern, in: binding.title)
      // The id and the twin find it too, but the title is what people read.
      let elsewhere = FuzzyMatch(pattern, in: "\(binding.action.id) \(binding.twin.text)")
      guard inTitle != nil || elsewhere != nil else { return nil }
      let entry = PaletteEntry(
        action: binding.action, title: binding.title, positions: inTitle?.positions ?? [],
        key: binding.keys.first?.label ?? "", twin: binding.twin.text,
        disabledReason: model.disabledReason(binding.action))
      return (entry, max(inTitle?.score ?? .min, (elsewhere?.score ?? .min) / 2), index)
    }
    // Letters strewn over a text match almost anything: only what comes near the best match is worth a line.
    let best = found.map(\.score).max() ?? 0
    return found.filter { $0.score * 5 >= best * 2 }.sorted { one, other in
      let ranks = (one.entry.disabledReason == nil ? 0 : 1, other.entry.disabledReason == nil ? 0 : 1)
      if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
      return one.score != other.score ? one.score > other.score : one.index < other.index
    }
    .map(\.entry)
  }
}
