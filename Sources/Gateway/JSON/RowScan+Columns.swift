// Rows that stand as columns, or as lists without names.
extension RowScan {
  /// An object with a list for each field: `{"a": [1, 2], "b": ["x", "y"]}`. An element may stand in a list of its own.
  mutating func columns() throws(RowError) {
    guard cursor.take(UInt8(ascii: "{")) else { throw wanted("an object with a list for each field") }
    var names: [String] = []
    var isFirst = true
    while try cursor.nextMember(&isFirst) {
      let name = try cursor.name()
      let field = table.field(named: name)
      names.append(name)
      try column(field, name, isFirst: names.count == 1)
    }
    try checkNames(names)
  }

  /// One list. The first sets the number of rows, which the others must have too.
  private mutating func column(_ field: Int, _ name: String, isFirst: Bool) throws(RowError) {
    guard cursor.take(UInt8(ascii: "[")) else { throw wanted("a list", field: name) }
    var count = 0
    var isFirstElement = true
    while try cursor.nextElement(&isFirstElement) {
      if isFirst {
        try rows.addRow()
      } else if count >= rows.rowCount {
        throw RowError("this column has more rows than the first one", field: name, offset: cursor.position)
      }
      if field >= 0 { try wrappedCell(count, field) } else { try cursor.skipValue(depth: 2) }
      count += 1
    }
    guard count == rows.rowCount else {
      throw RowError("\(count) rows where the first column has \(rows.rowCount)", field: name, offset: cursor.position)
    }
  }

  /// A value that may stand in a list of its own, as arrays of shape [n, 1] are written.
  private mutating func wrappedCell(_ row: Int, _ field: Int) throws(RowError) {
    guard cursor.byte == UInt8(ascii: "[") else { return try cell(row, field) }
    cursor.position += 1
    cursor.skipSpace()
    try cell(row, field)
    guard cursor.take(UInt8(ascii: "]")) else {
      throw wanted("one value for each row", row: row, field: table.name(field))
    }
  }

  /// A list of lists, each a row whose values are of these fields (-1: ignored). A list of plain values is taken where
  /// there is a single field.
  mutating func matrix(_ fields: [Int]) throws(RowError) {
    guard cursor.take(UInt8(ascii: "[")) else { throw wanted("a list of rows") }
    var isFirst = true
    while try cursor.nextElement(&isFirst) {
      let row = rows.rowCount
      try rows.addRow()
      if cursor.byte == UInt8(ascii: "[") {
        cursor.position += 1
        try values(fields, row)
      } else if fields.count == 1, fields[0] >= 0, cursor.byte != UInt8(ascii: "{") {
        try cell(row, fields[0])
      } else {
        throw wanted("a list of \(fields.count) values", row: row)
      }
    }
  }

  private mutating func values(_ fields: [Int], _ row: Int) throws(RowError) {
    var index = 0
    var isFirst = true
    while try cursor.nextElement(&isFirst) {
      guard index < fields.count else {
        throw RowError("more than \(fields.count) values", row: row, offset: cursor.position)
      }
      if fields[index] >= 0 { try cell(row, fields[index]) } else { try cursor.skipValue(depth: 2) }
      index += 1
    }
    guard index == fields.count else {
      throw RowError("\(index) values where \(fields.count) are wanted", row: row, offset: cursor.position)
    }
  }

  /// Rows without names are objects, or lists in the order of the inputs: whichever the first element is.
  mutating func recordsOrMatrix() throws(RowError) {
    let start = cursor.position
    guard cursor.take(UInt8(ascii: "[")) else { throw wanted("a list of rows") }
    cursor.skipSpace()
    let isObject = cursor.byte == UInt8(ascii: "{")
    cursor.position = start
    if isObject { try records() } else { try matrix(Array(0..<fields.width)) }
  }

  /// Fields of columns that a client declares by name.
  func fields(of names: [String]) throws(RowError) -> [Int] {
    try checkNames(names)
    return names.map { table.field(named: $0) }
  }

  /// Holds declared columns to the inputs. More columns than inputs do no harm, and neither do fewer: those are missing
  /// values. Both at once is a misspelt name, or another model's table.
  func checkNames(_ names: [String]) throws(RowError) {
    try InputNames.check(names, table, unknown)
  }
}

/// Judges the names of declared columns.
enum InputNames {
  static func check(_ names: [String], _ table: InputTable, _ unknown: UnknownFields) throws(RowError) {
    var isNamed = [Bool](repeating: false, count: table.names.count)
    var strangers: [String] = []
    for name in names {
      let field = table.field(named: name)
      if field < 0 {
        strangers.append(name)
      } else if isNamed[field] {
        throw RowError("the column stands twice", field: name)
      } else {
        isNamed[field] = true
      }
    }
    let missing = (0..<table.width).filter { !isNamed[$0] }.map { table.name($0) }
    if unknown == .refused, !strangers.isEmpty {
      throw RowError("no such input: \(RowScan.list(strangers))")
    }
    guard strangers.isEmpty || missing.isEmpty else {
      throw RowError(
        "\(RowScan.list(strangers)) \(strangers.count == 1 ? "is no input" : "are no inputs"), while the column of "
          + "\(RowScan.list(missing)) is missing")
    }
    guard missing.count < table.width || table.width == 0 else { throw RowError("no column is an input") }
  }
}
