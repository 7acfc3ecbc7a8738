import Boosting
import Encoding
import Expressions
import Learning
import Lifecycle
import Monitoring
import Serving
import Storage
import Synchronization
import Tabular

/// One training from the rows to the model file, on the calling thread. Knows no journal and no clock but the one it
/// is given.
struct TrainingWork: Sendable {
  var recipe: Recipe
  var set: TrainingSet
  var definition: ProjectDefinition
  var task: Lifecycle.LearningTask
  /// Of a multiclass target, by their numbers; empty for other tasks.
  var classes: [String] = []
  /// Judged on the same test rows, for gates relative to it; nil without one.
  var champion: ServedModel?
  /// A model from elsewhere that is judged in place of one that is trained.
  var adopted: ForeignModel?
  /// Rows on which a live window's drift is measured, about: what limits are learned for.
  var windowRows = WatchSettings.windowRowsDefault
  var clock: EngineClock
  var isCancelled: @Sendable () -> Bool

  struct Result: Sendable {
    var model: Model
    var bytes: [UInt8]
    var metrics: [String: [String: Double]]
    var estimates: [String: MetricSet]
    var gates: [GateResult]
    var features: [String]
    var counts: PartCounts
    var notes: [String]
    var timings: TrainingTimings
    /// Nil where the recipe asks for none.
    var crossValidation: OutOfFold?
  }

  /// - Parameter folding: called with the share of the cross-validation that is done.
  func run(progress: (TrainingProgress) -> Void, folding: (Double) -> Void = { _ in }) throws -> Result {
    let specification = specification(recipe)
    let value = try valueFunction()
    let run = try judged(specification, value, progress)
    var timings = run.timings
    let folded = try crossValidation(specification, value, progress: folding)
    var model = run.model
    if set.refits {
      let started = clock.monotonic()
      model = try refitted(run, specification)
      timings.fit += clock.monotonic() - started
    }
    let started = clock.monotonic()
    let gates = try judge(run)
    let reference = reference(run)
    model = ModelLoading.attaching(reference, baselineAnswer(run, value), to: model)
    model.attachments[ModelLoading.impactName] = impactSample(run, value, reference: reference)?.encode()
    model.attachments[LossCurve.name] = LossCurve.bytes(of: run.lossCurve)
    model = ModelLoading.attaching(try estimator(run, reference.joint), to: model)
    model.attachments[JudgedRows.attachmentName] = JudgedRows(run, value, model: definition.scope.value)?.encode()
    timings.evaluate += clock.monotonic() - started
    let estimates = ["train": run.train.metrics, "validate": run.validate.metrics, "test": run.test.metrics]
    var metrics = estimates.mapValues(Self.values)
    metrics["baseline"] = Self.values(run.baseline)
    return Result(
      model: model, bytes: model.encode(), metrics: metrics, estimates: estimates, gates: gates,
      features: model.features,
      counts: PartCounts(train: run.train.rows.count, validate: run.validate.rows.count, test: run.test.rows.count),
      notes: run.notes, timings: timings, crossValidation: folded)
  }

  private func judged(
    _ specification: TrainingSpecification, _ value: ValueFunction?, _ progress: (TrainingProgress) -> Void
  ) throws -> TrainedRun {
    if let adopted {
      return try Trainer.adopt(
        adopted, table: set.table, schema: set.schema, parts: set.parts, specification: specification, value: value,
        now: clock.monotonic, isCancelled: isCancelled)
    }
    return try Trainer.train(
      table: set.table, schema: set.schema, parts: set.parts, specification: specification, value: value,
      now: clock.monotonic, isCancelled: isCancelled, progress: progress)
  }

  private func specification(_ recipe: Recipe) -> TrainingSpecification {
    TrainingSpecification(recipe, task: task, positive: definition.data.positive, classes: classes)
  }

  static func values(_ metrics: MetricSet) -> [String: Double] {
    var values: [String: Double] = [:]
    for (id, estimate) in metrics.entries where estimate.value.isFinite { values[id.rawValue] = estimate.value }
    return values
  }

  // MARK: Refitting

  /// The same recipe on all rows, as long as the judged fit found best: the newest rows are the ones that matter most.
  private func refitted(_ run: TrainedRun, _ specification: TrainingSpecification) throws -> Model {
    var specification = specification
    if case .trees(let trees) = run.model.predictor {
      specification.parameters["rounds"] = Double(max(1, trees.roundCount))
      specification.parameters["early_stopping"] = 0
    }
    // Rows that are learnt from cannot calibrate as well; what the judged fit found holds.
    specification.calibration = .none
    let all = TrainingParts(train: set.parts.train + set.parts.validate + set.parts.test)
    let refit = try Trainer.train(
      table: set.table, schema: set.schema, parts: all, specification: specification, now: clock.monotonic,
      isCancelled: isCancelled)
    return Model(
      origin: run.model.origin, target: refit.model.target, pipeline: refit.model.pipeline,
      predictor: refit.model.predictor,
      correction: ScoreCorrection(
        priorShift: refit.model.correction.priorShift, calibrators: run.model.correction.calibrators),
      threshold: run.model.threshold, importances: refit.model.importances,
      metrics: run.model.metrics)
  }

  private func encoding() throws -> TargetEncoding {
    let target = definition.data.target
    if !classes.isEmpty, let column = set.table[target] {
      return TargetEncoding(column: target, kind: column.kind, answers: .classes(classes))
    }
    return try TargetEncoding(
      inferring: target, of: set.table, rows: [set.parts.train, set.parts.validate, set.parts.test],
      trainingRows: set.parts.train, task: task.learning, positive: definition.data.positive)
  }

  // MARK: Value

  private func valueFunction() throws -> ValueFunction? {
    guard let value = definition.scope.value else { return nil }
    // Four cells say nothing of three classes.
    if case .confusion = value, task == .multiclass { return nil }
    let table = set.table
    let target = definition.data.target
    let encoding = try encoding()
    let labels = try encoding.labels(of: table, rows: 0..<table.rowCount)
    try TrainingWork.check(value, over: table, target: target, labels: labels)
    return .answers { rows, answers in
      let outcomes = rows.map { labels[$0] }
      let bindings = Bindings.answers(
        Bindings(table.selecting(value.names.filter { $0 != target }).gathering(rows), rowCount: rows.count),
        target: target, scores: answers, predictions: answers, outcomes: outcomes)
      // Checked above on the whole table: the same names and kinds cannot fail on some of its rows.
      return (try? value.values(decisions: answers, outcomes: outcomes, over: bindings))
        ?? [Double](repeating: .nan, count: rows.count)
    }
  }

  private static func check(_ value: ValueModel, over table: Table, target: String, labels: [Double]) throws {
    let none = [Double](repeating: 0, count: min(1, table.rowCount))
    let rows = table.gathering(0..<none.count)
    _ = try value.values(
      decisions: none, outcomes: none,
      over: Bindings.answers(Bindings(rows), target: target, scores: none, predictions: none, outcomes: none))
  }

  // MARK: Baseline

  /// The mean for a number; for a class, the answer that is worth more on the training rows, or the commoner one.
  private func baselineAnswer(_ run: TrainedRun, _ value: ValueFunction?) -> BaselineAnswer {
    let labels = run.train.labels
    guard !labels.isEmpty else { return BaselineAnswer(prediction: 0) }
    if task == .multiclass { return BaselineAnswer(prediction: Self.commonest(labels)) }
    let mean = labels.reduce(0, +) / Double(labels.count)
    guard task == .binary else { return BaselineAnswer(prediction: mean) }
    if case .answers(let worth)? = value {
      func total(_ answer: Double) -> Double {
        worth(run.train.rows, [Double](repeating: answer, count: labels.count)).reduce(0) { $1.isNaN ? $0 : $0 + $1 }
      }
      return BaselineAnswer(prediction: total(1) > total(0) ? 1 : 0)
    }
    return BaselineAnswer(prediction: mean >= 0.5 ? 1 : 0)
  }

  /// Of equally common numbers the smallest.
  private static func commonest(_ labels: [Double]) -> Double {
    var counts: [Double: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
  }

  // MARK: Reference

  /// What live windows will be compared with: the features of the rows learnt from, and the scores of rows that were
  /// not, because a model is surer of what it has seen.
  private func reference(_ run: TrainedRun) -> ReferenceProfile {
    let all = set.refits ? run.train.rows + run.validate.rows + run.test.rows : run.train.rows
    let rows = set.representative.map { shown in all.filter(shown.contains) } ?? all
    let unseen = representativeScores(run.validate) + representativeScores(run.test)
    let known = unseen.isEmpty ? run.train.scores : unseen
    let scores = FeatureProfile(scores: known).learning(from: .numeric(known), windowRows: windowRows)
    let columns = run.model.features.compactMap { set.table[$0] }
    let joint = JointProfile(
      rowCount: rows.count, windowRows: windowRows, keepsRows: definition.monitoring.multivariate != nil
    ) { kept in
      columns.map { Column(name: $0.name, values: $0.values.gathering(kept.map { rows[$0] })) }
    }
    return ReferenceProfile(
      features: featureProfiles(run.model.features, over: rows) + [scores], rowCount: rows.count, joint: joint)
  }

  /// One column after the other on each of two threads: together they would double the table.
  private func featureProfiles(_ names: [String], over rows: [Int]) -> [FeatureProfile] {
    let columns = names.compactMap { set.table[$0] }
    let profiles = Mutex([FeatureProfile?](repeating: nil, count: columns.count))
    WorkerThreads.forEach(columns.count, threads: 2) { index in
      let values = columns[index].values.gathering(rows)
      let profile = FeatureProfile(Column(name: columns[index].name, values: values))?
        .learning(from: values, windowRows: windowRows)
      profiles.withLock { $0[index] = profile }
    }
    return profiles.withLock { $0.compactMap { $0 } }
  }
}

extension TrainingWork {
  private func representativeScores(_ part: PartEvaluation) -> [Double] {
    guard let shown = set.representative else { return part.scores }
    return zip(part.rows, part.scores).compactMap { shown.contains($0) ? $1 : nil }
  }
}

extension Measurement {
  init(_ estimate: MetricEstimate) {
    self.init(value: estimate.value, lower: estimate.lower, upper: estimate.upper, count: estimate.count)
  }

  static func byID(_ metrics: MetricSet, of owner: Owner? = nil) -> [String: Measurement] {
    Dictionary(
      uniqueKeysWithValues: metrics.entries.map { metric in
        (owner?.name(of: metric.id.rawValue) ?? metric.id.rawValue, Measurement(metric.estimate))
      })
  }
}

extension Bindings {
  /// A table without columns does not know how many rows it has.
  fileprivate init(_ table: Table, rowCount: Int) {
    self = table.columns.isEmpty ? Bindings(rowCount: rowCount) : Bindings(table)
  }
}
