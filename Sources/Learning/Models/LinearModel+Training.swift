import Glibc

extension LinearModel {
  /// One step of a fit.
  struct Step {
    /// 1 for the first.
    var iteration: Int
    /// The mean loss over the training rows before the step: nats, or squared error.
    var loss: Double
    /// Coefficients after the step, the intercept last.
    var coefficients: [Double]
  }

  /// Ridge regression: the least of Σ(y − b − x·w)² + l2 ‖w‖², from the normal equations.
  ///
  /// - Throws: `LearningError.cancelled` or `.numeric`.
  static func ridge(_ design: LinearDesign, l2: Double, isCancelled: () -> Bool) throws(LearningError) -> LinearModel {
    let width = design.pipeline.outputCount
    // Targets are centred first: the intercept is then small, and sums keep their digits.
    let mean = design.labels.reduce(0, +) / Double(design.labels.count)
    var system = SymmetricSystem(size: width + 1)
    try design.forEachRow(isCancelled: isCancelled) { position, row in
      system.add(row, weight: 1, scale: design.labels[position] - mean)
    }
    for index in 0..<width { system.addToDiagonal(l2, at: index) }
    guard let solution = system.solution(), solution.allSatisfy(\.isFinite) else {
      throw .numeric("the normal equations have no finite solution; leave out columns of enormous values")
    }
    return LinearModel(
      task: .regression, intercept: solution[width] + mean, coefficients: Array(solution[..<width]))
  }

  /// Logistic regression: the least of Σ log-loss + l2/2 ‖w‖² (scikit-learn's with C = 1 / l2), by Newton's method
  /// with halved steps where a whole one would go uphill.
  ///
  /// Ends when a step can lower the objective by no more than a billionth of it, or after `iterations`.
  ///
  /// - Parameters:
  ///   - design: rows with labels 0 and 1, both present with some weight.
  ///   - progress: called after each iteration.
  /// - Throws: `LearningError.cancelled` or `.numeric`.
  static func logistic(
    _ design: LinearDesign, l2: Double, iterations: Int, isCancelled: () -> Bool,
    progress: (Step) throws(LearningError) -> Void
  ) throws(LearningError) -> LinearModel {
    let width = design.pipeline.outputCount
    let positive = design.labels.indices.reduce(0) { $0 + design.labels[$1] * design.weight($1) }
    let share = positive / design.totalWeight
    var point = [Double](repeating: 0, count: width + 1)
    point[width] = log(share / (1 - share))
    var system = try newtonSystem(design, at: point, l2: l2, isCancelled)
    for iteration in 1...iterations {
      guard let step = system.equations.solution(), step.allSatisfy(\.isFinite) else {
        throw .numeric("Newton's equations have no finite solution; raise `l2` or leave out columns of enormous values")
      }
      let decrement = zip(step, system.equations.vector).reduce(0) { $0 + $1.0 * $1.1 }
      let isLast = decrement / 2 <= 1e-9 * max(1, system.objective)
      let loss = system.meanLoss
      var next = zip(point, step).map { $0 + $1 }
      if !isLast {
        var candidate = try newtonSystem(design, at: next, l2: l2, isCancelled)
        var factor = 1.0
        while !(candidate.objective <= system.objective), factor > 1e-6 {
          factor /= 2
          next = zip(point, step).map { $0 + factor * $1 }
          candidate = try newtonSystem(design, at: next, l2: l2, isCancelled)
        }
        system = candidate
      }
      point = next
      try progress(Step(iteration: iteration, loss: loss, coefficients: point))
      if isLast { break }
    }
    return LinearModel(task: .binary, intercept: point[width], coefficients: Array(point[..<width]))
  }

  private struct NewtonSystem {
    /// Hessian, and the gradient's negative.
    var equations: SymmetricSystem
    var objective: Double
    var meanLoss: Double
  }

  private static func newtonSystem(
    _ design: LinearDesign, at point: [Double], l2: Double, _ isCancelled: () -> Bool
  ) throws(LearningError) -> NewtonSystem {
    let width = design.pipeline.outputCount
    var equations = SymmetricSystem(size: width + 1)
    var loss = 0.0
    try design.forEachRow(isCancelled: isCancelled) { position, row in
      let margin = row.dot(point)
      let label = design.labels[position]
      let probability = sigmoid(margin)
      // log(1 + e^m) − y m, without overflow.
      let weight = design.weight(position)
      loss += weight * (max(margin, 0) + log1p(exp(-abs(margin))) - label * margin)
      equations.add(
        row, weight: weight * probability * (1 - probability), scale: weight * (label - probability))
    }
    var penalty = 0.0
    for index in 0..<width {
      equations.addToDiagonal(l2, at: index)
      equations.vector[index] -= l2 * point[index]
      penalty += point[index] * point[index]
    }
    return NewtonSystem(
      equations: equations, objective: loss + l2 / 2 * penalty,
      meanLoss: loss / design.totalWeight)
  }
}

/// 1 / (1 + e^−x), without overflow at either end.
@inline(__always)
func sigmoid(_ x: Double) -> Double {
  let e = exp(-abs(x))
  return x >= 0 ? 1 / (1 + e) : e / (1 + e)
}
