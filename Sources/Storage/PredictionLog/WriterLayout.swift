import Tabular

/// The columns of a table as a segment knows them, with the dictionaries of its categorical columns.
struct WriterLayout {
  let columns: [ColumnSignature]
  /// By column; those of columns that are not categorical stay empty.
  var dictionaries: [LevelDictionary]

  init(columns: [ColumnSignature]) {
    self.columns = columns
    dictionaries = columns.map { _ in LevelDictionary(levels: []) }
  }

  init(_ layout: SegmentDictionary.Layout) {
    columns = layout.columns
    dictionaries = layout.levels.map { LevelDictionary(levels: $0) }
  }

  func matches(_ table: Table) -> Bool {
    guard table.columns.count == columns.count else { return false }
    for (column, signature) in zip(table.columns, columns)
    where column.kind != signature.kind || column.name != signature.name { return false }
    return true
  }
}

/// Levels of one column that the segment has, by their codes there, and how the codes of the last table translate.
struct LevelDictionary {
  private var codes: [ExactText: UInt32]
  /// Levels that have a code and are not written yet.
  private var news: [String] = []
  /// Levels of the table that `translation` is for. Holding them keeps their memory from being used for others, which
  /// is what makes comparing the address enough.
  private var source: [String] = []
  /// Code of the table → code of the segment, or `unknown`.
  private var translation: [UInt32] = []

  private static let unknown = UInt32.max - 1

  init(levels: [String]) {
    codes = [:]
    for (code, level) in levels.enumerated() { codes[ExactText(text: level)] = UInt32(code) }
  }

  var hasNews: Bool { !news.isEmpty }

  /// Appends the rows' codes; levels met for the first time become news.
  mutating func translate(_ values: CategoricalValues, _ rows: some Sequence<Int>, into target: inout [UInt32]) {
    if !isSource(values.levels) {
      source = values.levels
      translation.removeAll(keepingCapacity: true)
      translation.append(contentsOf: repeatElement(LevelDictionary.unknown, count: source.count))
    }
    for row in rows {
      let code = values.codes[row]
      if code == CategoricalValues.missing {
        target.append(code)
        continue
      }
      var translated = translation[Int(code)]
      if translated == LevelDictionary.unknown {
        translated = self.code(of: source[Int(code)])
        translation[Int(code)] = translated
      }
      target.append(translated)
    }
  }

  private func isSource(_ levels: [String]) -> Bool {
    levels.count == source.count
      && levels.withUnsafeBufferPointer { a in source.withUnsafeBufferPointer { b in a.baseAddress == b.baseAddress } }
  }

  private mutating func code(of level: String) -> UInt32 {
    if let code = codes[ExactText(text: level)] { return code }
    let code = UInt32(codes.count)
    codes[ExactText(text: level)] = code
    news.append(level)
    return code
  }

  /// The new levels, which are then no longer new.
  mutating func takeNews() -> [String] {
    defer { news.removeAll(keepingCapacity: true) }
    return news
  }

  /// Writes the first new code, the count and the texts, and forgets that they were new.
  mutating func appendNews(to buffer: BlockBuffer) {
    buffer.append(UInt32(codes.count - news.count))
    buffer.append(UInt32(news.count))
    for level in news { buffer.append(text: level) }
    news.removeAll(keepingCapacity: true)
  }
}
