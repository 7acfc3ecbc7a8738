import Lifecycle
import Tabular

/// Rows of the log with their outcomes, as columns of one length.
public struct LoggedRows: Sendable {
  public var ids: [Int64]
  public var versions: [VersionID]
  /// Microseconds since 1970.
  public var eventTimes: [Int64]
  public var scores: [Double]
  public var decisions: [Double]
  /// NaN where none is known.
  public var outcomes: [Double]
  /// Event time from which the outcome is known; `ColumnValues.missingTimestamp` where none is.
  public var knownAt: [Int64]
  /// The raw columns, in the order of the schema that was asked for.
  public var table: Table
  /// Columns that the log has in another kind than was asked for, so that their rows are missing.
  public var mismatchedColumns: [String]
  /// What had to be skipped.
  public var damage: [LogDamage]

  public var count: Int { ids.count }

  /// The latest known-at among the rows; nil when no outcome is known.
  public var newestRelease: Int64? { knownAt.filter { $0 != ColumnValues.missingTimestamp }.max() }
}

/// Puts selected rows of blocks together.
struct LoggedRowsBuilder {
  private(set) var ids: [Int64] = []
  private var versions: [VersionID] = []
  private var eventTimes: [Int64] = []
  private var scores: [Double] = []
  private var decisions: [Double] = []
  var outcomes: [Double] = []
  var knownAt: [Int64] = []
  private var columns: [ColumnBuilder]
  private var mismatched: Set<String> = []

  init(columns: [ColumnSchema]) {
    self.columns = columns.map { ColumnBuilder(name: $0.name, kind: $0.kind) }
  }

  /// Appends rows of a block, without outcomes.
  ///
  /// - Parameter rows: from the block's first.
  mutating func append(_ block: PredictionBlock, _ rows: [Int]) {
    for row in rows {
      ids.append(block.id(at: row))
      versions.append(block.version)
      eventTimes.append(block.eventTimes[row])
      scores.append(block.scores[row])
      decisions.append(block.decisions[row])
    }
    for index in columns.indices {
      let values = block.features[columns[index].name]?.values
      if let values, values.kind != columns[index].kind { mismatched.insert(columns[index].name) }
      columns[index].append(values, rows)
    }
  }

  /// Adds the columns of a table that are not there yet, missing in all rows so far.
  mutating func addColumns(of table: Table) {
    for column in table.columns where !columns.contains(where: { $0.name == column.name }) {
      let builder = ColumnBuilder(name: column.name, kind: column.kind)
      builder.append(nil, Array(ids.indices))
      columns.append(builder)
    }
  }

  /// - Parameter target: the schema's target column and the levels that classes stand for, to be filled in from the
  ///   outcomes.
  consuming func finish(target: ColumnSchema?, targetLevels: [String], damage: [LogDamage]) -> LoggedRows {
    let table = Table(
      columns: columns.map { builder in
        let isTarget = builder.name == target?.name
        return Column(
          name: builder.name,
          values: isTarget ? ColumnValues(outcomes: outcomes, kind: builder.kind, levels: targetLevels) : builder.values
        )
      })
    return LoggedRows(
      ids: ids, versions: versions, eventTimes: eventTimes, scores: scores, decisions: decisions, outcomes: outcomes,
      knownAt: knownAt, table: table, mismatchedColumns: mismatched.sorted(), damage: damage)
  }
}

extension ColumnValues {
  /// Outcomes as a column of the source would have them: a class k is level k. Where the levels of a numeric or boolean
  /// target are no such values, and where there are none, the outcome itself is the value, and true is 1.
  init(outcomes: [Double], kind: ColumnKind, levels: [String]) {
    switch kind {
    case .numeric:
      let numbers = levels.compactMap { Double($0) }
      guard !levels.isEmpty, numbers.count == levels.count else {
        self = .numeric(outcomes)
        return
      }
      self = .numeric(
        outcomes.map { outcome in
          Int(exactly: outcome).flatMap { numbers.indices.contains($0) ? numbers[$0] : nil } ?? .nan
        })
    case .boolean:
      // The positive class may be `false`.
      let truth = levels == ["true", "false"] ? 0.0 : 1
      self = .boolean(
        outcomes.map { outcome in
          outcome.isNaN ? ColumnValues.missingBoolean : ((outcome != 0) == (truth == 1) ? 1 : 0)
        })
    case .categorical:
      let codes = outcomes.map { outcome -> UInt32 in
        guard let code = Int(exactly: outcome), levels.indices.contains(code) else { return CategoricalValues.missing }
        return UInt32(code)
      }
      self = .categorical(CategoricalValues(codes: codes, levels: levels))
    case .timestamp: self = .timestamp(outcomes.map { Int64(exactly: $0) ?? ColumnValues.missingTimestamp })
    case .text:
      var values = TextValues()
      for outcome in outcomes {
        values.append(Int(exactly: outcome).flatMap { levels.indices.contains($0) ? levels[$0] : nil })
      }
      self = .text(values)
    }
  }
}
