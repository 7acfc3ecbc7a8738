/// Columns of equal length.
public struct Table: Sendable {
  public private(set) var columns: [Column]
  public let rowCount: Int
  private let positions: [String: Int]

  /// - Precondition: all columns have the same count, and no two the same name.
  public init(columns: [Column]) {
    let counts = Set(columns.map(\.count))
    precondition(counts.count <= 1, "columns of different lengths: \(counts.sorted())")
    self.columns = columns
    rowCount = counts.first ?? 0
    positions = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
  }

  /// Columns of the names that another table has, in its order, of equal length: a layout that is known already costs
  /// nothing to look up again.
  ///
  /// - Precondition: as many columns as the other table has, of its names, all of one count.
  public init(columns: [Column], namedAs other: Table) {
    precondition(columns.count == other.columns.count, "\(columns.count) columns for \(other.columns.count) names")
    let count = columns.first?.count ?? 0
    for index in columns.indices {
      precondition(columns[index].count == count, "columns of different lengths")
      assert(columns[index].name == other.columns[index].name)
    }
    self.columns = columns
    rowCount = count
    positions = other.positions
  }

  /// The column of that name.
  public subscript(name: String) -> Column? { positions[name].map { columns[$0] } }

  /// The place of a column among `columns`.
  public func position(of name: String) -> Int? { positions[name] }

  public var columnNames: [String] { columns.map(\.name) }

  /// The given rows, in that order.
  public func gathering(_ rows: some Sequence<Int>) -> Table {
    let rows = Array(rows)
    return Table(columns: columns.map { Column(name: $0.name, values: $0.values.gathering(rows)) })
  }

  /// The named columns alone, in that order; names that are not there are skipped.
  public func selecting(_ names: [String]) -> Table {
    Table(columns: names.compactMap { self[$0] })
  }
}
