import CommandLine
import Encoding
import Expressions
import Lifecycle
import ProjectFile
import Runtime
import Tabular

/// `runs`: the trainings, filtered by an expression over their test metrics and facts.
struct RunsCommand {
  private let filter: String?
  private let performer: Performer

  init(filter: String?, _ performer: Performer) {
    self.filter = filter
    self.performer = performer
  }

  func run() throws -> ExitStatus {
    return try performer.withConnection { connection in
      let page = try waitFor { [link = connection.link] in try await link.query(.runs) }
      let runs = try filter.map { try RunRecords(page.items).matching($0) } ?? page.items
      Output.print(["runs": .array(runs)], asJSON: performer.invocation.wantsJSON) { document in
        runs.isEmpty && !page.items.isEmpty
          ? "none of \(page.items.count == 1 ? "one run" : "\(page.items.count) runs")" : TextReport.runs(document)
      }
      return .done
    }
  }
}

/// Runs as things that a filter asks about.
///
/// Names are test metrics, `train.auc` and the like, hyperparameters, and the facts that every run has.
struct RunRecords {
  private let runs: [JSON]

  private static let facts: [(name: String, kind: ColumnKind)] = [
    ("run", .numeric), ("version", .numeric), ("seconds", .numeric), ("recipe", .categorical),
    ("algorithm", .categorical), ("status", .categorical), ("verdict", .categorical), ("created", .timestamp),
    ("newest_release", .timestamp),
  ]

  init(_ runs: [JSON]) { self.runs = runs }

  /// The runs that a filter is true of.
  ///
  /// - Throws: what is wrong with the filter; a name that no run has is an error, not an empty list.
  func matching(_ text: String) throws(ExpressionError) -> [JSON] {
    let vocabulary = vocabulary
    let filter = try ListFilter(parsing: text, vocabulary: vocabulary)
    let found = try filter.matches(
      among: runs, vocabulary: vocabulary, value: Self.value, words: { DocumentRecords([$0]).words(of: 0) })
    ListNote.tell(filter, of: "run", found: found.count, vocabulary)
    return found.map { runs[$0] }
  }

  /// Metrics of any part of any run, and those that gates may name: a project without runs knows its words too.
  private var vocabulary: Vocabulary {
    var vocabulary = Vocabulary(numbers: ProjectFile.metricNames)
    for run in runs {
      for part in run["metrics"]?.members ?? [] {
        for metric in part.value.members ?? [] {
          vocabulary.add("\(part.name).\(metric.name)", .numeric)
          if part.name == "test" { vocabulary.add(metric.name, .numeric) }
        }
      }
    }
    for run in runs {
      for parameter in run["parameters"]?.members ?? [] {
        vocabulary.add(parameter.name, parameter.value.double == nil ? .categorical : .numeric)
      }
    }
    for fact in RunRecords.facts { vocabulary.add(fact.name, fact.kind) }
    return vocabulary
  }

  private static func value(of run: JSON, _ name: String) -> RecordValue {
    if let fact = run[name] ?? run["parameters"]?[name] {
      if let number = fact.double { return .number(number) }
      guard let text = fact.string else { return .missing }
      let isTime = facts.contains { $0.name == name && $0.kind == .timestamp }
      return isTime ? Timestamp(parsing: text).map { .time($0) } ?? .missing : .text(text)
    }
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    let value =
      parts.count == 2 ? run["metrics"]?[parts[0]]?[parts[1]]?.double : run["metrics"]?["test"]?[name]?.double
    return value.map { .number($0) } ?? .missing
  }
}
