/// Reads a whole file of delimited text (CSV and its relatives) or of JSON lines, gzip or not, into a table.
///
/// JSON lines are objects, one a line: nested ones are flattened with dots, arrays are taken as text, missing keys are
/// missing values, and columns come in order of first appearance.
///
/// What is found out: the separator, and the kind of each column from all of its values, missing ones aside.
/// - numeric: every value is a number, in decimal or exponent form; infinite ones are taken as missing, with a note.
///   So is a column without any value.
/// - boolean: every value is `true` or `false`, also capitalised or in capitals.
/// - timestamp: every value is one that `Timestamp` parses.
/// - text: more than 65,536 distinct values; or more than 100 and more than half of the values, 16 bytes long or more
///   on average.
/// - categorical: everything else.
///
/// A blank line is no row. Quotes follow RFC 4180, and mean nothing but the text between them: `"5"` is a number and
/// `""` is missing. A quote inside a field that does not begin with one is taken as it stands. Spaces around numbers,
/// booleans, times and missing tokens do not count; those of categories and texts do. Columns without a name, or with
/// one that was used before, get one and a note.
///
/// The whole table is held in memory; for files of any size see `DelimitedStream`.
public enum DelimitedReader {
  /// - Throws: `DelimitedError`, the first one in file order.
  public static func read(path: String, options: ReadOptions = ReadOptions()) throws(DelimitedError) -> Dataset {
    do throws(DelimitedError) {
      return try read(OpenedText.open(path: path, options: options, survey: .beginning), options: options)
    } catch {
      guard case .unforeseenKey = error.problem else { throw error }
      return try read(OpenedText.open(path: path, options: options), options: options)
    }
  }

  /// As `read(path:)`, from a source that makes tab-separated lines without a header.
  ///
  /// - Parameter name: stands for the path in messages.
  package static func read(
    made source: any ByteSource, names: [String], name: String, options: ReadOptions
  ) throws(DelimitedError) -> Dataset {
    try read(
      OpenedText.openMade(source, names: names, path: name, options: options, sizeHint: source.size), options: options)
  }

  /// As `read(path:)`, from memory. - Parameter name: stands for the path in messages.
  public static func read(
    bytes: [UInt8], name: String = "(memory)", options: ReadOptions = ReadOptions()
  ) throws(DelimitedError) -> Dataset {
    try read(OpenedText.open(MemoryBytes(bytes), path: name, options: options), options: options)
  }

  private static func read(_ opened: OpenedText, options: ReadOptions) throws(DelimitedError) -> Dataset {
    var plan = try ReadPlan(opened, options: options)
    let rowHint = try sample(opened, &plan)
    let first = TableBuilder(path: opened.path, plan: plan, rows: options.rows, rowHint: rowHint)
    try ParallelReading.run(opened, into: first, options: options)
    var columns = first.columns
    var badRows = first.badRows
    if !first.broken.isEmpty {
      let second = try rereading(first, opened, plan: plan, options: options)
      guard second.rowsTaken == first.rowsTaken || first.badRows.count > 0 else {
        throw DelimitedError(path: opened.path, problem: .changedWhileRead)
      }
      if first.badRows.count > 0 {
        // Which rows are bad may depend on the kinds; all columns must be of one reading then.
        columns = second.columns
        badRows = second.badRows
      } else {
        for field in first.broken { columns[field] = second.columns[field] }
      }
    }
    var dataset = finish(opened, columns, options: options)
    dataset.badRows = opened.lines.map { badRows.joined(with: $0.badRows) } ?? badRows
    return dataset
  }

  /// Parses the first block to guess kinds; returns the rows that the file may have.
  private static func sample(_ opened: OpenedText, _ plan: inout ReadPlan) throws(DelimitedError) -> Int {
    let parser = BlockParser(plan: plan)
    try opened.cutter.restart()
    guard try opened.cutter.next(into: parser.block) else { return 0 }
    parser.begin(actions: plan.actions, at: opened.dataStart)
    parser.parse()
    plan.adopt(parser)
    let bytesPerRow = Double(parser.block.count) / Double(max(1, parser.rowCount))
    // A little more than the guess: growing an array means holding it twice. A hint is no promise, so it is capped.
    return min(Int(Double(opened.sizeHint) / bytesPerRow * 1.05) + 16, 1 << 24)
  }

  /// Reads again, as strings, the columns whose kind was guessed wrongly from the first block.
  private static func rereading(
    _ first: TableBuilder, _ opened: OpenedText, plan: ReadPlan, options: ReadOptions
  ) throws(DelimitedError) -> TableBuilder {
    var plan = plan
    for field in plan.actions.indices {
      let isKept = first.badRows.count > 0 && !first.broken.contains(field)
      plan.actions[field] = isKept ? first.plan.actions[field] : first.broken.contains(field) ? .code : .skip
    }
    let builder = TableBuilder(path: opened.path, plan: plan, rows: options.rows, rowHint: first.rowsTaken)
    try ParallelReading.run(opened, into: builder, options: options)
    return builder
  }

  private static func finish(_ opened: OpenedText, _ columns: [ColumnAccumulator], options: ReadOptions) -> Dataset {
    var notes = opened.notes
    var finished: [Column] = []
    for (name, column) in zip(opened.names, columns) where column.action != .skip {
      let (values, remarks) = column.finish(name: name)
      notes += remarks
      finished.append(Column(name: name, values: values))
      column.abandon()
    }
    let schema = Schema(columns: finished.map { ColumnSchema(name: $0.name, kind: $0.kind) })
    return Dataset(table: Table(columns: finished), schema: schema, notes: notes, dialect: opened.dialect)
  }
}
