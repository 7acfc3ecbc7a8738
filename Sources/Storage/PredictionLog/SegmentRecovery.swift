/// What reading the newest segment to its end finds: how far it is good, and whether it can be gone on with.
struct SegmentRecovery {
  var dictionary = SegmentDictionary()
  var summary = SegmentSummary()
  var damage: [LogDamage] = []
  /// Bytes up to the end of the last good block.
  var goodByteCount = 0
  /// False when the segment is sealed, or is damaged before its end: levels may be missing then, and good blocks after
  /// the damage must not be cut off.
  var isAppendable = true

  /// Where damage began that no good block has followed yet.
  private var suspectFrom: Int?

  init(reading cursor: SegmentCursor) throws(StorageError) {
    loop: while true {
      switch try cursor.step() {
      case .block(let header): try take(header, cursor)
      case .damage, .tail: suspectFrom = suspectFrom ?? cursor.offset
      case .end: break loop
      }
    }
    guard let start = suspectFrom else { return }
    // Nothing good follows: the last append was torn.
    let kind: LogDamage.Kind = isAppendable ? .tornTail : .badBlock
    damage.append(LogDamage(segment: cursor.name, offset: start, byteCount: cursor.byteCount - start, kind: kind))
  }

  private mutating func take(_ header: BlockHeader, _ cursor: SegmentCursor) throws(StorageError) {
    let start = cursor.offset
    guard let payload = try cursor.payload(of: header), (try? dictionary.read(header, payload)) != nil else {
      suspectFrom = suspectFrom ?? start
      return
    }
    if let from = suspectFrom {
      damage.append(LogDamage(segment: cursor.name, offset: from, byteCount: start - from, kind: .badBlock))
      suspectFrom = nil
      isAppendable = false
    }
    summary.add(header)
    if header.kind == .summary { isAppendable = false }
    goodByteCount = start + BlockHeader.byteCount + header.byteCount
  }
}
