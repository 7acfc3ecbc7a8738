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
  /// Where an append of several blocks began whose last block has not been met yet.
  private var unfinishedFrom: Int?

  /// - Parameter limit: the byte to stop before; nil reads to the end.
  init(reading cursor: SegmentCursor, upTo limit: Int? = nil) throws(StorageError) {
    try read(cursor, upTo: limit)
    guard limit == nil, isAppendable, let start = unfinishedFrom else { return }
    // The first blocks of a torn append are whole, and still were not acknowledged: all of it goes. What they said of
    // columns and levels must be forgotten too, hence the second reading.
    cursor.seek(to: 0)
    self = try SegmentRecovery(reading: cursor, upTo: start)
    damage.append(
      LogDamage(segment: cursor.name, offset: start, byteCount: cursor.byteCount - start, kind: .tornTail))
  }

  private mutating func read(_ cursor: SegmentCursor, upTo limit: Int?) throws(StorageError) {
    loop: while true {
      switch try cursor.step() {
      case .block(let header):
        if let limit, cursor.offset >= limit { return }
        try take(header, cursor)
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
    if header.isContinued {
      unfinishedFrom = unfinishedFrom ?? goodByteCount
    } else if header.kind == .predictions || header.kind == .outcomes {
      unfinishedFrom = nil
    }
    goodByteCount = start + BlockHeader.byteCount + header.byteCount
  }
}
