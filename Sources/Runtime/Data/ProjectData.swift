import Encoding
import Learning
import Lifecycle
import Tabular

/// The project's table, read and cut into parts.
struct ProjectData: Sendable {
  /// In the order of the source.
  var table: Table
  /// With the roles that the project file gives.
  var schema: Schema
  /// Event time of each row, microseconds; row numbers where the project has no time.
  var eventTimes: [Int64]
  var hasTime: Bool
  var split: Split
  /// Identity of the dataset version: of the source's bytes, and of the edits made to it.
  var sha256: String
  /// SHA-256 of the source's bytes.
  var sourceHash: String
  /// Rows of the source that were left out.
  var badRows: BadRows
  var notes: [String]
  var readSeconds: Double

  /// The task, from the target's values.
  var task: Lifecycle.LearningTask
  /// The classes of a multiclass target by their numbers, from every row of the source; empty for other tasks.
  var classes: [String] = []
  /// Identity of the version before the last run of changed labels.
  var unlabelled: String
}

extension ProjectData {
  /// Cuts a table into the parts of a split definition.
  ///
  /// - Parameter rows: only these rows of the source take part; nil takes all.
  static func split(
    _ definition: SplitDefinition, table: Table, eventTimes: [Int64], target: String, seed: UInt64,
    rows: Range<Int>? = nil
  ) throws -> Split {
    let within = rows.map { $0.clamped(to: 0..<table.rowCount) } ?? 0..<table.rowCount
    let rest = max(0, 1 - definition.train - definition.validate - definition.test)
    let plan = SplitPlan(
      method: method(definition.method),
      fractions: SplitPlan.Fractions(
        train: definition.train, validate: definition.validate, test: definition.test, live: rest),
      seed: seed)
    let isWhole = within.count == table.rowCount
    var split = try Split(
      plan, rowCount: within.count, times: isWhole ? eventTimes : Array(eventTimes[within]),
      labels: isWhole ? table[target]?.values : table[target]?.values.gathering(within))
    if within.lowerBound > 0 { split = split.shifted(by: within.lowerBound) }
    let liveCount = Int((Double(within.count) * definition.live).rounded())
    split.live = Array(split.live.prefix(liveCount))
    return split
  }

  private static func method(_ method: SplitDefinition.Method) -> SplitPlan.Method {
    switch method {
    case .time: .time
    case .rows: .rowOrder
    case .random: .random
    case .stratified: .stratified
    }
  }
}

extension Split {
  fileprivate func shifted(by offset: Int) -> Split {
    Split(
      train: train.map { $0 + offset }, validate: validate.map { $0 + offset }, test: test.map { $0 + offset },
      live: live.map { $0 + offset })
  }
}

extension Schema {
  /// The roles that a project file gives to a source's columns.
  public func withRoles(of data: DataDefinition) -> Schema {
    var timeColumns: Set<String> = []
    if case .columns(let names)? = data.time { timeColumns = Set(names) }
    return Schema(
      columns: columns.map { column in
        var column = column
        if column.name == data.target {
          column.role = .target
        } else if column.name == data.id {
          column.role = .id
        } else if data.leaveOut.contains(column.name) {
          column.role = .leftOut
        } else if timeColumns.contains(column.name) {
          // An hour beside a date is a feature too; a date or an instant alone is only a clock.
          column.role = column.kind == .numeric && timeColumns.count > 1 ? .feature : .time
        } else {
          column.role = .feature
        }
        return column
      })
  }
}
