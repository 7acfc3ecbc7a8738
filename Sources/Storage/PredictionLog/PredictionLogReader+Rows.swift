import Encoding
import Lifecycle
import Tabular

extension PredictionLogReader {
  /// An outcome as the log has it.
  public struct Outcome: Sendable, Equatable {
    public var id: Int64
    public var value: Double
    /// Event time from which it was known, in microseconds since 1970.
    public var knownAt: Int64

    public init(id: Int64, value: Double, knownAt: Int64) {
      self.id = id
      self.value = value
      self.knownAt = knownAt
    }
  }

  /// Rows to train on again: those whose outcomes were known by an instant, the newest ones, in the order of the log.
  ///
  /// Which are the newest is decided by the outcomes: the last `limit` that the log has, each id counted once (the last
  /// outcome of an id is the one that holds). Memory is bounded by `limit`.
  ///
  /// - Parameters:
  ///   - schema: the columns of the table, in its order; what was not logged is missing.
  ///   - targetLevels: level k of a categorical or text target is what an outcome of k stands for.
  ///   - instant: only outcomes whose known-at is not later count; nil for all.
  public func joined(
    session: SessionID, schema: Schema, targetLevels: [String] = [], knownBy instant: Timestamp? = nil,
    newest limit: Int
  ) throws(StorageError) -> LoggedRows {
    var (outcomes, damage) = try newestOutcomes(session, knownBy: instant?.microseconds ?? .max, limit: limit)
    var builder = LoggedRowsBuilder(columns: schema.columns)
    let target = schema.columns.first { $0.role == .target }
    if let first = outcomes.keys.min(), let last = outcomes.keys.max() {
      let features = Set(schema.columns.filter { $0.role != .target }.map(\.name))
      damage += try walk(
        session, .predictions, where: { $0.ids.overlaps(first...last) }
      ) { header, payload, dictionary throws(BlockDamage) in
        let block = try PredictionBlock(header, payload, dictionary, features: features)
        builder.append(block, joining: &outcomes)
        return !outcomes.isEmpty
      }
    }
    return builder.finish(target: target, targetLevels: targetLevels, damage: damage)
  }

  /// The last outcomes of a session, oldest first.
  public func outcomes(
    session: SessionID, knownBy instant: Timestamp? = nil, newest limit: Int
  ) throws(StorageError) -> [Outcome] {
    let (outcomes, _) = try newestOutcomes(session, knownBy: instant?.microseconds ?? .max, limit: limit)
    return outcomes.values.sorted { ($0.knownAt, $0.id) < ($1.knownAt, $1.id) }
  }

  /// A page of a session's predictions in the order of the log, each with its outcome where one is known.
  ///
  /// - Parameter schema: the columns of the table; nil for all that any row of the page has.
  public func page(
    session: SessionID, schema: Schema? = nil, offset: Int, limit: Int
  ) throws(StorageError) -> LoggedRows {
    var toSkip = max(0, offset)
    var page = LoggedRowsBuilder(columns: schema?.columns ?? [])
    let damage = try walk(
      session, .predictions,
      where: { header in
        guard toSkip >= header.rowCount else { return true }
        toSkip -= header.rowCount
        return false
      }
    ) { header, payload, dictionary throws(BlockDamage) in
      let block = try PredictionBlock(header, payload, dictionary, features: nil)
      if schema == nil { page.addColumns(of: block.features) }
      let room = limit - page.ids.count
      page.append(block, Array(toSkip..<min(block.count, toSkip + max(0, room))))
      toSkip = 0
      return page.ids.count < limit
    }
    let more = try fillOutcomes(session, &page)
    let target = schema?.columns.first { $0.role == .target }
    return page.finish(target: target, targetLevels: [], damage: damage + more)
  }

  /// Sets the outcomes of all rows of a page; the last outcome of an id holds.
  private func fillOutcomes(
    _ session: SessionID, _ page: inout LoggedRowsBuilder
  ) throws(StorageError) -> [LogDamage] {
    var outcomes = [Double](repeating: .nan, count: page.ids.count)
    var knownAt = [Int64](repeating: ColumnValues.missingTimestamp, count: page.ids.count)
    let positions = Dictionary(page.ids.enumerated().map { ($1, $0) }) { $1 }
    defer { (page.outcomes, page.knownAt) = (outcomes, knownAt) }
    guard let first = page.ids.min(), let last = page.ids.max() else { return [] }
    return try walk(
      session, .outcomes, where: { $0.ids.overlaps(first...last) }
    ) { header, payload, _ throws(BlockDamage) in
      let block = try OutcomeBlock(header, payload)
      for (row, id) in block.ids.enumerated() {
        guard let position = positions[id] else { continue }
        outcomes[position] = block.outcomes[row]
        knownAt[position] = block.knownAt[row]
      }
      return true
    }
  }

  /// Walks the segments from the newest back and takes outcomes until there are enough.
  private func newestOutcomes(
    _ session: SessionID, knownBy instant: Int64, limit: Int
  ) throws(StorageError) -> ([Int64: Outcome], [LogDamage]) {
    var outcomes: [Int64: Outcome] = [:]
    var damage: [LogDamage] = []
    guard limit > 0 else { return (outcomes, damage) }
    for number in try SegmentName.all(in: Folder(path: path)).reversed() where outcomes.count < limit {
      _ = try walkSegment(number, &damage) { cursor, damage throws(StorageError) in
        guard try cursor.mayHold(.outcomes, of: session) else { return true }
        for place in try cursor.outcomeBlocks(of: session, knownBy: instant).reversed() where outcomes.count < limit {
          cursor.seek(to: place)
          guard case .block(let header) = try cursor.step() else { continue }
          guard let payload = try cursor.payload(of: header), let block = try? OutcomeBlock(header, payload) else {
            damage.append(cursor.badBytes(BlockHeader.byteCount + header.byteCount))
            continue
          }
          block.take(into: &outcomes, knownBy: instant, limit: limit)
        }
        return true
      }
    }
    return (outcomes, damage)
  }
}

extension SegmentCursor {
  /// Offsets of the outcome blocks of a session, oldest first. Bounded by the segment's size.
  fileprivate func outcomeBlocks(of session: SessionID, knownBy instant: Int64) throws(StorageError) -> [Int] {
    var offsets: [Int] = []
    while true {
      switch try step() {
      case .block(let header):
        if header.kind == .outcomes, header.session == Int64(session.number), header.extra <= instant {
          offsets.append(offset)
        }
      case .damage: continue
      case .tail, .end: return offsets
      }
    }
  }
}

extension OutcomeBlock {
  /// Takes outcomes from the last row back; an id that is there already has a later outcome.
  fileprivate func take(into outcomes: inout [Int64: PredictionLogReader.Outcome], knownBy instant: Int64, limit: Int) {
    for row in (0..<count).reversed() where knownAt[row] <= instant && outcomes[ids[row]] == nil {
      if outcomes.count >= limit { return }
      outcomes[ids[row]] = PredictionLogReader.Outcome(
        id: ids[row], value: self.outcomes[row], knownAt: knownAt[row])
    }
  }
}

extension LoggedRowsBuilder {
  /// Appends the rows of a block that have an outcome, which each outcome does once.
  fileprivate mutating func append(
    _ block: PredictionBlock, joining outcomes: inout [Int64: PredictionLogReader.Outcome]
  ) {
    var rows: [Int] = []
    for row in 0..<block.count {
      guard let outcome = outcomes.removeValue(forKey: block.id(at: row)) else { continue }
      rows.append(row)
      self.outcomes.append(outcome.value)
      knownAt.append(outcome.knownAt)
    }
    append(block, rows)
  }
}
