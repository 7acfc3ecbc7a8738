/// What happened to alarms between two states, for whoever sees states and no events.
public enum AlarmNews {
  /// One sentence for each alarm that changed, the gravest first.
  ///
  /// An alarm that is acknowledged or asleep says nothing; one whose data came back goes on and is no news.
  public static func between(
    _ before: LifecycleState, _ after: LifecycleState, told occasions: Set<NotifyRule.Occasion>
  ) -> [String] {
    guard before.alarms != after.alarms else { return [] }
    let known = Dictionary(before.alarms.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    // The newest alone: at full speed hundreds may have come and gone.
    return Alarm.ranked(after.alarms.suffix(LifecycleState.alarmCountMax)).compactMap { alarm in
      guard !alarm.isAcknowledged, alarm.snoozedUntil == nil else { return nil }
      return sentence(alarm, known[alarm.id], occasions)
    }
  }

  private static func sentence(
    _ alarm: Alarm, _ before: Alarm?, _ occasions: Set<NotifyRule.Occasion>
  ) -> String? {
    switch (before?.state, alarm.state) {
    case (.firing?, .firing): return nil
    case (.noData?, .firing) where before?.stateBefore == .firing: return nil
    case (_, .firing): return occasions.contains(.alarmFiring) ? "\(alarm.severity.rawValue) alarm: \(alarm.rule)" : nil
    case (.firing?, .noData):
      return occasions.contains(.alarmWithoutData) ? "alarm has no data any more: \(alarm.rule)" : nil
    case (.firing?, .resolved): return occasions.contains(.alarmResolved) ? "alarm is over: \(alarm.rule)" : nil
    case (_, .inactive), (_, .pending), (_, .noData), (_, .resolved): return nil
    }
  }
}
