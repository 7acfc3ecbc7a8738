import Lifecycle
import Synchronization

/// Requests whose answer a person is to give: at partial automation, those whose score lies in the review band.
///
/// Written by the traffic, read and answered by the engine. Bounded: when it is full, the model decides again, and the
/// queue says how often that happened.
public final class ReviewQueue: Sendable {
  public static let capacity = 1000

  public struct Item: Sendable, Equatable {
    public var session: SessionID
    public var id: Int64
    /// Microseconds since 1970.
    public var eventTime: Int64
    public var score: Double
    /// What the model would have decided.
    public var proposal: Double

    public init(session: SessionID, id: Int64, eventTime: Int64, score: Double, proposal: Double) {
      self.session = session
      self.id = id
      self.eventTime = eventTime
      self.score = score
      self.proposal = proposal
    }
  }

  /// A person's answer, on its way to the windows.
  public struct Answer: Sendable, Equatable {
    public var session: SessionID
    public var id: Int64
    public var decision: Double
    /// What the model would have decided; NaN where that is not known.
    public var proposal: Double

    public init(session: SessionID, id: Int64, decision: Double, proposal: Double = .nan) {
      self.proposal = proposal
      self.session = session
      self.id = id
      self.decision = decision
    }
  }

  private struct State {
    var waiting: [Item] = []
    var answers: [Answer] = []
    var overflow = 0
  }

  private let state = Mutex(State())

  public init() {}

  /// Oldest first.
  public var waiting: [Item] { state.withLock { $0.waiting } }

  /// Requests that found the queue full and were decided by the model.
  public var overflowCount: Int { state.withLock { $0.overflow } }

  /// - Returns: false when the queue is full.
  func add(_ item: Item) -> Bool {
    state.withLock { state in
      guard state.waiting.count < Self.capacity else {
        state.overflow += 1
        return false
      }
      state.waiting.append(item)
      return true
    }
  }

  /// Takes back requests whose answers could not be logged.
  func withdraw(_ session: SessionID, from id: Int64) {
    state.withLock { state in state.waiting.removeAll { $0.session == session && $0.id >= id } }
  }

  /// Puts back what waited when the last engine stopped; the newest where there are too many.
  public func restore(_ items: [Item]) {
    state.withLock { $0.waiting = Array(items.suffix(Self.capacity)) }
  }

  public func item(_ session: SessionID, _ id: Int64) -> Item? {
    state.withLock { state in state.waiting.first { $0.session == session && $0.id == id } }
  }

  /// Takes a request from the queue with its answer.
  public func answer(_ answer: Answer) {
    state.withLock { state in
      state.waiting.removeAll { $0.session == answer.session && $0.id == answer.id }
      if state.answers.count < Self.capacity { state.answers.append(answer) }
    }
  }

  /// Hands the answers of a session over to its windows; those of other sessions come too late for theirs.
  func takeAnswers(of session: SessionID) -> [Answer] {
    state.withLock { state in
      guard !state.answers.isEmpty else { return [] }
      defer { state.answers.removeAll() }
      return state.answers.filter { $0.session == session }
    }
  }
}
