import Gateway
import Learning
import Lifecycle
import Serving
import Synchronization

/// What HTTP hands its requests to: a bounded queue before the serving thread. None of its calls waits for the engine.
final class LiveDesk: PredictionDesk {
  let routing: RoutingTable
  let definition: ProjectDefinition
  private let queue = Condition(DeskQueue())
  private let models: Mutex<Models>
  private let published = Mutex(DeskFigures())
  private let refused = Atomic(0)
  private let next = Atomic(0)
  private let isOverwhelmed = Atomic(false)
  /// Nil before the loop begins and after its end.
  private let turn = Mutex<ServingTurn?>(nil)
  private let explainer: ExplainerDesk
  private let more: @Sendable () -> [MetricFamily]

  /// What is served, worked out again when the routes have changed.
  private struct Models {
    var generation = -1
    var inputs: LiveInputs
    var served: ServedModels?
    /// Why nothing is served.
    var reason = ""
  }

  /// - Parameters:
  ///   - definition: as the session began.
  ///   - more: families of `/metrics` that the engine knows.
  init(
    routing: RoutingTable, definition: ProjectDefinition, explainer: ExplainerDesk,
    more: @escaping @Sendable () -> [MetricFamily]
  ) {
    self.routing = routing
    self.definition = definition
    self.explainer = explainer
    self.more = more
    models = Mutex(Models(inputs: LiveInputs(routing.current, definition)))
  }

  var served: ServedModels? { current.served }

  /// What is served, why nothing is, and the inputs as they are now.
  var current: (served: ServedModels?, reason: String, inputs: LiveInputs) {
    let generation = routing.generation
    return models.withLock { models in
      if models.generation != generation { update(&models, generation) }
      return (models.served, models.reason, models.inputs)
    }
  }

  private func update(_ models: inout Models, _ generation: Int) {
    let routes = routing.current
    models.generation = generation
    models.inputs.add(routes, definition)
    models.served = nil
    guard let champion = routes.champion else {
      models.reason = "there is no champion; promote a version"
      return
    }
    if let name = models.inputs.mismatch(of: champion) {
      models.reason = "version \(champion.version) reads `\(name)` as another kind than clients send; serve anew"
      return
    }
    let answering = routes.models.filter { models.inputs.mismatch(of: $0) == nil }
    models.served = ServedModels(
      name: definition.name, task: Lifecycle.LearningTask(champion.scorer.task), versions: answering.map(\.version),
      inputs: models.inputs.inputs.map(\.served), classes: champion.scorer.classNames, idColumn: definition.data.id)
  }

  // MARK: Submitting

  func submit(
    _ request: PredictionRequest,
    _ completion: @escaping @Sendable (Result<PredictionReply, PredictionFailure>) -> Void
  ) {
    take(request, completion, wakes: true)
  }

  /// Where answers must outlive a power loss they wait for the disk: not on a thread that reads requests.
  func gather(
    _ request: PredictionRequest,
    _ completion: @escaping @Sendable (Result<PredictionReply, PredictionFailure>) -> Void
  ) {
    let isQuick = request.rowCount <= DeskQueue.quickRowCountMax && !definition.deployment.log.outlivesPowerLoss
    take(request, completion, wakes: !isQuick)
  }

  private func take(
    _ request: PredictionRequest,
    _ completion: @escaping @Sendable (Result<PredictionReply, PredictionFailure>) -> Void, wakes: Bool
  ) {
    if let failure = refusal(of: request) { return completion(.failure(failure)) }
    enqueue(rows: request.rowCount, wakes: wakes, completion) {
      $0.add(DeskQueue.Predictions(request: request, completion: completion))
    }
  }

  func answerWaiting() {
    turn.withLock { $0 }?.takeIfFree { loop in
      var rounds = 0
      // What other threads have gathered meanwhile, too: they cannot answer it while this one does.
      while rounds < Self.roundsMax, loop.answerQuick() { rounds += 1 }
    }
  }

  private static let roundsMax = 4

  func submit(
    _ outcomes: [ReportedOutcome],
    _ completion: @escaping @Sendable (Result<OutcomeReceipt, PredictionFailure>) -> Void
  ) {
    enqueue(rows: outcomes.count, completion) { $0.add(DeskQueue.Reports(outcomes: outcomes, completion: completion)) }
  }

  private func enqueue<Reply>(
    rows: Int, wakes: Bool = true, _ completion: (Result<Reply, PredictionFailure>) -> Void,
    _ add: (inout DeskQueue) -> Void
  ) {
    func take(_ queue: inout DeskQueue) -> PredictionFailure? {
      if queue.isClosed { return .unavailable("the gateway is closing") }
      guard queue.hasRoom(rows), !isOverwhelmed.load(ordering: .relaxed) else { return .busy }
      add(&queue)
      return nil
    }
    let failure = wakes ? queue.update(take) : queue.updateQuietly(take)
    guard let failure else { return }
    if failure == .busy { refused.add(1, ordering: .relaxed) }
    completion(.failure(failure))
  }

  /// What is wrong with a request whoever answers it.
  private func refusal(of request: PredictionRequest) -> PredictionFailure? {
    let (served, reason, inputs) = current
    guard let served else { return .notReady(reason) }
    if let version = request.version, !served.versions.contains(version) { return .unknownVersion(version) }
    let width = request.rowCount == 0 ? 0 : request.cells.count / request.rowCount
    guard width * request.rowCount == request.cells.count, width <= inputs.inputs.count else {
      return .invalid(
        "\(request.cells.count) cells do not make \(request.rowCount) rows of \(inputs.inputs.count) inputs")
    }
    return nil
  }

  func explain(
    _ request: PredictionRequest, _ completion: @escaping @Sendable (Result<Explanation, PredictionFailure>) -> Void
  ) {
    if let failure = refusal(of: request) { return completion(.failure(failure)) }
    explainer.explain(request, inputs: current.inputs, completion)
  }

  // MARK: The serving thread

  /// From now on threads that have gathered requests may answer them.
  func begin(_ turn: ServingTurn) { self.turn.withLock { $0 = turn } }

  /// - Returns: false when so many seconds have passed without work.
  func waitForWork(seconds: Double) -> Bool {
    queue.wait(seconds: seconds) { queue in !queue.isEmpty || queue.isClosed ? true : nil } ?? false
  }

  /// Hands over everything that waits.
  func take(_ taken: inout DeskQueue) { queue.updateQuietly { $0.take(&taken) } }

  /// Hands over what waits where it is a moment's work.
  ///
  /// - Returns: false where there is none, or too much.
  func takeQuick(_ taken: inout DeskQueue) -> Bool {
    queue.updateQuietly { queue in
      guard queue.isQuick else { return false }
      queue.take(&taken)
      return true
    }
  }

  /// The loop is over.
  func end() { turn.withLock { $0 = nil } }

  /// From now on nothing more is taken; what waits is answered.
  func close() {
    queue.update { $0.isClosed = true }
    explainer.close()
  }

  func startExplaining() { explainer.start() }

  /// The identity that the next answer gets, as far as is known outside the serving thread.
  var nextID: Int { next.load(ordering: .relaxed) }

  func answered(upTo id: Int64) { next.store(Int(id), ordering: .relaxed) }

  var queuedRows: Int { queue.read { $0.rowCount } }

  func publish(_ figures: DeskFigures, isOverwhelmed: Bool) {
    self.isOverwhelmed.store(isOverwhelmed, ordering: .relaxed)
    published.withLock { $0 = figures }
  }

  var figures: DeskFigures {
    var figures = published.withLock { $0 }
    figures.refused = refused.load(ordering: .relaxed)
    figures.queued = queuedRows
    return figures
  }

  func metrics() -> [MetricFamily] { figures.families + more() }
}
