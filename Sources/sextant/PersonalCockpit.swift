import CellCanvas
import Cockpit

/// What of a cockpit is the person's and not the project's: it can be read while the project opens.
struct PersonalCockpit: Sendable {
  let memory: CockpitMemory
  let keymap: Keymap
  let themes: ThemeShelf
  /// The theme to begin with.
  private let first: (name: String, theme: Theme)

  /// - Parameter theme: the one asked for, before the one that was kept.
  init(theme: String?) {
    let library = ThemeLibrary()
    let memory = CockpitMemory()
    let wish = theme ?? memory.theme ?? ThemeShelf.Wish.automaticName
    let themes = ThemeShelf(names: library.names, wish: .init(wish), background: memory.background)
    let name = themes.name(of: themes.wish)
    (self.memory, self.themes, keymap) = (memory, themes, KeyFile().read().keymap)
    first = (name, library.theme(name).theme)
  }

  /// Reads themes by name; the first is there.
  func reader(_ library: ThemeLibrary) -> (String) -> Theme {
    var first: (name: String, theme: Theme)? = first
    return { name in
      // A theme that is read again was changed.
      defer { first = nil }
      if let first, first.name == name { return first.theme }
      return library.theme(name).theme
    }
  }
}
