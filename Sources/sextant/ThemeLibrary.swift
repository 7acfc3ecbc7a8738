import CellCanvas

/// Themes by name.
enum ThemeLibrary {
  static let builtIn = ["dark", "light"]

  /// The names that the theme key walks, the wanted one first.
  static func names(first: String?) -> [String] {
    guard let first, builtIn.contains(first) else { return builtIn }
    return [first] + builtIn.filter { $0 != first }
  }

  static func theme(_ name: String) -> Theme { name == "light" ? .light : .dark }
}
