import Boosting
import Tabular

/// Trains a model from a table: features, fit, threshold, evaluation.
public enum Trainer {
  /// Trains on the calling thread, trees with further threads of their own.
  ///
  /// The model is a function of the given rows, the specification and the value function: not of rows outside the
  /// parts, the number of threads, or the time. Equal training gives an equal file.
  ///
  /// - Parameters:
  ///   - schema: roles of the columns: one target, and the features unless the specification names them.
  ///   - parts: rows without a target are left out of them, with a note.
  ///   - value: picks the threshold (binary) and gives the metric `value`; without it F1 picks the threshold.
  ///   - now: seconds since any moment, for the timings.
  ///   - isCancelled: asked many times a second; true ends the training.
  ///   - progress: called on the calling thread.
  /// - Throws: `LearningError`.
  public static func train(
    table: Table, schema: Schema, parts: TrainingParts, specification: TrainingSpecification,
    value: ValueFunction? = nil, now: () -> Double, isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: (TrainingProgress) -> Void = { _ in }
  ) throws(LearningError) -> TrainedRun {
    let job = try TrainingJob(
      table: table, schema: schema, parts: parts, specification: specification, value: value,
      isCancelled: isCancelled)
    var timings = TrainingTimings()
    var mark = now()
    func lap() -> Double {
      let before = mark
      mark = now()
      return mark - before
    }
    progress(TrainingProgress(phase: .features, round: 0, roundLimit: 0))
    let pipeline = try job.fitPipeline()
    var matrices = try job.matrices(pipeline)
    if isCancelled() { throw .cancelled }
    timings.features = lap()
    let fitted = try job.fit(pipeline, matrices, progress)
    timings.fit = lap()
    if isCancelled() { throw .cancelled }
    progress(TrainingProgress(phase: .evaluate, round: 0, roundLimit: 0))
    let answers = try job.answers(pipeline, matrices, fitted)
    matrices = nil
    var run = job.evaluated(pipeline, fitted, answers)
    timings.evaluate = lap()
    run.timings = timings
    return run
  }
}
