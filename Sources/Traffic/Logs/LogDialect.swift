import Encoding

/// How a log writes its lines: a JSON object each, or CSV under a header. Found out by the first line.
public struct LogDialect: Sendable {
  /// Columns of a line at most.
  public static let fieldCountMax = 4096

  private enum Kind: Sendable {
    case unknown
    case json
    case csv(header: [String], delimiter: UInt8)
  }

  private var kind = Kind.unknown

  /// What a line says.
  public enum Line: Sendable, Equatable {
    case record(LogRecord)
    /// Blank, or a header.
    case nothing
    /// Why it is neither.
    case malformed(String)
  }

  public init() {}

  /// The header of a CSV log; nil for JSON, or before the first line.
  public var header: [String]? {
    guard case .csv(let header, _) = kind else { return nil }
    return header
  }

  /// The file begins anew: what comes may be a header.
  public mutating func begin() { kind = .unknown }

  public mutating func read(_ line: [UInt8]) -> Line {
    guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }) else {
      return .nothing
    }
    switch kind {
    case .json: return Self.json(line)
    case .csv(let header, let delimiter):
      let read = Self.csv(line, header, delimiter)
      // What was taken for a header was no line of a log.
      if case .malformed = read, first == UInt8(ascii: "{"), case .record(let record) = Self.json(line) {
        kind = .json
        return .record(record)
      }
      return read
    case .unknown:
      if first == UInt8(ascii: "{") {
        kind = .json
        return Self.json(line)
      }
      return begin(header: line)
    }
  }

  private mutating func begin(header line: [UInt8]) -> Line {
    var line = line[...]
    if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
    let delimiters: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]
    let delimiter = delimiters.max { a, b in line.count { $0 == a } < line.count { $0 == b } } ?? delimiters[0]
    guard let named = Self.cells(Array(line), delimiter), named.contains(where: { !$0.isEmpty }),
      case let cells = named.enumerated().map({ $1.isEmpty ? "column_\($0 + 1)" : $1 }),
      cells.count > 1, cells.count <= Self.fieldCountMax,
      !cells.contains(where: { Double($0) != nil }), Set(cells).count == cells.count
    else { return .malformed("neither a JSON object nor a header of distinct names") }
    kind = .csv(header: cells, delimiter: delimiter)
    return .nothing
  }

  // MARK: CSV

  private static func csv(_ line: [UInt8], _ header: [String], _ delimiter: UInt8) -> Line {
    guard let cells = cells(line, delimiter) else { return .malformed("a quote without its end, or no UTF-8") }
    // Who appends to a log may write the header again.
    if cells == header { return .nothing }
    guard cells.count == header.count else { return .malformed("\(cells.count) cells under \(header.count) names") }
    let missing: Set<String> = ["", "NA", "NaN", "nan", "null", "NULL", "None"]
    return .record(
      LogRecord(
        fields: zip(header, cells).map { LogRecord.Field($0, missing.contains($1) ? .missing : .raw($1)) }))
  }

  /// - Returns: nil for what is no CSV.
  private static func cells(_ line: [UInt8], _ delimiter: UInt8) -> [String]? {
    var cells: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var wasQuoted = false
    var position = 0
    func text(_ bytes: [UInt8], _ trims: Bool) -> String? {
      guard trims else { return String(validating: bytes, as: UTF8.self) }
      let start = bytes.firstIndex { $0 != 0x20 } ?? bytes.count
      let end = bytes.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? start
      return String(validating: bytes[start..<end], as: UTF8.self)
    }
    while position < line.count {
      let byte = line[position]
      position += 1
      if isQuoted {
        guard byte == 0x22 else {
          cell.append(byte)
          continue
        }
        if position < line.count, line[position] == 0x22 {
          cell.append(byte)
          position += 1
        } else {
          isQuoted = false
        }
      } else if byte == 0x22, cell.isEmpty {
        isQuoted = true
        wasQuoted = true
      } else if byte == delimiter {
        guard let done = text(cell, !wasQuoted) else { return nil }
        cells.append(done)
        cell.removeAll(keepingCapacity: true)
        wasQuoted = false
      } else {
        cell.append(byte)
      }
    }
    guard !isQuoted, let last = text(cell, !wasQuoted) else { return nil }
    return cells + [last]
  }

  // MARK: JSON

  /// Objects whose members are a row's own values, whatever they stand in.
  private static let wrappers: Set<String> = ["features", "inputs", "input", "row", "data", "payload"]

  private static func json(_ line: [UInt8]) -> Line {
    let document: JSON
    do { document = try JSON(parsing: line) } catch { return .malformed("\(error)") }
    guard let members = document.members else { return .malformed("no JSON object") }
    var fields: [LogRecord.Field] = []
    fields.reserveCapacity(members.count)
    for member in members { add(member, "", &fields) }
    guard fields.count <= fieldCountMax else { return .malformed("more than \(fieldCountMax) values") }
    return .record(LogRecord(fields: fields))
  }

  private static func add(_ member: JSON.Member, _ prefix: String, _ fields: inout [LogRecord.Field]) {
    let name = prefix + member.name
    switch member.value {
    case .null: fields.append(LogRecord.Field(name, .missing))
    case .bool(let value): fields.append(LogRecord.Field(name, .boolean(value)))
    case .integer(let value): fields.append(LogRecord.Field(name, .number(Double(value))))
    case .number(let value): fields.append(LogRecord.Field(name, value.isFinite ? .number(value) : .missing))
    case .string(let value): fields.append(LogRecord.Field(name, value.isEmpty ? .missing : .text(value)))
    case .array: fields.append(LogRecord.Field(name, .text(member.value.text())))
    case .object(let members):
      let inner = prefix.isEmpty && wrappers.contains(member.name) ? "" : name + "."
      for inside in members { add(inside, inner, &fields) }
    }
  }
}
