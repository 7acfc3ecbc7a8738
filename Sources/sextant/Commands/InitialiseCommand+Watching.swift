import CommandLine
import Encoding
import Glibc
import Lifecycle
import ProjectFile
import Runtime
import Storage

extension InitialiseCommand {
  /// A project for a model that is served elsewhere: there is a log, and nothing to train.
  func watch(_ watch: Invocation.Initialisation.Watch) throws -> ExitStatus {
    let log = ProjectConnection.absolute(request.data)
    var columns = watch.columns
    columns.time = request.time.first ?? columns.time
    let preview = try WatchPreview(path: log, columns: columns, target: request.target)
    let folder = try projectFolder()
    guard access(folder.settings, F_OK) != 0 else {
      throw Refusal(
        kind: .wrongUse, message: "\(folder.settings) is there already",
        mend: "edit it, or name another folder: `--project DIR`")
    }
    let metric =
      switch preview.task {
      case .binary: "auc"
      case .multiclass: "accuracy"
      case .regression: "rmse"
      }
    let name = request.name ?? folder.path.split(separator: "/").last.map(String.init) ?? "project"
    let definition = WatchDefinition(
      log: relative(log, to: folder), reference: watch.reference.map { relative($0, to: folder) }, columns: columns)
    let text = ProjectFile.watching(name: name, target: preview.target, watch: definition, metric: metric)
    try FileBytes.write(Array(text.utf8), to: folder.settings)
    try folder.create()
    let document: JSON = [
      "project": JSON(name), "path": JSON(folder.path), "task": JSON(preview.task.rawValue),
      "rows": JSON(preview.rows),
      "columns": .array(
        preview.columns.map { ["name": JSON($0.name), "type": JSON($0.kind), "role": JSON($0.role)] }),
      "notes": JSON(preview.notes), "watch": JSON(log),
    ]
    Output.print(document, asJSON: invocation.wantsJSON, TextReport.initialised)
    return .done
  }
}
