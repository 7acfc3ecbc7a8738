import Lifecycle
import Tabular

extension TrafficPace {
  /// As fast as the rows of a table came; nil where they have no times, or all the same.
  public init?(_ table: Table, _ definition: ProjectDefinition) {
    guard let time = definition.data.time, let times = try? table.eventTimes(by: time.specification),
      let first = times.min(), let last = times.max(), last > first
    else { return nil }
    let days = Double(last - first) / 86_400e6
    self.init(
      rows: times.count, rowsPerDay: Double(times.count) / days,
      outcomeDelaySeconds: definition.monitoring.outcomeDelaySeconds)
  }
}
