import Tabular

/// What the names of an expression stand for, row by row: the columns of a table and named buffers beside them, such
/// as `prediction`, `score` and `outcome`.
///
/// Columns are shared, not copied.
public struct Bindings: Sendable {
  public let rowCount: Int
  private var columns: [String: ColumnValues] = [:]
  /// The bound names with their kinds.
  public private(set) var vocabulary = Vocabulary()

  public init(rowCount: Int) { self.rowCount = rowCount }

  /// Every column of a table under its own name.
  public init(_ table: Table) {
    self.init(rowCount: table.rowCount)
    for column in table.columns { bind(column.name, to: column.values) }
  }

  /// Binds a name to a column; an earlier meaning of the name is replaced.
  ///
  /// - Precondition: the column has `rowCount` rows.
  public mutating func bind(_ name: String, to values: ColumnValues) {
    precondition(values.count == rowCount, "`\(name)` has \(values.count) rows, not \(rowCount)")
    columns[name] = values
    vocabulary.add(name, values.kind)
  }

  /// Binds a name to numbers, NaN being missing.
  ///
  /// - Precondition: there are `rowCount` numbers.
  public mutating func bind(_ name: String, to values: [Double]) { bind(name, to: .numeric(values)) }

  public subscript(name: String) -> ColumnValues? { columns[name] }
}
