/// Gradient boosting with histogram trees.
///
/// After Friedman (2001) and the second-order form of Chen and Guestrin, "XGBoost" (2016); histograms and leaf-wise
/// growth as in Ke et al., "LightGBM" (2017).
public enum GradientBoosting {
  /// Trains a forest on the calling thread and `parameters.threads − 1` threads of its own.
  ///
  /// Same data, parameters and seed give the same forest, bit for bit, whatever the number of threads.
  /// Training ends early where no split gains anything any more. A cancelled training answers within a few
  /// milliseconds a million rows.
  ///
  /// - Parameters:
  ///   - labels: one for each row: 0...1 for `logistic`, 0 ..< `classCount` for `softmax`, ±10¹⁸ at most for
  ///     `squaredError`.
  ///   - weights: one for each row, 0...10¹⁸, not all 0; nil counts each row once.
  ///   - categoricalFeatures: columns whose values are level codes, 0 and up, NaN where missing. A split asks whether a
  ///     code is in a set; the 254 most frequent codes below 65 536 can be, all others go with the rest.
  ///   - validation: rows to watch the loss on, as wide as `matrix`, and their labels.
  ///   - validationWeights: the same as `weights` for the validation rows' loss.
  ///   - progress: called after each round, on the calling thread; false ends the training.
  ///   - isCancelled: asked between splits and oftener, on the calling thread; true ends the training.
  /// - Throws: `BoostingError.cancelled`, `.badInput`, or `.noThread`.
  public static func train(
    _ matrix: FeatureMatrix, labels: [Float], weights: [Float]? = nil,
    categoricalFeatures: Set<Int> = [], validation: (FeatureMatrix, [Float])? = nil, validationWeights: [Float]? = nil,
    parameters: BoostingParameters = BoostingParameters(),
    progress: (RoundReport) -> Bool = { _ in true }, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(BoostingError) -> BoostedTrees {
    try parameters.validate()
    let set = validation.map { ValidationSet(matrix: $0.0, labels: $0.1, weights: validationWeights) }
    try TrainingInput(matrix: matrix, labels: labels, weights: weights, validation: set).validate(for: parameters)
    if let column = categoricalFeatures.first(where: { !(0..<matrix.columnCount).contains($0) }) {
      throw .badInput("feature \(column) is said to be categorical; there are \(matrix.columnCount) features")
    }
    let pool = try WorkerPool(threads: parameters.threads, isCancelled: isCancelled)
    defer { pool.stop() }
    let columns = try BinPlanner(
      matrix: matrix, maxBins: parameters.maxBins, categoricalColumns: categoricalFeatures, seed: parameters.seed
    ).columns(on: pool)
    let rows = try BinnedRows(matrix, columns: columns, on: pool)
    let gradients = RowGradients(rows, labels: labels, weights: weights, parameters: parameters)
    var watched: ValidationRows?
    if let set, set.matrix.rowCount > 0 {
      watched = try ValidationRows(
        set, columns: columns, objective: parameters.objective, baseMargins: gradients.baseMargins, on: pool)
    }
    let grower = TreeGrower(gradients, parameters: parameters, pool: pool)
    var boosting = BoostingRun(
      gradients: gradients, grower: grower, validation: watched, parameters: parameters, pool: pool)
    return try BoostedTrees(
      objective: parameters.objective, baseMargins: gradients.baseMargins, featureCount: matrix.columnCount,
      trees: try boosting.trees(progress: progress))
  }
}

/// The rounds of one training.
private struct BoostingRun {
  let gradients: RowGradients
  let grower: TreeGrower
  let validation: ValidationRows?
  let parameters: BoostingParameters
  let pool: WorkerPool
  private var trees: [BoostedTrees.Tree] = []
  private var bestRound = 0
  private var bestLoss = Double.infinity

  init(
    gradients: RowGradients, grower: TreeGrower, validation: ValidationRows?, parameters: BoostingParameters,
    pool: WorkerPool
  ) {
    self.gradients = gradients
    self.grower = grower
    self.validation = validation
    self.parameters = parameters
    self.pool = pool
  }

  mutating func trees(progress: (RoundReport) -> Bool) throws(BoostingError) -> [BoostedTrees.Tree] {
    _ = try gradients.refresh(on: pool)
    for round in 1...parameters.rounds {
      guard let leafCount = try grow() else { break }
      // The next round's gradients give this round's loss on the way.
      let trainLoss = try gradients.refresh(on: pool)
      let validationLoss = try validation?.loss(on: pool)
      if let validationLoss {
        if validationLoss < bestLoss { (bestLoss, bestRound) = (validationLoss, round) }
      } else {
        bestRound = round
      }
      let report = RoundReport(
        round: round, trainLoss: trainLoss, validationLoss: validationLoss, bestRound: bestRound,
        leafCount: leafCount)
      guard progress(report) else { throw .cancelled }
      if isStalled(at: round) { break }
    }
    if parameters.earlyStoppingRounds > 0, validation != nil {
      trees.removeLast(trees.count - bestRound * gradients.classCount)
    }
    return trees
  }

  /// Grows a tree for each class and adds their answers to the margins.
  ///
  /// - Returns: the leaves of all trees; nil, and no tree, where no split gains anything.
  private mutating func grow() throws(BoostingError) -> Int? {
    let start = trees.count
    var leafCount = 0
    for label in 0..<gradients.classCount {
      if gradients.classCount > 1 { try gradients.prepare(class: label, on: pool) }
      let grown = try grower.grow()
      guard grown.tree.nodes.count > 1 else {
        // A class may rest while others go on.
        trees.append(BoostedTrees.Tree(nodes: [.leaf(.init(value: 0, rowCount: gradients.rows.rowCount))]))
        continue
      }
      trees.append(grown.tree)
      leafCount += grown.tree.leafCount
      try gradients.apply(grown.leafRows, class: label, on: pool)
      try validation?.add(grown, class: label, on: pool)
    }
    guard leafCount > 0 else {
      trees.removeLast(trees.count - start)
      return nil
    }
    return leafCount
  }

  private func isStalled(at round: Int) -> Bool {
    validation != nil && parameters.earlyStoppingRounds > 0 && round - bestRound >= parameters.earlyStoppingRounds
  }
}
