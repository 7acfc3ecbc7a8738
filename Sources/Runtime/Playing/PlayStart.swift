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
  /// The same of those that are settled.
  var settled: Set<Int>
  /// The window, and its first request, from which on traffic is gone through once more so that what watches the errors
  /// knows what it had seen.
  var firstWatched: (window: Int, request: Int)

  /// Settled windows that are gone through once more at most, and their rows. The ledger of errors forgets a twentieth
  /// with each window.
  static let watchedWindowCount = 64
  static let watchedRowCountMax = 200_000

  init(_ windows: [Window]) {
    closed = Set(windows.map(\.closed.index))
    settled = Set(windows.compactMap { $0.settled?.index })
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
    firstWatched = Self.firstWatched(windows, before: firstWindow) ?? (firstWindow, firstRequest)
  }

  private static func firstWatched(_ windows: [Window], before first: Int) -> (window: Int, request: Int)? {
    var rows = 0
    let watched = windows.filter { $0.closed.index < first }.suffix(watchedWindowCount).reversed().prefix { window in
      rows += window.closed.rows
      return rows <= watchedRowCountMax
    }
    return watched.last.map { ($0.closed.index, $0.closed.firstID) }
  }
}
