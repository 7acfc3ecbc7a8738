import Lifecycle
import Serving
import Synchronization

/// The way of window facts from the serving thread to the journal. Handing over never waits; where the journal is behind,
/// the serving thread lets its window go on past its length instead of piling up facts.
final class FactHandOver: Sendable {
  /// From so many facts on, the journal is behind.
  static let behindCount = 32
  /// Attempts to write the last facts when the session ends.
  private static let lastAttemptCount = 3

  private struct State {
    var facts: [WindowFact] = []
    var findings: TrialFindings?
    var isClosed = false
    var isDone = false
    var failure: String?
    var lost = 0
  }

  private let state = Condition(State())
  private let pending = Atomic(0)
  private let writes: @Sendable ([WindowFact]) async throws -> Void
  private let judges: @Sendable (TrialFindings) async throws -> Void

  /// - Parameters:
  ///   - writes: puts facts into the journal.
  ///   - judges: has a rollout's step judged.
  init(
    writes: @escaping @Sendable ([WindowFact]) async throws -> Void,
    judges: @escaping @Sendable (TrialFindings) async throws -> Void
  ) {
    self.writes = writes
    self.judges = judges
  }

  var isBehind: Bool { pending.load(ordering: .relaxed) >= Self.behindCount }
  var pendingCount: Int { pending.load(ordering: .relaxed) }
  var failure: String? { state.read { $0.failure } }
  var lostCount: Int { state.read { $0.lost } }

  func push(_ facts: [WindowFact]) {
    pending.add(facts.count, ordering: .relaxed)
    state.update { $0.facts += facts }
  }

  /// Newer findings take the place of those that nobody has judged yet.
  func push(_ findings: TrialFindings) { state.update { $0.findings = findings } }

  /// Whether findings wait to be judged.
  var isJudging: Bool { state.read { $0.findings != nil } }

  func start() {
    WorkerThread.start("gateway-facts") { [self] in
      while let (facts, findings) = next() {
        for fact in facts { write(fact) }
        if let findings { judge(findings) }
      }
      state.update { $0.isDone = true }
    }
  }

  /// Waits until everything is in the journal, or cannot be put there.
  func finish() {
    state.update { $0.isClosed = true }
    _ = state.wait { $0.isDone ? () : nil }
  }

  /// - Returns: nil at the end.
  private func next() -> ([WindowFact], TrialFindings?)? {
    state.wait { state -> ([WindowFact], TrialFindings?)?? in
      guard !state.facts.isEmpty || state.findings != nil else { return state.isClosed ? .some(nil) : nil }
      defer { state.facts.removeAll() }
      return (state.facts, state.findings)
    } ?? nil
  }

  private func write(_ fact: WindowFact) {
    var attempts = 0
    defer { pending.subtract(1, ordering: .relaxed) }
    while true {
      do {
        let writes = writes
        try waitFor { try await writes([fact]) }
        state.update { $0.failure = nil }
        return
      } catch {
        attempts += 1
        let isLast = state.update { state in
          state.failure = "windows cannot be written down: \(Refusal.describing(error))"
          return state.isClosed && attempts >= Self.lastAttemptCount
        }
        if isLast {
          state.update { $0.lost += 1 }
          return
        }
        _ = state.wait(seconds: 0.5) { _ in nil as Void? }
      }
    }
  }

  private func judge(_ findings: TrialFindings) {
    let judges = judges
    do { try waitFor { try await judges(findings) } } catch {
      state.update { $0.failure = "the rollout cannot be judged: \(Refusal.describing(error))" }
    }
    state.update { state in
      if state.findings?.key == findings.key { state.findings = nil }
    }
  }
}
