import CommandLine
import Encoding
import Glibc
import Lifecycle
import ProjectFile
import Runtime
import Storage

extension DoctorCommand {
  /// Each rule of `monitoring.notify`: who is told, how the telling goes, and what stands in its way here.
  ///
  /// - Parameter status: what the engine says of the project; nil where it could not be asked.
  func notifications(_ status: JSON?) -> JSON {
    guard let folder = try? ProjectConnection.folder(invocation.project),
      let rules = try? LoadedDefinition(folder: folder).definition.monitoring.notify
    else { return [] }
    var told = status?["notify"]?.array ?? []
    return .array(
      rules.map { rule in
        let index = told.firstIndex { $0["kind"]?.string == rule.kind && $0["server"]?.string == rule.place }
        let known = index.map { told.remove(at: $0) }
        let obstacle = Self.obstacle(of: rule, in: folder)
        return [
          "kind": JSON(rule.kind), "to": JSON(rule.place), "on": JSON(rule.occasions.map(\.rawValue)),
          "waiting": known?["waiting"] ?? .null, "delivered": known?["delivered"] ?? .null,
          "failed": known?["failed"] ?? .null, "dropped": known?["dropped"] ?? .null,
          "trouble": known?["trouble"]?.string.map { JSON($0) } ?? JSON(obstacle?.message),
          "mend": JSON(obstacle?.mend),
        ]
      })
  }

  /// What can be seen from here without telling anybody anything.
  private static func obstacle(of rule: NotifyRule, in folder: ProjectFolder) -> (message: String, mend: String)? {
    switch rule.channel {
    case .webHook(_, let secretFile):
      guard let secretFile else { return nil }
      guard access(folder.absolute(secretFile), R_OK) != 0 else { return nil }
      return ("the secret file \(secretFile) cannot be read", "put the key there, or take `secret_file` away")
    case .command(let words):
      guard let program = words.first, !isProgram(program, in: folder) else { return nil }
      return (
        "there is no program \(program) to run", "paths are from the project folder, names are looked for in PATH"
      )
    case .terminal: return nil
    }
  }

  private static func isProgram(_ name: String, in folder: ProjectFolder) -> Bool {
    guard name.contains("/") else { return isInstalled(name) }
    return access(folder.absolute(name), X_OK) == 0
  }
}
