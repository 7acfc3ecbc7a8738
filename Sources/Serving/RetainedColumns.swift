import Tabular

/// The few columns that value model and KPIs read, kept for the rows of a window until its outcomes are known.
struct RetainedColumns: Sendable {
  let names: [String]
  private var values: [ColumnValues]
  private(set) var rowCount = 0

  init(names: [String]) {
    self.names = names
    values = []
  }

  /// Names that the table lacks are left out for good; a source has the same columns in every batch.
  mutating func append(_ table: Table, rows: some Collection<Int>) {
    rowCount += rows.count
    guard !names.isEmpty else { return }
    let columns = names.map { table[$0] }
    if values.isEmpty { values = columns.map { ColumnValues(empty: $0?.kind ?? .numeric) } }
    for (index, column) in columns.enumerated() {
      values[index].append(column?.values, rows: rows)
    }
  }

  var table: Table {
    Table(columns: zip(names, values).map { Column(name: $0, values: $1) })
  }
}

extension ColumnValues {
  /// Appends rows of a column of the same kind; a categorical takes over the other's level table, which may only have
  /// grown. A column that is not there gives missing values.
  fileprivate mutating func append(_ other: ColumnValues?, rows: some Collection<Int>) {
    switch (self, other) {
    case (.numeric(var mine), .numeric(let values)):
      self = .numeric([])
      mine.append(contentsOf: rows.lazy.map { values[$0] })
      self = .numeric(mine)
    case (.categorical(var mine), .categorical(let values)):
      self = .numeric([])
      mine.append(values, rows: rows)
      self = .categorical(mine)
    case (.boolean(var mine), .boolean(let values)):
      self = .numeric([])
      mine.append(contentsOf: rows.lazy.map { values[$0] })
      self = .boolean(mine)
    case (.timestamp(var mine), .timestamp(let values)):
      self = .numeric([])
      mine.append(contentsOf: rows.lazy.map { values[$0] })
      self = .timestamp(mine)
    case (.text(var mine), .text(let values)):
      self = .numeric([])
      for row in rows { mine.append(values[row]) }
      self = .text(mine)
    case (.numeric(var mine), _):
      self = .numeric([])
      mine.append(contentsOf: repeatElement(.nan, count: rows.count))
      self = .numeric(mine)
    case (.categorical, _), (.boolean, _), (.timestamp, _), (.text, _):
      preconditionFailure("a source changed the kind of a column from \(kind)")
    }
  }
}

extension CategoricalValues {
  /// Appends rows of a column whose levels may be other ones, as those of a log's segment are.
  fileprivate mutating func append(_ other: CategoricalValues, rows: some Collection<Int>) {
    // The same array, or one that has grown, is the rule.
    guard levels != other.levels, !other.levels.starts(with: levels) else {
      codes.append(contentsOf: rows.lazy.map { other.codes[$0] })
      levels = other.levels
      return
    }
    var known: [String: UInt32] = [:]
    for (code, level) in levels.enumerated() { known[level] = UInt32(code) }
    let translated = other.levels.map { level in
      if let code = known[level] { return code }
      levels.append(level)
      return UInt32(levels.count - 1)
    }
    codes.append(
      contentsOf: rows.lazy.map { row in
        let code = Int(other.codes[row])
        return translated.indices.contains(code) ? translated[code] : CategoricalValues.missing
      })
  }
}
