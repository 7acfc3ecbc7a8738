import Expressions
import Tabular

/// A table to which edits have been applied, and where its rows came from.
public struct EditedTable: Sendable {
  public private(set) var columns: [Column]
  public private(set) var rowCount: Int
  /// For each row its number in the source; appended rows go on behind the source's, in the order appended. Nil while
  /// every row is still in its first place.
  public private(set) var origins: [Int]?
  /// Rows of the source and all that were ever appended.
  public private(set) var originCount: Int

  /// A table before any edit.
  public init(_ table: Table) {
    columns = table.columns
    rowCount = table.rowCount
    originCount = table.rowCount
  }

  public var table: Table { Table(columns: columns) }
}

extension DatasetEdits {
  /// Applies the edits in order.
  ///
  /// Runs of cell edits are taken together, so that any number of them takes one pass over the columns they touch.
  ///
  /// - Parameter appending: reads a file to be appended with the given columns and kinds, verified against its hash.
  /// - Throws: `DatasetEditError`, the first one; `CancellationError` when `isCancelled` says so between two edits.
  /// - Complexity: O(edits · rows) at most, O(rows + cells) for a run of cell edits; columns not touched are shared.
  public func apply(
    to table: Table, isCancelled: () -> Bool = { false },
    appending: (DatasetEdit.AppendedFile, Schema) throws -> Table = { file, _ in throw NoFiles(path: file.path) }
  ) throws -> EditedTable {
    var edited = EditedTable(table)
    var index = 0
    while index < edits.count {
      if isCancelled() { throw CancellationError() }
      var cells = CellChanges(first: index)
      while index < edits.count, case .setCell(let row, let column, let value) = edits[index].change {
        cells.add(row: row, column: column, value: value)
        index += 1
      }
      if !cells.isEmpty { try edited.set(cells) }
      guard index < edits.count else { break }
      try edited.apply(edits[index].change, number: index, appending: appending)
      index += 1
    }
    return edited
  }

  /// Says that files cannot be read where edits are applied without a reader.
  public struct NoFiles: Error, CustomStringConvertible {
    public var path: String

    public init(path: String) { self.path = path }

    public var description: String { "\(path) cannot be read here" }
  }
}

/// A run of cell edits, by column.
struct CellChanges {
  /// Number of the first edit of the run.
  let first: Int
  private(set) var byColumn: [String: [(edit: Int, row: Int, value: String?)]] = [:]
  private var count = 0

  init(first: Int) { self.first = first }

  var isEmpty: Bool { byColumn.isEmpty }

  mutating func add(row: Int, column: String, value: String?) {
    byColumn[column, default: []].append((first + count, row, value))
    count += 1
  }
}

extension EditedTable {
  func position(of column: String, edit: Int) throws(DatasetEditError) -> Int {
    if let position = columns.firstIndex(where: { $0.name == column }) { return position }
    let nearest = Spelling.nearest(to: column, among: columns.map(\.name))
    throw DatasetEditError(edit: edit, problem: .noColumn(column, nearest: nearest))
  }

  fileprivate mutating func set(_ cells: CellChanges) throws(DatasetEditError) {
    var failure: DatasetEditError?
    for (name, changes) in cells.byColumn {
      do throws(DatasetEditError) {
        let place = try position(of: name, edit: changes[0].edit)
        for change in changes where change.row >= rowCount {
          throw DatasetEditError(edit: change.edit, problem: .noRow(change.row, rowCount: rowCount))
        }
        try columns[place].setCells(changes)
      } catch {
        // Columns come in no order, but the first edit that fails is to be named.
        if error.edit < failure?.edit ?? .max { failure = error }
      }
    }
    if let failure { throw failure }
  }

  fileprivate mutating func apply(
    _ change: DatasetEdit.Change, number: Int, appending: (DatasetEdit.AppendedFile, Schema) throws -> Table
  ) throws {
    switch change {
    case .setCell(let row, let column, let value):
      var cells = CellChanges(first: number)
      cells.add(row: row, column: column, value: value)
      try set(cells)
    case .dropRows(let rows): try drop(rows, number)
    case .dropWhere(let filter): try keep(rows(where: filter, are: false, number), number)
    case .keepWhere(let filter): try keep(rows(where: filter, are: true, number), number)
    case .dropDuplicates(let names): try keep(firstOfEach(names, number), number)
    case .fillMissing(let column, let filling):
      let place = try position(of: column, edit: number)
      try columns[place].fillMissing(filling, edit: number)
    case .clamp(let column, let low, let high):
      let place = try position(of: column, edit: number)
      try columns[place].clamp(low, high, edit: number)
    case .replaceValues(let column, let replacements):
      let place = try position(of: column, edit: number)
      try columns[place].replace(replacements, edit: number)
    case .appendRows(let file): try append(file, number, appending)
    }
  }
}

// MARK: - Rows

extension EditedTable {
  private func drop(mask rows: [Int], _ number: Int) throws(DatasetEditError) -> [Int] {
    var isDropped = [Bool](repeating: false, count: rowCount)
    for row in rows {
      guard row >= 0, row < rowCount else {
        throw DatasetEditError(edit: number, problem: .noRow(row, rowCount: rowCount))
      }
      isDropped[row] = true
    }
    return (0..<rowCount).filter { !isDropped[$0] }
  }

  private mutating func drop(_ rows: [Int], _ number: Int) throws(DatasetEditError) {
    try keep(drop(mask: rows, number), number)
  }

  private mutating func keep(_ rows: [Int], _ number: Int) throws(DatasetEditError) {
    guard rows.count < rowCount else { return }
    guard !rows.isEmpty else { throw DatasetEditError(edit: number, problem: .noRowsLeft) }
    for place in columns.indices { columns[place].values = columns[place].values.gathering(rows) }
    origins = origins.map { origins in rows.map { origins[$0] } } ?? rows
    rowCount = rows.count
  }

  /// - Parameter truth: true gives the rows that match, false those that do not.
  private func rows(where filter: Expression, are truth: Bool, _ number: Int) throws(DatasetEditError) -> [Int] {
    do {
      let matching = try filter.matches(over: Bindings(table))
      return truth ? matching : try drop(mask: matching, number)
    } catch let error as ExpressionError {
      throw DatasetEditError(edit: number, problem: .expression(error))
    } catch let error as DatasetEditError {
      throw error
    } catch {
      throw DatasetEditError(edit: number, problem: .unreadable("\(error)"))
    }
  }

  private func firstOfEach(_ names: [String]?, _ number: Int) throws(DatasetEditError) -> [Int] {
    var chosen = columns
    if let names {
      chosen = []
      for name in names { chosen.append(columns[try position(of: name, edit: number)]) }
    }
    let repeats = RowIdentity(chosen, rowCount: rowCount).repeatedRows
    var isRepeat = [Bool](repeating: false, count: rowCount)
    for row in repeats { isRepeat[row] = true }
    return (0..<rowCount).filter { !isRepeat[$0] }
  }

  private mutating func append(
    _ file: DatasetEdit.AppendedFile, _ number: Int,
    _ appending: (DatasetEdit.AppendedFile, Schema) throws -> Table
  ) throws {
    let schema = Schema(columns: columns.map { ColumnSchema(name: $0.name, kind: $0.kind) })
    let more: Table
    do {
      more = try appending(file, schema)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      throw DatasetEditError(edit: number, problem: .cannotAppend(path: file.path, reason: "\(error)"))
    }
    let joined = Table.concatenating(table, more)
    let first = originCount
    originCount += more.rowCount
    // While no row has gone, an appended row's origin is its place.
    if let known = origins { origins = known + Array(first..<originCount) }
    columns = joined.columns
    rowCount = joined.rowCount
  }
}
