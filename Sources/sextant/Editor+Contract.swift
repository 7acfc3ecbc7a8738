import Cockpit
import Glibc
import Lifecycle
import Runtime
import Storage

extension Editor {
  /// Opens a copy of a project's contract, and gives its text when it differs from what stands.
  ///
  /// The copy is `.sextant/sextant.yaml.edit`; one that was not applied is kept as `sextant.yaml.edit.before` when a
  /// new one is made.
  ///
  /// - Parameter again: goes on with the copy that is there.
  static func editContract(_ project: String, _ section: String, again: Bool) -> EditedContract {
    let copy = ProjectFolder(path: project).engineFolder + "/sextant.yaml.edit"
    do {
      return editContract(
        try FileBytes.read(project + "/" + ProjectFolder.settingsName), copy: copy, section, again: again)
    } catch {
      return .failed(Refusal.describing(error).description)
    }
  }

  /// - Parameters:
  ///   - present: what stands.
  ///   - copy: the path of the copy.
  static func editContract(_ present: [UInt8], copy: String, _ section: String, again: Bool) -> EditedContract {
    do {
      if !(again && access(copy, R_OK) == 0) {
        rename(copy, copy + ".before")
        try FileBytes.write(present, to: copy)
      }
      if let problem = edit(copy, section) { return .failed(problem) }
      let bytes = try FileBytes.read(copy)
      if bytes == present { return .unchanged }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        return .failed("\(copy) is not UTF-8 text: save it as UTF-8; nothing was applied")
      }
      return .changed(text, base: String(decoding: present, as: UTF8.self))
    } catch {
      return .failed(Refusal.describing(error).description)
    }
  }
}
