import Glibc
import Lifecycle
import Synchronization
import Tabular

extension Journal {
  /// The state after the whole journal.
  ///
  /// Leaves out what a fold would forget again, the events of windows older than a state keeps: they are most of a long
  /// journal, and reading them is most of the time that opening it takes.
  ///
  /// - Throws: as `events(since:limit:)`; damage among what is left out is not noticed.
  public func folded() throws(StorageError) -> LifecycleState {
    let oldest = try database.prepare(
      "SELECT sequence FROM event WHERE kind = ? ORDER BY sequence DESC LIMIT 1 OFFSET ?")
    oldest.bind(1, Event.Kind.windowClosed.rawValue)
    oldest.bind(2, LifecycleState.windowCountMax - 1)
    let firstKept = try oldest.step() ? oldest.integer(0) : 0
    oldest.reset()
    let selection = try database.prepare(
      """
      SELECT sequence, time, event_time, who, command, kind, payload FROM event
      WHERE sequence >= ? OR kind NOT IN (?, ?) ORDER BY sequence
      """)
    selection.bind(1, firstKept)
    selection.bind(2, Event.Kind.windowClosed.rawValue)
    selection.bind(3, Event.Kind.windowSettled.rawValue)
    return try fold(selection)
  }

  /// The state just after an event; windows that were pruned since are not in it.
  ///
  /// - Throws: as `events(since:limit:)`.
  public func folded(upTo sequence: Int) throws(StorageError) -> LifecycleState {
    let selection = try database.prepare(
      "SELECT sequence, time, event_time, who, command, kind, payload FROM event WHERE sequence <= ? ORDER BY sequence")
    selection.bind(1, sequence)
    defer { selection.reset() }
    return try fold(selection)
  }

  /// Events held at a time while a journal is folded.
  private static let batchCount = 512
  /// Events that a thread decodes at a go.
  private static let pieceCount = 16

  private func fold(_ selection: Statement) throws(StorageError) -> LifecycleState {
    var state = LifecycleState()
    var batch: [StoredEvent] = []
    var isMore = true
    while isMore {
      isMore = try selection.step()
      if isMore { batch.append(StoredEvent(selection)) }
      guard !isMore || batch.count == Self.batchCount else { continue }
      for event in try decoded(batch) { state.apply(event) }
      batch.removeAll(keepingCapacity: true)
    }
    return state
  }

  /// On all processors: decoding is most of the time that a project takes to open.
  private func decoded(_ batch: [StoredEvent]) throws(StorageError) -> [Event] {
    let pieces = (batch.count + Self.pieceCount - 1) / Self.pieceCount
    let results = Mutex([Result<[Event], StorageError>?](repeating: nil, count: pieces))
    WorkerThreads.forEach(pieces, threads: min(4, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))) { [path] piece in
      let rows = batch[piece * Self.pieceCount..<min(batch.count, (piece + 1) * Self.pieceCount)]
      let result: Result<[Event], StorageError>
      do throws(StorageError) {
        var events: [Event] = []
        for row in rows { events.append(try row.decoded(path: path)) }
        result = .success(events)
      } catch {
        result = .failure(error)
      }
      results.withLock { $0[piece] = result }
    }
    var events: [Event] = []
    events.reserveCapacity(batch.count)
    for case let result? in results.withLock({ $0 }) { events += try result.get() }
    return events
  }
}
