/// Where a field's value lies in a block, and where the field ends.
struct FieldSpan {
  var start: UnsafePointer<UInt8>
  var count: Int
  /// The separator or terminator behind the field.
  var next: UnsafePointer<UInt8>
  /// Whether the value holds quotes written twice.
  var isEscaped: Bool

  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
}

/// Finds field ends in a block. A block ends with a terminator and padding, so that scanning for one stops in time.
struct FieldScanner {
  let separator: UInt8
  let terminator: UInt8
  /// One past the last byte of the block.
  let end: UnsafePointer<UInt8>
  private let separatorWord: UInt64
  private let terminatorWord: UInt64

  init(dialect: Dialect, end: UnsafePointer<UInt8>) {
    separator = dialect.separator.byte
    terminator = dialect.terminator.byte
    self.end = end
    separatorWord = UInt64(separator) &* 0x0101_0101_0101_0101
    terminatorWord = UInt64(terminator) &* 0x0101_0101_0101_0101
  }

  /// The first separator or terminator from a place on.
  @inline(__always)
  func delimiter(from start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var cursor = start
    while true {
      let word = UInt64(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self))
      let hits = FieldScanner.zeroBytes(word ^ separatorWord) | FieldScanner.zeroBytes(word ^ terminatorWord)
      if hits != 0 { return cursor + hits.trailingZeroBitCount >> 3 }
      cursor += 8
    }
  }

  /// The high bit of each zero byte; exact for the lowest one, which is all that is asked.
  @inline(__always)
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }

  /// Moves past a terminator, with the CR before it, that stands where a record should begin.
  @inline(__always)
  func skipBlankLine(_ cursor: inout UnsafePointer<UInt8>) -> Bool {
    if cursor.pointee == terminator {
      cursor += 1
      return true
    }
    guard isCarriageReturn(cursor) else { return false }
    cursor += 2
    return true
  }

  /// Whether a CR stands here that belongs to the terminator behind it.
  @inline(__always)
  func isCarriageReturn(_ cursor: UnsafePointer<UInt8>) -> Bool {
    cursor.pointee == Byte.carriageReturn && terminator == Byte.lineFeed && cursor[1] == Byte.lineFeed
  }

  /// The field that begins here; nil when text follows its closing quote.
  @inline(__always)
  func span(at start: UnsafePointer<UInt8>) -> FieldSpan? {
    if start.pointee == Byte.quote { return quotedSpan(at: start) }
    let next = delimiter(from: start)
    var count = next - start
    if count > 0, next.pointee == Byte.lineFeed, next[-1] == Byte.carriageReturn { count -= 1 }
    return FieldSpan(start: start, count: count, next: next, isEscaped: false)
  }

  private func quotedSpan(at start: UnsafePointer<UInt8>) -> FieldSpan? {
    var cursor = start + 1
    var isEscaped = false
    while cursor < end {
      if cursor.pointee != Byte.quote {
        cursor += 1
      } else if cursor[1] == Byte.quote {
        isEscaped = true
        cursor += 2
      } else {
        break
      }
    }
    guard cursor < end else { return nil }
    let count = cursor - start - 1
    cursor += 1
    if isCarriageReturn(cursor) { cursor += 1 }
    guard cursor < end, cursor.pointee == separator || cursor.pointee == terminator else { return nil }
    return FieldSpan(start: start + 1, count: count, next: cursor, isEscaped: isEscaped)
  }

  /// What is wrong with the quoted field that begins here and has no span.
  func quoteProblem(at start: UnsafePointer<UInt8>) -> DelimitedError.Problem {
    var cursor = start + 1
    while cursor < end {
      if cursor.pointee != Byte.quote {
        cursor += 1
      } else if cursor[1] == Byte.quote {
        cursor += 2
      } else {
        return .textAfterQuote
      }
    }
    return .unclosedQuote
  }

  /// The fields of the record that begins at `start`, up to a broken one, and where the next record begins.
  func record(at start: UnsafePointer<UInt8>) -> (fields: [FieldSpan], next: UnsafePointer<UInt8>?) {
    var fields: [FieldSpan] = []
    var cursor = start
    while cursor < end {
      guard let field = span(at: cursor) else { return (fields, nil) }
      fields.append(field)
      cursor = field.next + 1
      if field.next.pointee == terminator { break }
    }
    return (fields, cursor)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Without spaces at either end.
  @inline(__always)
  var trimmed: UnsafeBufferPointer<UInt8> {
    guard count > 0, self[0] == Byte.space || self[count - 1] == Byte.space else { return self }
    var low = 0
    var high = count
    while low < high, self[low] == Byte.space { low += 1 }
    while low < high, self[high - 1] == Byte.space { high -= 1 }
    return UnsafeBufferPointer(rebasing: self[low..<high])
  }

  /// With quotes written twice made one.
  var unescaped: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    var index = 0
    while index < count {
      result.append(self[index])
      index += self[index] == Byte.quote ? 2 : 1
    }
    return result
  }
}
