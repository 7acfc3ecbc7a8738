import CommandLine
import Encoding
import Glibc
import Lifecycle
import ProjectFile
import Runtime
import Storage

/// Edits a copy of `sextant.yaml` in the person's editor and puts it in place once somebody has seen what follows.
///
/// It works on the terminal as the editor left it: what is wrong, or what would change, is shown, and one letter decides.
struct ScopeEditing: Sendable {
  private let link: any EngineLink

  init(_ link: any EngineLink) { self.link = link }

  private enum Answer { case apply, again, discard }

  /// - Parameters:
  ///   - path: the project file.
  ///   - section: what the editor opens at.
  /// - Returns: why nothing could be edited or applied; nil when it was, or was discarded.
  func edit(_ path: String, _ section: String) -> String? {
    do {
      return try editCopy(path, section)
    } catch {
      return Refusal.describing(error).description
    }
  }

  private func editCopy(_ path: String, _ section: String) throws -> String? {
    let original = try FileBytes.read(path)
    let folder = path.hasSuffix("/sextant.yaml") ? String(path.dropLast("/sextant.yaml".utf8.count)) : "."
    let copy = ProjectFolder(path: folder).engineFolder + "/sextant.yaml.edit"
    try FileBytes.write(original, to: copy)
    defer { unlink(copy) }
    while true {
      if let problem = Editor.edit(copy, section) { return problem }
      let bytes = try FileBytes.read(copy)
      if bytes == original { return nil }
      let page = try change(bytes)
      show(page)
      let hasMoved = try FileBytes.read(path) != original
      if hasMoved { say("sextant.yaml was saved by somebody else meanwhile: applying takes its place") }
      switch ask(isValid: page["valid"]?.bool == true) {
      case .discard: return nil
      case .again: continue
      case .apply: try apply(bytes)
      }
      return nil
    }
  }

  /// Bytes that are no text are told here: the engine is asked about texts alone.
  private func change(_ bytes: [UInt8]) throws -> JSON {
    let file = ProjectFile.parse(bytes: bytes, path: ProjectFolder.settingsName)
    guard file.definition != nil else {
      return ["valid": false, "findings": .array(file.findings.map(\.json))]
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return try waitFor { [link] in try await link.query(.scopeChange(text: text)) }.items.first ?? .null
  }

  private func apply(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = try waitFor { [link] in try await link.send(.applyScope(text: text, because: nil)) }
  }

  private func show(_ page: JSON) { say("\n" + TextReport.scopeChange(page)) }

  private func say(_ text: String) { Output.note(text) }

  private func ask(isValid: Bool) -> Answer {
    while true {
      say(isValid ? "a apply · e edit again · d discard (the default)" : "e edit again · d discard (the default)")
      guard let line = Self.line() else { return .discard }
      switch line.first {
      case "a" where isValid: return .apply
      case "e": return .again
      case "d", nil: return .discard
      case _?: continue
      }
    }
  }

  /// A line from the terminal, wherever standard input comes from; nil when there is no terminal to ask.
  private static func line() -> String? {
    guard let terminal = fopen("/dev/tty", "r") else { return nil }
    defer { fclose(terminal) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    guard getline(&line, &capacity, terminal) >= 0, let line else { return nil }
    return String(cString: line).split(separator: "\n").first.map(String.init) ?? ""
  }
}
