import Glibc

/// Where boosting starts: the best constant.
struct BaseMargin {
  private let mean: Double
  private let weightSum: Double

  init(labels: [Float], weights: [Float]?, weightSum: Double) {
    var sum = 0.0
    for (row, label) in labels.enumerated() { sum += Double(label) * Double(weights?[row] ?? 1) }
    mean = sum / weightSum
    self.weightSum = weightSum
  }

  /// The mean label, or its log-odds.
  ///
  /// Labels all of one class are no certainty: half a row of the other is then supposed.
  func value(for objective: BoostingParameters.Objective) -> Double {
    switch objective {
    case .squaredError: return mean
    case .logistic:
      let least = 0.5 / (weightSum + 1)
      let share = min(max(mean, min(least, 0.5)), 1 - min(least, 0.5))
      return log(share / (1 - share))
    }
  }
}
