import Gateway
import Lifecycle
import Synchronization

/// A desk that answers with the sum of a row's numbers, at once or when told to.
final class StubDesk: PredictionDesk {
  struct State {
    var nextID: Int64 = 1
    var outcomes: [ReportedOutcome] = []
    var held: [@Sendable () -> Void] = []
    var failure: PredictionFailure?
  }

  let state = Mutex(State())
  let isHolding: Atomic<Bool>
  /// Held requests are answered by the thread that gathered them.
  let answersGathered: Bool
  let model: ServedModels?

  static let model = ServedModels(
    name: "bikes", task: .binary, versions: [VersionID(3)],
    inputs: [
      .init(name: "hour", kind: .number), .init(name: "city", kind: .category), .init(name: "holiday", kind: .boolean),
    ],
    classes: [], idColumn: "order")

  init(_ model: ServedModels? = StubDesk.model, isHolding: Bool = false, answersGathered: Bool = false) {
    self.model = model
    self.answersGathered = answersGathered
    self.isHolding = Atomic(isHolding)
  }

  var served: ServedModels? { model }

  func submit(
    _ request: PredictionRequest, _ completion: @escaping @Sendable (Result<PredictionReply, PredictionFailure>) -> Void
  ) {
    let answer: @Sendable () -> Void = { [self] in
      if let failure = state.withLock({ $0.failure }) { return completion(.failure(failure)) }
      completion(.success(reply(request)))
    }
    guard isHolding.load(ordering: .sequentiallyConsistent) else { return answer() }
    state.withLock { $0.held.append(answer) }
  }

  /// Answers everything that waits, on a thread that is not the server's.
  func release() {
    for answer in state.withLock({ state in
      defer { state.held = [] }
      return state.held
    }) { answer() }
  }

  func answerWaiting() {
    if answersGathered { release() }
  }

  var heldCount: Int { state.withLock { $0.held.count } }

  func submit(
    _ outcomes: [ReportedOutcome], _ completion: @escaping @Sendable (Result<OutcomeReceipt, PredictionFailure>) -> Void
  ) {
    state.withLock { $0.outcomes += outcomes }
    completion(.success(OutcomeReceipt(joined: outcomes.count)))
  }

  func explain(
    _ request: PredictionRequest, _ completion: @escaping @Sendable (Result<Explanation, PredictionFailure>) -> Void
  ) {
    completion(
      .success(
        Explanation(
          reply: reply(request), base: [Double](repeating: 0.5, count: request.rowCount),
          contributions: request.cells.map { $0.isNaN ? 0 : $0 }, features: model?.inputs.map(\.name) ?? [])))
  }

  func metrics() -> [MetricFamily] {
    [MetricFamily(name: "ml_value_total", help: "Money \"made\".", kind: .counter, samples: [.init(value: 1.5)])]
  }

  private func reply(_ request: PredictionRequest) -> PredictionReply {
    let width = request.cells.count / max(1, request.rowCount)
    let first = state.withLock { state in
      defer { state.nextID += Int64(request.rowCount) }
      return state.nextID
    }
    let scores = (0..<request.rowCount).map { row in
      request.cells[row * width..<(row + 1) * width].reduce(0) { $0 + ($1.isNaN ? 0 : $1) }
    }
    return PredictionReply(
      session: SessionID(1), ids: (0..<request.rowCount).map { first + Int64($0) },
      versions: [VersionID](repeating: VersionID(3), count: request.rowCount), scores: scores,
      predictions: scores.map { $0 > 0.5 ? 1 : 0 })
  }
}
