import CZlib

/// The text inside gzip, decompressed as it is asked for. What swells as no table does is a bomb, and is refused.
final class InflatedBytes: ByteSource {
  private static let pieceSize = 1 << 16
  /// Tables shrink five- to fifty-fold; gzip reaches 1030-fold.
  private static let swellingMax = 500
  /// Below this a bomb does no harm, and a small table of one value repeated may swell like one.
  private static let harmlessByteCount = 32 << 20

  private let source: any ByteSource
  private let path: String
  private let stream: UnsafeMutablePointer<z_stream>
  private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: InflatedBytes.pieceSize, alignment: 16)
  private var isAtEnd = false
  /// Bytes given since the beginning.
  private var given = 0
  /// Whether the bytes at hand begin a member: gzip files may be joined end to end.
  private var isBetweenMembers = false

  var position: Int { source.position }
  var size: Int { source.size }
  let isCounted = false

  init(_ source: any ByteSource, path: String) throws(DelimitedError) {
    self.source = source
    self.path = path
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard cz_inflate_init_gzip(stream) == Z_OK else {
      throw DelimitedError(path: path, problem: .damagedGzip(reason: "zlib cannot start"))
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
    piece.deallocate()
  }

  func rewind() throws(DelimitedError) {
    try source.rewind()
    inflateReset(stream)
    stream.pointee.avail_in = 0
    isAtEnd = false
    isBetweenMembers = false
    given = 0
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DelimitedError) -> Int {
    stream.pointee.next_out = buffer.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(clamping: buffer.count)
    let wanted = Int(stream.pointee.avail_out)
    while stream.pointee.avail_out > 0, !isAtEnd {
      if stream.pointee.avail_in == 0 { try refill() }
      if isAtEnd { break }
      if isBetweenMembers { try startMember() } else { try inflateSome() }
    }
    let count = wanted - Int(stream.pointee.avail_out)
    given += count
    if given > Self.harmlessByteCount, given / Self.swellingMax > source.position {
      throw DelimitedError(path: path, problem: .decompressionBomb(times: given / max(1, source.position)))
    }
    return count
  }

  private func refill() throws(DelimitedError) {
    let count = try source.read(into: piece)
    stream.pointee.next_in = piece.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_in = UInt32(count)
    guard count == 0 else { return }
    guard isBetweenMembers else { throw failure("it ends too soon") }
    isAtEnd = true
  }

  /// Padding after the last member is no member; gzip ignores it as well.
  private func startMember() throws(DelimitedError) {
    if stream.pointee.next_in.pointee == 0x1F {
      inflateReset(stream)
      isBetweenMembers = false
    } else {
      isAtEnd = true
    }
  }

  private func inflateSome() throws(DelimitedError) {
    switch inflate(stream, Z_NO_FLUSH) {
    case Z_OK, Z_BUF_ERROR: return
    case Z_STREAM_END: isBetweenMembers = true
    default: throw failure(stream.pointee.msg.map { String(cString: $0) } ?? "unknown fault")
    }
  }

  private func failure(_ reason: String) -> DelimitedError {
    DelimitedError(path: path, problem: .damagedGzip(reason: reason))
  }
}
