import Boosting

extension TrainingSpecification {
  /// Hyperparameters of linear fits.
  struct LinearParameters: Equatable {
    var l2: Double
    var iterations: Int
  }

  /// - Throws: `LearningError.parameter` for a value out of range or a name that the algorithm does not have.
  func linearParameters() throws(LearningError) -> LinearParameters {
    let values = try checked(["l2": 0...1e6, "iterations": 1...10_000], whole: ["iterations"])
    return LinearParameters(l2: values["l2"] ?? 1, iterations: Int(values["iterations"] ?? 100))
  }

  /// - Throws: as above.
  func boostingParameters(
    for target: TargetEncoding, hasValidation: Bool
  ) throws(LearningError) -> BoostingParameters {
    let values = try checked(
      [
        "rounds": 1...10_000, "depth": 0...16, "leaves": 2...4096, "learning_rate": 1e-4...1,
        "min_rows_per_leaf": 1...1e6, "l2": 0...1e6, "bins": 2...255, "early_stopping": 0...1000,
      ], whole: ["rounds", "depth", "leaves", "min_rows_per_leaf", "bins", "early_stopping"])
    let depth = Int(values["depth"] ?? 0)
    let leaves = values["leaves"].map { Int($0) }
    var parameters = BoostingParameters(objective: Self.objective(target.task))
    if target.task == .multiclass { parameters.classCount = target.classNames.count }
    if depth > 0, leaves == nil {
      parameters.growth = .depthWise
      parameters.maxLeaves = min(1 << depth, 32_768)
      parameters.minRowsPerLeaf = 1
      parameters.minHessianPerLeaf = 1
      parameters.l2 = 1
    } else {
      parameters.growth = .leafWise
      parameters.maxLeaves = leaves ?? 31
    }
    parameters.maxDepth = depth
    parameters.rounds = Int(values["rounds"] ?? 200)
    parameters.learningRate = values["learning_rate"] ?? 0.1
    if let rows = values["min_rows_per_leaf"] { parameters.minRowsPerLeaf = Int(rows) }
    if let l2 = values["l2"] { parameters.l2 = l2 }
    if let bins = values["bins"] { parameters.maxBins = Int(bins) }
    parameters.earlyStoppingRounds = hasValidation ? Int(values["early_stopping"] ?? 30) : 0
    parameters.threads = min(max(threads, 1), 64)
    parameters.seed = seed
    return parameters
  }

  private static func objective(_ task: LearningTask) -> BoostingParameters.Objective {
    switch task {
    case .binary: .logistic
    case .multiclass: .softmax
    case .regression: .squaredError
    }
  }

  /// - Throws: as above.
  func checkedNoParameters() throws(LearningError) { _ = try checked([:], whole: []) }

  private func checked(
    _ ranges: [String: ClosedRange<Double>], whole: Set<String>
  ) throws(LearningError) -> [String: Double] {
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      guard let range = ranges[name] else {
        let names = ranges.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
        throw .parameter(
          name: name, value: value,
          mend: "`\(algorithm.rawValue)` has \(names.isEmpty ? "no parameters" : "only \(names)")")
      }
      guard range.contains(value), !whole.contains(name) || value == value.rounded() else {
        let (least, most) = (TargetEncoding.word(of: range.lowerBound), TargetEncoding.word(of: range.upperBound))
        throw .parameter(
          name: name, value: value,
          mend: "it must be \(whole.contains(name) ? "a whole number " : "")from \(least) to \(most)")
      }
    }
    return parameters
  }
}
