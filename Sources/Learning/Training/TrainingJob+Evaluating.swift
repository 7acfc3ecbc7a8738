import Boosting
import Tabular

extension TrainingJob {
  /// Scores of the parts' rows.
  struct Scores {
    var train: [Double]
    var validate: [Double]
    var test: [Double]
  }

  /// Scores apart from what is made of them: the matrices can go in between.
  func scores(
    _ pipeline: FeaturePipeline, _ matrices: Matrices?, _ fitted: Fitted
  ) throws(LearningError) -> Scores {
    let scorer = Scorer(pipeline: pipeline, predictor: fitted.predictor, task: target.task)
    return Scores(
      train: try scores(scorer, train, matrices?.train), validate: try scores(scorer, validate, matrices?.validate),
      test: try scores(scorer, test, nil))
  }

  func evaluated(_ pipeline: FeaturePipeline, _ fitted: Fitted, _ scores: Scores) -> TrainedRun {
    let threshold =
      target.task == .binary
      ? self.threshold(train: scores.train, validate: scores.validate) : nil
    let parts = [(train, scores.train), (validate, scores.validate), (test, scores.test)]
      .map { evaluation($0, $1, threshold: threshold ?? 0.5) }
    let baseline = baselineMetrics()
    let model = Model(
      origin: Model.Origin(
        recipe: specification.name, algorithm: specification.algorithm, parameters: specification.parameters,
        seed: specification.seed),
      target: target, pipeline: pipeline, predictor: fitted.predictor, threshold: threshold,
      importances: fitted.importances,
      metrics: [
        "train": parts[0].metrics, "validate": parts[1].metrics, "test": parts[2].metrics, "baseline": baseline,
      ])
    return TrainedRun(
      model: model, train: parts[0], validate: parts[1], test: parts[2], baseline: baseline,
      lossCurve: fitted.lossCurve, timings: TrainingTimings(),
      notes: pipeline.notes.map(\.description) + notes)
  }

  private func scores(
    _ scorer: Scorer, _ part: LabelledRows, _ matrix: FeatureMatrix?
  ) throws(LearningError) -> [Double] {
    if isCancelled() { throw .cancelled }
    let threads = min(max(specification.threads, 1), 64)
    guard let matrix else { return try scorer.scores(of: table, rows: part.rows, threads: threads) }
    return scorer.scores(of: matrix, threads: threads)
  }

  private func evaluation(_ part: LabelledRows, _ scores: [Double], threshold: Double) -> PartEvaluation {
    switch target.task {
    case .binary:
      let evaluation = BinaryEvaluation(
        scores: scores, labels: part.labels, threshold: threshold, values: value?.decisions(for: part.rows))
      return PartEvaluation(
        rows: part.rows, labels: part.labels, scores: scores, metrics: evaluation.metrics,
        confusion: evaluation.confusion, curves: evaluation.curves)
    case .regression:
      let evaluation = RegressionEvaluation(
        predictions: scores, labels: part.labels, values: value?.values(of: scores, rows: part.rows))
      return PartEvaluation(
        rows: part.rows, labels: part.labels, scores: scores, metrics: evaluation.metrics, confusion: nil, curves: nil)
    }
  }

  // MARK: - Threshold

  /// Picked on the validate rows, or on the training rows where those cannot pick one; 0.5 where neither can.
  private func threshold(train trainScores: [Double], validate validateScores: [Double]) -> Double {
    pick(validate, validateScores) ?? pick(train, trainScores) ?? 0.5
  }

  private func pick(_ part: LabelledRows, _ scores: [Double]) -> Double? {
    guard let value else { return ThresholdChoice.bestF1(scores: scores, labels: part.labels) }
    return ThresholdChoice.mostValuable(scores: scores, values: value.decisions(for: part.rows))
  }

  // MARK: - Baseline

  private func baselineMetrics() -> MetricSet {
    let mean = train.labels.reduce(0, +) / Double(train.labels.count)
    let scores = [Double](repeating: mean, count: test.rows.count)
    guard target.task == .binary else { return evaluation(test, scores, threshold: 0).metrics }
    let always = evaluation(test, scores, threshold: 0).metrics
    let never = evaluation(test, scores, threshold: 2).metrics
    var metrics = always
    metrics[.accuracy] = (mean >= 0.5 ? always : never)[.accuracy]
    let judges = validate.rows.isEmpty ? train : validate
    let constant = [Double](repeating: mean, count: judges.rows.count)
    metrics[.value] = ((pick(judges, constant) ?? 0) <= mean ? always : never)[.value]
    return metrics
  }
}
