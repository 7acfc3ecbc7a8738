import Gateway
import Lifecycle

/// Outcomes that others hand to a watching under way. Bounded by one block: whoever hands them over waits.
final class WatchInbox: Sendable {
  typealias Answer = Result<OutcomeReceipt, Refusal>

  struct Item: Sendable {
    var entries: [OutcomeFileReading.Entry]
    var answered: @Sendable (Answer) -> Void
  }

  private struct State {
    var items: [Item] = []
    var isClosed = false
  }

  private let state = Condition(State())

  func join(_ entries: [OutcomeFileReading.Entry]) throws -> OutcomeReceipt {
    let box = Condition<Answer?>(nil)
    let isTaken = state.update { state in
      guard !state.isClosed else { return false }
      state.items.append(Item(entries: entries) { answer in box.update { $0 = answer } })
      return true
    }
    guard isTaken, let answer = box.wait(until: { $0 }) else {
      throw Refusal(kind: .no, message: "the watching has ended", mend: "run the command again")
    }
    return try answer.get()
  }

  func take() -> [Item] {
    state.updateQuietly { state in
      defer { state.items = [] }
      return state.items
    }
  }

  /// Refuses what waits and what comes.
  func close() {
    let left = state.update { state in
      state.isClosed = true
      defer { state.items = [] }
      return state.items
    }
    for item in left {
      item.answered(.failure(Refusal(kind: .no, message: "the watching has ended", mend: "run the command again")))
    }
  }
}

/// The watching under way.
struct InboxSink: OutcomeSink {
  let inbox: WatchInbox

  mutating func join(_ entries: [OutcomeFileReading.Entry]) throws -> OutcomeReceipt { try inbox.join(entries) }
}
