import Encoding
import Lifecycle
import Testing

@Suite("What alarms say, to whom and in which order")
struct AlarmNewsTests {
  private func alarm(
    _ id: Int, _ state: Alarm.State = .firing, cost: Double? = nil, severity: AlarmRule.Severity = .warning,
    _ change: (inout Alarm) -> Void = { _ in }
  ) -> Alarm {
    var alarm = Alarm(
      id: AlarmID(id), rule: "rule \(id)", metric: "psi", severity: severity, state: state, since: .march(id),
      costPerDay: cost, advice: "")
    change(&alarm)
    return alarm
  }

  private func state(_ alarms: [Alarm]) -> LifecycleState {
    var state = LifecycleState()
    state.alarms = alarms
    return state
  }

  @Test("Firing comes first, then what it costs; one that costs nothing is last, one of unknown cost between")
  func ranking() {
    let ranked = Alarm.ranked([
      alarm(1, .pending, cost: 900), alarm(2, cost: 0), alarm(3), alarm(4, cost: 5), alarm(5, cost: 80),
      alarm(6, .noData), alarm(7, severity: .critical), alarm(8, cost: -3),
    ])
    #expect(ranked.map(\.id.number) == [5, 4, 7, 3, 2, 8, 6, 1])
  }

  @Test("An alarm speaks once when it begins to fire; never acknowledged, asleep, or back from silence")
  func news() {
    let told: Set<NotifyRule.Occasion> = [.alarmFiring]
    func news(_ before: [Alarm], _ after: [Alarm]) -> [String] {
      AlarmNews.between(state(before), state(after), told: told)
    }
    #expect(news([], [alarm(1)]) == ["warning alarm: rule 1"])
    #expect(news([alarm(1, .pending)], [alarm(1)]) == ["warning alarm: rule 1"])
    #expect(news([alarm(1)], [alarm(1, cost: 4)]).isEmpty)
    #expect(news([], [alarm(1) { $0.isAcknowledged = true }]).isEmpty)
    #expect(news([], [alarm(1) { $0.snoozedUntil = .march(9) }]).isEmpty)
    #expect(news([alarm(1, .noData) { $0.stateBefore = .firing }], [alarm(1)]).isEmpty)
    #expect(news([alarm(1)], [alarm(1, .resolved)]).isEmpty)
    #expect(
      AlarmNews.between(state([alarm(1)]), state([alarm(1, .noData)]), told: [.alarmWithoutData])
        == ["alarm has no data any more: rule 1"])
  }

  @Test("Nobody outside hears of an alarm that is asleep")
  func asleep() {
    func notification(_ alarm: Alarm, before: Alarm.State?) -> Notification? {
      Notification(of: .sample(3, .alarmChanged(alarm)), alarm: before, project: "p")
    }
    #expect(notification(alarm(1), before: .pending)?.occasion == .alarmFiring)
    #expect(notification(alarm(1) { $0.snoozedUntil = .march(20) }, before: .pending) == nil)
    #expect(notification(alarm(1, .noData), before: .firing)?.occasion == .alarmWithoutData)
    #expect(notification(alarm(1) { $0.stateBefore = .firing }, before: .noData) == nil)
  }

  @Test(
    "A choice of data is read back from its text",
    arguments: ["all", "newest 5000", "recent 30d", "recent 90min", "since_change", "auto"])
  func choices(text: String) {
    #expect(DataChoice(parsing: text)?.text == text)
  }

  @Test("What is no choice of data", arguments: ["", "newest", "newest 5", "newest -1", "recent", "recent 0s", "new"])
  func noChoices(text: String) {
    #expect(DataChoice(parsing: text) == nil)
  }
}
