import Cockpit
import CommandLine
import Encoding
import Lifecycle

/// `keys`: which keys do what, and whether a person's own file of them can be followed.
struct KeysCommand {
  private let request: KeysRequest
  private let invocation: Invocation

  init(_ request: KeysRequest, _ invocation: Invocation) {
    self.request = request
    self.invocation = invocation
  }

  func run() throws -> ExitStatus {
    let file = request.file.map { KeyFile(path: ProjectConnection.absolute($0)) } ?? KeyFile()
    if let name = request.file, !file.isThere {
      throw Refusal(kind: .wrongUse, message: "there is no file \(name)", mend: "name a file of keys")
    }
    let contents = file.read()
    let (keymap, findings) = (contents.keymap, contents.findings)
    let document: JSON = [
      "style": JSON(keymap.style.rawValue), "file": JSON(file.path), "file_exists": JSON(file.isThere),
      "bindings": .array(keymap.bindings.map { Self.json($0, keymap) }),
      "findings": .array(
        findings.map {
          ["file": JSON($0.file), "line": JSON($0.line), "message": JSON($0.message), "mend": JSON($0.mend)]
        }), "sound": JSON(findings.isEmpty),
    ]
    Output.print(document, asJSON: invocation.wantsJSON) { TextReport.keys($0, checked: request.checks) }
    return request.checks && !findings.isEmpty ? .no : .done
  }

  private static func json(_ binding: Binding, _ keymap: Keymap) -> JSON {
    let contexts = KeyContext.allCases.filter { binding.contexts.contains($0) }
    let danger: String =
      switch binding.danger {
      case .none: "none"
      case .mild: "mild"
      case .asks: "asks"
      }
    let twin: String? = if case .command(let line) = binding.twin { line } else { nil }
    return [
      "action": JSON(binding.action.id), "keys": .array(keymap.keys(of: binding).map { JSON($0.description) }),
      "contexts": .array(contexts.map { JSON($0.id) }), "title": JSON(binding.title), "twin": JSON(twin),
      "danger": JSON(danger), "group": JSON(binding.group.rawValue), "source": JSON(binding.origin.text),
    ]
  }
}
