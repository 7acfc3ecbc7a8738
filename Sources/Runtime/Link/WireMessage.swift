import Encoding
import Lifecycle

/// What goes over the engine's socket: one message a line, as JSON.
enum WireRequest: Sendable, Codable {
  case send(Command)
  case query(Query)
  case cancel(TaskID)
  case past(Int)
  /// From here on the connection carries snapshots only.
  case watch
}

/// The engine's answer to a request.
enum WireReply: Sendable, Codable {
  case receipt(Receipt)
  /// JSON documents of a page, as text.
  case page([String])
  case done
  case refused(Refusal)
  case snapshot(Snapshot)
  /// The engine is closing and has done nothing of what was asked.
  case gone
}
