import CommandLine
import Encoding
import Expressions
import Glibc
import Lifecycle
import ProjectFile
import Runtime
import Storage

// The commands of the way round that are more than one question or one command.

extension Performer {
  func performCircle(_ action: Invocation.Action) throws -> ExitStatus {
    switch action {
    case .scopeDifference(let file):
      return try scopeDifference(try Self.settings(file))
    case .applyScope(let file, let because):
      return try short(.applyScope(text: try Self.settings(file), because: because))
    case .answerNewestSuggestion(let accept): return try answerNewest(accept: accept)
    case .automation:
      return try automation()
    case .report(let request, let output): return try report(request, output)
    case .export(let version, let format, let output):
      return try ExportCommand(version: version, format: format, output: output, invocation).run()
    default: throw Refusal(kind: .wrongUse, message: "this build cannot do that")
    }
  }

  /// The text of a project file that is one.
  ///
  /// - Throws: `Refusal` with the first error and how many there are; bytes that are no text never become one.
  private static func settings(_ file: String) throws -> String {
    let bytes = try FileBytes.read(ProjectConnection.absolute(file))
    let read = ProjectFile.parse(bytes: bytes, path: file)
    guard read.definition != nil else {
      let errors = read.findings.filter { $0.severity == .error }
      throw Refusal(
        kind: .wrongUse, message: errors.first?.description ?? "\(file) defines no project",
        mend: errors.count > 1 ? "it has \(errors.count) errors in all: mend them first" : "")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What a valid file would change; one that the data's columns refuse is wrong use.
  private func scopeDifference(_ text: String) throws -> ExitStatus {
    try withConnection { connection in
      let page = try waitFor { [link = connection.link] in try await link.query(.scopeChange(text: text)) }
      let document = page.items.first ?? .null
      Output.print(document, asJSON: invocation.wantsJSON, TextReport.scopeChange)
      return document["valid"]?.bool == true ? .done : .wrongUse
    }
  }

  /// `metrics` are numbers in every document of the command line; here their intervals stand beside them.
  func analysis(_ version: VersionID?, file: String?) throws -> ExitStatus {
    try withConnection { connection in
      let query = absolute(.analysis(version, file: file))
      let page = try waitFor { [link = connection.link] in try await link.query(query) }
      let document = page.items.first ?? .null
      guard invocation.wantsJSON else {
        Output.print(document, asJSON: false) { AnalysisReport($0).text }
        return .done
      }
      var printed = document
      let intervals = document["metrics"]?.members ?? []
      printed.set("metrics", .object(intervals.map { JSON.Member($0.name, $0.value["value"] ?? .null) }))
      printed.set("intervals", .object(intervals))
      Output.print(printed, asJSON: true) { _ in "" }
      return .done
    }
  }

  /// Files are found from where the person is, not from where the engine runs.
  func absolute(_ query: Query) -> Query {
    guard case .analysis(let version, let file?) = query else { return query }
    return .analysis(version, file: ProjectConnection.absolute(file))
  }

  func absolute(_ command: Command) -> Command {
    guard case .data(let change, let because) = command else { return command }
    switch change {
    case .append(let file): return .data(.append(file: ProjectConnection.absolute(file)), because: because)
    case .labels(let file): return .data(.labels(file: ProjectConnection.absolute(file)), because: because)
    case .mend, .drop, .keep, .collect, .restore: return command
    }
  }

  /// The queue once it is worked out: the engine answers at once, and says which task is at work.
  func labelQueue(_ query: Query) throws -> ExitStatus {
    let interrupts = InterruptWatch()
    return try withConnection { connection in
      let link = connection.link
      var document = try waitFor { try await link.query(query) }.items.first ?? .null
      if let task = document["task"]?.int {
        let progress = TaskWatcher(
          link: link, task: TaskID(task), isQuiet: invocation.hidesProgress,
          interrupts: interrupts)
        _ = try progress.waitForEnd()
        document = try waitFor { try await link.query(query) }.items.first ?? .null
      }
      if let filter = invocation.filter { document = try labels(filter, of: document, query, link) }
      Output.print(document, asJSON: invocation.wantsJSON, TextReport.labelQueue)
      return .done
    }
  }

  /// The rows of the whole queue that a filter lets through, from where and as many as the query says.
  private func labels(
    _ filter: String, of document: JSON, _ query: Query, _ link: any EngineLink
  ) throws -> JSON {
    guard case .labelQueue(let offset, let limit) = query else { return document }
    var rows: [JSON] = []
    while true {
      let from = rows.count
      let page = try waitFor { try await link.query(.labelQueue(offset: from, limit: 1000)) }.items.first?["rows"]?
        .array
      guard let page, !page.isEmpty else { break }
      rows += page
    }
    let left = try DocumentRecords(rows, example: ListFields.label).matching(filter, calling: "row of the queue")
    var document = document
    document.set("rows", .array(Array(left.dropFirst(max(0, offset)).prefix(max(0, limit)))))
    document.set("total", JSON(left.count))
    return document
  }

  /// Who decides, and who decided how much.
  private func automation() throws -> ExitStatus {
    try withConnection { connection in
      var document =
        try waitFor { [link = connection.link] in try await link.query(.automation) }.items.first ?? .null
      document.set("automation", document["level"] ?? .null)
      document.set("reviews_waiting", document["waiting"] ?? .null)
      Output.print(document, asJSON: invocation.wantsJSON, TextReport.automation)
      return .done
    }
  }

  private func answerNewest(accept: Bool) throws -> ExitStatus {
    let number = try withConnection { connection in
      try waitFor { [link = connection.link] in try await link.query(.status) }.items.first?["suggestion"]?["number"]?
        .int
    }
    guard let number else {
      throw Refusal(kind: .no, message: "no policy suggests anything", mend: "`sextant status` shows what is open")
    }
    return try short(.answerSuggestion(number, accept: accept))
  }

  private func report(_ request: Query.Report, _ output: String?) throws -> ExitStatus {
    let page = try withConnection { connection in
      try waitFor { [link = connection.link] in try await link.query(.report(request)) }
    }
    let document = page.items.first ?? .null
    let text = document["text"]?.string ?? ""
    guard let output else {
      // The text ends with its own newline.
      Output.print(document, asJSON: invocation.wantsJSON) { _ in text.hasSuffix("\n") ? String(text.dropLast()) : text
      }
      return .done
    }
    let path = ProjectConnection.absolute(output)
    try FileBytes.write(Array(text.utf8), to: path)
    var written = document
    written.set("path", JSON(path))
    Output.print(written, asJSON: invocation.wantsJSON, linking: [path]) { _ in path }
    return .done
  }
}
