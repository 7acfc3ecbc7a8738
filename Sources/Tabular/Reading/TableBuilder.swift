/// Takes parsed blocks in file order and makes a table of them.
final class TableBuilder {
  let path: String
  private(set) var plan: ReadPlan
  private(set) var columns: [ColumnAccumulator]
  /// Rows seen, those outside `wanted` too.
  private(set) var rowsSeen = 0
  private(set) var rowsTaken = 0
  /// Columns that met a value their guessed kind does not have.
  private(set) var broken: Set<Int> = []
  /// Rows left out.
  private(set) var badRows = BadRows()
  private let wanted: Range<Int>
  /// Physical line on which the next block begins.
  private var line = 1

  init(path: String, plan: ReadPlan, rows: Range<Int>?, rowHint: Int) {
    self.path = path
    self.plan = plan
    let wanted = rows ?? 0..<Int.max
    self.wanted = wanted
    columns = zip(plan.actions, plan.isDeclared).map {
      ColumnAccumulator(action: $0, isDeclared: $1, rowHint: min(rowHint, wanted.count))
    }
  }

  /// Whether the last row that is wanted has been taken.
  var isComplete: Bool { rowsSeen >= wanted.upperBound }

  /// Rows still to be seen before the first one that is wanted.
  var rowsToSkip: Int { max(0, wanted.lowerBound - rowsSeen) }

  /// Begins a new table with the next row.
  func startTable() {
    rowsTaken = 0
    for column in columns { column.startTable() }
  }

  /// The columns as they are planned, with the rows taken since `startTable`.
  func table(names: [String]) -> Table {
    var made: [Column] = []
    for (name, column) in zip(names, columns) where column.action != .skip {
      made.append(Column(name: name, values: column.finish(name: name).values))
    }
    return Table(columns: made)
  }

  /// Adds what the parser has parsed; a problem in a row that is wanted (or before it) is thrown.
  func take(_ parser: BlockParser) throws(DelimitedError) {
    let rows = wanted.clamped(to: rowsSeen..<rowsSeen + parser.rowCount)
    let local = (rows.lowerBound - rowsSeen)..<(rows.upperBound - rowsSeen)
    rowsSeen += parser.rowCount
    rowsTaken += local.count
    if let problem = parser.problem, rowsSeen - parser.rowCount + problem.row < wanted.upperBound {
      throw error(problem, in: parser.block)
    }
    noteSkipped(parser)
    for (field, column) in columns.enumerated() where column.action != .skip {
      if parser.isBroken[field] {
        broken.insert(field)
        column.abandon()
      } else {
        column.append(parser, field, rows: local)
      }
      plan.actions[field] = column.action
    }
  }

  private func noteSkipped(_ parser: BlockParser) {
    for problem in parser.skipped { badRows.add(error(problem, in: parser.block).badRow) }
    for _ in parser.skipped.count..<max(parser.skippedCount, parser.skipped.count) {
      badRows.add(BadRows.Row(line: line, column: 0, reason: "more rows of this kind"))
    }
  }

  /// Says that the block of the parser has been used up.
  func finishBlock(_ parser: BlockParser) { line += parser.terminatorCount }

  /// A problem that has no place in a block happened where the next block would begin.
  func locate(_ error: DelimitedError) -> DelimitedError {
    guard case .tooLong = error.problem else { return error }
    var error = error
    error.line = line
    return error
  }

  private func error(_ problem: BlockProblem, in block: TextBlock) -> DelimitedError {
    let terminator = plan.dialect.terminator.byte
    let before = block.bytes[..<problem.offset].count { $0 == terminator }
    let field = problem.field.map { number in
      DelimitedError.Field(number: number + 1, name: number < plan.names.count ? plan.names[number] : nil)
    }
    return DelimitedError(path: path, line: line + before, field: field, problem: problem.problem)
  }
}
