import Encoding
import Learning
import Lifecycle
import Serving
import Storage
import Tabular

/// A training on its thread: reads, trains, stores the model, and only then tells the engine.
struct TrainingJob: Sendable {
  var engine: Engine
  var run: RunID
  var task: TaskID
  var token: TaskToken
  var request: Command.Training
  var recipe: Recipe
  var definition: ProjectDefinition
  var champion: ServedModel?
  var released: ReleasedRows?
  var store: DataStore
  var artifacts: ArtifactStore
  var tasks: TaskBoard
  var live: LiveStatus
  var clock: EngineClock
  /// Rows before this event time are left out of a retrain.
  var learnsSince: Timestamp?
  /// A file to import in place of a training.
  var imported: ImportedFile?

  func start() {
    let outcome: Result<JSON, Refusal>
    do {
      outcome = .success(try complete())
    } catch {
      let refusal = Refusal.describing(error)
      outcome = .failure(refusal)
      // The engine outlives its threads; the call cannot be lost.
      try? waitFor { [engine, run] in await engine.abandon(run, refusal) }
    }
    live.update { $0.curve?.isRunning = false }
    tasks.end(task, outcome)
  }

  private func complete() throws -> JSON {
    let started = clock.monotonic()
    tasks.update(task, fraction: 0, detail: "reading")
    let (token, store, definition, clock) = (token, store, definition, clock)
    let data = try store.data(definition.data, clock: clock) { token.isCancelled }
    let set = try trainingSet(data)
    let read = clock.monotonic() - started
    let work = TrainingWork(
      recipe: recipe, set: set, definition: definition, task: data.task, classes: data.classes, champion: champion,
      adopted: try imported?.model(),
      windowRows: WindowRows(definition, data.eventTimes, hasTime: data.hasTime).watched,
      clock: clock,
      isCancelled: { token.isCancelled })
    live.update { $0.curve?.loss = data.task == .regression ? "rmse" : "log_loss" }
    let result = try work.run { progress in
      report(progress)
    } folding: { share in
      let folds = recipe.options.folds ?? 1
      let fold = min(folds, Int(share * Double(folds)) + 1)
      tasks.update(task, fraction: 0.5 + share / 2, detail: "fold \(fold) of \(folds)")
    }
    if token.isCancelled { throw LearningError.cancelled }
    let artifact = try artifacts.put(result.bytes)
    let outcome = TrainingOutcome(
      recipe: recipe, set: set, result: result, artifact: artifact, source: definition.data.source,
      sourceRows: data.table.rowCount, sourceColumns: data.table.columns.count,
      seconds: TrainingOutcome.Seconds(
        read: read, features: result.timings.features, fit: result.timings.fit, evaluate: result.timings.evaluate,
        total: clock.monotonic() - started), reason: imported?.reason,
      imported: try imported?.check(result.model))
    let (engine, run) = (engine, run)
    return try waitFor { try await engine.finish(run, outcome).1 }
  }

  private func trainingSet(_ data: ProjectData) throws -> TrainingSet {
    guard imported == nil, let released, request.split == nil, request.rows == nil else {
      return try TrainingSet.initial(data, request, definition: definition.data)
    }
    var schema = data.schema
    schema.columns.removeAll { $0.role == .leftOut || $0.role == .id }
    let levels = try targetLevels(data)
    let rows = try released.reader.joined(
      session: released.session, schema: schema, targetLevels: levels,
      newest: min(TrainingSet.liveRowCountMax, definition.data.retrainNewest ?? .max))
    guard rows.count > 0 else { return try TrainingSet.initial(data, request, definition: definition.data) }
    return try TrainingSet.retrain(data, live: rows, definition: definition, since: learnsSince)
  }

  /// What the outcomes 0, 1… are called in the target's column.
  private func targetLevels(_ data: ProjectData) throws -> [String] {
    guard data.task == .binary else { return data.classes }
    let encoding = try TargetEncoding(
      inferring: definition.data.target, of: data.table,
      rows: [data.split.train, data.split.validate, data.split.test], trainingRows: data.split.train,
      task: .binary, positive: definition.data.positive)
    return encoding.classNames
  }

  private func report(_ progress: TrainingProgress) {
    let detail =
      switch progress.phase {
      case .features: "features"
      case .fit: "round \(progress.round) of \(progress.roundLimit)"
      case .evaluate: "evaluating"
      }
    // Folds come afterwards, and take longer; a bar that is half full says so.
    let whole = recipe.options.folds == nil ? 1 : 0.5
    tasks.update(task, fraction: progress.fraction * whole, detail: detail)
    if let loss = progress.loss {
      live.update { $0.curve?.append(loss, limit: progress.roundLimit) }
    }
  }
}

/// What a training came to, ready for the journal and for the command line.
struct TrainingOutcome: Sendable {
  struct Seconds: Sendable {
    var read: Double
    var features: Double
    var fit: Double
    var evaluate: Double
    var total: Double
  }

  var recipe: Recipe
  var set: TrainingSet
  var result: TrainingWork.Result
  var artifact: ModelArtifact
  var source: DataDefinition.Source
  var sourceRows: Int
  var sourceColumns: Int
  var seconds: Seconds
  /// Why there is a version although nothing was trained.
  var reason: String?
  /// Of a model that was taken in: whether its examples showed its answers.
  var imported: ImportCheck?

  var datasetVersion: DatasetVersion {
    let name =
      switch source {
      case .file(let path): path
      case .world(let seed): "demo world \(seed)"
      }
    return DatasetVersion(
      sha256: set.dataset, reason: "imported", source: name, rows: sourceRows, columns: sourceColumns)
  }

  /// As `train` prints it.
  func json(run: RunID, version: VersionID) -> JSON {
    [
      "run": JSON(run.number), "version": JSON(version.number), "recipe": JSON(recipe.name),
      "dataset": JSON(set.dataset), "algorithm": JSON(recipe.algorithm.rawValue),
      "seed": Int64(exactly: recipe.seed).map { .integer($0) } ?? .number(Double(recipe.seed)),
      "features": JSON(result.features),
      "rows": [
        "train": JSON(result.counts.train), "validate": JSON(result.counts.validate), "test": JSON(result.counts.test),
      ],
      "newest_release": JSON(set.newestRelease), "metrics": .metrics(result.metrics),
      "cross_validation": result.crossValidation.map { .crossValidation($0) } ?? .null,
      "calibration": JSON(result.model.correction.calibrators.first?.method.rawValue),
      "gates": .array(result.gates.map { ContractJSON.gate($0) }),
      "model": ["path": JSON(artifact.path), "bytes": JSON(artifact.bytes), "sha256": JSON(artifact.sha256)],
      "seconds": [
        "read": JSON(seconds.read), "features": JSON(seconds.features), "fit": JSON(seconds.fit),
        "evaluate": JSON(seconds.evaluate), "total": JSON(seconds.total),
      ],
      "peak_memory_bytes": JSON(ProcessMemory.peakBytes), "notes": JSON(result.notes),
      "imported": ContractJSON.check(imported),
    ]
  }
}
