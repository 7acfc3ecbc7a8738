import Cockpit
import Glibc
import ProjectFile
import Runtime

/// A person's own keys, read from their file: `keys.yaml` beside their themes. The file need not be there.
struct KeyFile {
  /// Nil without a home.
  let path: String?

  static let name = "keys.yaml"
  /// A file of keys is small; what is larger is none.
  private static let byteCountMax = 1 << 18

  init(_ places: PersonalPlaces = PersonalPlaces()) { path = places.keys }

  init(path: String) { self.path = path }

  var isThere: Bool { path.map { access($0, F_OK) == 0 } ?? false }

  /// The keys in force, and what is wrong in the file; the built-in ones where there is no file.
  func read() -> (keymap: Keymap, findings: [KeyFinding]) {
    guard let path, isThere else { return (.standard, []) }
    guard let bytes = try? FileBytes.read(path, limit: Self.byteCountMax) else {
      let finding = KeyFinding(
        file: path, line: 1, message: "the file cannot be read, so that the built-in keys hold",
        mend: "see to it that it is yours to read, and smaller than \(Self.byteCountMax / 1024) KiB")
      return (.standard, [finding])
    }
    let file = PlainSettings.parse(bytes: bytes, path: path)
    let read = Keymap.reading(
      file.settings.map { KeySetting(name: $0.name, values: $0.values, line: $0.line) }, file: path)
    let formal = file.findings.map { KeyFinding(file: path, line: $0.line, message: $0.message, mend: $0.mend) }
    return (read.keymap, (formal + read.findings).sorted { $0.line < $1.line })
  }

  /// What the cockpit is told: the keys, and the first thing wrong with them.
  var message: Message {
    let read = read()
    guard let first = read.findings.first else { return .keysChanged(read.keymap, warning: nil) }
    let more = read.findings.count > 1 ? " (and \(read.findings.count - 1) more: `sextant keys check`)" : ""
    return .keysChanged(read.keymap, warning: "\(Self.name):\(first.line): \(first.message)\(more)")
  }
}
