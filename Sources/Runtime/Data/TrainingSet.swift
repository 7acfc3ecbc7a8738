import Encoding
import Learning
import Lifecycle
import Serving
import Storage
import Tabular

/// The rows that one training sees, and no others.
struct TrainingSet: Sendable {
  var table: Table
  var schema: Schema
  var parts: TrainingParts
  /// True when the newest rows, which judge, are learnt from as well once they have judged.
  var refits: Bool
  /// Newest time at which an outcome in it became known; nil without live rows.
  var newestRelease: Timestamp?
  var dataset: String
  /// Rows of the table that show the traffic as it is: all, or where models chose among candidates, those that chance
  /// chose. What drift is measured against.
  var representative: Set<Int>?

  /// Share of the pool that judges a retrain: its newest rows.
  static let heldOutShare = 0.1
  /// Of the other rows one in so many stops the training early.
  static let validateStride = 9
  /// A choice of fewer rows is refused.
  static let chosenRowCountMin = 100
  /// Live rows read back from the log at most.
  static let liveRowCountMax = 2_000_000

  /// The parts of the project's own data.
  static func initial(_ data: ProjectData, _ request: Command.Training, definition: DataDefinition) throws
    -> TrainingSet
  {
    var split = data.split
    if request.split != nil || request.rows != nil || request.seed != nil {
      var changed = definition.split
      if let method = request.split { changed.method = method }
      split = try ownRows(data, changed, request, target: definition.target)
    }
    return TrainingSet(
      table: data.table, schema: data.schema,
      parts: TrainingParts(train: split.train, validate: split.validate, test: split.test), refits: false,
      newestRelease: nil, dataset: data.sha256)
  }

  /// Another split of the project's own rows: a live row's label is not known before its outcome has been released,
  /// however the others are shared out.
  private static func ownRows(
    _ data: ProjectData, _ definition: SplitDefinition, _ request: Command.Training, target: String
  ) throws -> Split {
    let own = (data.split.train + data.split.validate + data.split.test).sorted()
      .filter { request.rows?.contains($0) ?? true }
    var shares = definition
    let sum = max(1e-9, definition.train + definition.validate + definition.test)
    (shares.train, shares.validate, shares.test) = (
      definition.train / sum, definition.validate / sum, definition.test / sum
    )
    shares.live = 0
    let part = try ProjectData.split(
      shares, table: Table(columns: data.table.selecting([target]).columns).gathering(own),
      eventTimes: own.map { data.eventTimes[$0] }, target: target, seed: request.seed ?? ProjectData.splitSeed)
    return Split(
      train: part.train.map { own[$0] }, validate: part.validate.map { own[$0] }, test: part.test.map { own[$0] })
  }

  /// The project's own data and every live row whose outcome has been released, the newest of all held out to judge.
  ///
  /// A live row enters only through the log of released outcomes, so that no label is seen before its time.
  ///
  /// - Parameter since: rows before this event time are left out.
  static func retrain(
    _ data: ProjectData, live: LoggedRows, definition: ProjectDefinition, since: Timestamp? = nil
  ) throws -> TrainingSet {
    let own = data.split.train + data.split.validate + data.split.test
    let columns = data.schema.columns.filter { $0.role == .feature || $0.role == .target }.map(\.name)
    let first = data.table.selecting(columns).gathering(own.sorted { data.eventTimes[$0] < data.eventTimes[$1] })
    var pool = Table.concatenating(first, live.table.selecting(columns))
    var dropped = max(0, pool.rowCount - (definition.data.retrainNewest ?? pool.rowCount))
    if let since {
      // The project's own rows come first, then the live ones; both ascend.
      let times = own.map { data.eventTimes[$0] }.sorted() + live.eventTimes
      dropped = max(dropped, times.firstIndex { $0 >= since.microseconds } ?? times.count)
      guard pool.rowCount - dropped >= chosenRowCountMin else {
        throw Refusal(
          kind: .no, message: "only \(pool.rowCount - dropped) labelled rows are of \(since) or later",
          mend: "choose more of them, such as `--data all`")
      }
    }
    if dropped > 0 { pool = pool.gathering(dropped..<pool.rowCount) }
    let count = pool.rowCount
    // The newest rows judge. What stops the training early lies among the others, evenly: newer rows would stop it where
    // the world changed, not where it begins to learn by heart.
    let judged = count - Int(Double(count) * heldOutShare)
    let validate = Array(stride(from: validateStride / 2, to: judged, by: validateStride))
    let train = (0..<judged).filter { $0 % validateStride != validateStride / 2 }
    return TrainingSet(
      table: pool, schema: Schema(columns: data.schema.columns.filter { columns.contains($0.name) }),
      parts: TrainingParts(
        train: train, validate: validate, test: Array(judged..<count)),
      refits: true, newestRelease: live.newestRelease.map { Timestamp(microseconds: $0) }, dataset: data.sha256,
      representative: representative(
        own: first.rowCount, live: live.ids, dropped: dropped, explore: definition.deployment.explore))
  }

  /// The data's own rows were not chosen by any model of ours.
  private static func representative(own: Int, live ids: [Int64], dropped: Int, explore: Double) -> Set<Int>? {
    guard explore > 0 else { return nil }
    var rows = Set(dropped..<max(dropped, own))
    for (index, id) in ids.enumerated() where own + index >= dropped {
      if DecisionRule.explores(id, share: explore, seed: DecisionRule.explorationSeed) { rows.insert(own + index) }
    }
    return Set(rows.map { $0 - dropped })
  }
}
