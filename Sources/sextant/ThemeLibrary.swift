import CellCanvas
import CommandLine
import Glibc
import Runtime
import Tabular

/// Themes by name: those that come with the program, and a person's own, which win.
struct ThemeLibrary {
  /// The folder of a person's own themes; it need not be there.
  let folder: String?

  static let suffix = ".toml"
  /// Files of a person's own that are looked at.
  static let ownCountMax = 200

  init(_ places: PersonalPlaces = PersonalPlaces()) { folder = places.themes }

  /// The person's own, sorted.
  var ownNames: [String] {
    guard let folder, let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory), names.count < Self.ownCountMax {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(Self.suffix), name.count > Self.suffix.count {
        names.append(String(name.dropLast(Self.suffix.count)))
      }
    }
    return names.sorted()
  }

  /// All of them: a person's own first.
  var names: [String] {
    let own = ownNames
    return own + BuiltInThemes.names.filter { !own.contains($0) }
  }

  /// Where a person's own theme lies; nil for one that comes with the program.
  func path(of name: String) -> String? {
    guard let folder, !name.contains("/") else { return nil }
    let path = "\(folder)/\(name)\(Self.suffix)"
    return access(path, R_OK) == 0 ? path : nil
  }

  func text(of name: String) -> String? {
    path(of: name).flatMap { Self.read($0) } ?? BuiltInThemes.text(of: name)
  }

  /// A theme file is small; what is larger is none.
  static func read(_ path: String) -> String? {
    (try? FileBytes.read(path, limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// - Returns: the dark theme for a name that there is none of.
  func theme(_ name: String) -> (theme: Theme, warnings: [Theme.Warning]) {
    guard let text = text(of: name) else { return (.dark, []) }
    return reading(text, name: name)
  }

  /// A file of one's own may stand on the theme of the same name that comes with the program.
  func reading(_ text: String, name: String) -> (theme: Theme, warnings: [Theme.Warning]) {
    Theme.reading(text, name: name) { parent in
      parent == name ? BuiltInThemes.text(of: parent) : self.text(of: parent)
    }
  }

  /// The first thing wrong in a person's own files, for the screen.
  var warning: String? {
    for name in ownNames {
      guard let first = theme(name).warnings.first else { continue }
      return "theme \(name), \(first)"
    }
    return nil
  }

  /// - Throws: `UsageError` for a name that no theme has.
  func check(_ name: String?) throws {
    guard let name, name != "auto", !names.contains(name) else { return }
    let near = NearestName.of(name, in: names).map { "did you mean `\($0)`?" }
    throw UsageError(
      "there is no theme `\(name)`", mend: near ?? "the themes are auto, \(names.joined(separator: ", "))")
  }
}
