import CommandLine
import Encoding
import Glibc
import Lifecycle
import Runtime
import Storage
import Tabular

/// `profile`: every column of a file, or of the project's data.
struct ProfileCommand {
  private let file: String?
  private let column: String?
  private let invocation: Invocation

  init(file: String?, column: String?, _ invocation: Invocation) {
    self.file = file
    self.column = column
    self.invocation = invocation
  }

  func run() throws -> ExitStatus {
    let started = EngineClock.system.monotonic()
    let table = try table()
    if let column, table[column] == nil {
      let near = NearestName.of(column, in: table.columnNames).map { "did you mean `\($0)`?" }
      throw Refusal(
        kind: .wrongUse, message: "there is no column `\(column)`",
        mend: near ?? "the columns are: \(table.columnNames.prefix(20).joined(separator: ", "))")
    }
    var document = TableProfile(of: table, columns: column.map { [$0] }).json
    document.set("seconds", JSON(EngineClock.system.monotonic() - started))
    Output.print(document, asJSON: invocation.wantsJSON, TextReport.profile)
    return .done
  }

  private func table() throws -> Table {
    if let file {
      var options = ReadOptions()
      options.skipsBadRows = invocation.skipsBadRows
      let dataset = try TableReader.standard.read(path: file, options: options)
      Output.tell(dataset.badRows)
      return dataset.table
    }
    let folder = try ProjectConnection.folder(invocation.project)
    let dataset = try ProjectTable.dataset(
      try LoadedDefinition(folder: folder).definition, in: folder, skipsBadRows: invocation.skipsBadRows)
    Output.tell(dataset.badRows)
    return dataset.table
  }
}
