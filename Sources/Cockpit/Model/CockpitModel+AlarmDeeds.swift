import CellCanvas
import Lifecycle

// What people do to alarms beside looking at them.

extension CockpitModel {
  /// Acknowledges the alarm, or takes the acknowledgement back.
  mutating func acknowledge() -> [Effect] {
    guard let alarm = alarmToAcknowledge else { return [] }
    let command = alarm.isAcknowledged ? Command.unacknowledge(alarm.id) : .acknowledge(alarm.id)
    return send(command, by: .act(.acknowledge))
  }

  /// Asks for how long, or wakes one that is asleep.
  mutating func snooze() -> [Effect] {
    guard let alarm = alarmToSnooze else { return [] }
    if alarm.snoozedUntil != nil { return send(.unsnooze(alarm.id), by: .act(.snooze)) }
    layer = .choice(Choice(.snooze(alarm.id)))
    return []
  }

  mutating func beginNote() {
    guard let alarm = alarmToNote else { return }
    layer = .prompt(Prompt(.alarmNote(alarm.id), field: TextField(alarm.note ?? "")))
  }

  mutating func submitNote(_ id: AlarmID, _ text: String) -> [Effect] {
    layer = nil
    return send(.noteAlarm(id, text: text), by: .act(.noteAlarm))
  }

  /// The chosen alarm on the monitoring screen, elsewhere the gravest.
  var alarmToNote: Alarm? {
    screen.stage == .monitoring ? selectedAlarm : snapshot?.state.openAlarms.first
  }

  var noteReason: String? { alarmToNote == nil ? "no alarm is open" : nil }
}
