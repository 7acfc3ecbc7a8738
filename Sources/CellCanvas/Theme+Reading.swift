extension Theme {
  /// Something in a theme file that was not understood and was left out.
  public struct Warning: Sendable, Hashable, CustomStringConvertible {
    /// Counted from 1.
    public let line: Int
    public let message: String

    public var description: String { "line \(line): \(message)" }
  }

  /// Themes that stand on each other, at most.
  static let ancestryMax = 8

  /// Reads a theme file: a small part of TOML, which docs/themes.md describes.
  ///
  /// What is left out is taken from the theme that `inherits` names, else from dark; a palette entry given here
  /// recolours the parent's roles as well. A bad line is reported and skipped: there is always a theme.
  ///
  /// - Parameters:
  ///   - name: used unless the file has a `name`.
  ///   - parent: the text of a theme by its name; nil for a name that no theme has.
  public static func reading(
    _ source: String, name: String, parent: (String) -> String? = BuiltInThemes.text(of:)
  ) -> (theme: Theme, warnings: [Warning]) {
    var own = ThemeReader(name: name)
    own.read(source)
    let ancestry = ancestry(of: own, parent)
    var reader = ThemeReader(name: name)
    for text in ancestry.texts.reversed() { reader.read(text) }
    reader.leaveParent()
    reader.read(source)
    var warnings = own.warnings + ancestry.warnings
    let theme = reader.finish(&warnings, own: own.name)
    return (theme, warnings.sorted { ($0.line, $0.message) < ($1.line, $1.message) })
  }

  /// The texts that a theme stands on, the nearest first; all of them end at dark.
  private static func ancestry(
    of own: ThemeReader, _ parent: (String) -> String?
  ) -> (texts: [String], warnings: [Warning]) {
    var texts: [String] = []
    var seen = [own.name]
    var next = own.inherits ?? (name: BuiltInThemes.root, line: 0)
    let line = next.line
    while true {
      guard !seen.contains(next.name) || next.line == 0, texts.count < ancestryMax else {
        return (texts + [BuiltInThemes.dark], [Warning(line: line, message: "\(next.name) stands on itself")])
      }
      guard let text = parent(next.name) else {
        return (
          texts + [BuiltInThemes.dark], [Warning(line: line, message: "there is no theme \"\(next.name)\" to inherit")]
        )
      }
      texts.append(text)
      seen.append(next.name)
      guard next.name != BuiltInThemes.root else { return (texts, []) }
      var reader = ThemeReader(name: next.name)
      reader.read(text)
      next = reader.inherits.map { (name: $0.name, line: max(1, line)) } ?? (name: BuiltInThemes.root, line: 0)
    }
  }

  /// The theme that all others stand on.
  init(root source: String) {
    var reader = ThemeReader(name: "")
    var warnings: [Warning] = []
    reader.read(source)
    self = reader.finish(&warnings, own: reader.name)
  }
}
