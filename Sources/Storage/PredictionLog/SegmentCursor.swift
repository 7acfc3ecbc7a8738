/// Walks over the blocks of one segment file, as long as it was when the walk began.
///
/// Reads with `pread` into a buffer of its own rather than through a memory map: a map of a file that the writer
/// cuts shorter (after a failed append) would raise a bus error.
final class SegmentCursor {
  let name: String
  /// Bytes of the file when it was opened.
  let byteCount: Int
  /// Where the present block, or damage, begins.
  private(set) var offset = 0
  private var next = 0

  private let file: File
  private var buffer: UnsafeMutableRawBufferPointer
  private var buffered = 0..<0

  private static let chunkByteCount = 1 << 18

  enum Step: Equatable {
    case block(BlockHeader)
    /// Bytes that are no block, with a block somewhere after them.
    case damage(byteCount: Int)
    /// Bytes that are no whole block, up to the end of the file.
    case tail(byteCount: Int)
    case end
  }

  init(folder: Folder, segment name: String) throws(StorageError) {
    self.name = name
    buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: SegmentCursor.chunkByteCount, alignment: 16)
    file = try File(folder.file(name), .read)
    byteCount = try file.size()
  }

  deinit { buffer.deallocate() }

  /// The bytes at an offset, valid until the next call; nil where the file has no so many.
  private func bytes(at start: Int, count: Int) throws(StorageError) -> UnsafeRawBufferPointer? {
    guard start + count <= byteCount else { return nil }
    if start < buffered.lowerBound || start + count > buffered.upperBound {
      if count > buffer.count {
        buffer.deallocate()
        buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
      }
      let wanted = min(max(count, SegmentCursor.chunkByteCount), byteCount - start)
      let read = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: start)
      buffered = start..<start + read
      // The writer has cut the file since.
      if read < count { return nil }
    }
    let first = start - buffered.lowerBound
    return UnsafeRawBufferPointer(rebasing: buffer[first..<first + count])
  }

  /// Moves to the next block.
  ///
  /// - Throws: `newerSchema` at a block of a newer program, which must not be taken for damage.
  func step() throws(StorageError) -> Step {
    offset = next
    if offset >= byteCount { return .end }
    if let header = try header(at: offset) {
      next = offset + BlockHeader.byteCount + header.byteCount
      if next <= byteCount { return .block(header) }
      next = byteCount
      return .tail(byteCount: byteCount - offset)
    }
    // Blocks begin at multiples of 8.
    var candidate = offset + 8
    while candidate + BlockHeader.byteCount <= byteCount {
      if let header = try header(at: candidate), candidate + BlockHeader.byteCount + header.byteCount <= byteCount {
        next = candidate
        return .damage(byteCount: candidate - offset)
      }
      candidate += 8
    }
    next = byteCount
    return .tail(byteCount: byteCount - offset)
  }

  private func header(at offset: Int) throws(StorageError) -> BlockHeader? {
    guard let bytes = try bytes(at: offset, count: BlockHeader.byteCount) else { return nil }
    switch BlockHeader.parse(bytes) {
    case .header(let header): return header
    case .bad: return nil
    case .newer(let version):
      throw StorageError(
        code: .newerSchema(found: version, known: Int(BlockHeader.formatVersion)), path: file.path,
        detail: "block at \(offset)")
    }
  }

  /// The payload of the present block, valid until the next call; nil when its checksum does not hold.
  func payload(of header: BlockHeader) throws(StorageError) -> UnsafeRawBufferPointer? {
    guard let payload = try bytes(at: offset + BlockHeader.byteCount, count: header.byteCount),
      BlockHeader.checksum(payload) == header.payloadChecksum
    else { return nil }
    return payload
  }

  /// Goes back, so that the next step is the block at an offset where one was before.
  func seek(to offset: Int) { next = offset }

  /// The summary at the end of a sealed segment; nil for any other.
  func summary() throws(StorageError) -> SegmentSummary? {
    guard byteCount >= BlockHeader.byteCount + 8, let tail = try bytes(at: byteCount - 8, count: 8),
      let size = Int(exactly: tail.loadUnaligned(as: UInt64.self)), size <= byteCount, size >= BlockHeader.byteCount
    else { return nil }
    let start = byteCount - size
    guard let header = try? header(at: start), header.kind == .summary,
      header.byteCount == size - BlockHeader.byteCount
    else { return nil }
    let here = offset
    defer { offset = here }
    offset = start
    guard let payload = try payload(of: header) else { return nil }
    return try? SegmentSummary(payload)
  }
}

/// The file name of a segment.
enum SegmentName {
  static func text(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 10 - digits.count)) + digits + ".segment"
  }

  static func number(_ name: String) -> Int? {
    guard name.hasSuffix(".segment") else { return nil }
    let digits = name.dropLast(8)
    guard digits.count >= 10, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int(digits)
  }

  /// Numbers of the segments in a folder, oldest first.
  static func all(in folder: Folder) throws(StorageError) -> [Int] {
    try folder.names().compactMap(number).sorted()
  }
}
