import CellCanvas
import CommandLine
import Tabular

/// Themes by name.
enum ThemeLibrary {
  static let builtIn = ["dark", "light"]

  /// The names that the theme key walks, the wanted one first.
  static func names(first: String?) -> [String] {
    guard let first, builtIn.contains(first) else { return builtIn }
    return [first] + builtIn.filter { $0 != first }
  }

  /// - Throws: `UsageError` for a name that no theme has.
  static func check(_ name: String?) throws {
    guard let name, !builtIn.contains(name) else { return }
    let near = NearestName.of(name, in: builtIn).map { "did you mean `\($0)`?" }
    throw UsageError("there is no theme `\(name)`", mend: near ?? "the themes are \(builtIn.joined(separator: ", "))")
  }

  static func theme(_ name: String) -> Theme { name == "light" ? .light : .dark }
}
