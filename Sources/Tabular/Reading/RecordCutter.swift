import Glibc

/// Cuts a stream of bytes into blocks of whole records, by following quotes from the first byte on.
///
/// A quote opens a field only where a field begins, and an opened one closes at the first quote that is not written
/// twice: the same rule as in `FieldScanner`. So blocks may be parsed in any order and on any thread.
final class RecordCutter {
  /// Bytes asked for at once. Small enough for a block and its values to stay in a core's cache.
  static let blockSize = 1 << 20
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private let source: any ByteSource
  private let path: String
  private let separator: UInt8
  private let terminator: UInt8
  private let byteLimit: Int
  private let fieldLimit: Int
  /// The beginning of a record whose end has not been seen.
  private let carry = TextBlock()
  private var bytesRead = 0
  private var isAtEnd = false
  private var blockCount = 0

  // Where following the quotes stands, as offsets into the block being filled.
  private var scanned = 0
  private var openQuote: Int?

  init(source: any ByteSource, path: String, dialect: Dialect, options: ReadOptions) {
    self.source = source
    self.path = path
    separator = dialect.separator.byte
    terminator = dialect.terminator.byte
    byteLimit = options.byteLimit
    fieldLimit = options.fieldLimit
  }

  /// How far the source has been read, in its own bytes.
  var progress: (read: Int, size: Int) { (source.position, source.size) }

  /// Goes back to the first byte.
  func restart() throws(DelimitedError) {
    try source.rewind()
    carry.removeAll()
    (bytesRead, blockCount, scanned) = (0, 0, 0)
    (isAtEnd, openQuote) = (false, nil)
  }

  /// Fills a block with the next records; false when there are none left.
  ///
  /// The last block may end inside a quoted field, and always ends with a terminator.
  func next(into block: TextBlock) throws(DelimitedError) -> Bool {
    block.removeAll()
    block.append(carry.bytes)
    carry.removeAll()
    block.index = blockCount
    var cut = 0
    while cut == 0 {
      if isAtEnd { return finish(block) }
      try fill(block)
      cut = scan(block)
      if cut == 0 { try checkLength(block) }
    }
    if isAtEnd { return finish(block) }
    keepTail(of: block, from: cut)
    blockCount += 1
    return true
  }

  private func fill(_ block: TextBlock) throws(DelimitedError) {
    let wanted = source.portion(RecordCutter.blockSize)
    let count = try block.append(atMost: wanted) { (room) throws(DelimitedError) in try source.read(into: room) }
    if count < wanted { isAtEnd = true }
    if bytesRead == 0, block.bytes.starts(with: RecordCutter.byteOrderMark) { dropByteOrderMark(block) }
    bytesRead += count
    if bytesRead > byteLimit { throw DelimitedError(path: path, problem: .byteLimit(byteLimit)) }
  }

  private func dropByteOrderMark(_ block: TextBlock) {
    let rest = TextBlock()
    rest.append(UnsafeBufferPointer(rebasing: block.bytes[3...]))
    block.removeAll()
    block.append(rest.bytes)
  }

  private func finish(_ block: TextBlock) -> Bool {
    let isOpen = openQuote != nil && !endsWithQuote(block)
    (scanned, openQuote) = (0, nil)
    guard block.count > 0 else { return false }
    if isOpen || block.bytes[block.count - 1] != terminator { block.append(terminator) }
    blockCount += 1
    return true
  }

  /// A quote as the very last byte closes; with nothing behind it `scan` could not know.
  private func endsWithQuote(_ block: TextBlock) -> Bool {
    scanned < block.count && block.bytes[scanned] == Byte.quote
  }

  private func keepTail(of block: TextBlock, from cut: Int) {
    carry.append(UnsafeBufferPointer(rebasing: block.bytes[cut...]))
    block.truncate(to: cut)
    scanned -= cut
    openQuote = openQuote.map { $0 - cut }
  }

  private func checkLength(_ block: TextBlock) throws(DelimitedError) {
    // A record may hold several long fields; what it may not do is grow for ever.
    let isTooLong = openQuote.map { block.count - $0 > fieldLimit } ?? (block.count > 4 * max(fieldLimit, 1 << 20))
    if isTooLong { throw DelimitedError(path: path, problem: .tooLong(limit: fieldLimit)) }
  }

  /// Follows the quotes through the bytes not seen yet; the offset behind the last record end found, 0 for none.
  private func scan(_ block: TextBlock) -> Int {
    let bytes = block.bytes
    var cut = 0
    while scanned < bytes.count {
      if openQuote != nil {
        guard let quote = firstQuote(bytes, from: scanned) else {
          scanned = bytes.count
          break
        }
        scanned = quote
        if quote + 1 == bytes.count { break }
        let isEscape = bytes[quote + 1] == Byte.quote
        scanned = quote + (isEscape ? 2 : 1)
        if !isEscape { openQuote = nil }
      } else {
        let quote = firstQuote(bytes, from: scanned)
        if let end = lastTerminator(bytes, scanned..<(quote ?? bytes.count)) { cut = end + 1 }
        scanned = quote.map { $0 + 1 } ?? bytes.count
        if let quote, quote == 0 || bytes[quote - 1] == separator || bytes[quote - 1] == terminator {
          openQuote = quote
        }
      }
    }
    return cut
  }

  private func firstQuote(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard let base = bytes.baseAddress,
      let found = memchr(base + start, Int32(Byte.quote), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  private func lastTerminator(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    var index = range.upperBound
    while index > range.lowerBound {
      index -= 1
      if bytes[index] == terminator { return index }
    }
    return nil
  }
}
