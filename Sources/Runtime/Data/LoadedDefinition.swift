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

  /// - Throws: `Refusal` with every error's file, line, column and mend.
  public init(folder: ProjectFolder) throws {
    let bytes = try FileBytes.read(folder.settings)
    let file = ProjectFile.parse(bytes: bytes, path: ProjectFolder.settingsName)
    let errors = file.findings.filter { $0.severity == .error }
    guard let definition = file.definition, errors.isEmpty else {
      throw Refusal(
        kind: .wrongUse, message: errors.map(\.description).joined(separator: "\n"),
        mend: errors.count > 1 ? "mend these and run `sextant check`" : "")
    }
    self.definition = definition
    self.file = file
    digest = SHA256.hex(of: bytes)
  }
}
