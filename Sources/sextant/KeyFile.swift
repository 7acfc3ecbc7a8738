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

  /// What the file says.
  struct Contents {
    /// The built-in keys where there is no file.
    var keymap = Keymap.standard
    var findings: [KeyFinding] = []
    /// False where not a line of it could be read.
    var isReadable = true
  }

  func read() -> Contents {
    guard let path, isThere else { return Contents() }
    guard let bytes = try? FileBytes.read(path, limit: Self.byteCountMax) else {
      let finding = KeyFinding(
        file: path, line: 1, message: "the file cannot be read, so that the built-in keys hold",
        mend: "see to it that it is yours to read, and smaller than \(Self.byteCountMax / 1024) KiB")
      return Contents(findings: [finding], isReadable: false)
    }
    let file = PlainSettings.parse(bytes: bytes, path: path)
    let read = Keymap.reading(
      file.settings.map { KeySetting(name: $0.name, values: $0.values, line: $0.line) }, file: path)
    let formal = file.findings.map { KeyFinding(file: path, line: $0.line, message: $0.message, mend: $0.mend) }
    return Contents(
      keymap: read.keymap, findings: (formal + read.findings).sorted { $0.line < $1.line },
      isReadable: formal.isEmpty || !file.settings.isEmpty)
  }

  /// What the cockpit is told: the keys, and the first thing wrong with them. A file that cannot be read, such as one
  /// that is being written, changes nothing.
  var message: Message {
    let read = read()
    guard let first = read.findings.first else { return .keysChanged(read.keymap, warning: nil) }
    let more = read.findings.count > 1 ? " (and \(read.findings.count - 1) more: `sextant keys check`)" : ""
    return .keysChanged(
      read.isReadable ? read.keymap : nil, warning: "\(Self.name):\(first.line): \(first.message)\(more)")
  }
}
