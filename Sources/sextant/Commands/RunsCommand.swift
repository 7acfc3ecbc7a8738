import CommandLine
import Encoding
import Expressions
import Lifecycle
import Runtime

/// `runs`: the trainings, filtered by an expression over their test metrics and facts.
struct RunsCommand {
  private let filter: String?
  private let invocation: Invocation

  init(filter: String?, _ invocation: Invocation) {
    self.filter = filter
    self.invocation = invocation
  }

  func run() throws -> ExitStatus {
    let expression = try filter.map { try Expression(parsing: $0) }
    let connection = try ProjectConnection.open(ProjectConnection.folder(invocation.project))
    defer { connection.close() }
    let page = try waitFor { [link = connection.link] in try await link.query(.runs) }
    let runs = page.items.filter { run in expression.map { Self.holds($0, run) } ?? true }
    Output.print(["runs": .array(runs)], asJSON: invocation.wantsJSON, TextReport.runs)
    return .done
  }

  /// Names are test metrics, `train.auc` and the like, `run`, `version` and `seconds`.
  private static func holds(_ expression: Expression, _ run: JSON) -> Bool {
    let value = expression.number { name in
      if let fact = run[name]?.double { return fact }
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      if parts.count == 2 { return run["metrics"]?[parts[0]]?[parts[1]]?.double }
      return run["metrics"]?["test"]?[name]?.double
    }
    return value.map { $0 != 0 } ?? false
  }
}
