import Glibc
import Lifecycle

/// The prediction log: append-only columnar segments of predictions and outcomes, bounded by retention.
///
/// An append is one `write`; when it has returned, the block survives `kill -9`, and with `durability: full` a power
/// loss. Segments rotate at a size and are named by a growing number; the oldest go when all together would take more
/// than is to be retained. Not thread-safe by itself: one owner writes. Readers on other threads and in other processes
/// take `reader`, which needs nothing of this object.
public final class PredictionLog {
  /// The folder of the segments.
  public let path: String
  public let options: Options
  /// What was found broken when the log was opened.
  public private(set) var damage: [LogDamage] = []

  private let folder: Folder
  /// Segments that are not written any more, oldest first.
  private var sealed: [SealedSegment] = []
  private var writer: SegmentWriter?
  private var nextNumber = 1
  private let buffer = BlockBuffer()
  private var headers: [BlockHeader] = []

  public struct Options: Sendable, Equatable {
    /// Size at which a segment is sealed and the next begun; at most a quarter of `retainedByteCount` is used.
    public var segmentByteCount: Int
    /// What all segments together may take.
    public var retainedByteCount: Int
    public var durability: Durability

    public init(
      segmentByteCount: Int = 32 << 20, retainedByteCount: Int = 2 << 30, durability: Durability = .process
    ) {
      self.segmentByteCount = segmentByteCount
      self.retainedByteCount = retainedByteCount
      self.durability = durability
    }
  }

  private struct SealedSegment {
    var number: Int
    var byteCount: Int
    var summary: SegmentSummary
  }

  /// Opens the log, or makes an empty one.
  ///
  /// The newest segment is read whole: an append that a killed program did not finish is cut off, as `damage` says.
  /// Older segments that cannot be read are said in `damage` and skipped.
  ///
  /// - Throws: `newerSchema` when the newest segment was written by a newer program; `io`.
  public init(path: String, options: Options = Options()) throws(StorageError) {
    self.path = path
    self.options = options
    folder = Folder(path: path)
    try folder.make()
    let numbers = try SegmentName.all(in: folder)
    for number in numbers { noteEmpty(number) }
    for number in numbers.dropLast() { countSealed(number) }
    if let newest = numbers.last {
      nextNumber = newest + 1
      try recover(newest)
    }
    applyRetention()
  }

  public var reader: PredictionLogReader { PredictionLogReader(path: path) }

  // MARK: Opening

  /// A segment is begun by its first append: one without a byte lost it, or a program died before it was written.
  private func noteEmpty(_ number: Int) {
    let name = SegmentName.text(number)
    guard Folder.fileByteCount(folder.file(name)) == 0 else { return }
    damage.append(
      LogDamage(segment: name, offset: 0, byteCount: 0, kind: .unreadable("the file is empty; rows it held are lost")))
  }

  private func countSealed(_ number: Int) {
    let name = SegmentName.text(number)
    do throws(StorageError) {
      let cursor = try SegmentCursor(folder: folder, segment: name)
      let summary: SegmentSummary
      if let written = try cursor.summary() { summary = written } else { summary = try count(cursor) }
      sealed.append(SealedSegment(number: number, byteCount: cursor.byteCount, summary: summary))
    } catch {
      damage.append(LogDamage(segment: name, offset: 0, byteCount: 0, kind: .unreadable(error.detail)))
      let byteCount = Folder.fileByteCount(folder.file(name)) ?? 0
      sealed.append(SealedSegment(number: number, byteCount: byteCount, summary: SegmentSummary()))
    }
  }

  /// Counts by headers alone, for a segment that was never sealed.
  private func count(_ cursor: SegmentCursor) throws(StorageError) -> SegmentSummary {
    var summary = SegmentSummary()
    while true {
      switch try cursor.step() {
      case .block(let header): summary.add(header)
      case .damage(let byteCount), .tail(let byteCount):
        damage.append(cursor.badBytes(byteCount))
      case .end: return summary
      }
    }
  }

  private func recover(_ number: Int) throws(StorageError) {
    let cursor = try SegmentCursor(folder: folder, segment: SegmentName.text(number))
    let found = try SegmentRecovery(reading: cursor)
    damage += found.damage
    if found.isAppendable {
      writer = try SegmentWriter(
        folder: folder, number: number, byteCount: found.goodByteCount, dictionary: found.dictionary,
        summary: found.summary)
    } else {
      sealed.append(SealedSegment(number: number, byteCount: cursor.byteCount, summary: found.summary))
    }
  }

  // MARK: Appending

  /// Writes a block of predictions. An empty block changes nothing.
  ///
  /// - Throws: `full`, `io`; then nothing of the block is in the log, and later appends may succeed.
  public func append(_ block: PredictionBlock) throws(StorageError) {
    try append(rowCount: block.count) { writer, part in writer.encode(block, part, into: self.buffer) }
  }

  /// Writes blocks of predictions that belong together, as where two versions answered one batch: after a crash the log
  /// has all of them or none.
  ///
  /// - Precondition: none has more than 65,536 rows.
  /// - Throws: as for one block.
  public func append(together blocks: [PredictionBlock]) throws(StorageError) {
    let blocks = blocks.filter { $0.count > 0 }
    guard let last = blocks.indices.last else { return }
    try append { writer throws(StorageError) in
      for (index, block) in blocks.enumerated() {
        precondition(block.count <= BlockHeader.rowCountMax, "a block of \(block.count) rows")
        let header = writer.encode(block, 0..<block.count, isContinued: index < last, into: self.buffer)
        try self.take(header, writer)
      }
    }
  }

  /// Writes a block of outcomes. An empty block changes nothing.
  ///
  /// - Throws: as for predictions.
  public func append(_ block: OutcomeBlock) throws(StorageError) {
    try append(rowCount: block.count) { writer, part in writer.encode(block, part, into: self.buffer) }
  }

  private func append(
    rowCount: Int, _ encode: (SegmentWriter, Range<Int>) -> BlockHeader?
  ) throws(StorageError) {
    guard rowCount > 0 else { return }
    try append { writer throws(StorageError) in
      for start in stride(from: 0, to: rowCount, by: BlockHeader.rowCountMax) {
        let part = start..<min(rowCount, start + BlockHeader.rowCountMax)
        try self.take(encode(writer, part), writer)
      }
    }
  }

  private func take(_ header: BlockHeader?, _ writer: SegmentWriter) throws(StorageError) {
    guard let header else {
      throw StorageError(
        code: .io, path: folder.file(SegmentName.text(writer.number)), detail: "rows too large for one block")
    }
    headers.append(header)
  }

  /// Writes what `body` encodes, in one call.
  private func append(_ body: (SegmentWriter) throws(StorageError) -> Void) throws(StorageError) {
    if let writer, writer.byteCount >= segmentByteCount { seal(writer) }
    let writer = try currentWriter()
    buffer.removeAll()
    headers.removeAll(keepingCapacity: true)
    do throws(StorageError) {
      try body(writer)
      try writer.commit(buffer, headers, durability: options.durability)
    } catch {
      abandon(writer)
      throw error
    }
  }

  private var segmentByteCount: Int { min(options.segmentByteCount, options.retainedByteCount / 4) }

  private func currentWriter() throws(StorageError) -> SegmentWriter {
    if let writer { return writer }
    let writer = try SegmentWriter(folder: folder, number: nextNumber)
    if options.durability == .full { try folder.sync() }
    nextNumber += 1
    self.writer = writer
    return writer
  }

  private func seal(_ writer: SegmentWriter) {
    writer.seal(buffer)
    if options.durability == .full { try? writer.sync() }
    sealed.append(SealedSegment(number: writer.number, byteCount: writer.byteCount, summary: writer.summary))
    self.writer = nil
    applyRetention()
  }

  /// Leaves a segment whose writer no longer knows what the file says; an empty one goes, or a full disk would collect
  /// one with each attempt.
  private func abandon(_ writer: SegmentWriter) {
    self.writer = nil
    if writer.byteCount == 0 {
      unlink(folder.file(SegmentName.text(writer.number)))
    } else {
      sealed.append(SealedSegment(number: writer.number, byteCount: writer.byteCount, summary: writer.summary))
    }
  }

  private func applyRetention() {
    var total = sealed.reduce(0) { $0 + $1.byteCount }
    var gone = 0
    // Room for a whole new segment is kept free, so that the bound holds while one is written.
    while gone < sealed.count, total + segmentByteCount > options.retainedByteCount {
      let oldest = sealed[gone]
      guard unlink(folder.file(SegmentName.text(oldest.number))) == 0 || errno == ENOENT else { break }
      total -= oldest.byteCount
      gone += 1
    }
    sealed.removeFirst(gone)
  }

  /// Waits until all that was appended is on the disk. With `durability: process`, calling it once a second bounds what
  /// a power loss may take.
  public func sync() throws(StorageError) { try writer?.sync() }

  // MARK: Counts

  /// Bytes of all segments.
  public var byteCount: Int { sealed.reduce(writer?.byteCount ?? 0) { $0 + $1.byteCount } }

  /// What the log still holds of a session; what retention has deleted does not count.
  public func counts(of session: SessionID) -> SessionCounts {
    var counts = SessionCounts()
    for segment in sealed {
      if let part = segment.summary.sessions[Int64(session.number)] { counts.add(part) }
    }
    if let part = writer?.summary.sessions[Int64(session.number)] { counts.add(part) }
    return counts
  }

  /// Greatest id of a prediction in a session; nil when the log holds none of it. Where a stopped session goes on.
  public func lastID(of session: SessionID) -> Int64? { counts(of: session).ids?.upperBound }

  /// Sessions that the log holds something of, in order.
  public var sessions: [SessionID] {
    var numbers = Set(writer?.summary.sessions.keys ?? [:].keys)
    for segment in sealed { numbers.formUnion(segment.summary.sessions.keys) }
    return numbers.sorted().map { SessionID(Int($0)) }
  }
}
