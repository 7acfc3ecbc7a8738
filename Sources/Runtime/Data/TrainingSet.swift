import Encoding
import Learning
import Lifecycle
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

  /// Share of the pool that judges a retrain, and as much again to stop it early: the newest rows.
  static let heldOutShare = 0.1
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
      split = try ProjectData.split(
        changed, table: data.table, eventTimes: data.eventTimes, target: definition.target,
        seed: request.seed ?? ProjectData.splitSeed, rows: request.rows)
    }
    return TrainingSet(
      table: data.table, schema: data.schema,
      parts: TrainingParts(train: split.train, validate: split.validate, test: split.test), refits: false,
      newestRelease: nil, dataset: data.sha256)
  }

  /// The project's own data and every live row whose outcome has been released, the newest of them held out to judge.
  ///
  /// A live row enters only through the log of released outcomes, so that no label is seen before its time.
  static func retrain(_ data: ProjectData, live: LoggedRows, definition: DataDefinition) throws -> TrainingSet {
    let own = data.split.train + data.split.validate + data.split.test
    let columns = data.schema.columns.filter { $0.role == .feature || $0.role == .target }.map(\.name)
    let first = data.table.selecting(columns).gathering(own.sorted { data.eventTimes[$0] < data.eventTimes[$1] })
    var pool = Table.concatenating(first, live.table.selecting(columns))
    if let newest = definition.retrainNewest, pool.rowCount > newest {
      pool = pool.gathering(pool.rowCount - newest..<pool.rowCount)
    }
    let count = pool.rowCount
    let heldOut = Int(Double(count) * heldOutShare)
    let trainEnd = count - 2 * heldOut
    return TrainingSet(
      table: pool, schema: Schema(columns: data.schema.columns.filter { columns.contains($0.name) }),
      parts: TrainingParts(
        train: Array(0..<trainEnd), validate: Array(trainEnd..<count - heldOut), test: Array(count - heldOut..<count)),
      refits: true, newestRelease: live.newestRelease.map { Timestamp(microseconds: $0) }, dataset: data.sha256)
  }
}
