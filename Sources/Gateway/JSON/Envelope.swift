import Encoding
import Lifecycle

/// Rows with what belongs to the whole request beside them.
enum Envelope {
  /// Whether a document is an object whose members are an envelope's: it has `rows` or `columns`, which are no inputs.
  static func isOne(_ cursor: JSONCursor, _ table: InputTable) throws(RowError) -> Bool {
    var cursor = cursor
    guard cursor.take(UInt8(ascii: "{")) else { return false }
    var isFirst = true
    while try cursor.nextMember(&isFirst) {
      let name = try cursor.string()
      if equals(name, "rows") || equals(name, "columns") { return table.names.find(name) < 0 }
      // Rows come first in nearly every envelope, and a row's first field tells that it is one.
      guard equals(name, "ids") || equals(name, "version") || equals(name, "times"), table.names.find(name) < 0 else {
        return false
      }
      try cursor.colon()
      try cursor.skipValue()
    }
    return false
  }

  static func read(_ scan: inout RowScan) throws(RowError) -> PredictionRequest {
    var version: VersionID?
    var times: [Int64] = []
    var ids: [String?] = []
    var hasRows = false
    guard scan.cursor.take(UInt8(ascii: "{")) else { throw scan.wanted("an object") }
    var isFirst = true
    while try scan.cursor.nextMember(&isFirst) {
      let name = try scan.cursor.name()
      switch name {
      case "rows", "columns":
        guard !hasRows else { throw RowError("either 'rows' or 'columns' is wanted, once") }
        hasRows = true
        if name == "rows" { try scan.records() } else { try scan.columns() }
      case "ids": ids = try self.ids(&scan)
      case "times": times = try self.times(&scan)
      case "version": version = try self.version(&scan)
      default:
        guard scan.unknown == .ignored else { throw RowError("an unknown member", field: name) }
        try scan.cursor.skipValue()
      }
    }
    try scan.cursor.finish()
    guard hasRows else { throw RowError("'rows' or 'columns' is wanted") }
    let count = scan.rows.rowCount
    guard ids.isEmpty || ids.count == count else { throw RowError("\(ids.count) ids for \(count) rows") }
    guard times.isEmpty || times.count == count else { throw RowError("\(times.count) times for \(count) rows") }
    for (row, id) in ids.enumerated() {
      if let id { scan.rows.setID(row, id) }
    }
    return scan.rows.request(version: version, eventTimes: times)
  }

  private static func ids(_ scan: inout RowScan) throws(RowError) -> [String?] {
    guard scan.cursor.take(UInt8(ascii: "[")) else { throw scan.wanted("a list of ids") }
    var ids: [String?] = []
    var isFirst = true
    while try scan.cursor.nextElement(&isFirst) {
      try checkCount(ids.count, scan)
      let start = scan.cursor.position
      if scan.cursor.byte == UInt8(ascii: "\"") {
        let text = try scan.cursor.string()
        guard text.count <= scan.rows.limits.textLength else {
          throw RowError("an id of more than \(scan.rows.limits.textLength) bytes", row: ids.count)
        }
        ids.append(String(decoding: text, as: UTF8.self))
        continue
      }
      switch try scan.cursor.scalar() {
      case .null: ids.append(nil)
      case .number: ids.append(String(decoding: scan.cursor.bytes[start..<scan.cursor.position], as: UTF8.self))
      case .bool: throw RowError("an id is a text or a number", row: ids.count, offset: start)
      }
    }
    return ids
  }

  private static func times(_ scan: inout RowScan) throws(RowError) -> [Int64] {
    guard scan.cursor.take(UInt8(ascii: "[")) else { throw scan.wanted("a list of times") }
    var times: [Int64] = []
    var isFirst = true
    while try scan.cursor.nextElement(&isFirst) {
      try checkCount(times.count, scan)
      let start = scan.cursor.position
      if scan.cursor.byte == UInt8(ascii: "\""), let time = Timestamp.parse(try scan.cursor.string()) {
        times.append(time.microseconds)
      } else {
        throw RowError("a time such as \"2026-03-01T08:00:00Z\" is wanted", row: times.count, offset: start)
      }
    }
    return times
  }

  private static func checkCount(_ count: Int, _ scan: RowScan) throws(RowError) {
    guard count < scan.rows.limits.rows else { throw RowError("more than \(scan.rows.limits.rows) rows") }
  }

  /// `7` or `"7"`.
  private static func version(_ scan: inout RowScan) throws(RowError) -> VersionID? {
    let start = scan.cursor.position
    if scan.cursor.byte == UInt8(ascii: "\"") {
      let text = String(decoding: try scan.cursor.string(), as: UTF8.self)
      guard let number = Int(text) else {
        throw RowError("a version is a whole number", field: "version", offset: start)
      }
      return VersionID(number)
    }
    switch try scan.cursor.scalar() {
    case .null: return nil
    case .number(let value):
      guard let number = Int(exactly: value) else { break }
      return VersionID(number)
    case .bool: break
    }
    throw RowError("a version is a whole number", field: "version", offset: start)
  }

  private static func equals(_ text: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    word.withUTF8Buffer { $0.elementsEqual(text) }
  }
}
