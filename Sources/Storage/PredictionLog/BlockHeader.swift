import CZlib

/// What stands before the payload of each block of a segment: 56 bytes, little-endian, with a checksum of its own, so
/// that a reader can step over payloads it does not want and tell a damaged length from a good one.
struct BlockHeader: Equatable {
  var kind: Kind
  /// Position of the block's column layout in its segment.
  var layout: UInt16 = 0
  var rowCount: Int
  /// Bytes of the payload, a multiple of 8.
  var byteCount: Int
  var session: Int64 = 0
  /// Smallest and greatest id in the block.
  var ids: ClosedRange<Int64> = 0...0
  /// Version for predictions, the earliest known-at for outcomes.
  var extra: Int64 = 0
  var payloadChecksum: UInt32
  /// True when the next block belongs to the same append: both are there, or neither was acknowledged.
  var isContinued = false

  enum Kind: UInt8 {
    /// Names and kinds of the columns that later blocks refer to.
    case layout = 1
    /// New entries of the dictionaries of categorical columns.
    case levels = 2
    case predictions = 3
    case outcomes = 4
    /// What a sealed segment holds, by session; its last block.
    case summary = 5
  }

  static let byteCount = 56
  static let formatVersion: UInt8 = 1
  /// Rows in a block, so that a damaged count cannot ask for all memory.
  static let rowCountMax = 1 << 16
  static let payloadByteCountMax = 1 << 30

  private static let magic: UInt32 = 0x3142_5853  // "SXB1"
  /// Stands in the row count's word, far above any count.
  private static let continuedFlag: UInt32 = 1 << 31

  func write(to base: UnsafeMutableRawPointer) {
    base.storeBytes(of: BlockHeader.magic, toByteOffset: 0, as: UInt32.self)
    base.storeBytes(of: BlockHeader.formatVersion, toByteOffset: 4, as: UInt8.self)
    base.storeBytes(of: kind.rawValue, toByteOffset: 5, as: UInt8.self)
    base.storeBytes(of: layout, toByteOffset: 6, as: UInt16.self)
    let flag = isContinued ? BlockHeader.continuedFlag : 0
    base.storeBytes(of: UInt32(rowCount) | flag, toByteOffset: 8, as: UInt32.self)
    base.storeBytes(of: UInt32(byteCount), toByteOffset: 12, as: UInt32.self)
    base.storeBytes(of: session, toByteOffset: 16, as: Int64.self)
    base.storeBytes(of: ids.lowerBound, toByteOffset: 24, as: Int64.self)
    base.storeBytes(of: ids.upperBound, toByteOffset: 32, as: Int64.self)
    base.storeBytes(of: extra, toByteOffset: 40, as: Int64.self)
    base.storeBytes(of: payloadChecksum, toByteOffset: 48, as: UInt32.self)
    let checksum = BlockHeader.checksum(UnsafeRawBufferPointer(start: base, count: 52))
    base.storeBytes(of: checksum, toByteOffset: 52, as: UInt32.self)
  }

  enum Parsed: Equatable {
    case header(BlockHeader)
    case newer(version: Int)
    case bad
  }

  /// - Precondition: at least `byteCount` bytes.
  static func parse(_ bytes: UnsafeRawBufferPointer) -> Parsed {
    guard bytes.loadUnaligned(fromByteOffset: 0, as: UInt32.self) == magic else { return .bad }
    let checksum = bytes.loadUnaligned(fromByteOffset: 52, as: UInt32.self)
    guard checksum == BlockHeader.checksum(UnsafeRawBufferPointer(rebasing: bytes[0..<52])) else { return .bad }
    guard bytes[4] <= formatVersion else { return .newer(version: Int(bytes[4])) }
    let first = bytes.loadUnaligned(fromByteOffset: 24, as: Int64.self)
    let last = bytes.loadUnaligned(fromByteOffset: 32, as: Int64.self)
    let countWord = bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    let rowCount = Int(countWord & ~continuedFlag)
    let byteCount = Int(bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    guard let kind = Kind(rawValue: bytes[5]), first <= last, rowCount <= rowCountMax,
      byteCount <= payloadByteCountMax, byteCount % 8 == 0
    else { return .bad }
    return .header(
      BlockHeader(
        kind: kind, layout: bytes.loadUnaligned(fromByteOffset: 6, as: UInt16.self), rowCount: rowCount,
        byteCount: byteCount, session: bytes.loadUnaligned(fromByteOffset: 16, as: Int64.self), ids: first...last,
        extra: bytes.loadUnaligned(fromByteOffset: 40, as: Int64.self),
        payloadChecksum: bytes.loadUnaligned(fromByteOffset: 48, as: UInt32.self),
        isContinued: countWord & continuedFlag != 0))
  }

  /// CRC-32 as zlib computes it.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32(0, bytes.bindMemory(to: UInt8.self).baseAddress, UInt32(bytes.count)))
  }
}

/// Bytes that passed their checksum, or should have, and still contradict themselves.
struct BlockDamage: Error {
  let reason: String
}
