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

  /// Has the engine answer, which refuses in the reply; a watch is no question with one answer.
  func answer(from link: any EngineLink) async -> WireReply {
    do {
      switch self {
      case .send(let command): return .receipt(try await link.send(command))
      case .query(let query): return .page(try await link.query(query).items.map { $0.text() })
      case .cancel(let task):
        try await link.cancel(task)
        return .done
      case .past(let sequence): return .snapshot(try await link.past(sequence))
      case .watch:
        throw Refusal(kind: .wrongUse, message: "snapshots are not asked for one by one", mend: "open the watch")
      }
    } catch {
      return .refused(Refusal.describing(error))
    }
  }
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
