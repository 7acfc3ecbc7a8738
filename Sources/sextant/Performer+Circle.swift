import CommandLine
import Encoding
import Glibc
import Lifecycle
import Runtime
import Storage

// The commands of the way round that are more than one question or one command.

extension Performer {
  func performCircle(_ action: Invocation.Action) throws -> ExitStatus {
    switch action {
    case .scopeDifference(let file):
      return try document(.scopeChange(text: try Self.text(of: file))) { $0.text() }
    case .applyScope(let file, let because):
      return try short(.applyScope(text: try Self.text(of: file), because: because))
    case .answerNewestSuggestion(let accept): return try answerNewest(accept: accept)
    case .automation:
      return try document(.status) { $0["automation"]?.string ?? "" }
    case .report(let request, let output): return try report(request, output)
    case .export(let version, _, _):
      throw Refusal(kind: .wrongUse, message: "version \(version) cannot be exported by this build")
    default: throw Refusal(kind: .wrongUse, message: "this build cannot do that")
    }
  }

  private static func text(of file: String) throws -> String {
    String(decoding: try FileBytes.read(ProjectConnection.absolute(file)), as: UTF8.self)
  }

  /// Files are found from where the person is, not from where the engine runs.
  func absolute(_ query: Query) -> Query {
    guard case .analysis(let version, let file?) = query else { return query }
    return .analysis(version, file: ProjectConnection.absolute(file))
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
      Output.print(document, asJSON: invocation.wantsJSON) { _ in text }
      return .done
    }
    try FileBytes.write(Array(text.utf8), to: ProjectConnection.absolute(output))
    return .done
  }
}
