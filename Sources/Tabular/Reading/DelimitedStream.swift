/// Reads a file of delimited text piece by piece: memory stays the same whatever the size of the file.
///
/// Kinds are those of `ReadOptions.kinds`; columns that are not listed there get theirs from the first block (about
/// 1 MiB), and a later value that does not fit is an error. A column without any value in it counts as categorical.
/// `ReadOptions.threads` is not used.
public final class DelimitedStream {
  /// Names and kinds of the columns that `next` returns.
  public let schema: Schema
  /// Remarks on the header.
  public let notes: [DataNote]
  public let dialect: Dialect
  /// Rows left out so far.
  public var badRows: BadRows { opened.lines.map { builder.badRows.joined(with: $0.badRows) } ?? builder.badRows }
  /// Rows given out so far.
  public private(set) var rowsRead = 0

  private let opened: OpenedText
  private let plan: ReadPlan
  private let options: ReadOptions
  private let parser: BlockParser
  private var builder: TableBuilder
  private var isAtEnd = false

  public convenience init(path: String, options: ReadOptions = ReadOptions()) throws(DelimitedError) {
    try self.init(OpenedText.open(path: path, options: options), options: options)
  }

  /// - Parameter name: stands for the path in messages.
  public convenience init(
    bytes: [UInt8], name: String = "(memory)", options: ReadOptions = ReadOptions()
  ) throws(DelimitedError) {
    try self.init(OpenedText.open(MemoryBytes(bytes), path: name, options: options), options: options)
  }

  /// - Parameters:
  ///   - source: makes tab-separated lines without a header.
  ///   - name: stands for the path in messages.
  package convenience init(
    made source: any ByteSource, names: [String], name: String, options: ReadOptions
  ) throws(DelimitedError) {
    try self.init(
      OpenedText.openMade(source, names: names, path: name, options: options, sizeHint: source.size), options: options)
  }

  private init(_ opened: OpenedText, options: ReadOptions) throws(DelimitedError) {
    var plan = try ReadPlan(opened, options: options)
    let sample = BlockParser(plan: plan)
    try opened.cutter.restart()
    if try opened.cutter.next(into: sample.block) {
      sample.begin(actions: plan.actions, at: opened.dataStart)
      sample.parse()
      plan.adopt(sample)
    }
    for field in plan.names.indices where plan.actions[field] != .skip { plan.isDeclared[field] = true }
    try opened.cutter.restart()
    parser = BlockParser(plan: plan)
    builder = TableBuilder(path: opened.path, plan: plan, rows: options.rows, rowHint: 0)
    schema = Schema(
      columns: zip(plan.names, plan.actions).compactMap { name, action in
        action.kind.map { ColumnSchema(name: name, kind: $0) }
      })
    notes = opened.notes
    dialect = opened.dialect
    self.opened = opened
    self.plan = plan
    self.options = options
  }

  /// The next rows, at most `maxRows` of them; nil when there are none left.
  ///
  /// Each table has the levels of its own rows only, in order of first appearance.
  ///
  /// - Throws: `DelimitedError`; the stream is of no further use after one.
  public func next(maxRows: Int) throws(DelimitedError) -> Table? {
    precondition(maxRows > 0, "asked for \(maxRows) rows")
    builder.startTable()
    while builder.rowsTaken < maxRows, !builder.isComplete, try prepareBlock() {
      // Rows before the wanted range are parsed and dropped, a block at a time.
      parser.parse(maxRows: max(maxRows - builder.rowsTaken, builder.rowsToSkip))
      try builder.take(parser)
      if parser.isAtEnd { builder.finishBlock(parser) }
    }
    guard builder.rowsTaken > 0 else { return nil }
    rowsRead += builder.rowsTaken
    try reportProgress()
    return builder.table(names: plan.names)
  }

  /// Makes sure that there are bytes to parse; false at the end of the file.
  private func prepareBlock() throws(DelimitedError) -> Bool {
    while parser.isAtEnd {
      if isAtEnd { return false }
      do throws(DelimitedError) {
        isAtEnd = try !opened.cutter.next(into: parser.block)
      } catch {
        throw builder.locate(error)
      }
      parser.begin(actions: plan.actions, at: parser.block.index == 0 ? opened.dataStart : 0)
      // A block may hold nothing but the header.
      if parser.isAtEnd, !isAtEnd { builder.finishBlock(parser) }
    }
    return true
  }

  private func reportProgress() throws(DelimitedError) {
    guard let progress = options.progress else { return }
    let (position, size) = opened.cutter.progress
    guard progress(ReadProgress(bytesRead: position, bytesTotal: size, rows: rowsRead)) else {
      throw DelimitedError(path: opened.path, problem: .cancelled)
    }
  }
}
