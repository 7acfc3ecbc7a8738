import CommandLine
import Encoding
import Glibc
import Lifecycle
import ProjectFile
import Runtime
import Storage
import Tabular

/// `init`: a project folder from a table, everything inferred written down with its reason.
///
/// The project is made in `--project DIR`, else in the present folder.
struct InitialiseCommand {
  let request: Invocation.Initialisation
  let invocation: Invocation

  init(_ request: Invocation.Initialisation, _ invocation: Invocation) {
    self.request = request
    self.invocation = invocation
  }

  func run() throws -> ExitStatus {
    if let watched = request.watch { return try watch(watched) }
    var options = ReadOptions()
    options.skipsBadRows = invocation.skipsBadRows
    let dataset = try TableReader.standard.read(path: request.data, options: options)
    // Before the folder is made, so that none is left behind.
    try Self.check(dataset.table, target: request.target, file: request.data)
    Output.tell(dataset.badRows)
    let suggestion = try RoleSuggestion(
      for: dataset.table,
      given: RoleSuggestion.Given(
        target: request.target, time: request.time, id: request.id.map { [$0] } ?? [], leaveOut: request.leaveOut))
    let folder = try projectFolder()
    guard access(folder.settings, F_OK) != 0 else {
      throw Refusal(
        kind: .wrongUse, message: "\(folder.settings) is there already",
        mend: "edit it, or name another folder: `--project DIR`")
    }
    let draft = try draft(dataset, suggestion, folder)
    try FileBytes.write(Array(ProjectFile.initial(draft).utf8), to: folder.settings)
    try folder.create()
    let notes = (dataset.notes + suggestion.notes).map(\.description)
    let document: JSON = [
      "project": JSON(draft.name), "path": JSON(folder.path), "task": JSON(draft.task.rawValue),
      "rows": JSON(dataset.table.rowCount),
      "columns": .array(
        suggestion.schema.columns.map {
          ["name": JSON($0.name), "type": JSON($0.kind.rawValue), "role": JSON($0.role.rawValue)]
        }), "notes": JSON(notes),
    ]
    Output.print(
      document, asJSON: invocation.wantsJSON, linking: ["\(folder.path)/\(ProjectFolder.settingsName)"],
      TextReport.initialised)
    return .done
  }

  /// - Throws: `Refusal` for a table that nothing can be learnt from.
  private static func check(_ table: Table, target: String, file: String) throws {
    guard table.rowCount > 0 else {
      throw Refusal(
        kind: .wrongUse, message: "\(file) has a header and no rows", mend: "name a file that has rows to learn from")
    }
    guard let column = table[target] else { return }
    guard (0..<column.count).contains(where: { !column.values.isMissing($0) }) else {
      throw Refusal(
        kind: .wrongUse, message: "the target `\(target)` has no value in any of the \(column.count) rows",
        mend: "name a column that has values, or fill this one")
    }
    _ = try ProjectTask.task(of: column)
  }

  func projectFolder() throws -> ProjectFolder {
    if let named = invocation.project {
      guard mkdir(named, 0o755) == 0 || errno == EEXIST else {
        throw Refusal(
          kind: .wrongUse, message: "\(named) cannot be made: \(String(cString: strerror(errno)))",
          mend: "make the folder above it first")
      }
      return ProjectFolder(path: ProjectConnection.absolute(named))
    }
    return ProjectFolder(path: ProjectConnection.absolute("."))
  }

  private func draft(_ dataset: Dataset, _ suggestion: RoleSuggestion, _ folder: ProjectFolder) throws
    -> ProjectFile.Draft
  {
    let table = dataset.table
    guard let target = table[request.target] else {
      throw Refusal(kind: .wrongUse, message: "there is no column `\(request.target)`", mend: "check the header")
    }
    let task = try ProjectTask.task(of: target)
    var draft = ProjectFile.Draft(
      name: request.name ?? folder.path.split(separator: "/").last.map(String.init) ?? "project",
      source: .file(relative(request.data, to: folder)), target: request.target,
      task: task, rowCount: table.rowCount)
    if !suggestion.time.isEmpty { draft.time = .columns(suggestion.time) }
    draft.id = suggestion.schema.names(of: .id).first
    draft.badRowCount = dataset.badRows.count
    draft.leaveOut = suggestion.schema.names(of: .leftOut).map { name in
      let reason = suggestion.notes.first { $0.column == name }?.text
      return ProjectFile.Draft.LeftOut(column: name, reason: reason ?? "left out on the command line")
    }
    draft.gates = [ProjectTask.gate(of: task)]
    draft.positive = task == .binary ? ProjectTask.positive(target) : nil
    draft.split.method = draft.time == nil ? .rows : .time
    draft.business.segments = segments(table, suggestion.schema)
    return draft
  }

  /// Levels that a column may have to be worth a row each on the business page.
  private static let segmentLevels = 2...12

  /// Up to two features that cut the customers into few kinds.
  private func segments(_ table: Table, _ schema: Schema) -> [String] {
    let names = schema.names(of: .feature).lazy.filter { name in
      guard let column = table[name], column.kind == .categorical else { return false }
      return Self.segmentLevels.contains(ColumnProfile(column).distinct)
    }
    return Array(names.prefix(2))
  }

  /// The data as the project file names them: relative when they lie in or below the folder.
  func relative(_ path: String, to folder: ProjectFolder) -> String {
    let absolute = ProjectConnection.absolute(path)
    return absolute.hasPrefix(folder.path + "/") ? String(absolute.dropFirst(folder.path.count + 1)) : absolute
  }
}

/// What a target column asks for.
enum ProjectTask {
  /// Classes that a target may have at most.
  static let classCountMax = 255

  static func gate(of task: ProjectFile.Draft.Task) -> ProjectFile.Draft.Suggestion {
    switch task {
    case .binary:
      .init(gate: "auc >= 0.7", reason: "below this a ranking is rarely worth acting on; set your own")
    case .multiclass:
      .init(gate: "macro_auc >= 0.7", reason: "below this the classes are hardly told apart; set your own")
    case .regression:
      .init(gate: "rmse <= 0.8 * baseline.rmse", reason: "a fifth better than always saying the mean; set your own")
    }
  }

  /// - Throws: `Refusal` for a target that no task can have.
  static func task(of column: Column) throws -> ProjectFile.Draft.Task {
    let profile = ColumnProfile(column)
    switch column.kind {
    case .boolean: return .binary
    case .numeric:
      guard profile.distinct > 1 else { throw constant(column.name) }
      return profile.distinct == 2 ? .binary : .regression
    case .categorical, .text:
      guard profile.distinct > 1 else { throw constant(column.name) }
      guard profile.distinct <= Self.classCountMax else {
        throw Refusal(
          kind: .wrongUse, message: "the target `\(column.name)` has \(profile.distinct) classes",
          mend: "at most \(Self.classCountMax) can be told apart: gather the rare ones, or name another column")
      }
      return profile.distinct == 2 ? .binary : .multiclass
    case .timestamp:
      throw Refusal(
        kind: .wrongUse, message: "the target `\(column.name)` is a time", mend: "name a column of numbers or classes")
    }
  }

  private static func constant(_ name: String) -> Refusal {
    Refusal(
      kind: .wrongUse, message: "the target `\(name)` has the same value in every row",
      mend: "name a column that varies")
  }

  /// The class to look for: the one that says so, else the rarer one.
  static func positive(_ column: Column) -> String? {
    let top = ColumnProfile(column).top
    let words = top.map { $0.value.string ?? $0.value.text() }
    let saying = ["yes", "true", "1", "y", "positive"]
    return words.first { saying.contains($0.lowercased()) || $0.hasPrefix(">") } ?? words.last
  }
}
