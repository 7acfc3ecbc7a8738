import Encoding
import Lifecycle

/// An event as its row has it: read by the thread that has the database, decoded by any.
struct StoredEvent: Sendable {
  private let sequence: Int
  private let time: Timestamp
  private let eventTime: Timestamp?
  private let who: String
  private let command: String?
  private let kind: String
  private let payload: [UInt8]

  /// - Parameter row: the columns sequence, time, event_time, who, command, kind, payload.
  init(_ row: Statement) {
    sequence = row.integer(0)
    time = Timestamp(microseconds: Int64(row.integer(1)))
    eventTime = row.optionalInteger(2).map { Timestamp(microseconds: $0) }
    who = row.text(3)
    command = row.optionalText(4)
    kind = row.text(5)
    payload = row.bytes(6)
  }

  /// - Throws: `newerEvent` for one that only a newer program can read, `corrupt` for one that none can.
  func decoded(path: String) throws(StorageError) -> Event {
    do {
      return Event(
        sequence: sequence, time: time, eventTime: eventTime, who: who, command: command,
        payload: try Event.Payload(kind: kind, json: try JSON(parsing: payload)))
    } catch let error as EventCodecError {
      throw StorageError(
        code: error.isNewer ? .newerEvent : .corrupt, path: path, detail: "event \(sequence): \(error)")
    } catch {
      throw StorageError(code: .corrupt, path: path, detail: "event \(sequence): \(error)")
    }
  }
}
