import Encoding
import Tabular

extension Column {
  /// Sets cells in order, the last one of a row winning. Rows must exist.
  mutating func setCells(_ changes: [(edit: Int, row: Int, value: String?)]) throws(DatasetEditError) {
    switch values {
    case .numeric(var numbers):
      values = .numeric([])
      for change in changes { numbers[change.row] = try parsed(change.value, .nan, change.edit, CellText.number) }
      values = .numeric(numbers)
    case .boolean(var truths):
      values = .boolean([])
      for change in changes {
        truths[change.row] = try parsed(change.value, ColumnValues.missingBoolean, change.edit, CellText.boolean)
      }
      values = .boolean(truths)
    case .timestamp(var times):
      values = .timestamp([])
      for change in changes {
        times[change.row] = try parsed(change.value, ColumnValues.missingTimestamp, change.edit, CellText.time)
      }
      values = .timestamp(times)
    case .categorical(var categories):
      values = .categorical(CategoricalValues(codes: [], levels: []))
      var levels = LevelBook(categories.levels)
      for change in changes {
        categories.codes[change.row] = change.value.map { levels.code(of: $0) } ?? CategoricalValues.missing
      }
      categories.levels = levels.levels
      values = .categorical(categories)
    case .text(let texts):
      let wanted = Dictionary(changes.map { ($0.row, $0.value) }, uniquingKeysWith: { $1 })
      values = .text(texts.rewritten { row, old in wanted[row] ?? old })
    }
  }

  mutating func fillMissing(_ filling: DatasetEdit.Filling, edit: Int) throws(DatasetEditError) {
    let value: String
    switch filling {
    case .value(let given): value = given
    case .median: value = try median(edit)
    case .mode: value = try mode(edit)
    }
    let rows = (0..<count).filter { values.isMissing($0) }
    guard !rows.isEmpty else {
      // Even where there is nothing to fill a filling that cannot be one is an error, so that a version never depends on it.
      _ = try checked(value, edit)
      return
    }
    try setCells(rows.map { (edit, $0, value) })
  }

  mutating func clamp(_ low: Double?, _ high: Double?, edit: Int) throws(DatasetEditError) {
    guard case .numeric(var numbers) = values else {
      throw DatasetEditError(edit: edit, problem: .wrongKind(column: name, kind: kind))
    }
    let (low, high) = (low ?? -.infinity, high ?? .infinity)
    guard low <= high else { throw DatasetEditError(edit: edit, problem: .emptyRange(column: name)) }
    values = .numeric([])
    for row in numbers.indices where numbers[row] < low || numbers[row] > high {
      numbers[row] = numbers[row] < low ? low : high
    }
    values = .numeric(numbers)
  }

  mutating func replace(_ replacements: [DatasetEdit.Replacement], edit: Int) throws(DatasetEditError) {
    let wanted = Dictionary(replacements.map { ($0.from, $0.to) }, uniquingKeysWith: { first, _ in first })
    switch values {
    case .categorical(let categories):
      // Levels are numbered afresh, so that one that nothing has any more does not stay behind.
      var levels = LevelBook([])
      let translation = categories.levels.map { level in
        (wanted[level] ?? level).map { levels.code(of: $0) } ?? CategoricalValues.missing
      }
      let codes = categories.codes.map { $0 == CategoricalValues.missing ? $0 : translation[Int($0)] }
      values = .categorical(CategoricalValues(codes: codes, levels: levels.levels))
    case .text(let texts):
      values = .text(texts.rewritten { _, old in old.flatMap { wanted[$0] ?? $0 } })
    case .numeric, .boolean, .timestamp:
      throw DatasetEditError(edit: edit, problem: .wrongKind(column: name, kind: kind))
    }
  }
}

// MARK: - Values

extension Column {
  private func parsed<Value>(
    _ text: String?, _ missing: Value, _ edit: Int, _ parse: (String) -> Value?
  ) throws(DatasetEditError) -> Value {
    guard let text else { return missing }
    guard let value = parse(text) else {
      throw DatasetEditError(edit: edit, problem: .unfitValue(text, column: name, kind: kind))
    }
    return value
  }

  private func checked(_ text: String, _ edit: Int) throws(DatasetEditError) -> String {
    var one = Column(name: name, values: ColumnValues(empty: kind))
    switch one.values {
    case .numeric: one.values = .numeric([.nan])
    case .boolean: one.values = .boolean([ColumnValues.missingBoolean])
    case .timestamp: one.values = .timestamp([ColumnValues.missingTimestamp])
    case .categorical, .text: return text
    }
    try one.setCells([(edit, 0, text)])
    return text
  }

  private func median(_ edit: Int) throws(DatasetEditError) -> String {
    switch values {
    case .numeric(let numbers):
      let sorted = numbers.filter { !$0.isNaN }.sorted()
      guard !sorted.isEmpty else { throw DatasetEditError(edit: edit, problem: .noValues(column: name)) }
      let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
      return JSON(low + (high - low) / 2).text()
    case .timestamp(let times):
      let sorted = times.filter { $0 != ColumnValues.missingTimestamp }.sorted()
      guard !sorted.isEmpty else { throw DatasetEditError(edit: edit, problem: .noValues(column: name)) }
      let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
      return Timestamp(microseconds: low + (high - low) / 2).description
    case .categorical, .boolean, .text:
      throw DatasetEditError(edit: edit, problem: .wrongKind(column: name, kind: kind))
    }
  }

  private func mode(_ edit: Int) throws(DatasetEditError) -> String {
    var counts: [String: (count: Int, first: Int)] = [:]
    var best: (text: String, count: Int, first: Int)?
    func note(_ text: String, _ count: Int, _ first: Int) {
      if let best, (best.count, -best.first) >= (count, -first) { return }
      best = (text, count, first)
    }
    if case .categorical(let categories) = values {
      var byCode = [(count: Int, first: Int)](repeating: (0, 0), count: categories.levels.count)
      for (row, code) in categories.codes.enumerated() where code != CategoricalValues.missing {
        if byCode[Int(code)].count == 0 { byCode[Int(code)].first = row }
        byCode[Int(code)].count += 1
      }
      for (code, entry) in byCode.enumerated() where entry.count > 0 {
        note(categories.levels[code], entry.count, entry.first)
      }
    } else {
      for row in 0..<count {
        guard let text = values.text(at: row) else { continue }
        counts[text, default: (0, row)].count += 1
      }
      for (text, entry) in counts { note(text, entry.count, entry.first) }
    }
    guard let best else { throw DatasetEditError(edit: edit, problem: .noValues(column: name)) }
    return best.text
  }
}

/// The texts of cells as values.
enum CellText {
  /// A finite number in decimal or exponent form.
  static func number(_ text: String) -> Double? {
    let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    guard isPlain, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  static func boolean(_ text: String) -> UInt8? {
    switch text {
    case "true", "True", "TRUE": 1
    case "false", "False", "FALSE": 0
    default: nil
    }
  }

  static func time(_ text: String) -> Int64? { Timestamp(parsing: text)?.microseconds }
}

/// Levels with their codes, growing as new ones come.
struct LevelBook {
  private(set) var levels: [String]
  private var codes: [String: UInt32]

  init(_ levels: [String]) {
    self.levels = levels
    codes = Dictionary(levels.enumerated().map { ($1, UInt32($0)) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func code(of level: String) -> UInt32 {
    if let code = codes[level] { return code }
    let code = UInt32(levels.count)
    levels.append(level)
    codes[level] = code
    return code
  }
}

extension TextValues {
  fileprivate func rewritten(_ value: (Int, String?) -> String?) -> TextValues {
    var result = TextValues()
    for row in 0..<count { result.append(value(row, self[row])) }
    return result
  }
}
