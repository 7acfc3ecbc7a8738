import Lifecycle

/// Where a session begins or goes on.
struct PlayStart: Sendable {
  var session: SessionID
  /// The first request that the log does not have yet.
  var firstUnlogged: Int
  /// What the journal already knows of the session's windows; nil for a new one.
  var windowed: WindowedPart?

  /// The first request that windows still need: those of windows that were open or unsettled when the last engine
  /// stopped are played again, without being logged again.
  var firstRequest: Int { windowed?.firstRequest ?? firstUnlogged }
  var firstWindow: Int { windowed?.firstWindow ?? 0 }
}

/// What the journal knows of a session's windows.
struct WindowedPart: Sendable {
  /// The first window that is not settled.
  var firstWindow: Int
  /// Its first request.
  var firstRequest: Int
  /// Windows that are closed already and must not be closed again.
  var closed: Set<Int>

  init(_ windows: [Window]) {
    closed = Set(windows.map(\.closed.index))
    if let unsettled = windows.first(where: { $0.settled == nil }) {
      firstWindow = unsettled.closed.index
      firstRequest = unsettled.closed.firstID
    } else if let last = windows.last {
      firstWindow = last.closed.index + 1
      firstRequest = last.closed.firstID + last.closed.rows
    } else {
      firstWindow = 0
      firstRequest = 0
    }
  }
}
