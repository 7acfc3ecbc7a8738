import Glibc

/// Writes tables as delimited text that `DelimitedReader` reads back: RFC 4180 quotes, LF line ends, UTF-8.
public struct DelimitedWriter: Sendable {
  public var separator: Separator

  public init(separator: Separator = .comma) { self.separator = separator }

  /// A whole table with its header.
  public func bytes(of table: Table) -> [UInt8] {
    var bytes: [UInt8] = []
    appendHeader(table.columnNames, to: &bytes)
    appendRows(of: table, to: &bytes)
    return bytes
  }

  /// Writes a whole table to a file, replacing what was there.
  public func write(_ table: Table, to path: String) throws(DelimitedError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw DelimitedWriter.failure(path) }
    defer { close(file) }
    var start = 0
    let bytes = bytes(of: table)
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress.map { $0 + start }, $0.count - start) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw DelimitedWriter.failure(path) }
      start += count
    }
  }

  public func appendHeader(_ names: [String], to bytes: inout [UInt8]) {
    appendRecord(names, to: &bytes)
  }

  /// Every row of a table, without a header; a missing value is an empty field.
  public func appendRows(of table: Table, to bytes: inout [UInt8]) {
    for row in 0..<table.rowCount {
      appendRecord(table.columns.map { $0.values.text(at: row) }, to: &bytes)
    }
  }

  /// One record; nil is missing.
  public func appendRecord(_ fields: [String?], to bytes: inout [UInt8]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(separator.byte) }
      append(field ?? "", to: &bytes)
    }
    // An empty line would be no record at all.
    if fields.count == 1, (fields[0] ?? "").isEmpty { bytes.append(contentsOf: [Byte.quote, Byte.quote]) }
    bytes.append(Byte.lineFeed)
  }

  private func append(_ field: String, to bytes: inout [UInt8]) {
    guard needsQuotes(field) else {
      bytes.append(contentsOf: field.utf8)
      return
    }
    bytes.append(Byte.quote)
    for byte in field.utf8 {
      if byte == Byte.quote { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(Byte.quote)
  }

  private func needsQuotes(_ field: String) -> Bool {
    let special = [separator.byte, Byte.quote, Byte.lineFeed, Byte.carriageReturn]
    return field.utf8.contains { special.contains($0) }
  }

  private static func failure(_ path: String) -> DelimitedError {
    DelimitedError(path: path, problem: .cannotWrite(reason: String(cString: strerror(errno)).lowercased()))
  }
}
