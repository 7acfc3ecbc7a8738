/// One pass over a body that fills rows.
struct RowScan {
  var cursor: JSONCursor
  let fields: FieldNames
  var rows: RowCells
  let unknown: UnknownFields
  /// The field that followed each field the last time, once a document keeps another order than the inputs'.
  private var successors: [Int32] = []

  init(_ body: UnsafeRawBufferPointer, _ scanner: RowScanner) throws(RowError) {
    guard JSONCursor.isText(body) else { throw RowError("the body is not UTF-8") }
    cursor = JSONCursor(body, depthMax: scanner.limits.depth)
    fields = scanner.table.names
    rows = RowCells(scanner.table, scanner.limits)
    unknown = scanner.unknown
  }

  var table: InputTable { rows.table }

  /// A list of objects, each with the fields of one row.
  mutating func records() throws(RowError) {
    guard cursor.take(UInt8(ascii: "[")) else { throw wanted("a list of rows") }
    var isFirst = true
    while try cursor.nextElement(&isFirst) { try record() }
  }

  /// An object with the fields of one row.
  mutating func record() throws(RowError) {
    let row = rows.rowCount
    guard cursor.take(UInt8(ascii: "{")) else { throw wanted("an object with fields", row: row) }
    try rows.addRow()
    var previous = fields.count - 1
    var known = 0
    var members = 0
    var isFirst = true
    while try cursor.nextMember(&isFirst) {
      members += 1
      let field = try self.field(after: previous, row: row)
      try cursor.colon()
      if field < 0 {
        try cursor.skipValue(depth: 2)
      } else {
        previous = field
        known += 1
        try cell(row, field)
      }
    }
    if known == 0, members > 0, fields.width > 0 {
      throw RowError("none of the fields is an input; the inputs are \(inputNames)", row: row, offset: cursor.position)
    }
  }

  /// The field whose name stands here; -1 where it is none and may be ignored.
  @inline(__always)
  private mutating func field(after previous: Int, row: Int) throws(RowError) -> Int {
    let following = previous + 1 == fields.count ? 0 : previous + 1
    let guess = successors.isEmpty ? following : Int(successors[previous])
    if guess < fields.count {
      let length = fields.matchLength(guess, cursor.bytes, cursor.position)
      if length > 0 {
        cursor.position += length
        return guess
      }
    }
    return try searchedField(after: previous, row: row)
  }

  private mutating func searchedField(after previous: Int, row: Int) throws(RowError) -> Int {
    let offset = cursor.position
    let name = try cursor.string()
    let field = fields.find(name)
    if field >= 0 {
      if successors.isEmpty {
        successors = (0..<fields.count).map { Int32(($0 + 1) % fields.count) }
      }
      successors[previous] = Int32(field)
    } else if unknown == .refused {
      let text = String(decoding: name.prefix(80), as: UTF8.self)
      throw RowError("no such input; the inputs are \(inputNames)", row: row, field: text, offset: offset)
    }
    return field
  }

  /// The value here, into its cell.
  @inline(__always)
  mutating func cell(_ row: Int, _ field: Int) throws(RowError) {
    if fields.isPlainNumber(field), cursor.isAtNumber {
      rows.set(row, field, try cursor.number())
    } else {
      try unusualCell(row, field)
    }
  }

  private mutating func unusualCell(_ row: Int, _ field: Int) throws(RowError) {
    let start = cursor.position
    do throws(RowError) {
      switch cursor.byte {
      case UInt8(ascii: "\""): try rows.setText(row, field, try cursor.string())
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let found = cursor.byte == UInt8(ascii: "{") ? "an object" : "a list"
        throw field < fields.width
          ? rows.wrong(row, field, found)
          : RowError("an id is wanted, not \(found)", row: row, field: table.name(field))
      default:
        switch try cursor.scalar() {
        case .null: break
        case .bool(let value): try rows.setBool(row, field, value)
        case .number(let value): try numberCell(row, field, value, from: start)
        }
      }
    } catch {
      var error = error
      error.row = error.row ?? row
      error.field = error.field ?? table.name(field)
      error.offset = error.offset ?? start
      throw error
    }
  }

  /// An id keeps the digits it was written with: a double would lose those of a long one.
  private mutating func numberCell(_ row: Int, _ field: Int, _ value: Double, from start: Int) throws(RowError) {
    try rows.setNumber(row, field, value)
    let digits = cursor.bytes[start..<cursor.position]
    if field == fields.idField, digits.count <= 40 { rows.setID(row, String(decoding: digits, as: UTF8.self)) }
  }

  /// Names of the inputs for a message.
  var inputNames: String { RowScan.list(table.served.inputs.map(\.name)) }

  static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).map(RowError.quoted).joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }

  func wanted(_ what: String, row: Int? = nil, field: String? = nil) -> RowError {
    cursor.position >= cursor.bytes.count
      ? RowError("the body ends where \(what) is wanted", row: row, field: field, offset: cursor.position)
      : RowError("\(what) is wanted", row: row, field: field, offset: cursor.position)
  }
}
