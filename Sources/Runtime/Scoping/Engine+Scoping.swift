import Encoding
import Lifecycle
import ProjectFile
import Storage
import Tabular

// The scope: what is read of it, what a change of it would do.

extension Engine {
  /// The document of the query `scope`.
  func scopePage() throws -> JSON {
    ScopeReading(definition, state, today: clock.now(), liveGates: liveGateResults()).json
  }

  /// The document of the query `scopeChange`: what is wrong with a text, or what it would change.
  func scopeChangePage(_ text: String) throws -> JSON {
    let file = ProjectFile.parse(text: text, path: ProjectFolder.settingsName)
    let findings = findings(of: file)
    let isValid = !findings.contains { $0.severity == .error }
    let change = isValid ? file.definition.map { ScopeChange(from: definition, to: $0, state).json } : nil
    return [
      "valid": JSON(isValid), "findings": .array(findings.map(\.json)), "differences": change?["differences"] ?? [],
      "consequences": change?["consequences"] ?? [],
    ]
  }

  /// Puts a text in the place of `sextant.yaml` and reads it.
  ///
  /// - Throws: `Refusal` with every error; the file is as it was then.
  func applyScope(_ text: String, because: String?) throws -> Receipt {
    let file = ProjectFile.parse(text: text, path: ProjectFolder.settingsName)
    let errors = findings(of: file).filter { $0.severity == .error }
    guard errors.isEmpty else {
      throw Refusal(
        kind: .wrongUse, message: errors.map(\.description).joined(separator: "\n"),
        mend: "mend \(errors.count > 1 ? "these" : "this") and apply it again; nothing has changed")
    }
    // The text that is replaced is kept under its hash: `undo` brings it back.
    _ = try artifacts.put(try FileBytes.read(folder.settings))
    try FileBytes.write(Array(text.utf8), to: folder.settings)
    return try reload(by: .applyScope(text: "", because: because))
  }

  /// What is wrong with a file alone, and with the columns of the data as far as they have been read.
  private func findings(of file: ProjectFile) -> [ProjectFile.Finding] {
    guard let proposed = file.definition, proposed.data.source == definition.data.source, let schema = knownSchema
    else {
      return file.findings
    }
    return file.findings + file.check(against: schema)
  }

  private var knownSchema: Schema? {
    guard let columns = summary?.columns, !columns.isEmpty else { return nil }
    return Schema(
      columns: columns.compactMap { column in
        ColumnKind(rawValue: column.kind).map { ColumnSchema(name: column.name, kind: $0) }
      })
  }
}
