import Encoding
import Lifecycle

/// Rows as they grow: cells in the order of the inputs, texts by number, ids.
struct RowCells {
  let table: InputTable
  let fields: FieldNames
  let limits: RowLimits
  private(set) var rowCount = 0
  private(set) var cells: [Double] = []
  private var texts = TextTable()
  private var ids: [String?] = []

  init(_ table: InputTable, _ limits: RowLimits) {
    self.table = table
    fields = table.names
    self.limits = limits
  }

  /// Appends a row of missing values.
  @inline(__always)
  mutating func addRow() throws(RowError) {
    try checkRoom(for: rowCount + 1)
    cells.append(contentsOf: repeatElement(.nan, count: fields.width))
    rowCount += 1
  }

  /// Appends rows of missing values until there are that many.
  mutating func addRows(until count: Int) throws(RowError) {
    try checkRoom(for: count)
    cells.append(contentsOf: repeatElement(.nan, count: fields.width * (count - rowCount)))
    rowCount = count
  }

  @inline(__always)
  private func checkRoom(for count: Int) throws(RowError) {
    guard count <= limits.rows else { throw RowError("more than \(limits.rows) rows; send them in several requests") }
    guard count <= limits.cells / max(1, fields.width) else {
      throw RowError("more than \(limits.cells) cells; send the rows in several requests")
    }
  }

  @inline(__always)
  mutating func set(_ row: Int, _ field: Int, _ value: Double) {
    cells[row * fields.width + field] = value.isFinite ? value : .nan
  }

  mutating func setID(_ row: Int, _ text: String) {
    if ids.count < rowCount { ids.append(contentsOf: repeatElement(nil, count: rowCount - ids.count)) }
    ids[row] = text
  }

  /// The rows, once they are whole.
  func request(version: VersionID? = nil, eventTimes: [Int64] = []) -> PredictionRequest {
    var ids = ids
    if !ids.isEmpty, ids.count < rowCount { ids.append(contentsOf: repeatElement(nil, count: rowCount - ids.count)) }
    return PredictionRequest(
      rowCount: rowCount, cells: cells, texts: texts.texts, ids: ids, version: version, eventTimes: eventTimes)
  }
}

// MARK: - Values of each kind

extension RowCells {
  /// A number for any kind of input.
  mutating func setNumber(_ row: Int, _ field: Int, _ value: Double) throws(RowError) {
    guard value.isFinite else { return }
    if field == fields.idField { setID(row, RowCells.text(of: value)) }
    guard field < fields.width else { return }
    switch fields.kinds[field] {
    case .number: set(row, field, value)
    case .boolean:
      guard value == 0 || value == 1 else { throw wrong(row, field, "\(value)") }
      set(row, field, value)
    case .category:
      var text = RowCells.text(of: value)
      set(row, field, Double(text.withUTF8 { texts.index(of: $0) }))
    case .time:
      // Seconds and milliseconds since 1970 would fall into its first weeks.
      guard abs(value) >= 1e14, abs(value) < 9e18 else { throw wrong(row, field, RowCells.text(of: value)) }
      set(row, field, value.rounded(.towardZero))
    }
  }

  mutating func setBool(_ row: Int, _ field: Int, _ value: Bool) throws(RowError) {
    if field == fields.idField { setID(row, value ? "true" : "false") }
    guard field < fields.width else { return }
    switch fields.kinds[field] {
    case .number, .boolean: set(row, field, value ? 1 : 0)
    case .category: try setText(row, field, value ? "true" : "false")
    case .time: throw wrong(row, field, value ? "true" : "false")
    }
  }

  mutating func setText(_ row: Int, _ field: Int, _ text: String) throws(RowError) {
    var text = text
    let result = text.withUTF8 { bytes -> Result<Void, RowError> in
      do throws(RowError) { return .success(try setText(row, field, bytes)) } catch { return .failure(error) }
    }
    try result.get()
  }

  /// A text for any kind of input; an empty one is a missing value, as it is in a file.
  ///
  /// - Parameter readsNumbers: whether a number may be written as text, as in a table without kinds.
  mutating func setText(
    _ row: Int, _ field: Int, _ text: UnsafeBufferPointer<UInt8>, readsNumbers: Bool = false
  ) throws(RowError) {
    guard !text.isEmpty else { return }
    guard text.count <= limits.textLength else {
      throw RowError("a text of more than \(limits.textLength) bytes", row: row, field: table.name(field))
    }
    if field == fields.idField { setID(row, String(decoding: text, as: UTF8.self)) }
    guard field < fields.width else { return }
    switch fields.kinds[field] {
    case .category: set(row, field, Double(texts.index(of: text)))
    case .time:
      guard let time = Timestamp.parse(text) else { throw wrong(row, field, RowCells.shown(text)) }
      set(row, field, Double(time.microseconds))
    case .boolean:
      guard let value = RowCells.bool(text) else { throw wrong(row, field, RowCells.shown(text)) }
      set(row, field, value ? 1 : 0)
    case .number:
      guard readsNumbers, let value = RowCells.number(text) else { throw wrong(row, field, RowCells.shown(text)) }
      set(row, field, value)
    }
  }

  /// What stands there is not what the input takes.
  func wrong(_ row: Int, _ field: Int, _ found: String) -> RowError {
    let wanted =
      switch fields.kinds[field] {
      case .number: "a number"
      case .boolean: "true or false"
      case .category: "a text"
      case .time: "a time such as \"2026-03-01T08:00:00Z\" (or microseconds since 1970)"
      }
    return RowError("\(wanted) is wanted, not \(found)", row: row, field: table.name(field))
  }

  private static func shown(_ text: UnsafeBufferPointer<UInt8>) -> String {
    RowError.quoted(String(decoding: text.prefix(80), as: UTF8.self))
  }

  private static func bool(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
    switch String(decoding: text.prefix(6), as: UTF8.self) {
    case "true", "True", "TRUE", "1", "1.0": true
    case "false", "False", "FALSE", "0", "0.0": false
    default: nil
    }
  }

  /// A number as files write it: NaN for the words that mean none.
  private static func number(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard text.count <= 1_000 else { return nil }
    let word = String(decoding: text, as: UTF8.self)
    switch word {
    case "NaN", "nan", "NA", "N/A", "null", "None", "<NA>", "inf", "-inf", "Infinity", "-Infinity": return .nan
    default: break
    }
    guard let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: ".") || first &- 48 < 10 else {
      return nil
    }
    // Swift would read hexadecimal digits too.
    guard !text.contains(where: { $0 | 0x20 == UInt8(ascii: "x") }) else { return nil }
    return Double(word)
  }

  /// A whole number without a fraction, as it stands in a file.
  static func text(of value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return value.description
  }
}
