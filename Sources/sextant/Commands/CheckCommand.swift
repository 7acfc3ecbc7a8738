import CommandLine
import Encoding
import Lifecycle
import ProjectFile
import Runtime
import Storage
import Tabular

/// `check`: the project file, and the data against it.
struct CheckCommand {
  private let invocation: Invocation

  init(_ invocation: Invocation) { self.invocation = invocation }

  func run() throws -> ExitStatus {
    let folder = try ProjectConnection.folder(invocation.project)
    let file = ProjectFile.parse(bytes: try FileBytes.read(folder.settings), path: ProjectFolder.settingsName)
    var findings = file.findings.map(\.json)
    var isOK = !file.findings.contains { $0.severity == .error }
    if isOK, let definition = file.definition {
      let more = dataFindings(file, definition, folder)
      findings += more.findings
      isOK = more.isOK
    }
    let document: JSON = ["ok": JSON(isOK), "findings": .array(findings)]
    Output.print(document, asJSON: invocation.wantsJSON, TextReport.check)
    return isOK ? .done : .no
  }

  private func dataFindings(
    _ file: ProjectFile, _ definition: ProjectDefinition, _ folder: ProjectFolder
  ) -> (findings: [JSON], isOK: Bool) {
    if let watch = definition.monitoring.watch, case .file(watch.log) = definition.data.source {
      return logFindings(file, watch, definition, folder)
    }
    do {
      let dataset = try ProjectTable.dataset(definition, in: folder, skipsBadRows: invocation.skipsBadRows)
      let table = dataset.table
      let schema = Schema(columns: table.columns.map { ColumnSchema(name: $0.name, kind: $0.kind) })
      let found = file.check(against: schema)
      let isOK = !found.contains { $0.severity == .error }
      guard isOK else { return (found.map(\.json), false) }
      let checked = try DataFindings(dataset, definition.data, definition.data.sourceName)
      return (found.map(\.json) + checked.json + rolloutFindings(file, definition, table), checked.isOK)
    } catch let error as DelimitedError {
      let finding: JSON = [
        "where": JSON(error.path), "line": JSON(error.line), "column": JSON(error.column),
        "severity": "error", "message": JSON("\(error.problem)"),
        "mend": "mend the file, or name another as data.source",
      ]
      return ([finding], false)
    } catch {
      let place = file.place(of: "data.source")
      let finding: JSON = [
        "where": JSON(ProjectFolder.settingsName), "line": JSON(place.line), "column": JSON(place.column),
        "severity": "error", "message": JSON("\(error)"), "mend": "",
      ]
      return ([finding], false)
    }
  }

  /// A log that is watched is no table: what counts is whether its lines can be read.
  private func logFindings(
    _ file: ProjectFile, _ watch: WatchDefinition, _ definition: ProjectDefinition, _ folder: ProjectFolder
  ) -> (findings: [JSON], isOK: Bool) {
    let place = file.place(of: "monitoring.watch")
    func finding(_ severity: String, _ message: String, _ mend: String) -> JSON {
      [
        "where": JSON(ProjectFolder.settingsName), "key": "monitoring.watch", "line": JSON(place.line),
        "column": JSON(place.column), "severity": JSON(severity), "message": JSON(message), "mend": JSON(mend),
      ]
    }
    do {
      let preview = try WatchPreview(
        path: folder.absolute(watch.log), columns: watch.columns, target: definition.data.target)
      guard preview.malformed > 0 else { return ([], true) }
      let message = "\(preview.malformed) of the log's first lines cannot be read"
      return ([finding("warning", message, "they are counted and passed over")], true)
    } catch {
      return ([finding("error", "\(error)", "name a log that is there")], false)
    }
  }

  /// What the rollout that the file plans cannot reach where traffic comes as fast as the data did.
  private func rolloutFindings(_ file: ProjectFile, _ definition: ProjectDefinition, _ table: Table) -> [JSON] {
    guard definition.deployment.strategy != .direct, let pace = TrafficPace(table, definition) else { return [] }
    let splitsByUnit = definition.splitUnit != nil
    let place = file.place(of: "deployment.strategy")
    return RolloutPlan(definition.deployment.strategy, definition).forecast(pace, splitsByUnit: splitsByUnit).findings
      .map {
        [
          "where": JSON(ProjectFolder.settingsName), "key": "deployment", "line": JSON(place.line),
          "column": JSON(place.column), "severity": "warning", "message": JSON($0.message), "mend": JSON($0.mend),
        ]
      }
  }
}
