/// The forms of rows in JSON that MLflow, KServe and TensorFlow Serving share.
enum ScoringForm: String, CaseIterable {
  case split = "dataframe_split"
  case records = "dataframe_records"
  case instances = "instances"
  case inputs = "inputs"
}

/// A body with rows in one of the forms, and parameters.
struct ScoringBody {
  var rows: PredictionRequest
  var hasDetails: Bool

  /// - Parameter forms: those that the convention knows; exactly one must be there.
  static func read(
    _ body: UnsafeRawBufferPointer, _ forms: [ScoringForm], _ scanner: RowScanner
  ) throws(RowError) -> ScoringBody {
    var found: (form: ScoringForm, offset: Int)?
    var hasDetails = false
    let rows = try scanner.rows(in: body) { scan throws(RowError) in
      let names = forms.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      guard scan.cursor.take(UInt8(ascii: "{")) else {
        throw RowError("the body must be a JSON object with exactly one of \(names)", offset: scan.cursor.position)
      }
      var isFirst = true
      while try scan.cursor.nextMember(&isFirst) {
        let name = try scan.cursor.name()
        if let form = forms.first(where: { $0.rawValue == name }) {
          guard found == nil else { throw RowError("more than one of \(names)") }
          found = (form, scan.cursor.position)
        } else if name == "params" || name == "parameters", scan.cursor.byte == UInt8(ascii: "{") {
          hasDetails = try details(&scan.cursor)
          continue
        }
        try scan.cursor.skipValue(depth: 1)
      }
      try scan.cursor.finish()
      guard let found else { throw RowError("the body must have exactly one of \(names)") }
      scan.cursor.position = found.offset
      try read(found.form, &scan)
    }
    return ScoringBody(rows: rows, hasDetails: hasDetails)
  }

  /// Whether `{"details": true}` is among the parameters; others mean nothing here.
  private static func details(_ cursor: inout JSONCursor) throws(RowError) -> Bool {
    var hasDetails = false
    guard cursor.take(UInt8(ascii: "{")) else { return false }
    var isFirst = true
    while try cursor.nextMember(&isFirst) {
      let name = try cursor.name()
      if name == "details", cursor.byte == UInt8(ascii: "t") { hasDetails = true }
      try cursor.skipValue(depth: 2)
    }
    return hasDetails
  }

  private static func read(_ form: ScoringForm, _ scan: inout RowScan) throws(RowError) {
    switch form {
    case .split: try split(&scan)
    case .records: try scan.records()
    case .instances: try scan.recordsOrMatrix()
    case .inputs: if scan.cursor.byte == UInt8(ascii: "{") { try scan.columns() } else { try scan.recordsOrMatrix() }
    }
  }

  /// `{"columns": […], "data": [[…], …]}`, with an index that is of no use here. Columns without names (pandas numbers
  /// them) are the inputs in order.
  private static func split(_ scan: inout RowScan) throws(RowError) {
    guard scan.cursor.take(UInt8(ascii: "{")) else { throw scan.wanted("an object with columns and data") }
    var columns: [Int]?
    var data: Int?
    var isFirst = true
    while try scan.cursor.nextMember(&isFirst) {
      switch try scan.cursor.name() {
      case "columns": columns = try self.columns(&scan)
      case "data":
        data = scan.cursor.position
        try scan.cursor.skipValue(depth: 2)
      default: try scan.cursor.skipValue(depth: 2)
      }
    }
    guard let data else { throw RowError("'data' is missing", field: ScoringForm.split.rawValue) }
    scan.cursor.position = data
    try scan.matrix(columns ?? Array(0..<scan.fields.width))
  }

  private static func columns(_ scan: inout RowScan) throws(RowError) -> [Int] {
    guard scan.cursor.take(UInt8(ascii: "[")) else { throw scan.wanted("a list of column names") }
    var names: [String] = []
    var numbers = 0
    var isFirst = true
    while try scan.cursor.nextElement(&isFirst) {
      guard names.count + numbers < 65_536 else { throw RowError("more than 65536 columns") }
      if scan.cursor.byte == UInt8(ascii: "\"") {
        names.append(String(decoding: try scan.cursor.string(), as: UTF8.self))
      } else {
        guard case .number = try scan.cursor.scalar() else { throw scan.wanted("a column's name") }
        numbers += 1
      }
    }
    guard numbers > 0 else { return try scan.fields(of: names) }
    guard names.isEmpty, numbers == scan.fields.width else {
      throw RowError("\(numbers + names.count) columns without names where there are \(scan.fields.width) inputs")
    }
    return Array(0..<numbers)
  }
}
