import Encoding
import Lifecycle
import Monitoring
import Serving
import Storage

extension Engine {
  /// A window of the newest session, read back from the log on a thread of its own.
  func windowPage(_ request: Query.WindowRequest) async throws -> JSON {
    guard let newest = state.windows.last else {
      throw Refusal(kind: .no, message: "no window has closed yet", mend: "play some traffic: `sextant replay`")
    }
    guard let place = state.windows.firstIndex(where: { $0.closed.index == request.index ?? newest.closed.index })
    else {
      let kept = "\(state.windows[0].closed.index) to \(newest.closed.index)"
      throw Refusal(
        kind: .wrongUse, message: "window \(request.index ?? 0) is not kept", mend: "windows \(kept) are")
    }
    let window = state.windows[place]
    let before = request.column == nil ? [] : windowsBefore(place)
    let column = request.column
    let (definition, task, reader) = (definition, currentTask, log.reader)
    let (reference, trend, share) = (try reference(of: window), trend(of: column), exploredShare)
    var asked = request
    asked.index = window.closed.index
    let key = AnalysisShelf.Key(
      query: .window(asked), definition: definition, dataset: nil,
      // Outcomes that come later change the answer, and so do windows that come later: the trend goes on.
      mark: [window.closed.session.number, window.settled?.settled ?? -1, column == nil ? 0 : newest.closed.index])
    let title = "reading window \(window.closed.index)\(column.map { ", \($0)" } ?? "")"
    return try await shelved(key, kind: "analysis", title: title) { progress, isCancelled in
      try WindowDetail(
        definition: definition, task: task, window: window, before: before, trend: trend, reference: reference,
        reader: reader, column: column, exploredShare: share, isCancelled: isCancelled, progress: progress
      ).page()
    }
  }

  /// Settled windows before one, of the same version where there are such, back to `rowsBeforeMax` rows.
  private func windowsBefore(_ place: Int) -> [Window] {
    let version = state.windows[place].closed.version
    let earlier = state.windows[..<place]
    let same = earlier.reversed().prefix { $0.closed.version == version }
    var rows = 0
    let chosen = (same.isEmpty ? Array(earlier.reversed()) : Array(same)).prefix { window in
      rows += window.closed.rows
      return rows <= WindowDetail.rowsBeforeMax && window.closed.session == state.windows[place].closed.session
    }
    return chosen.reversed().drop { $0.settled == nil }.map { $0 }
  }

  /// What the window was measured against when it closed.
  private func reference(of window: Window) throws -> ReferenceProfile? {
    if let watching, watching.session == window.closed.session { return watching.status.current.reference }
    if let lastWatched, lastWatched.session == window.closed.session { return lastWatched.status.current.reference }
    guard let version = state.version(window.closed.version) ?? state.champion else { return nil }
    return try ModelLoading.served(version, from: artifacts).reference
  }

  /// Where a model chooses among candidates, the share of requests that chance answers.
  private var exploredShare: Double {
    if case .world = definition.data.source {
      return definition.deployment.explore > 0 ? definition.deployment.explore : 1
    }
    return 1
  }

  /// The column's readings in all kept windows, method by method.
  private func trend(of column: String?) -> [JSON] {
    guard let column else { return [] }
    var methods: [String] = []
    var points: [String: [JSON]] = [:]
    for window in state.windows {
      for reading in window.closed.drift where reading.column == column {
        if points[reading.method] == nil { methods.append(reading.method) }
        points[reading.method, default: []].append(
          .array([JSON(window.closed.index), JSON(reading.statistic), JSON(reading.threshold)]))
      }
    }
    return methods.map { ["method": JSON($0), "points": .array(points[$0] ?? [])] }
  }
}
