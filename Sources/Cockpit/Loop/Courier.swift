import Encoding
import Lifecycle

/// Takes what the model asks of the engine there, and brings the answers back through a mailbox.
struct Courier: Sendable {
  let link: any EngineLink
  let mailbox: Mailbox

  /// The engine's pictures, and how the link to it stands, until the tasks are cancelled.
  func watch() -> [Task<Void, Never>] {
    let (link, mailbox) = (link, mailbox)
    let snapshots = Task.detached {
      for await snapshot in link.snapshots() { mailbox.post(snapshot: snapshot) }
      mailbox.post(.disconnected("the engine has ended"))
    }
    return [snapshots, Task.detached { for await state in link.states() { mailbox.post(.connection(state)) } }]
  }

  func send(_ command: Command, _ id: RequestID) {
    post({ .receipt(id, $0) }) { try await $0.send(command) }
  }

  func cancel(_ task: TaskID, _ id: RequestID) {
    post({ .receipt(id, $0) }) { link in
      try await link.cancel(task)
      return Receipt(message: "task \(task) is cancelled")
    }
  }

  func ask(_ query: Query, _ id: RequestID) {
    post({ .page(query, id, $0) }) { try await $0.query(query).document(of: query) }
  }

  func askForPast(_ sequence: Int, _ id: RequestID) {
    post({ .past(id, $0) }) { try await $0.past(sequence) }
  }

  private func post<Answer: Sendable>(
    _ message: @escaping @Sendable (Result<Answer, Refusal>) -> Message,
    _ request: @escaping @Sendable (any EngineLink) async throws -> Answer
  ) {
    let (link, mailbox) = (link, mailbox)
    Task.detached {
      let result: Result<Answer, Refusal>
      do {
        result = .success(try await request(link))
      } catch let refusal as Refusal {
        result = .failure(refusal)
      } catch {
        result = .failure(Refusal(kind: .damaged, message: "\(error)"))
      }
      mailbox.post(message(result))
    }
  }
}

extension Page {
  /// The events of the journal are a list; every other answer is one document.
  fileprivate func document(of query: Query) -> JSON {
    if case .journal = query { return .array(items) }
    return items.first ?? .null
  }
}
