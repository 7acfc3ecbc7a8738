import Lifecycle

/// How many rows a live window will have, about.
struct WindowRows {
  /// Rows on which its drift is measured: where a model chooses among candidates, those that chance answers.
  let watched: Int

  /// - Parameters:
  ///   - eventTimes: of the project's data, whose pace stands for that of live traffic.
  ///   - hasTime: whether they are times, not mere positions.
  init(_ definition: ProjectDefinition, _ eventTimes: [Int64], hasTime: Bool) {
    let rows =
      switch definition.monitoring.window {
      case .rows(let count)?: count
      case .period(let seconds)?: Self.rows(in: seconds, eventTimes, hasTime) ?? WatchSettings.windowRowsDefault
      case nil: WatchSettings.windowRowsDefault
      }
    let explored = definition.deployment.explore
    watched = max(1, explored > 0 ? Int(Double(rows) * explored) : rows)
  }

  private static func rows(in seconds: Double, _ times: [Int64], _ hasTime: Bool) -> Int? {
    guard hasTime, let first = times.min(), let last = times.max(), last > first else { return nil }
    let rows = Double(times.count) * seconds * 1e6 / (Double(last) - Double(first))
    return rows.isFinite && rows >= 1 ? Int(min(rows, 1e9)) : nil
  }
}
