import Boosting
import Tabular

extension TrainingJob {
  /// Answers to a part's rows.
  struct PartAnswers {
    /// As `Scorer` gives them.
    var scores: [Double]
    /// One for each class of each row (multiclass); nil for other tasks.
    var probabilities: [Double]?
  }

  /// Answers to the parts' rows, and the calibration that they have gone through.
  struct Answers {
    var correction: ScoreCorrection
    var train: PartAnswers
    var validate: PartAnswers
    var test: PartAnswers
    var notes: [String]
  }

  /// Answers apart from what is made of them: the matrices can go in between.
  func answers(
    _ pipeline: FeaturePipeline, _ matrices: Matrices?, _ fitted: Fitted
  ) throws(LearningError) -> Answers {
    var correction = ScoreCorrection(priorShift: lesson.priorShift)
    let uncalibrated = Scorer(
      pipeline: pipeline, predictor: fitted.predictor, target: target, correction: correction)
    let first = try answers(uncalibrated, validate, matrices?.validate)
    let (calibrators, notes) = calibrators(first)
    correction.calibrators = calibrators
    let scorer = Scorer(pipeline: pipeline, predictor: fitted.predictor, target: target, correction: correction)
    let trainMatrix = lesson.train.rows.count == train.rows.count ? matrices?.train : nil
    return Answers(
      correction: correction, train: try answers(scorer, train, trainMatrix),
      validate: calibrators.isEmpty ? first : try answers(scorer, validate, matrices?.validate),
      test: try answers(scorer, test, nil), notes: notes)
  }

  private func answers(
    _ scorer: Scorer, _ part: LabelledRows, _ matrix: FeatureMatrix?
  ) throws(LearningError) -> PartAnswers {
    if isCancelled() { throw .cancelled }
    let threads = min(max(specification.threads, 1), 64)
    guard target.task == .multiclass else {
      guard let matrix else {
        return PartAnswers(scores: try scorer.scores(of: table, rows: part.rows, threads: threads))
      }
      return PartAnswers(scores: scorer.scores(of: matrix, threads: threads))
    }
    let probabilities = try scorer.probabilities(of: table, rows: part.rows)
    let count = scorer.classCount
    let scores = part.rows.indices.map { row in
      probabilities[row * count..<(row + 1) * count].max() ?? .nan
    }
    return PartAnswers(scores: scores, probabilities: probabilities)
  }

  func evaluated(_ pipeline: FeaturePipeline, _ fitted: Fitted, _ answers: Answers) -> TrainedRun {
    let threshold =
      target.task == .binary
      ? self.threshold(train: answers.train.scores, validate: answers.validate.scores) : nil
    let parts = [(train, answers.train), (validate, answers.validate), (test, answers.test)]
      .map { evaluation($0, $1, threshold: threshold ?? 0.5) }
    let baseline = baselineMetrics()
    let model = Model(
      origin: Model.Origin(
        recipe: specification.name, algorithm: specification.algorithm, parameters: specification.parameters,
        seed: specification.seed),
      target: target, pipeline: pipeline, predictor: fitted.predictor, correction: answers.correction,
      threshold: threshold, importances: fitted.importances,
      metrics: [
        "train": parts[0].metrics, "validate": parts[1].metrics, "test": parts[2].metrics, "baseline": baseline,
      ])
    return TrainedRun(
      model: model, train: parts[0], validate: parts[1], test: parts[2], baseline: baseline,
      lossCurve: fitted.lossCurve, timings: TrainingTimings(),
      notes: pipeline.notes.map(\.description) + notes + answers.notes)
  }

  private func evaluation(_ part: LabelledRows, _ answers: PartAnswers, threshold: Double) -> PartEvaluation {
    var evaluation = PartEvaluation(rows: part.rows, labels: part.labels, scores: answers.scores)
    switch target.task {
    case .binary:
      let judged = BinaryEvaluation(
        scores: answers.scores, labels: part.labels, threshold: threshold, values: value?.decisions(for: part.rows))
      evaluation.metrics = judged.metrics
      evaluation.confusion = judged.confusion
      evaluation.curves = judged.curves
    case .multiclass:
      let count = target.classNames.count
      let probabilities = answers.probabilities ?? []
      let predictions = part.rows.indices.map { row in
        Double(MulticlassEvaluation.likeliest(probabilities[row * count..<(row + 1) * count]))
      }
      let judged = MulticlassEvaluation(
        probabilities: probabilities, labels: part.labels, classCount: count,
        values: value?.values(of: predictions, rows: part.rows))
      evaluation.metrics = judged.metrics
      evaluation.classConfusion = judged.confusion
      evaluation.predictions = predictions
      evaluation.probabilities = probabilities
    case .regression:
      evaluation.metrics =
        RegressionEvaluation(
          predictions: answers.scores, labels: part.labels, values: value?.values(of: answers.scores, rows: part.rows)
        ).metrics
    }
    return evaluation
  }

  // MARK: - Calibration

  /// Fitted on the validate rows, which neither taught nor judge; empty where those cannot, with a note.
  private func calibrators(_ answers: PartAnswers) -> ([Calibrator], [String]) {
    let method = specification.calibration
    guard method != .none, target.task != .regression, specification.algorithm != .baseline else { return ([], []) }
    switch target.task {
    case .regression: return ([], [])
    case .binary:
      guard let calibrator = Calibrator(method, probabilities: answers.scores, labels: validate.labels) else {
        return ([], ["calibration: left out, because the validate rows do not hold both classes"])
      }
      return ([calibrator], [])
    case .multiclass:
      let count = target.classNames.count
      let probabilities = answers.probabilities ?? []
      let fits = (0..<count).map { label in
        Calibrator(
          method, probabilities: validate.rows.indices.map { probabilities[$0 * count + label] },
          labels: validate.labels.map { Int($0) == label ? 1 : 0 })
      }
      guard fits.contains(where: { $0 != nil }) else {
        return ([], ["calibration: left out, because the validate rows do not hold the classes"])
      }
      let missing = fits.indices.filter { fits[$0] == nil }.map { target.classNames[$0] }
      return (
        // A class that validate rows say nothing of keeps its probabilities.
        fits.map { $0 ?? .sigmoid(SigmoidCurve(slope: -1, offset: 0)) },
        missing.isEmpty ? [] : ["calibration: \(missing.joined(separator: ", ")) are not in the validate rows"]
      )
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
    switch target.task {
    case .regression:
      return evaluation(
        test, PartAnswers(scores: [Double](repeating: meanLabel(), count: test.rows.count)), threshold: 0
      )
      .metrics
    case .multiclass:
      let shares = classShares()
      let answers = PartAnswers(
        scores: [Double](repeating: shares.max() ?? 0, count: test.rows.count),
        probabilities: test.rows.flatMap { _ in shares })
      return evaluation(test, answers, threshold: 0).metrics
    case .binary: return binaryBaseline()
    }
  }

  private func binaryBaseline() -> MetricSet {
    let mean = meanLabel()
    let answers = PartAnswers(scores: [Double](repeating: mean, count: test.rows.count))
    let always = evaluation(test, answers, threshold: 0).metrics
    let never = evaluation(test, answers, threshold: 2).metrics
    var metrics = always
    metrics[.accuracy] = (mean >= 0.5 ? always : never)[.accuracy]
    let judges = validate.rows.isEmpty ? train : validate
    let constant = [Double](repeating: mean, count: judges.rows.count)
    metrics[.value] = ((pick(judges, constant) ?? 0) <= mean ? always : never)[.value]
    return metrics
  }
}
