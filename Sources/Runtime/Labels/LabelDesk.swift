import DataQuality
import Encoding
import Learning
import Lifecycle
import Tabular

/// The queue of labels to look at, as far as it is worked out.
///
/// A changed label leaves the order as it is: the reviewed rows are left out, and only when a tenth of the rows has
/// another label than the models saw is it worth working out again.
struct LabelDesk {
  /// Share of the queue's rows that must have changed before it is worked out again.
  static let changedShareMax = 0.1

  /// What a queue depends on.
  struct Key: Equatable, Sendable {
    /// Identity of the data before their labels were changed.
    var unlabelled: String
    var definition: DataDefinition
    var recipe: Recipe
  }

  /// A queue that is being worked out.
  struct Review {
    var task: TaskID
    var token: TaskToken
  }

  struct Result: Sendable {
    var queue: LabelQueue
    var issueRows: Set<Int>
    /// Those shown beside a row, the most telling first.
    var columns: [String]
    /// Rows with another label than the source's when the models learnt.
    var relabelled: Set<Int>
  }

  var key: Key?
  var review: Review?
  var result: Result?
  /// Why the last one could not be worked out; it is not tried again before something changes.
  var failure: Refusal?
  /// Whether the target's column is being profiled.
  var isSummarising = false

  /// Whether a queue should be worked out now.
  func isDue(relabelled: Set<Int>, reviewed: Set<Int>) -> Bool {
    guard review == nil, failure == nil else { return false }
    guard let result else { return true }
    let changed = relabelled.symmetricDifference(result.relabelled).count
    guard changed > 0 else { return false }
    return Double(changed) > Self.changedShareMax * Double(result.queue.entries.count)
      || (!result.issueRows.isEmpty && result.issueRows.isSubset(of: reviewed))
  }
}

/// Works a queue out on its thread: reads, scores out of fold, orders.
struct LabelReviewJob: Sendable {
  var engine: Engine
  var key: LabelDesk.Key
  var recipe: Recipe
  var relabelled: Set<Int>
  var data: ProjectData
  var task: TaskID
  var token: TaskToken
  var tasks: TaskBoard

  private static let leafCountMax = 8.0

  func start() {
    let outcome = Swift.Result { try complete() }.mapError { Refusal.describing($0) }
    let (engine, key) = (engine, key)
    // The engine first: whoever waits for the task asks for the queue next.
    try? waitFor { await engine.take(outcome, for: key) }
    tasks.end(task, outcome.map { ["issues": .integer(Int64($0.issueRows.count))] })
  }

  private func complete() throws -> LabelDesk.Result {
    let token = token
    var specification = TrainingSpecification(
      recipe, task: data.task, positive: key.definition.positive, classes: data.classes)
    // A model that learns wrong labels by heart hides them: it stops early, and its trees are small.
    if specification.algorithm == .boostedTrees {
      specification.parameters["early_stopping"] = nil
      specification.parameters["leaves"] = min(Self.leafCountMax, specification.parameters["leaves"] ?? .infinity)
    }
    let rows = data.ownRows
    let queue = try LabelQueue(
      table: data.table, schema: data.schema, rows: rows, specification: specification, seed: recipe.seed,
      isCancelled: { token.isCancelled },
      progress: { tasks.update(task, fraction: $0, detail: "scoring \(rows.count) rows out of fold") })
    if token.isCancelled { throw LearningError.cancelled }
    let shown = data.schema.columns.filter { $0.role == .feature }.compactMap { data.table[$0.name] }
    let answers = queue.entries.map { entry in
      queue.classes.isEmpty ? entry.guess : queue.probabilities(of: entry).last ?? 0
    }
    return LabelDesk.Result(
      queue: queue, issueRows: Set(queue.entries.lazy.filter(\.isIssue).map(\.row)),
      columns: TellingColumns.ordered(shown, rows: queue.entries.map(\.row), answers: answers),
      relabelled: relabelled)
  }
}

extension ProjectData {
  /// Rows of the project's own parts, ascending: what a live row is labelled with is not known yet.
  var ownRows: [Int] { (split.train + split.validate + split.test).sorted() }
}
