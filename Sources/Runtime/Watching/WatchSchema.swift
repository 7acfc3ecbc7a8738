import Encoding
import Tabular
import Traffic

/// The columns of a log that are watched, with the kinds that the reference shows; makes tables of its lines.
///
/// Bounded: a column has `levelCountMax` levels, what comes after them is one more.
struct WatchSchema {
  static let columnCountMax = 2048
  static let levelCountMax = 10_000
  /// From so many different values in its rows on, a text is free text.
  private static let textShare = 0.5
  private static let numberShare = 0.95

  struct Watched {
    var name: String
    var kind: ColumnKind
    var levels: [String] = []
    var codes: [String: UInt32] = [:]
    /// Rows of the window at hand that lack the column, and whose value is of another kind.
    var absent = 0
    var misfit = 0
    /// The same as shares of the reference.
    var referenceAbsent = 0.0
  }

  private(set) var columns: [Watched] = []
  private var positions: [String: Int] = [:]
  /// Columns that came later, and texts, which are not watched.
  private(set) var newColumns: [String] = []
  private(set) var texts: [String] = []
  /// Lengths of free texts since they were last taken.
  private var lengths: [String: (characters: Int, rows: Int)] = [:]
  private static let lengthCountMax = 16
  /// Where each line's units go in the log; nil where lines have no id.
  let idColumn: String?
  private var rowCount = 0

  init(reference lines: [WatchedLine], idColumn: String?) {
    var values: [String: [LogValue]] = [:]
    var order: [String] = []
    for line in lines {
      for field in line.features {
        if values[field.name] == nil {
          guard order.count < Self.columnCountMax else { continue }
          order.append(field.name)
        }
        values[field.name, default: []].append(field.value)
      }
    }
    var id = idColumn
    while let name = id, values[name] != nil { id = name + "_id" }
    self.idColumn = id
    for name in order {
      let all = values[name] ?? []
      guard let kind = Self.kind(of: all) else {
        texts.append(name)
        positions[name] = -1
        if Self.isFreeText(all), lengths.count < Self.lengthCountMax { lengths[name] = (0, 0) }
        continue
      }
      var column = Watched(name: name, kind: kind)
      column.referenceAbsent = 1 - Double(all.count) / Double(max(1, lines.count))
      positions[name] = columns.count
      columns.append(column)
    }
  }

  /// - Returns: nil for what has no distribution to compare: times, free text, nothing at all.
  private static func kind(of values: [LogValue]) -> ColumnKind? {
    let known = values.filter { !$0.isMissing }
    guard !known.isEmpty else { return nil }
    let count = Double(known.count)
    if Double(known.count { $0.number != nil }) >= numberShare * count { return .numeric }
    if Double(known.count { $0.boolean != nil }) >= numberShare * count { return .boolean }
    let texts = known.compactMap(\.text)
    if Double(texts.count { Timestamp(parsing: $0) != nil }) >= numberShare * count { return nil }
    let distinct = Set(texts).count
    if distinct > levelCountMax || distinct > 50 && Double(distinct) > textShare * count { return nil }
    return .categorical
  }

  /// Text that is no time.
  private static func isFreeText(_ values: [LogValue]) -> Bool {
    let texts = values.compactMap(\.text)
    return !texts.isEmpty && Double(texts.count { Timestamp(parsing: $0) != nil }) < numberShare * Double(texts.count)
  }

  private mutating func countLength(_ field: LogRecord.Field) {
    guard let known = lengths[field.name], let text = field.value.text else { return }
    lengths[field.name] = (known.characters + text.unicodeScalars.count, known.rows + 1)
  }

  /// The mean length of each free text since the last call, and of all of them under the empty name.
  mutating func takeTextLengths() -> [String: Double] {
    var means: [String: Double] = [:]
    var all = (characters: 0, rows: 0)
    for (name, length) in lengths where length.rows > 0 {
      means[name] = Double(length.characters) / Double(length.rows)
      all = (all.characters + length.characters, all.rows + length.rows)
      lengths[name] = (0, 0)
    }
    if all.rows > 0 { means[""] = Double(all.characters) / Double(all.rows) }
    return means
  }

  // MARK: Tables

  /// The table of some lines; its columns are always the same.
  mutating func table(of lines: [WatchedLine]) -> Table {
    var cells = [[LogValue?]](repeating: [LogValue?](repeating: nil, count: lines.count), count: columns.count)
    for (row, line) in lines.enumerated() {
      for field in line.features {
        guard let position = positions[field.name] else {
          noteNew(field.name)
          continue
        }
        if position >= 0 { cells[position][row] = field.value } else { countLength(field) }
      }
    }
    rowCount += lines.count
    var made = columns.indices.map { Column(name: columns[$0].name, values: values(cells[$0], $0)) }
    if let idColumn {
      var ids = TextValues()
      for line in lines { ids.append(line.id) }
      made.append(Column(name: idColumn, values: .text(ids)))
    }
    return Table(columns: made)
  }

  private mutating func noteNew(_ name: String) {
    positions[name] = -1
    if newColumns.count < 64 { newColumns.append(name) }
  }

  private mutating func values(_ cells: [LogValue?], _ position: Int) -> ColumnValues {
    columns[position].absent += cells.count { $0 == nil }
    switch columns[position].kind {
    case .numeric:
      return .numeric(
        cells.map { cell in
          guard let cell, !cell.isMissing else { return .nan }
          // A flag is a number to those who write it as one.
          if let number = cell.number { return number }
          columns[position].misfit += 1
          return .nan
        })
    case .boolean:
      return .boolean(
        cells.map { cell in
          guard let cell, !cell.isMissing else { return ColumnValues.missingBoolean }
          if let flag = cell.boolean { return flag ? 1 : 0 }
          if let number = cell.number, number == 0 || number == 1 { return UInt8(number) }
          columns[position].misfit += 1
          return ColumnValues.missingBoolean
        })
    case .categorical, .timestamp, .text:
      let codes = cells.map { cell in
        guard let cell, let text = cell.text else { return CategoricalValues.missing }
        if case .number = cell { columns[position].misfit += 1 }
        return code(of: text, position)
      }
      return .categorical(CategoricalValues(codes: codes, levels: columns[position].levels))
    }
  }

  private mutating func code(of text: String, _ position: Int) -> UInt32 {
    if let code = columns[position].codes[text] { return code }
    let isFull = columns[position].levels.count >= Self.levelCountMax
    let level = isFull ? "(others)" : text
    if isFull, let code = columns[position].codes[level] { return code }
    let code = UInt32(columns[position].levels.count)
    columns[position].levels.append(level)
    columns[position].codes[level] = code
    return code
  }

  // MARK: Breaks

  /// From this share of a window's rows on a column counts as broken.
  static let breakShare = 0.2

  /// What is not as the reference has it in the rows since the last call.
  mutating func takeBreaks(window: Int) -> [SchemaBreak] {
    defer {
      rowCount = 0
      for position in columns.indices {
        columns[position].absent = 0
        columns[position].misfit = 0
      }
    }
    guard rowCount > 0 else { return [] }
    return columns.flatMap { column in
      let absent = Double(column.absent) / Double(rowCount)
      let misfit = Double(column.misfit) / Double(rowCount)
      var breaks: [SchemaBreak] = []
      if absent >= Self.breakShare, absent > 2 * column.referenceAbsent {
        breaks.append(
          SchemaBreak(
            column: column.name, manner: "missing", share: absent, expected: column.kind.rawValue, window: window))
      }
      if misfit >= Self.breakShare {
        breaks.append(
          SchemaBreak(
            column: column.name, manner: "kind", share: misfit, expected: column.kind.rawValue, window: window))
      }
      return breaks
    }
  }
}
