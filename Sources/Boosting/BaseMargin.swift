import Glibc

/// Where boosting starts: the best constant, of each class.
struct BaseMargin {
  private let labels: [Float]
  private let weights: [Float]?
  private let weightSum: Double

  init(labels: [Float], weights: [Float]?, weightSum: Double) {
    self.labels = labels
    self.weights = weights
    self.weightSum = weightSum
  }

  /// The mean label, its log-odds, or the logarithm of each class's share.
  ///
  /// Labels all of one class are no certainty: half a row of each other is then supposed.
  func values(for parameters: BoostingParameters) -> [Double] {
    switch parameters.objective {
    case .squaredError: return [mean]
    case .exponential: return [log(max(mean, Double.leastNormalMagnitude))]
    case .logistic:
      let least = 0.5 / (weightSum + 1)
      let share = min(max(mean, min(least, 0.5)), 1 - min(least, 0.5))
      return [log(share / (1 - share))]
    case .softmax:
      var sums = [Double](repeating: 0, count: parameters.classCount)
      for (row, label) in labels.enumerated() { sums[Int(label)] += weight(row) }
      return sums.map { log(max($0, 0.5 * weightSum / Double(labels.count + 1)) / weightSum) }
    }
  }

  private var mean: Double {
    var sum = 0.0
    for (row, label) in labels.enumerated() { sum += Double(label) * weight(row) }
    return sum / weightSum
  }

  private func weight(_ row: Int) -> Double { Double(weights?[row] ?? 1) }
}
