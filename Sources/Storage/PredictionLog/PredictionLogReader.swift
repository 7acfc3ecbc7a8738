import Lifecycle
import Tabular

/// Reads a prediction log, also while its owner goes on writing it: each walk sees what was there when it began.
///
/// A block that cannot be read is skipped and said in the returned damage. An append under way at the end of the
/// newest segment is not damage, and not seen.
public struct PredictionLogReader: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// Visits the predictions of a session in the order of the log, a block at a time.
  ///
  /// - Parameters:
  ///   - features: names of the columns to read; nil for all. Others are not decoded.
  ///   - first: blocks that end before this identity are passed over unread.
  /// - Returns: what had to be skipped.
  @discardableResult
  public func forEachPredictionBlock(
    session: SessionID, features: Set<String>? = nil, from first: Int64 = .min,
    _ body: (PredictionBlock) throws -> Void
  ) throws -> [LogDamage] {
    var failure: (any Error)?
    let damage = try walk(session, .predictions, where: { $0.ids.upperBound >= first }) {
      header, payload, dictionary throws(BlockDamage) in
      let block = try PredictionBlock(header, payload, dictionary, features: features)
      do { try body(block) } catch { failure = error }
      return failure == nil
    }
    if let failure { throw failure }
    return damage
  }

  /// Visits the outcomes of a session in the order of the log, a block at a time.
  ///
  /// - Parameter ids: blocks that have none of these identities are passed over unread.
  /// - Returns: what had to be skipped.
  @discardableResult
  public func forEachOutcomeBlock(
    session: SessionID, overlapping ids: ClosedRange<Int64> = .min ... .max, _ body: (OutcomeBlock) throws -> Void
  ) throws -> [LogDamage] {
    var failure: (any Error)?
    let damage = try walk(
      session, .outcomes, where: { $0.ids.overlaps(ids) }
    ) { header, payload, _ throws(BlockDamage) in
      let block = try OutcomeBlock(header, payload)
      do { try body(block) } catch { failure = error }
      return failure == nil
    }
    if let failure { throw failure }
    return damage
  }

  // MARK: Walking

  /// Visits the payloads of one kind in the order of the log.
  ///
  /// - Parameter body: returns false to end the walk.
  func walk(
    _ session: SessionID, _ kind: BlockHeader.Kind,
    where wanted: (BlockHeader) -> Bool = { _ in true },
    _ body: (BlockHeader, UnsafeRawBufferPointer, SegmentDictionary) throws(BlockDamage) -> Bool
  ) throws(StorageError) -> [LogDamage] {
    var damage: [LogDamage] = []
    let numbers = try SegmentName.all(in: Folder(path: path))
    for number in numbers {
      let goesOn = try walkSegment(number, &damage) { cursor, damage throws(StorageError) in
        guard try cursor.mayHold(kind, of: session) else { return true }
        return try visit(cursor, session, kind, where: wanted, isNewest: number == numbers.last, &damage, body)
      }
      if !goesOn { break }
    }
    return damage
  }

  /// Opens a segment for `body`; one that retention took meanwhile is no damage, one that cannot be opened is.
  func walkSegment(
    _ number: Int, _ damage: inout [LogDamage],
    _ body: (SegmentCursor, inout [LogDamage]) throws(StorageError) -> Bool
  ) throws(StorageError) -> Bool {
    let name = SegmentName.text(number)
    do throws(StorageError) {
      return try body(try SegmentCursor(folder: Folder(path: path), segment: name), &damage)
    } catch {
      if error.code == .missing { return true }
      damage.append(LogDamage(segment: name, offset: 0, byteCount: 0, kind: .unreadable(error.detail)))
      return true
    }
  }

  private func visit(
    _ cursor: SegmentCursor, _ session: SessionID, _ kind: BlockHeader.Kind, where wanted: (BlockHeader) -> Bool,
    isNewest: Bool, _ damage: inout [LogDamage],
    _ body: (BlockHeader, UnsafeRawBufferPointer, SegmentDictionary) throws(BlockDamage) -> Bool
  ) throws(StorageError) -> Bool {
    var dictionary = SegmentDictionary()
    while true {
      switch try cursor.step() {
      case .end: return true
      case .tail(let byteCount):
        if !isNewest { damage.append(cursor.badBytes(byteCount)) }
        return true
      case .damage(let byteCount): damage.append(cursor.badBytes(byteCount))
      case .block(let header):
        let isWanted = header.kind == kind && header.session == Int64(session.number) && wanted(header)
        guard isWanted || (kind == .predictions && header.describesColumns) else { continue }
        do throws(BlockDamage) {
          guard let payload = try? cursor.payload(of: header) else { throw BlockDamage(reason: "checksum") }
          try dictionary.read(header, payload)
          if isWanted, !(try body(header, payload, dictionary)) { return false }
        } catch {
          damage.append(cursor.badBytes(BlockHeader.byteCount + header.byteCount))
        }
      }
    }
  }
}

extension BlockHeader {
  /// Layouts and levels: what later predictions cannot be read without.
  var describesColumns: Bool {
    switch kind {
    case .layout, .levels: true
    case .predictions, .outcomes, .summary: false
    }
  }
}

extension SegmentCursor {
  /// False when the segment's summary says that it has nothing of the kind from the session.
  func mayHold(_ kind: BlockHeader.Kind, of session: SessionID) throws(StorageError) -> Bool {
    guard let summary = try summary() else { return true }
    guard let counts = summary.sessions[Int64(session.number)] else { return false }
    return kind == .predictions ? counts.predictions > 0 : counts.outcomes > 0
  }

  /// Damage that begins where the cursor is.
  func badBytes(_ byteCount: Int) -> LogDamage {
    LogDamage(segment: name, offset: offset, byteCount: byteCount, kind: .badBlock)
  }
}

extension OutcomeBlock {
  init(_ header: BlockHeader, _ payload: UnsafeRawBufferPointer) throws(BlockDamage) {
    var reader = PayloadReader(payload)
    let count = header.rowCount
    let ids = try reader.column().integers(count)
    let knownAt = try reader.column().integers(count)
    self.init(
      session: SessionID(Int(header.session)), ids: ids, outcomes: try reader.column().numbers(count),
      knownAt: knownAt)
  }
}

extension PredictionBlock {
  init(
    _ header: BlockHeader, _ payload: UnsafeRawBufferPointer, _ dictionary: SegmentDictionary, features: Set<String>?
  ) throws(BlockDamage) {
    guard let layout = dictionary.layouts[header.layout] else { throw BlockDamage(reason: "a layout is lost") }
    var reader = PayloadReader(payload)
    let count = header.rowCount
    let ids = try reader.column()
    let eventTimes = try reader.column().integers(count)
    let scores = try reader.column().numbers(count)
    let decisions = try reader.column().numbers(count)
    var columns: [Column] = []
    for (index, signature) in layout.columns.enumerated() {
      let encoded = try reader.column()
      if let features, !features.contains(signature.name) { continue }
      columns.append(Column(name: signature.name, values: try encoded.values(count, layout, index)))
    }
    let identities: IDs = if let first = ids.consecutiveFirst { .from(first) } else { .each(try ids.integers(count)) }
    self.init(
      session: SessionID(Int(header.session)), version: VersionID(Int(header.extra)),
      ids: identities, eventTimes: eventTimes, scores: scores, decisions: decisions, features: Table(columns: columns),
      rows: 0..<count)
  }
}

extension EncodedColumn {
  /// The first of integers that grow by 1, nil for any others.
  var consecutiveFirst: Int64? {
    guard encoding == .step, data.count == 16, data.loadUnaligned(fromByteOffset: 8, as: Int64.self) == 1 else {
      return nil
    }
    return data.loadUnaligned(as: Int64.self)
  }

  func values(
    _ count: Int, _ layout: SegmentDictionary.Layout, _ index: Int
  ) throws(BlockDamage) -> ColumnValues {
    switch layout.columns[index].kind {
    case .numeric: return .numeric(try numbers(count))
    case .categorical:
      let levels = layout.levels[index]
      let codes = try codes(count, levelCount: levels.count)
      for gap in layout.gaps[index] where codes.contains(where: { gap.contains(Int($0)) }) {
        throw BlockDamage(reason: "a level is lost")
      }
      return .categorical(CategoricalValues(codes: codes, levels: levels))
    case .boolean: return .boolean(try flags(count))
    case .timestamp: return .timestamp(try integers(count))
    case .text: return .text(try texts(count))
    }
  }
}
