import Glibc

extension SoftmaxModel {
  /// One step of a fit.
  struct Step {
    /// 1 for the first.
    var iteration: Int
    /// The mean loss over the training rows after the step, in nats.
    var loss: Double
    var model: SoftmaxModel
  }

  /// Multinomial logistic regression: the least of Σ log-loss + l2/2 ‖W‖² (scikit-learn's with C = 1 / l2), intercepts
  /// free, by a quasi-Newton method whose first guess at the curvature is that of the features.
  ///
  /// Ends when a step can lower the objective by no more than 10⁻¹² of it, or after `iterations`.
  ///
  /// - Parameters:
  ///   - design: rows with the numbers of their classes as labels.
  ///   - progress: called after each iteration.
  /// - Throws: `LearningError.cancelled` or `.numeric`.
  static func fit(
    _ design: LinearDesign, classCount: Int, l2: Double, iterations: Int, isCancelled: () -> Bool,
    progress: (Step) throws(LearningError) -> Void
  ) throws(LearningError) -> SoftmaxModel {
    let problem = SoftmaxProblem(design: design, classCount: classCount, l2: l2)
    let metric = try problem.metric(isCancelled)
    var search = QuasiNewton(point: try problem.evaluate(problem.start(), isCancelled)) { metric.solution($0) }
    for iteration in 1...iterations {
      let direction = search.direction()
      let decrease = -zip(direction, search.point.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      guard decrease.isFinite else {
        throw .numeric("the softmax fit has no finite step; raise `l2` or leave out columns of enormous values")
      }
      if decrease / 2 <= 1e-12 * max(1, search.point.objective) { break }
      var factor = 1.0
      var candidate = try problem.evaluate(search.moved(direction, factor), isCancelled)
      while !(candidate.objective <= search.point.objective - 1e-4 * factor * decrease), factor > 1e-9 {
        factor /= 2
        candidate = try problem.evaluate(search.moved(direction, factor), isCancelled)
      }
      guard candidate.objective <= search.point.objective else { break }
      search.advance(to: candidate)
      try progress(Step(iteration: iteration, loss: candidate.meanLoss, model: problem.model(candidate.position)))
    }
    return problem.model(search.point.position)
  }
}

/// The loss of one design as a function of the coefficients: for each feature one a class, the intercepts last.
private struct SoftmaxProblem {
  let design: LinearDesign
  let classCount: Int
  let l2: Double

  var width: Int { design.pipeline.outputCount }

  func model(_ position: [Double]) -> SoftmaxModel {
    SoftmaxModel(
      intercepts: Array(position[(width * classCount)...]), coefficients: Array(position[..<(width * classCount)]))
  }

  /// No coefficients, and intercepts that give each class its share.
  func start() -> [Double] {
    var counts = [Double](repeating: 0, count: classCount)
    for row in design.labels.indices { counts[Int(design.labels[row])] += design.weight(row) }
    let total = max(1, counts.reduce(0, +))
    // A class without rows keeps a finite intercept.
    return [Double](repeating: 0, count: width * classCount) + counts.map { log(max($0, 0.1) / total) }
  }

  /// The curvature that all classes have in common: Σ w x xᵀ times a class's typical p (1 − p), and the penalty.
  func metric(_ isCancelled: () -> Bool) throws(LearningError) -> ClassMetric {
    var system = SymmetricSystem(size: width + 1)
    let share = 1 / Double(classCount)
    try design.forEachRow(isCancelled: isCancelled) { position, row in
      system.add(row, weight: design.weight(position) * share * (1 - share), scale: 0)
    }
    for index in 0..<width { system.addToDiagonal(l2, at: index) }
    guard let factor = system.factored() else {
      throw .numeric("the features' curvature is not finite; leave out columns of enormous values")
    }
    return ClassMetric(factor: factor, size: width + 1, classCount: classCount)
  }

  func evaluate(_ position: [Double], _ isCancelled: () -> Bool) throws(LearningError) -> QuasiNewton.Point {
    var gradient = [Double](repeating: 0, count: position.count)
    var margins = [Double](repeating: 0, count: classCount)
    var loss = 0.0
    try design.forEachRow(isCancelled: isCancelled) { number, row in
      let weight = design.weight(number)
      let label = Int(design.labels[number])
      margins.withUnsafeMutableBufferPointer { margins in
        row.setProducts(position, into: margins)
        loss += weight * Self.residuals(margins, label: label)
        gradient.withUnsafeMutableBufferPointer { row.addOuterProduct(margins, scale: weight, into: $0) }
      }
    }
    var penalty = 0.0
    for index in 0..<width * classCount {
      gradient[index] += l2 * position[index]
      penalty += position[index] * position[index]
    }
    return QuasiNewton.Point(
      position: position, gradient: gradient, objective: loss + l2 / 2 * penalty,
      meanLoss: loss / max(1, design.totalWeight))
  }

  /// Turns margins into probabilities less what came true.
  ///
  /// - Returns: the log-loss.
  @inline(__always)
  private static func residuals(_ margins: UnsafeMutableBufferPointer<Double>, label: Int) -> Double {
    var most = -Double.infinity
    for margin in margins { most = max(most, margin) }
    let own = margins[label] - most
    var sum = 0.0
    for index in margins.indices {
      margins[index] = exp(margins[index] - most)
      sum += margins[index]
    }
    for index in margins.indices { margins[index] /= sum }
    margins[label] -= 1
    return log(sum) - own
  }
}

/// One metric for the coefficients of every class.
private struct ClassMetric {
  let factor: CholeskyFactor
  let size: Int
  let classCount: Int

  func solution(_ vector: [Double]) -> [Double] {
    var solution = vector
    var one = [Double](repeating: 0, count: size)
    for label in 0..<classCount {
      for index in 0..<size { one[index] = vector[index * classCount + label] }
      factor.substitute(&one)
      for index in 0..<size { solution[index * classCount + label] = one[index] }
    }
    return solution
  }
}
