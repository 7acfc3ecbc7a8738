import Lifecycle

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
    var state = LifecycleState()
    while try selection.step() { state.apply(try event(in: selection)) }
    return state
  }

  /// The state just after an event; windows that were pruned since are not in it.
  ///
  /// - Throws: as `events(since:limit:)`.
  public func folded(upTo sequence: Int) throws(StorageError) -> LifecycleState {
    let selection = try database.prepare(
      "SELECT sequence, time, event_time, who, command, kind, payload FROM event WHERE sequence <= ? ORDER BY sequence")
    selection.bind(1, sequence)
    defer { selection.reset() }
    var state = LifecycleState()
    while try selection.step() { state.apply(try event(in: selection)) }
    return state
  }
}
