/// Finds out how a file is written from its first bytes.
enum DialectSniffer {
  /// Records looked at for each separator.
  private static let recordLimit = 100

  /// The terminator of the first record: CR only where no LF follows it. Nil when no line ends in the bytes.
  static func terminator(of head: UnsafeBufferPointer<UInt8>) -> Terminator? {
    var isQuoted = false
    for (index, byte) in head.enumerated() {
      switch byte {
      // Good enough for finding the first end of a line: headers hardly ever hold a quote that is not paired.
      case Byte.quote: isQuoted.toggle()
      case Byte.lineFeed where !isQuoted: return .lineFeed
      case Byte.carriageReturn where !isQuoted:
        guard index + 1 < head.count else { return nil }
        return head[index + 1] == Byte.lineFeed ? .lineFeed : .carriageReturn
      default: continue
      }
    }
    return nil
  }

  /// The separator under which most of the first records have as many fields as the header, and the most of them.
  static func separator(of head: UnsafeBufferPointer<UInt8>, terminator: Terminator) -> Separator {
    var best = (separator: Separator.comma, agreement: 0.0, fields: 1)
    for separator in Separator.allCases {
      let counts = fieldCounts(head, Dialect(separator: separator, terminator: terminator))
      guard let header = counts.first, header > 1 else { continue }
      let agreement = Double(counts.count { $0 == header }) / Double(counts.count)
      if (agreement, header) > (best.agreement, best.fields) { best = (separator, agreement, header) }
    }
    return best.separator
  }

  /// Fields of each of the first records that lie in the bytes as a whole.
  private static func fieldCounts(_ head: UnsafeBufferPointer<UInt8>, _ dialect: Dialect) -> [Int] {
    let block = TextBlock()
    block.append(head)
    let isCut = head.last != dialect.terminator.byte
    if isCut { block.append(dialect.terminator.byte) }
    let scanner = FieldScanner(dialect: dialect, end: UnsafePointer(block.start) + block.count)
    var cursor = UnsafePointer(block.start)
    var counts: [Int] = []
    while cursor < scanner.end, counts.count < recordLimit {
      if scanner.skipBlankLine(&cursor) { continue }
      let (fields, next) = scanner.record(at: cursor)
      counts.append(fields.count)
      guard let next else { break }
      cursor = next
    }
    // The last one may have been cut short by the end of the bytes.
    if isCut, counts.count > 1, counts.count < recordLimit { counts.removeLast() }
    return counts
  }

  /// What the first bytes belong to when that is no UTF-8 text.
  static func foreignFormat(_ head: UnsafeBufferPointer<UInt8>) -> String? {
    let signatures: [([UInt8], String)] = [
      ([0xFF, 0xFE], "UTF-16 text"), ([0xFE, 0xFF], "UTF-16 text"),
      (Array("PK\u{3}\u{4}".utf8), "a ZIP archive or a spreadsheet (xlsx, ods)"), (Array("PAR1".utf8), "Parquet"),
      ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard"), (Array("BZh".utf8), "bzip2"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz"),
      (Array("SQLite format 3".utf8), "a SQLite database"), (Array("%PDF".utf8), "PDF"),
    ]
    return signatures.first { head.starts(with: $0.0) }?.1
  }
}
