import Boosting

/// Fits of three and more classes.
extension TrainingJob {
  func meanLabel() -> Double { train.labels.reduce(0, +) / Double(train.labels.count) }

  /// The classes' shares of the training rows; a class without rows counts as half a row, so that nothing is called
  /// impossible.
  func classShares() -> [Double] {
    var counts = [Double](repeating: 0, count: target.classNames.count)
    for label in train.labels { counts[Int(label)] += 1 }
    counts = counts.map { $0 == 0 ? 0.5 : $0 }
    let total = counts.reduce(0, +)
    return counts.map { $0 / total }
  }

  func fitSoftmax(
    _ pipeline: FeaturePipeline, _ progress: (TrainingProgress) -> Void
  ) throws(LearningError) -> Fitted {
    let parameters = try specification.linearParameters()
    let iterations = specification.parameters["iterations"] == nil ? 500 : parameters.iterations
    let rows = lessonDesign(pipeline)
    let watched = watchedDesign(pipeline)
    var curve: [LossPoint] = []
    let model = try SoftmaxModel.fit(
      rows, classCount: target.classNames.count, l2: parameters.l2, iterations: iterations, isCancelled: isCancelled
    ) { step throws(LearningError) in
      let point = LossPoint(
        round: step.iteration, train: step.loss, validate: try loss(of: step.model, watched))
      curve.append(point)
      // Few fits need more than some dozens of iterations.
      let expected = min(iterations, max(40, step.iteration + 10))
      progress(TrainingProgress(phase: .fit, round: step.iteration, roundLimit: expected, loss: point))
    }
    return Fitted(predictor: .softmax(model), lossCurve: curve, importances: try importances(of: model, rows))
  }

  /// Mean log-loss; nil without rows.
  private func loss(of model: SoftmaxModel, _ design: LinearDesign) throws(LearningError) -> Double? {
    guard !design.rows.isEmpty else { return nil }
    let coefficients = model.coefficients + model.intercepts
    var margins = [Double](repeating: 0, count: model.classCount)
    var sum = 0.0
    try design.forEachRow(isCancelled: isCancelled) { position, row in
      margins.withUnsafeMutableBufferPointer { margins in
        row.setProducts(coefficients, into: margins)
        softmax(margins)
        sum += design.weight(position) * logLoss(margins[Int(design.labels[position])], true)
      }
    }
    return sum / design.totalWeight
  }

  /// The root of the classes' mean variance, over the training rows, of what each column adds to the margins.
  private func importances(
    of model: SoftmaxModel, _ design: LinearDesign
  ) throws(LearningError) -> [Model.Importance] {
    let inputOfOutput = design.pipeline.inputOfOutput
    let width = inputOfOutput.count
    let classCount = model.classCount
    let inputCount = design.pipeline.inputs.count
    var added = [Double](repeating: 0, count: inputCount * classCount)
    var sums = added
    var squares = added
    try design.forEachRow(isCancelled: isCancelled) { _, row in
      for position in 0..<row.count where row.indices[position] < width {
        let output = row.indices[position]
        for label in 0..<classCount {
          added[inputOfOutput[output] * classCount + label] +=
            model.coefficients[output * classCount + label] * row.values[position]
        }
      }
      for index in added.indices {
        sums[index] += added[index]
        squares[index] += added[index] * added[index]
        added[index] = 0
      }
    }
    let count = Double(design.rows.count)
    let spreads = (0..<inputCount).map { input in
      (input * classCount..<(input + 1) * classCount).reduce(0) { total, index in
        // What is added to every class alike tells nothing apart, but a penalty leaves none of it.
        total + max(0, squares[index] / count - sums[index] / count * (sums[index] / count))
      }.squareRoot()
    }
    return Self.shares(ofInputs: spreads, design.pipeline)
  }
}
