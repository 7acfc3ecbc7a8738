import Lifecycle
import Storage
import Tabular
import Traffic

/// What one pass over a file says of its rows, without keeping any: whether they can be played as they come.
struct FileSurvey {
  private(set) var rowCount = 0
  /// Whether no row is earlier than the one before it.
  private(set) var isOrdered = true
  private var last: Int64?
  /// Position of the first row at or after the time that a play ends at.
  private(set) var end: Int?
  /// Event time of the row that a play begins at.
  private(set) var startTime: Int64?
  private(set) var unknownCount = 0
  private(set) var unknownWords: Set<String> = []

  private static let blockRowCount = 16_384
  private static let wordRowCountMax = 10_000

  /// - Parameters:
  ///   - columns: that are read beside those of the time: the target, where the file has it, or any one.
  ///   - until: time at which a play ends.
  ///   - start: row at which it begins.
  ///   - labels: the outcomes of a piece of the file.
  /// - Throws: what reading the file throws.
  init(
    _ path: String, _ definition: DataDefinition, columns: [String], kinds: [String: ColumnKind], until: Int64?,
    start: Int,
    isCancelled: @escaping @Sendable () -> Bool, labels: (Table) throws -> [Double]?
  ) throws {
    var options = definition.readOptions(isCancelled)
    options.kinds = kinds
    var columns = columns
    if case .columns(let names)? = definition.time { columns += names }
    options.columns = columns
    let stream = try TableReader.standard.stream(path: path, options: options)
    while let table = try stream.next(maxRows: Self.blockRowCount) {
      if case .columns? = definition.time, let time = definition.time {
        for moment in try table.eventTimes(by: time.specification) { add(moment, until, start) }
      } else {
        rowCount += table.rowCount
      }
      if let labels = try labels(table), let target = table[definition.target] { count(labels, target) }
    }
  }

  private mutating func add(_ time: Int64, _ until: Int64?, _ start: Int) {
    if let last, time < last { isOrdered = false }
    if let until, end == nil, time >= until { end = rowCount }
    if rowCount == start { startTime = time }
    last = time
    rowCount += 1
  }

  private mutating func count(_ labels: [Double], _ target: Column) {
    for row in labels.indices where labels[row].isNaN && !target.values.isMissing(row) {
      unknownCount += 1
      if unknownCount <= Self.wordRowCountMax, unknownWords.count < 16, let text = target.values.text(at: row) {
        unknownWords.insert(text)
      }
    }
  }
}
