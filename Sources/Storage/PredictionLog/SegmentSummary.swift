import Lifecycle

/// What the log holds of one session.
public struct SessionCounts: Sendable, Equatable {
  public var predictions: Int = 0
  public var outcomes: Int = 0
  /// Smallest and greatest id of a prediction; nil without any.
  public var ids: ClosedRange<Int64>?

  public init() {}

  mutating func add(_ other: SessionCounts) {
    predictions += other.predictions
    outcomes += other.outcomes
    if let range = other.ids { add(ids: range) }
  }

  private mutating func add(ids range: ClosedRange<Int64>) {
    ids = ids.map { min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound) } ?? range
  }

  mutating func add(_ header: BlockHeader) {
    switch header.kind {
    case .predictions:
      predictions += header.rowCount
      add(ids: header.ids)
    case .outcomes: outcomes += header.rowCount
    case .layout, .levels, .summary: return
    }
  }
}

/// What one segment holds, by session. Sealed segments end with it, so that opening a log reads one block of each.
struct SegmentSummary {
  private(set) var sessions: [Int64: SessionCounts] = [:]

  mutating func add(_ header: BlockHeader) {
    switch header.kind {
    case .predictions, .outcomes: sessions[header.session, default: SessionCounts()].add(header)
    case .layout, .levels, .summary: return
    }
  }

  /// Appends the summary block; its last 8 bytes are its own size, which is how it is found from the file's end.
  func append(to buffer: BlockBuffer) {
    let start = buffer.count
    let header = BlockHeader(kind: .summary, rowCount: 0, byteCount: 0, payloadChecksum: 0)
    _ = buffer.appendBlock(header) {
      buffer.append(UInt64(sessions.count))
      for (session, counts) in sessions.sorted(by: { $0.key < $1.key }) {
        buffer.append(session)
        buffer.append(Int64(counts.predictions))
        buffer.append(Int64(counts.outcomes))
        buffer.append(counts.ids?.lowerBound ?? 0)
        buffer.append(counts.ids?.upperBound ?? -1)
      }
      buffer.append(UInt64(buffer.count + 8 - start))
    }
  }

  init() {}

  init(_ payload: UnsafeRawBufferPointer) throws(BlockDamage) {
    var reader = PayloadReader(payload)
    let count = try reader.read(UInt64.self)
    guard count <= UInt64(payload.count / 40) else { throw BlockDamage(reason: "a summary contradicts its length") }
    for _ in 0..<Int(count) {
      let session = try reader.read(Int64.self)
      var counts = SessionCounts()
      counts.predictions = Int(try reader.read(Int64.self))
      counts.outcomes = Int(try reader.read(Int64.self))
      let first = try reader.read(Int64.self)
      let last = try reader.read(Int64.self)
      if counts.predictions > 0, first <= last { counts.ids = first...last }
      sessions[session] = counts
    }
  }
}
