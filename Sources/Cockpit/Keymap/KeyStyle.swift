/// Which keys walk over the screen.
public enum KeyStyle: String, Sendable, Hashable, CaseIterable {
  /// Letters as in vi, which lead; numbers typed before a movement are counts, stages are behind `g`.
  case vim
  /// Arrows and named keys alone: the letters stay free for other things.
  case arrows
  /// Arrows and letters.
  case both

  /// Keys that differ from those of `both`.
  var keys: [(action: Action, keys: [String])] {
    switch self {
    case .both: return []
    case .arrows:
      return [
        (.move(.up), ["up"]), (.move(.down), ["down"]), (.move(.left), ["left"]), (.move(.right), ["right"]),
        (.move(.pageUp), ["pageup"]), (.move(.pageDown), ["pagedown"]), (.move(.halfPageUp), []),
        (.move(.halfPageDown), []), (.move(.first), ["home"]), (.move(.last), ["end"]),
      ]
    case .vim:
      let stages = Screen.all.enumerated().map { index, screen in
        (action: Action.show(screen), keys: index == 0 ? ["0", "g 0"] : ["g \(index)"])
      }
      return [
        (.move(.up), ["k", "up"]), (.move(.down), ["j", "down"]), (.move(.left), ["h", "left"]),
        (.move(.right), ["l", "right"]), (.move(.pageUp), ["ctrl-b", "pageup"]),
        (.move(.pageDown), ["ctrl-f", "pagedown"]), (.move(.first), ["g g", "home"]), (.move(.last), ["G", "end"]),
        (.move(.nextTab), ["g t", "v"]), (.move(.previousTab), ["g T", "V"]),
      ] + stages
    }
  }

  /// Whether a digit that does nothing else begins a count.
  var countsWithDigits: Bool { self == .vim }
}

extension Keymap {
  /// The keys that a style begins with.
  public static func standard(_ style: KeyStyle) -> Keymap {
    let changes = style.keys
    guard !changes.isEmpty else { return .standard }
    let bindings = Keymap.standard.bindings.map { binding in
      guard let change = changes.first(where: { $0.action == binding.action }) else { return binding }
      var changed = binding
      changed.keys = change.keys.compactMap { try? KeySequence(reading: $0) }
      return changed
    }
    return Keymap(bindings: bindings, style: style)
  }
}
