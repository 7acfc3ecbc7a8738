import Cockpit
import Encoding
import Glibc
import Lifecycle
import Runtime
import Storage

extension ProjectConnection {
  /// Where the copy lies that the contract is edited on, as a person is told.
  var contractCopy: String {
    folder == nil ? Self.copyAfar(of: link) : ".sextant/sextant.yaml.edit"
  }

  /// Opens a copy of the contract in the person's editor, wherever the project is.
  var editContract: (_ project: String, _ section: String, _ again: Bool) -> EditedContract {
    guard folder == nil else { return { Editor.editContract($0, $1, again: $2) } }
    let link = link
    let copy = Self.copyAfar(of: link)
    return { _, section, again in
      do {
        let page = try waitFor { try await link.query(.contract) }
        guard let text = page.items.first?["text"]?.string else { return .failed("the engine tells no contract") }
        return Editor.editContract(Array(text.utf8), copy: copy, section, again: again)
      } catch {
        return .failed(Refusal.describing(error).description)
      }
    }
  }

  /// A copy of its own for each server, in this person's cache.
  private static func copyAfar(of link: any EngineLink) -> String {
    let base =
      Environment.wish("XDG_CACHE_HOME") ?? Environment.wish("HOME").map { $0 + "/.cache" } ?? "/tmp"
    let server = (link as? RemoteLink)?.server ?? "engine"
    let name = String(server.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" })
    mkdir(base, 0o700)
    mkdir(base + "/sextant", 0o700)
    return "\(base)/sextant/\(name).yaml"
  }
}
