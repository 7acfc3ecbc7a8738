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

  /// The iteration after which the curvature is worked out anew: the end is near enough then, and later renewals would
  /// throw away what the steps have taught.
  private static let metricAge = 8

  /// Multinomial logistic regression: the least of Σ log-loss + l2/2 ‖W‖² (scikit-learn's with C = 1 / l2), intercepts
  /// free, by a quasi-Newton method over the curvature of each class by itself, worked out anew once on the way.
  ///
  /// Ends when a step can lower the objective by no more than 10⁻⁹ of it, or after `iterations`.
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
    var search = QuasiNewton(
      point: try problem.evaluate(problem.start(), isCancelled), metric: try problem.metric(at: nil, isCancelled))
    for iteration in 1...iterations {
      let direction = search.direction()
      let decrease = -zip(direction, search.point.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      guard decrease.isFinite else {
        throw .numeric("the softmax fit has no finite step; raise `l2` or leave out columns of enormous values")
      }
      if decrease / 2 <= 1e-9 * max(1, search.point.objective) { break }
      var factor = 1.0
      var candidate = try problem.evaluate(search.moved(direction, factor), isCancelled)
      while !(candidate.objective <= search.point.objective - 1e-4 * factor * decrease), factor > 1e-9 {
        factor /= 2
        candidate = try problem.evaluate(search.moved(direction, factor), isCancelled)
      }
      guard candidate.objective <= search.point.objective else { break }
      search.advance(to: candidate)
      if iteration == metricAge, problem.hasOwnMetrics {
        search.renew(try problem.metric(at: candidate.position, isCancelled))
      }
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

  /// Numbers that the classes' curvatures may take together: 64 MB. Beyond, the classes share one.
  private static let metricSizeMax = 8 << 20

  var hasOwnMetrics: Bool { classCount * (width + 1) * (width + 1) <= Self.metricSizeMax }

  /// The curvature: for each class Σ w p (1 − p) x xᵀ and the penalty.
  ///
  /// - Parameter position: where; nil is without features, where all rows of a class are alike.
  func metric(at position: [Double]?, _ isCancelled: () -> Bool) throws(LearningError) -> ClassMetric {
    var systems = [SymmetricSystem](
      repeating: SymmetricSystem(size: width + 1), count: hasOwnMetrics ? classCount : 1)
    let point = position ?? start()
    var margins = [Double](repeating: 0, count: classCount)
    try design.forEachRow(isCancelled: isCancelled) { number, row in
      margins.withUnsafeMutableBufferPointer { margins in
        row.setProducts(point, into: margins)
        softmax(margins)
      }
      for index in systems.indices {
        let share = hasOwnMetrics ? margins[index] : 1 / Double(classCount)
        systems[index].add(row, weight: design.weight(number) * share * (1 - share), scale: 0)
      }
    }
    var factors: [CholeskyFactor] = []
    for index in systems.indices {
      for feature in 0..<width { systems[index].addToDiagonal(l2, at: feature) }
      guard let factor = systems[index].factored() else {
        throw .numeric("the features' curvature is not finite; leave out columns of enormous values")
      }
      factors.append(factor)
    }
    return ClassMetric(factors: factors, size: width + 1, classCount: classCount)
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

/// The metrics of the classes' coefficients: one for each, or one for all.
struct ClassMetric {
  let factors: [CholeskyFactor]
  let size: Int
  let classCount: Int

  /// The inverse times a vector.
  func solution(_ vector: [Double]) -> [Double] {
    var solution = vector
    var one = [Double](repeating: 0, count: size)
    for label in 0..<classCount {
      for index in 0..<size { one[index] = vector[index * classCount + label] }
      factors[label % factors.count].substitute(&one)
      for index in 0..<size { solution[index * classCount + label] = one[index] }
    }
    return solution
  }
}
