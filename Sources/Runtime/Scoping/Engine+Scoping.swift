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
  /// - Parameter base: what the file said when the text was begun; nil where that is not known.
  /// - Throws: `Refusal` with every error, or with what has changed in the file since; the file is as it was then.
  func applyScope(_ text: String, because: String?, base: String?) throws -> Receipt {
    let file = ProjectFile.parse(text: text, path: ProjectFolder.settingsName)
    let errors = findings(of: file).filter { $0.severity == .error }
    guard errors.isEmpty else {
      throw Refusal(
        kind: .wrongUse, message: errors.map(\.description).joined(separator: "\n"),
        mend: "mend \(errors.count > 1 ? "these" : "this") and apply it again; nothing has changed")
    }
    let present = try FileBytes.read(folder.settings)
    if let base, Array(base.utf8) != present { throw changedMeanwhile(base, String(decoding: present, as: UTF8.self)) }
    // The text that is replaced is kept under its hash: `undo` brings it back.
    _ = try artifacts.put(present)
    try FileBytes.write(Array(text.utf8), to: folder.settings)
    return try reload(by: .applyScope(text: "", because: because))
  }

  /// Says what somebody else has changed in the file, which applying would take back unseen.
  private func changedMeanwhile(_ base: String, _ present: String) -> Refusal {
    let name = ProjectFolder.settingsName
    var what = "its text differs, not what it says"
    let read = [base, present].map { ProjectFile.parse(text: $0, path: name).definition }
    if let before = read[0], let after = read[1] {
      let changes = ScopeChange(from: before, to: after, state).differences
      let shown = changes.prefix(5).map { "\($0.path): \($0.old ?? "nothing") → \($0.new ?? "nothing")" }
      let more = changes.count > shown.count ? "; and \(changes.count - shown.count) more" : ""
      if !shown.isEmpty { what = shown.joined(separator: "; ") + more }
    } else if read[0] != nil {
      what = "it does not load any more"
    }
    return Refusal(
      kind: .no, message: "\(name) has changed on disk since the copy was made: \(what)",
      mend: "edit it again from how it is now; the copy stays in .sextant/\(name).edit, and once there is a new one "
        + "in .sextant/\(name).edit.before")
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
