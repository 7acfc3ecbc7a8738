import Glibc

/// Cuts bytes into whole lines.
final class JSONLineFeed {
  private static let pieceSize = 1 << 20

  let source: any ByteSource
  private let path: String
  private let byteLimit: Int
  private let lineLimit: Int
  private let block = TextBlock()
  private var carried = 0
  private var isAtEnd = false
  private var bytesRead = 0
  /// Lines given out so far.
  private(set) var lineCount = 0

  init(_ source: any ByteSource, path: String, options: ReadOptions) {
    self.source = source
    self.path = path
    byteLimit = options.byteLimit
    lineLimit = 2 * max(options.fieldLimit, 1 << 20)
  }

  func rewind() throws(DelimitedError) {
    try source.rewind()
    block.removeAll()
    (carried, bytesRead, lineCount) = (0, 0, 0)
    isAtEnd = false
  }

  /// Hands over the next whole lines, each with its line feed, then its number from 1; false when there are none left.
  ///
  /// - Parameter body: returns an error to stop with, nil to go on.
  func next(
    _ body: (_ line: UnsafePointer<UInt8>, _ count: Int, _ number: Int) -> DelimitedError?
  ) throws(DelimitedError) -> Bool {
    guard !isAtEnd else { return false }
    keepTail()
    var end = 0
    while end == 0 {
      let searched = block.count
      try fill()
      if isAtEnd, block.count > 0, block.bytes[block.count - 1] != Byte.lineFeed { block.append(Byte.lineFeed) }
      // Only what is new can end a line: a long one must not be looked through again with every piece.
      let fresh = block.bytes[searched...]
      if memchr(block.start + searched, Int32(Byte.lineFeed), fresh.count) != nil {
        end = (fresh.lastIndex(of: Byte.lineFeed) ?? -1) + 1
      }
      if isAtEnd { break }
      guard end > 0 || block.count <= lineLimit else {
        throw DelimitedError(path: path, line: lineCount + 1, problem: .tooLong(limit: lineLimit))
      }
    }
    carried = end
    return try handOver(end, body)
  }

  private func handOver(
    _ end: Int, _ body: (UnsafePointer<UInt8>, Int, Int) -> DelimitedError?
  ) throws(DelimitedError) -> Bool {
    var start = 0
    while start < end {
      guard let found = memchr(block.start + start, Int32(Byte.lineFeed), end - start) else { break }
      let stop = UnsafeRawPointer(found) - UnsafeRawPointer(block.start)
      lineCount += 1
      if let error = body(UnsafePointer(block.start) + start, stop - start + 1, lineCount) { throw error }
      start = stop + 1
    }
    return end > 0
  }

  private func keepTail() {
    guard carried > 0 else { return }
    let rest = TextBlock()
    rest.append(UnsafeBufferPointer(rebasing: block.bytes[carried...]))
    block.removeAll()
    block.append(rest.bytes)
    carried = 0
  }

  private func fill() throws(DelimitedError) {
    let wanted = source.portion(JSONLineFeed.pieceSize)
    let count = try block.append(atMost: wanted) { (room) throws(DelimitedError) in try source.read(into: room) }
    if count < wanted { isAtEnd = true }
    if bytesRead == 0, block.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      for offset in 0..<3 { block.start[offset] = Byte.space }
    }
    bytesRead += count
    if bytesRead > byteLimit { throw DelimitedError(path: path, problem: .byteLimit(byteLimit)) }
  }
}
