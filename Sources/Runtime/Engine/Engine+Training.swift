import Encoding
import Learning
import Lifecycle
import Serving
import Storage
import Tabular

extension Engine {
  /// Starts a training on a thread of its own. Its beginning is in the journal when the receipt is given.
  ///
  /// - Parameter policy: what began it; its choice of data holds where the request makes none.
  func train(_ request: Command.Training, by policy: RetrainPolicy? = nil) throws -> Receipt {
    if let task = tasks.isRunning(kind: "train") {
      throw Refusal(
        kind: .no, message: "\(task.title) is still training (task \(task.id))",
        mend: "wait for it, or cancel it with x or `sextant cancel \(task.id)`")
    }
    let recipe = try recipe(for: request)
    let released = try releasedRows()
    let decision = try dataDecision(request, policy, hasReleased: released != nil)
    let run = RunID((state.runs.map(\.id.number).max() ?? 0) + 1)
    let events = try record(
      [.runStarted(Event.RunStarted(run: run, recipe: recipe, data: decision?.reason, policy: policy?.name))],
      command: .train(request))
    let (task, token) = tasks.begin(kind: "train", title: "run \(run), \(recipe.name)")
    training = RunningTask(id: task, run: run, token: token)
    live.update { $0.curve = .starting(run, recipe) }
    var learnt = definition
    if let newest = decision?.newest { learnt.data.retrainNewest = newest }
    let job = TrainingJob(
      engine: self, run: run, task: task, token: token, request: request, recipe: recipe, definition: learnt,
      champion: routing.current.champion, released: released, store: store, artifacts: artifacts, tasks: tasks,
      live: live, clock: clock, learnsSince: decision?.since)
    WorkerThread.start("training", isBackground: true) { job.start() }
    let rows = request.data == nil && policy?.data == nil ? nil : decision?.reason
    return Receipt(
      event: events.first?.sequence, task: task,
      message: "run \(run) trains \(recipe.name)" + (rows.map { " on \($0)" } ?? ""))
  }

  /// Which of the rows it learns from; nil where there are no live rows to choose from.
  private func dataDecision(
    _ request: Command.Training, _ policy: RetrainPolicy?, hasReleased: Bool
  ) throws -> DataDecision? {
    let isWhole = request.split == nil && request.rows == nil
    if hasReleased, isWhole {
      return try DataDecision(request.data ?? policy?.data, state, limit: definition.data.retrainNewest)
    }
    guard let choice = request.data, choice != .all, choice != .auto else { return nil }
    throw Refusal(
      kind: isWhole ? .no : .wrongUse,
      message: isWhole
        ? "no outcome has been released yet: there are only the project's own rows"
        : "the data of a run with its own split or rows are chosen already",
      mend: isWhole ? "leave out `--data`" : "leave out either `--data` or `--split` and `--rows`")
  }

  private func recipe(for request: Command.Training) throws -> Recipe {
    let name = request.recipe ?? state.champion?.recipe
    guard var recipe = definition.recipe(named: name) ?? (request.recipe == nil ? definition.recipes.first : nil) else {
      throw Refusal(
        kind: .wrongUse, message: "there is no recipe `\(name ?? "")`",
        mend: "use one of: \(definition.recipes.map(\.name).joined(separator: ", "))")
    }
    let known = recipe.algorithm.parameterRanges
    for (key, value) in request.overrides {
      guard let parameter = known.first(where: { $0.name == key }) else {
        throw Refusal(
          kind: .wrongUse, message: "\(recipe.algorithm.rawValue) has no hyperparameter `\(key)`",
          mend: "use one of: \((known.map(\.name) + Recipe.Options.names).joined(separator: ", "))")
      }
      let isFractional = Recipe.Algorithm.fractional.contains(key)
      guard parameter.range.contains(value), isFractional || value == value.rounded() else {
        throw Refusal(
          kind: .wrongUse, message: "`\(key)` cannot be \(JSON(value))",
          mend:
            "give a \(isFractional ? "value" : "whole number") from \(JSON(parameter.range.lowerBound)) to \(JSON(parameter.range.upperBound))"
        )
      }
      recipe.parameters[key] = value
    }
    for (key, text) in request.options.sorted(by: { $0.key < $1.key }) {
      guard let wanted = recipe.options.set(key, to: text) else { continue }
      throw Refusal(kind: .wrongUse, message: "`\(key)` cannot be `\(text)`", mend: "write \(wanted)")
    }
    if let seed = request.seed { recipe.seed = seed }
    return recipe
  }

  /// Where released outcomes can be read, when a session has any.
  private func releasedRows() throws -> ReleasedRows? {
    guard let session = state.session, try log.counts(of: session.id).outcomes > 0 else { return nil }
    return ReleasedRows(reader: log.reader, session: session.id)
  }

  // MARK: Called by the training thread

  /// Gives a finished run its version and writes it down.
  func finish(_ run: RunID, _ outcome: TrainingOutcome) throws -> (VersionID, JSON) {
    let version = VersionID((state.versions.map(\.id.number).max() ?? 0) + 1)
    let result = outcome.result
    let finished = Event.RunFinished(
      run: run, version: version, dataset: outcome.set.dataset, newestRelease: outcome.set.newestRelease,
      rows: result.counts, model: outcome.artifact, metrics: result.metrics, gates: result.gates,
      threshold: result.model.threshold, features: result.features, seconds: outcome.seconds.total,
      intervals: result.estimates["test"]?.intervals ?? [:], reason: outcome.reason,
      imported: outcome.imported)
    var events: [Event.Payload] = []
    if let imported = unknownImport(outcome.set.dataset, outcome.datasetVersion) {
      events.append(.datasetAdded(imported))
    }
    try record(events + [.runFinished(finished)])
    training = nil
    promoteByPolicy(run, version)
    beginWhatIf()
    return (version, outcome.json(run: run, version: version))
  }

  func abandon(_ run: RunID, _ refusal: Refusal) {
    training = nil
    policyRun = nil
    let ended = Event.RunEnded(run: run, isCancelled: refusal.kind == .cancelled, reason: refusal.message)
    do {
      try record([.runEnded(ended)])
    } catch {
      notice("the end of run \(run) could not be written: \(error)")
    }
  }

  func notice(_ text: String) {
    notices.append(text)
    if notices.count > 20 { notices.removeFirst() }
    publisher.markDirty()
  }
}

/// Where the rows of a session lie whose outcomes have been released.
struct ReleasedRows: Sendable {
  var reader: PredictionLogReader
  var session: SessionID
}

extension TrainingCurve {
  static let pointCountMax = 400

  static func starting(_ run: RunID, _ recipe: Recipe) -> TrainingCurve {
    TrainingCurve(
      run: run, recipe: recipe.name, isRunning: true, loss: "", rounds: [], train: [], validate: [], roundCountMax: 0)
  }

  mutating func append(_ loss: LossPoint, limit: Int) {
    roundCountMax = limit
    if rounds.count >= TrainingCurve.pointCountMax { thin() }
    // After thinning, points come as far apart as those that are left.
    let step = rounds.count > 1 ? rounds[1] - rounds[0] : 1
    if let last = rounds.last, loss.round - last < step { return }
    rounds.append(loss.round)
    train.append(loss.train)
    if let value = loss.validate { validate.append(value) }
  }

  private mutating func thin() {
    let kept = stride(from: 0, to: rounds.count, by: 2)
    rounds = kept.map { rounds[$0] }
    train = kept.map { train[$0] }
    if !validate.isEmpty { validate = kept.map { validate[$0] } }
  }
}
