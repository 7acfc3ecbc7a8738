/// Rows of a CSV text with a line of names, as `DataFrame.to_csv` writes it: commas, quotes doubled within quotes, line
/// ends of either kind.
struct DelimitedRows {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  /// The field between quotes, without the doubled ones.
  private var unquoted: [UInt8] = []

  static func read(_ body: UnsafeRawBufferPointer, _ scanner: RowScanner) throws(RowError) -> PredictionRequest {
    guard JSONCursor.isText(body) else { throw RowError("the body is not UTF-8") }
    var reader = DelimitedRows(bytes: body.bindMemory(to: UInt8.self))
    var rows = RowCells(scanner.table, scanner.limits)
    if reader.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
    let fields = try reader.header(scanner)
    while reader.position < reader.bytes.count { try reader.row(fields, &rows) }
    guard rows.rowCount > 0 else { throw RowError("no rows") }
    return rows.request()
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private enum End { case field, line }

  private mutating func header(_ scanner: RowScanner) throws(RowError) -> [Int] {
    var names: [String] = []
    var end = End.field
    while end == .field {
      guard names.count < 65_536 else { throw RowError("more than 65536 columns") }
      end = try field { names.append(String(decoding: $0, as: UTF8.self)) }
    }
    // `to_csv` puts the index into a first column without a name.
    if names.first == "" { names[0] = "Unnamed: 0" }
    try InputNames.check(names, scanner.table, scanner.unknown)
    return names.map { scanner.table.field(named: $0) }
  }

  private mutating func row(_ fields: [Int], _ rows: inout RowCells) throws(RowError) {
    if fields.count > 1, skipEmptyLine() { return }
    let row = rows.rowCount
    try rows.addRow()
    var index = 0
    var end = End.field
    while end == .field {
      guard index < fields.count else {
        throw RowError("more than the \(fields.count) values of the first line", row: row, offset: position)
      }
      let place = fields[index]
      end = try field { text throws(RowError) in
        if place >= 0 { try rows.setText(row, place, text, readsNumbers: true) }
      }
      index += 1
    }
    guard index == fields.count else {
      throw RowError("\(index) values where the first line has \(fields.count)", row: row, offset: position)
    }
  }

  private mutating func skipEmptyLine() -> Bool {
    var end = position
    if end < bytes.count, bytes[end] == 0x0D { end += 1 }
    guard end < bytes.count, bytes[end] == 0x0A else { return false }
    position = end + 1
    return true
  }

  /// Hands over the field here and steps behind what ends it.
  private mutating func field(_ take: (UnsafeBufferPointer<UInt8>) throws(RowError) -> Void) throws(RowError) -> End {
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      try quotedField()
      let text = unquoted
      let result = text.withUnsafeBufferPointer { text -> Result<Void, RowError> in
        do throws(RowError) { return .success(try take(text)) } catch { return .failure(error) }
      }
      try result.get()
    } else {
      let start = position
      while position < bytes.count, bytes[position] != UInt8(ascii: ","), bytes[position] != 0x0A { position += 1 }
      var end = position
      if end > start, bytes[end - 1] == 0x0D, position == bytes.count || bytes[position] == 0x0A { end -= 1 }
      try take(UnsafeBufferPointer(rebasing: bytes[start..<end]))
    }
    guard position < bytes.count else { return .line }
    if bytes[position] == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A { position += 1 }
    let isLine = bytes[position] == 0x0A
    guard isLine || bytes[position] == UInt8(ascii: ",") else {
      throw RowError("something follows a closing quote", offset: position)
    }
    position += 1
    return isLine ? .line : .field
  }

  private mutating func quotedField() throws(RowError) {
    unquoted.removeAll(keepingCapacity: true)
    let start = position
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard position < bytes.count, bytes[position] == byte else { return }
        position += 1
      }
      unquoted.append(byte)
    }
    throw RowError("a quote is not closed", offset: start)
  }
}
