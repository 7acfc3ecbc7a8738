import Boosting
import Tabular

extension Trainer {
  /// Rows on which the fast scorer is held to the plain walk before an adopted model is believed.
  private static let verifiedRowCount = 1000

  /// As for any other program's model.
  public static func adopt(
    _ model: XGBoostModel, table: Table, schema: Schema, parts: TrainingParts, specification: TrainingSpecification,
    value: ValueFunction? = nil, now: () -> Double, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(LearningError) -> TrainedRun {
    try adopt(
      ForeignModel(model), table: table, schema: schema, parts: parts, specification: specification, value: value,
      now: now, isCancelled: isCancelled)
  }

  /// Takes another program's model over as if it had been trained here: matched to the table's columns, its threshold chosen
  /// and its metrics worked out on the same parts.
  ///
  /// - Parameters: as of `train`; of the specification name, task and classes count.
  /// - Throws: `LearningError`.
  public static func adopt(
    _ model: ForeignModel, table: Table, schema: Schema, parts: TrainingParts, specification: TrainingSpecification,
    value: ValueFunction? = nil, now: () -> Double, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(LearningError) -> TrainedRun {
    let job = try TrainingJob(
      table: table, schema: schema, parts: parts, specification: specification, value: value,
      isCancelled: isCancelled)
    let started = now()
    try check(model, job.target)
    guard !model.features.contains(where: { $0.name == job.target.column }) else {
      throw .interchange("the model asks for `\(job.target.column)`, which is the project's target")
    }
    let pipeline = try FeaturePipeline(adopting: model, of: table, schema: schema)
    guard !pipeline.columnNames.contains(job.target.column) else {
      throw .interchange("the model asks for `\(job.target.column)`, which is the project's target")
    }
    let importances =
      if case .trees(let trees) = model.predictor { TrainingJob.shares(trees.featureGains, pipeline) } else {
        [Model.Importance]()
      }
    let fitted = TrainingJob.Fitted(predictor: model.predictor, lossCurve: [], importances: importances)
    if case .trees(let trees) = model.predictor { try verify(trees, job, pipeline) }
    var run = job.evaluated(pipeline, fitted, try job.answers(pipeline, nil, fitted))
    run.timings.evaluate = now() - started
    return run
  }

  /// Whether the model's answers are of the target's kind.
  private static func check(_ model: ForeignModel, _ target: TargetEncoding) throws(LearningError) {
    guard model.classCount != target.classNames.count else { return }
    let classes = model.classCount > 2 ? " of \(model.classCount) classes" : ""
    let wanted = target.classNames.count > 2 ? " of \(target.classNames.count) classes" : ""
    throw .interchange(
      "the model's objective is `\(model.objectiveName)`\(classes), the project's target is \(target.task.rawValue)"
        + "\(wanted); import a model that answers the same question")
  }

  /// Holds what will serve to what the file says: the stored form read back, and fast scoring beside the plain walk.
  private static func verify(
    _ trees: BoostedTrees, _ job: TrainingJob, _ pipeline: FeaturePipeline
  ) throws(LearningError) {
    let rows = Array((job.test.rows + job.train.rows).prefix(verifiedRowCount))
    let matrix = try job.matrix(rows, pipeline)
    let stored: BoostedTrees
    do { stored = try BoostedTrees(decoding: trees.encode()) } catch { throw LearningError(error) }
    let fast = stored.margins(of: matrix)
    let width = pipeline.outputCount
    let isSame = matrix.values.withUnsafeBufferPointer { values in
      rows.indices.allSatisfy { row in
        let own = UnsafeBufferPointer(rebasing: values[row * width..<(row + 1) * width])
        let margins = trees.margins(walking: own)
        return margins.indices.allSatisfy { margins[$0] == fast[row * trees.classCount + $0] }
      }
    }
    guard isSame else { throw .numeric("the imported trees do not answer the same once stored") }
  }
}
