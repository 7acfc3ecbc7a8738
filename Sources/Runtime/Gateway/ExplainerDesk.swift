import Gateway
import Learning
import Lifecycle
import Serving
import Tabular

/// Explains rows on a thread of its own, so that no answer waits for an explanation.
final class ExplainerDesk: Sendable {
  static let waitingCountMax = 64
  /// Exact Shapley values take a millisecond a row.
  static let rowCountMax = 1000

  private struct Work: Sendable {
    var request: PredictionRequest
    var inputs: LiveInputs
    var completion: @Sendable (Result<Explanation, PredictionFailure>) -> Void
  }

  private struct State {
    var waiting: [Work] = []
    var isClosed = false
  }

  private let state = Condition(State())
  private let routing: RoutingTable
  private let session: SessionID
  private let loads: @Sendable (VersionID) throws -> Model

  /// - Parameter loads: the model of a version; called on the explainer's thread, which may wait.
  init(routing: RoutingTable, session: SessionID, loads: @escaping @Sendable (VersionID) throws -> Model) {
    self.routing = routing
    self.session = session
    self.loads = loads
  }

  func explain(
    _ request: PredictionRequest, inputs: LiveInputs,
    _ completion: @escaping @Sendable (Result<Explanation, PredictionFailure>) -> Void
  ) {
    guard request.rowCount <= Self.rowCountMax else {
      return completion(.failure(.invalid("at most \(Self.rowCountMax) rows are explained at a time")))
    }
    let failure: PredictionFailure? = state.update { state in
      if state.isClosed { return .unavailable("the gateway is closing") }
      guard state.waiting.count < Self.waitingCountMax else { return .busy }
      state.waiting.append(Work(request: request, inputs: inputs, completion: completion))
      return nil
    }
    if let failure { completion(.failure(failure)) }
  }

  func start() {
    WorkerThread.start("gateway-why", isBackground: true) { [self] in
      var known: (version: VersionID, explainer: ContributionExplainer)?
      while let work = next() {
        do {
          work.completion(.success(try explain(work, &known)))
        } catch let failure as PredictionFailure {
          work.completion(.failure(failure))
        } catch {
          work.completion(.failure(.unavailable("\(Refusal.describing(error))")))
        }
      }
    }
  }

  /// What waits is still explained.
  func close() { state.update { $0.isClosed = true } }

  private func next() -> Work? {
    state.wait { state -> Work?? in
      guard !state.waiting.isEmpty else { return state.isClosed ? .some(nil) : nil }
      return state.waiting.removeFirst()
    } ?? nil
  }

  private func explain(
    _ work: Work, _ known: inout (version: VersionID, explainer: ContributionExplainer)?
  ) throws -> Explanation {
    let routes = routing.current
    guard let model = work.request.version.map({ routes.model($0) }) ?? routes.champion else {
      throw PredictionFailure.notReady("there is no champion")
    }
    if known?.version != model.version {
      known = ContributionExplainer(try loads(model.version)).map { (model.version, $0) }
    }
    guard let explainer = known?.explainer else {
      throw PredictionFailure.invalid("version \(model.version) cannot be explained: a constant, or trees too deep")
    }
    var table = LiveTable(unitColumn: "unit")
    table.extend(to: work.inputs.inputs)
    let rows = table.table(of: [LiveRows(request: work.request, rows: 0..<work.request.rowCount)])
    return try explanation(of: rows, by: model, explainer)
  }

  private func explanation(
    of table: Table, by model: ServedModel, _ explainer: ContributionExplainer
  ) throws -> Explanation {
    let rows = Array(0..<table.rowCount)
    let features = model.scorer.pipeline.columnNames
    let scores: [Double]
    let predictions: [Double]
    var classes: [Int]?
    switch model.scorer.task {
    case .multiclass:
      scores = try model.scorer.probabilities(of: table, rows: rows)
      let width = model.scorer.classCount
      let likeliest = rows.map { row in
        (0..<width).max { (scores[row * width + $0], $1) < (scores[row * width + $1], $0) } ?? 0
      }
      predictions = likeliest.map(Double.init)
      classes = likeliest
    case .binary:
      scores = try model.scorer.scores(of: table, rows: rows)
      predictions = scores.map { $0 >= model.threshold ?? 0.5 ? 1 : 0 }
    case .regression:
      scores = try model.scorer.scores(of: table, rows: rows)
      predictions = scores
    }
    let found = try explainer.contributions(table, rows: rows, classes: classes)
    let places = Dictionary(uniqueKeysWithValues: features.enumerated().map { ($1, $0) })
    var contributions = [Double](repeating: 0, count: rows.count * features.count)
    for (row, one) in found.enumerated() {
      for (column, amount) in one.amounts {
        if let place = places[column] { contributions[row * features.count + place] = amount }
      }
    }
    // Nothing is logged, so that there are no identities.
    let reply = PredictionReply(
      session: session, ids: [Int64](repeating: -1, count: rows.count),
      versions: [VersionID](repeating: model.version, count: rows.count), scores: scores, predictions: predictions)
    return Explanation(reply: reply, base: found.map(\.base), contributions: contributions, features: features)
  }
}
