import Encoding
import Lifecycle
import ProjectFile
import Storage

/// `sextant.yaml`, read and found valid.
public struct LoadedDefinition: Sendable {
  public let definition: ProjectDefinition
  /// SHA-256 of the file.
  public let digest: String
  public let file: ProjectFile

  /// - Throws: `Refusal` with the first error's file, line, column and mend, and how many there are.
  public init(folder: ProjectFolder) throws {
    let bytes = try FileBytes.read(folder.settings)
    let file = ProjectFile.parse(bytes: bytes, path: ProjectFolder.settingsName)
    let errors = file.findings.filter { $0.severity == .error }
    guard let definition = file.definition, errors.isEmpty else {
      throw Refusal(
        kind: .wrongUse, message: errors.first?.description ?? "\(ProjectFolder.settingsName) defines no project",
        mend: errors.count > 1 ? "`sextant check` lists all \(errors.count) errors" : "")
    }
    self.definition = definition
    self.file = file
    digest = SHA256.hex(of: bytes)
  }
}
