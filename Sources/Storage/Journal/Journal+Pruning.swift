import Lifecycle

extension Journal {
  /// Deletes old events of kinds that traffic makes by itself, so that a journal stays bounded however long it runs.
  /// The sequences of deleted events stay unused.
  ///
  /// The newest event of each alarm that is still open stays, whatever its age: the alarm would else be forgotten.
  /// For the fold to be the same after pruning, keep at least `LifecycleState.windowCountMax` windows, and of alarm
  /// changes several times `LifecycleState.alarmCountMax`.
  ///
  /// - Parameters:
  ///   - kinds: some of `Event.Kind.prunable`.
  ///   - count: how many of the newest to keep, of each kind.
  /// - Returns: how many were deleted.
  @discardableResult
  public func prune(
    kinds: Set<Event.Kind> = Event.Kind.prunable, keepingNewest count: Int
  ) throws(StorageError) -> Int {
    precondition(kinds.isSubset(of: Event.Kind.prunable), "not for pruning: \(kinds)")
    precondition(count >= 0, "keeping \(count) events")
    let deleted = try database.transaction { () throws(StorageError) in
      var deleted = 0
      for kind in kinds.sorted(by: { $0.rawValue < $1.rawValue }) { deleted += try prune(kind, keepingNewest: count) }
      return deleted
    }
    if deleted > 0 { try database.releaseFreePages() }
    return deleted
  }

  private func prune(_ kind: Event.Kind, keepingNewest count: Int) throws(StorageError) -> Int {
    let limit = try database.prepare(
      "SELECT sequence FROM event WHERE kind = ? ORDER BY sequence DESC LIMIT 1 OFFSET ?")
    limit.bind(1, kind.rawValue)
    limit.bind(2, count)
    guard try limit.step() else { return 0 }
    let newestToGo = limit.integer(0)
    limit.reset()
    // The newest event of each alarm in one pass: beside max(), SQLite gives the other columns of its row.
    let openAlarms = """
      SELECT newest FROM (
        SELECT max(sequence) AS newest, json_extract(payload, '$.state') AS state FROM event
        WHERE kind = '\(kind.rawValue)' GROUP BY json_extract(payload, '$.id'))
      WHERE state IN ('pending', 'firing', 'no_data')
      """
    let deletion = try database.prepare(
      "DELETE FROM event WHERE kind = ? AND sequence <= ?"
        + (kind == .alarmChanged ? " AND sequence NOT IN (\(openAlarms))" : ""))
    deletion.bind(1, kind.rawValue)
    deletion.bind(2, newestToGo)
    try deletion.run()
    return database.changeCount
  }
}

extension Journal {
  /// A folded state that was put aside, so that opening need not fold from the beginning.
  public struct Checkpoint: Sendable, Equatable {
    /// Sequence of the last event folded in.
    public var sequence: Int
    /// The state in whatever form the caller chose.
    public var state: [UInt8]

    public init(sequence: Int, state: [UInt8]) {
      self.sequence = sequence
      self.state = state
    }
  }

  /// The state put aside last. A cache: deleting it changes nothing but the time to open.
  ///
  /// - Returns: nil when there is none, or when it is ahead of the journal, as after a restored copy.
  public func checkpoint() throws(StorageError) -> Checkpoint? {
    let statement = try database.prepare("SELECT sequence, state FROM checkpoint WHERE id = 1")
    guard try statement.step() else { return nil }
    let checkpoint = Checkpoint(sequence: statement.integer(0), state: statement.bytes(1))
    statement.reset()
    return checkpoint.sequence <= (try last) ? checkpoint : nil
  }

  public func save(_ checkpoint: Checkpoint) throws(StorageError) {
    let statement = try database.prepare("INSERT OR REPLACE INTO checkpoint (id, sequence, state) VALUES (1, ?, ?)")
    statement.bind(1, checkpoint.sequence)
    statement.bind(2, blob: checkpoint.state)
    try statement.run()
  }

  public func deleteCheckpoint() throws(StorageError) { try database.run("DELETE FROM checkpoint") }
}
