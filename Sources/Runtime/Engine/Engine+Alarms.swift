import Encoding
import Lifecycle

// What people do to alarms.

extension Engine {
  func acknowledge(_ id: AlarmID) throws -> Receipt {
    try change(id, command: .acknowledge(id), "acknowledged") { $0.isAcknowledged = true }
  }

  func unacknowledge(_ id: AlarmID) throws -> Receipt {
    try change(id, command: .unacknowledge(id), "not acknowledged any more") {
      $0.isAcknowledged = false
      $0.snoozedUntil = nil
    }
  }

  private static let snoozeSecondsMax = 366.0 * 86_400

  func snooze(_ id: AlarmID, seconds: Double) throws -> Receipt {
    guard seconds > 0, seconds <= Self.snoozeSecondsMax else {
      throw Refusal(kind: .wrongUse, message: "an alarm cannot sleep that long", mend: "give at most a year of seconds")
    }
    let until = clock.now().advanced(bySeconds: seconds)
    return try change(id, command: .snooze(id, seconds: seconds), "snoozed") {
      $0.snoozedUntil = until
      $0.isAcknowledged = true
    }
  }

  func unsnooze(_ id: AlarmID) throws -> Receipt {
    try change(id, command: .unsnooze(id), "awake again") {
      $0.snoozedUntil = nil
      $0.isAcknowledged = false
    }
  }

  /// Kept as it was written, but on one line and cut off; whoever shows it makes it visible.
  func note(_ id: AlarmID, text: String) throws -> Receipt {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let note = words.isEmpty ? nil : String(words.prefix(Alarm.noteLengthMax))
    let command = Command.noteAlarm(id, text: note ?? "")
    let what = note == nil ? "without a note" : "noted"
    if alarms.isTracked(id) { return try change(id, command: command, what) { $0.note = note } }
    // What is over can still be explained.
    guard var ended = state.alarms.last(where: { $0.id == id }) else { throw Self.noSuchAlarm(id) }
    ended.note = note
    let events = try record([.alarmChanged(ended)], command: command)
    return Receipt(event: events.last?.sequence, message: "alarm \(id) is \(what)")
  }

  private func change(
    _ id: AlarmID, command: Command, _ what: String, _ body: (inout Alarm) -> Void
  ) throws -> Receipt {
    guard let alarm = alarms.change(id, body) else { throw Self.noSuchAlarm(id) }
    let events = try record([.alarmChanged(alarm)], command: command)
    return Receipt(event: events.last?.sequence, message: "alarm \(id) is \(what)")
  }

  private static func noSuchAlarm(_ id: AlarmID) -> Refusal {
    Refusal(kind: .wrongUse, message: "there is no open alarm \(id)", mend: "`sextant alarms` lists them")
  }

  /// Who outside is told of what, and how that goes: one object a rule of `monitoring.notify`.
  func notifyDocument() -> JSON {
    let terminals = definition.monitoring.notify.filter { if case .terminal = $0.channel { true } else { false } }
    let shown = terminals.map { rule in
      ["kind": JSON(rule.kind), "server": JSON(rule.place), "on": JSON(rule.occasions.map(\.rawValue))] as JSON
    }
    return .array((notifier.document.array ?? []) + shown)
  }
}
