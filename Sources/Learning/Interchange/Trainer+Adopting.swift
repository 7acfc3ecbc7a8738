import Boosting
import Tabular

extension Trainer {
  /// Rows on which the fast scorer is held to the plain walk before an adopted model is believed.
  private static let verifiedRowCount = 1000

  /// Takes a model of XGBoost over as if it had been trained here: matched to the table's columns, its threshold chosen
  /// and its metrics worked out on the same parts.
  ///
  /// - Parameters: as of `train`; of the specification name, task and classes count.
  /// - Throws: `LearningError`.
  public static func adopt(
    _ model: XGBoostModel, table: Table, schema: Schema, parts: TrainingParts, specification: TrainingSpecification,
    value: ValueFunction? = nil, now: () -> Double, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(LearningError) -> TrainedRun {
    let job = try TrainingJob(
      table: table, schema: schema, parts: parts, specification: specification, value: value,
      isCancelled: isCancelled)
    let started = now()
    try check(model, job.target)
    let pipeline = try FeaturePipeline(adopting: model, of: table)
    guard !pipeline.columnNames.contains(job.target.column) else {
      throw .interchange("the model asks for `\(job.target.column)`, which is the project's target")
    }
    let fitted = TrainingJob.Fitted(
      predictor: .trees(model.trees), lossCurve: [],
      importances: TrainingJob.shares(model.trees.featureGains, pipeline))
    try verify(model.trees, job, pipeline)
    var run = job.evaluated(pipeline, fitted, try job.answers(pipeline, nil, fitted))
    run.timings.evaluate = now() - started
    return run
  }

  /// Whether the model's answers are of the target's kind.
  private static func check(_ model: XGBoostModel, _ target: TargetEncoding) throws(LearningError) {
    let fits =
      switch (target.task, model.trees.objective) {
      case (.binary, .logistic), (.regression, .squaredError), (.regression, .exponential): true
      case (.multiclass, .softmax): model.trees.classCount == target.classNames.count
      case (.binary, _), (.regression, _), (.multiclass, _): false
      }
    guard fits else {
      let classes = model.trees.classCount > 1 ? " of \(model.trees.classCount) classes" : ""
      let wanted = target.classNames.count > 2 ? " of \(target.classNames.count) classes" : ""
      throw .interchange(
        "the model's objective is `\(model.objectiveName)`\(classes), the project's target is \(target.task.rawValue)"
          + "\(wanted); import a model that answers the same question")
    }
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
