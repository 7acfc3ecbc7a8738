import CellCanvas
import Encoding
import Lifecycle

/// Where the person is in the rows of the data: any number of them, of which only the pages around are known.
struct RowGrid: Sendable, Equatable {
  /// Rows a page.
  static let pageRows = 200
  /// The widest a column gets, in cells.
  static let columnWidthMax = 24

  /// The row under the cursor, by place in what the filter lets through.
  private(set) var row = 0
  /// The column under the cursor.
  private(set) var column = 0
  /// The first row and the first column that are seen.
  private(set) var firstRow = 0
  private(set) var firstColumn = 0
  /// The filter that is applied; nil for all rows.
  private(set) var filter: String?
  private(set) var sort: Sort?
  /// What the answers told: stays while others are under way, so that nothing moves.
  private(set) var columns: [Column] = []
  private(set) var total: Int?
  /// Rows the filter lets through; nil before that is known.
  private(set) var matching: Int?

  struct Sort: Sendable, Equatable {
    var column: String
    var isDescending: Bool
  }

  struct Column: Sendable, Equatable {
    var name: String
    var kind: String
    var role: String
    /// Only ever grows, so that scrolling does not make columns breathe.
    var width: Int

    var isNumber: Bool { ["numeric", "number", "integer", "float", "double"].contains(kind) }
  }

  /// Rows that can be walked to.
  var count: Int { matching ?? total ?? 0 }

  func query(page: Int) -> Query {
    .rows(
      Query.RowRequest(
        filter: filter, sort: sort?.column, isDescending: sort?.isDescending ?? false,
        offset: page * RowGrid.pageRows, limit: RowGrid.pageRows))
  }

  /// Pages that hold what is seen, then those next to it.
  func pagesWanted(height: Int) -> [Int] {
    let first = firstRow / RowGrid.pageRows
    let last = max(firstRow, firstRow + height - 1) / RowGrid.pageRows
    let known = count > 0 ? (count - 1) / RowGrid.pageRows : 0
    return Array(first...max(first, last)) + [last + 1, first - 1].filter { $0 >= 0 && $0 <= known }
  }

  // MARK: Walking

  mutating func moveRow(by step: Int) { row = min(max(0, row + step), max(0, count - 1)) }

  mutating func moveColumn(by step: Int) { column = min(max(0, column + step), max(0, columns.count - 1)) }

  mutating func select(row: Int) { self.row = min(max(0, row), max(0, count - 1)) }

  /// Scrolls as little as needed for the cursor to be seen.
  mutating func keepVisible(height: Int, width: Int) {
    firstRow = DataTable.offset(firstRow, showing: row, of: count, height: height)
    if firstColumn > column { firstColumn = column }
    while firstColumn < column, !shown(from: firstColumn, width: width).contains(column) { firstColumn += 1 }
  }

  /// The columns that fit from one on; at least that one.
  func shown(from first: Int, width: Int) -> Range<Int> {
    var room = width
    var end = first
    while end < columns.count, columns[end].width <= room {
      room -= columns[end].width + 2
      end += 1
    }
    return first..<max(end, min(columns.count, first + 1))
  }

  // MARK: Choosing rows

  /// - Returns: whether it is another one than before.
  @discardableResult
  mutating func apply(filter: String?) -> Bool {
    guard filter != self.filter else { return false }
    self.filter = filter
    begin()
    return true
  }

  /// Rising, falling, then as the file has them.
  mutating func sortByColumn() {
    guard columns.indices.contains(column) else { return }
    let name = columns[column].name
    switch sort {
    case .some(let sort) where sort.column == name:
      self.sort = sort.isDescending ? nil : Sort(column: name, isDescending: true)
    case .some, .none: sort = Sort(column: name, isDescending: false)
    }
    begin()
  }

  private mutating func begin() {
    (row, firstRow) = (0, 0)
    matching = nil
  }

  // MARK: Answers

  /// Takes in what a page of the present filter and order told.
  mutating func learn(_ page: JSON) {
    if let total = page["total"]?.int { self.total = total }
    matching = page["matching"]?.int ?? total
    let rows = page["rows"]?.array ?? []
    if let given = page["columns"]?.array {
      let names = given.map { $0["name"]?.string ?? "" }
      if names != columns.map(\.name) {
        columns = given.map { column in
          let name = column["name"]?.string ?? ""
          return Column(
            name: name, kind: column["kind"]?.string ?? "", role: column["role"]?.string ?? "",
            width: min(RowGrid.columnWidthMax, CharacterWidth.columns(name) + 2))
        }
      }
    }
    for row in rows {
      for (index, value) in (row["values"]?.array ?? []).enumerated() where index < columns.count {
        let width = min(RowGrid.columnWidthMax, CharacterWidth.columns(CellText.plain(value)))
        if width > columns[index].width { columns[index].width = width }
      }
    }
    moveColumn(by: 0)
    moveRow(by: 0)
  }
}

extension Query {
  var isForRows: Bool { if case .rows = self { true } else { false } }
}

extension CockpitModel {
  /// Takes in rows that have just arrived.
  mutating func learnRows(_ query: Query) {
    guard case .rows(let request) = query, let page = pages[query]?.page, pages[query]?.refusal == nil else { return }
    let grid = desk.grid
    guard request.filter == grid.filter, request.sort == grid.sort?.column,
      request.isDescending == grid.sort?.isDescending ?? false
    else { return }
    desk.grid.learn(page)
  }

  /// Rows of the data that are seen at once.
  var gridHeight: Int { max(1, (layout.content(of: .part(.rows))?.height ?? 2) - 2) }

  mutating func keepGridVisible() {
    guard layout.content(of: .part(.rows)) != nil else { return }
    // The answer to this filter and order may be here from before.
    if desk.grid.matching == nil { learnRows(desk.grid.query(page: 0)) }
    let width = (layout.content(of: .part(.rows))?.width ?? 80) - RowsPane.numberWidth(desk.grid) - 2
    desk.grid.keepVisible(height: gridHeight, width: width)
  }

  mutating func sortByColumn() { desk.grid.sortByColumn() }

  /// A row of the grid; nil while its page is not here.
  func gridRow(_ index: Int) -> JSON? {
    pages[desk.grid.query(page: index / RowGrid.pageRows)]?.page?["rows"]?[index % RowGrid.pageRows]
  }
}
