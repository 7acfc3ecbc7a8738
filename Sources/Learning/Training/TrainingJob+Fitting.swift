import Boosting
import Tabular

extension TrainingJob {
  struct Fitted {
    var predictor: Predictor
    var lossCurve: [LossPoint]
    var importances: [Model.Importance]
  }

  func fit(
    _ pipeline: FeaturePipeline, _ matrices: Matrices?, _ progress: (TrainingProgress) -> Void
  ) throws(LearningError) -> Fitted {
    switch specification.algorithm {
    case .baseline:
      try specification.checkedNoParameters()
      let predictor: Predictor = target.task == .multiclass ? .shares(classShares()) : .baseline(meanLabel())
      return Fitted(predictor: predictor, lossCurve: [], importances: [])
    case .linear: return try fitRidge(pipeline, progress)
    case .logistic:
      return target.task == .multiclass ? try fitSoftmax(pipeline, progress) : try fitLogistic(pipeline, progress)
    case .boostedTrees:
      guard let matrices else { preconditionFailure("trees are fitted from matrices") }
      return try fitTrees(pipeline, matrices, progress)
    }
  }

  // MARK: - Trees

  private func fitTrees(
    _ pipeline: FeaturePipeline, _ matrices: Matrices, _ progress: (TrainingProgress) -> Void
  ) throws(LearningError) -> Fitted {
    let hasValidation = !validate.rows.isEmpty
    let parameters = try specification.boostingParameters(for: target, hasValidation: hasValidation)
    var curve: [LossPoint] = []
    let trees: BoostedTrees
    do throws(BoostingError) {
      trees = try GradientBoosting.train(
        matrices.train, labels: lesson.train.labels.map { Float($0) }, weights: lesson.weights?.map { Float($0) },
        categoricalFeatures: pipeline.codeOutputs,
        validation: hasValidation ? (matrices.validate, validate.labels.map { Float($0) }) : nil,
        validationWeights: hasValidation ? lesson.watchedWeights?.map { Float($0) } : nil, parameters: parameters,
        progress: { report in
          let point = LossPoint(
            round: report.round, train: readable(report.trainLoss), validate: report.validationLoss.map(readable))
          curve.append(point)
          progress(TrainingProgress(phase: .fit, round: report.round, roundLimit: parameters.rounds, loss: point))
          return !isCancelled()
        }, isCancelled: isCancelled)
    } catch {
      throw LearningError(error)
    }
    return Fitted(
      predictor: .trees(trees), lossCurve: curve, importances: Self.shares(trees.featureGains, pipeline))
  }

  /// A mean squared error as its root; a log-loss as it is.
  private func readable(_ loss: Double) -> Double { target.task == .regression ? loss.squareRoot() : loss }

  /// Weights of outputs gathered by column, as shares of their sum, descending.
  static func shares(_ weights: [Double], _ pipeline: FeaturePipeline) -> [Model.Importance] {
    var sums = [Double](repeating: 0, count: pipeline.inputs.count)
    for (input, weight) in zip(pipeline.inputOfOutput, weights) { sums[input] += weight }
    return shares(ofInputs: sums, pipeline)
  }

  static func shares(ofInputs sums: [Double], _ pipeline: FeaturePipeline) -> [Model.Importance] {
    let total = sums.reduce(0, +)
    return pipeline.inputs.indices
      .map { Model.Importance(column: pipeline.inputs[$0].name, share: total > 0 ? sums[$0] / total : 0) }
      .sorted { ($1.share, $0.column) < ($0.share, $1.column) }
  }

  // MARK: - Linear models

  func lessonDesign(_ pipeline: FeaturePipeline) -> LinearDesign {
    LinearDesign(
      pipeline: pipeline, table: table, rows: lesson.train.rows, labels: lesson.train.labels, weights: lesson.weights)
  }

  func watchedDesign(_ pipeline: FeaturePipeline) -> LinearDesign {
    LinearDesign(
      pipeline: pipeline, table: table, rows: validate.rows, labels: validate.labels, weights: lesson.watchedWeights)
  }

  private func fitRidge(
    _ pipeline: FeaturePipeline, _ progress: (TrainingProgress) -> Void
  ) throws(LearningError) -> Fitted {
    let parameters = try specification.linearParameters()
    let rows = lessonDesign(pipeline)
    let model = try LinearModel.ridge(rows, l2: parameters.l2, isCancelled: isCancelled)
    let point = LossPoint(
      round: 1, train: try loss(of: model, rows) ?? 0, validate: try loss(of: model, watchedDesign(pipeline)))
    progress(TrainingProgress(phase: .fit, round: 1, roundLimit: 1, loss: point))
    return Fitted(
      predictor: .linear(model), lossCurve: [point], importances: try importances(of: model, rows))
  }

  private func fitLogistic(
    _ pipeline: FeaturePipeline, _ progress: (TrainingProgress) -> Void
  ) throws(LearningError) -> Fitted {
    let parameters = try specification.linearParameters()
    let rows = lessonDesign(pipeline)
    let watched = watchedDesign(pipeline)
    var curve: [LossPoint] = []
    let model = try LinearModel.logistic(
      rows, l2: parameters.l2, iterations: parameters.iterations, isCancelled: isCancelled
    ) { step throws(LearningError) in
      let now = LinearModel(
        task: .binary, intercept: step.coefficients[pipeline.outputCount],
        coefficients: Array(step.coefficients[..<pipeline.outputCount]))
      let point = LossPoint(round: step.iteration, train: step.loss, validate: try loss(of: now, watched))
      curve.append(point)
      progress(
        TrainingProgress(
          phase: .fit, round: step.iteration, roundLimit: min(parameters.iterations, 10), loss: point))
    }
    return Fitted(predictor: .linear(model), lossCurve: curve, importances: try importances(of: model, rows))
  }

  /// Mean log-loss or root mean squared error; nil without rows.
  private func loss(of model: LinearModel, _ design: LinearDesign) throws(LearningError) -> Double? {
    guard !design.rows.isEmpty else { return nil }
    let coefficients = model.coefficients + [model.intercept]
    var sum = 0.0
    try design.forEachRow(isCancelled: isCancelled) { position, row in
      let margin = row.dot(coefficients)
      let label = design.labels[position]
      switch target.task {
      case .binary: sum += design.weight(position) * logLoss(sigmoid(margin), label == 1)
      case .regression: sum += (margin - label) * (margin - label)
      case .multiclass: preconditionFailure("one margin does not tell three classes apart")
      }
    }
    return readable(sum / design.totalWeight)
  }

  /// The standard deviation, over the training rows, of what each column adds to the margin.
  private func importances(
    of model: LinearModel, _ design: LinearDesign
  ) throws(LearningError) -> [Model.Importance] {
    let inputOfOutput = design.pipeline.inputOfOutput
    let width = inputOfOutput.count
    var added = [Double](repeating: 0, count: design.pipeline.inputs.count)
    var sums = added
    var squares = added
    try design.forEachRow(isCancelled: isCancelled) { _, row in
      for position in 0..<row.count where row.indices[position] < width {
        let output = row.indices[position]
        added[inputOfOutput[output]] += model.coefficients[output] * row.values[position]
      }
      for input in added.indices {
        sums[input] += added[input]
        squares[input] += added[input] * added[input]
        added[input] = 0
      }
    }
    let count = Double(design.rows.count)
    let deviations = zip(sums, squares).map { max(0, $1 / count - $0 / count * ($0 / count)).squareRoot() }
    return Self.shares(ofInputs: deviations, design.pipeline)
  }
}
