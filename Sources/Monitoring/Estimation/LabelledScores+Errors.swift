import Statistics

extension LabelledScores {
  /// What one row contributes to the sampling error of each metric.
  func samplingErrors(seed: UInt64) -> [EstimatedMetric: PerformanceEstimator.SamplingError] {
    var errors: [EstimatedMetric: PerformanceEstimator.SamplingError] = [:]
    let isRight = zip(predictions, labels).map { ($0 > 0.5) == ($1 > 0.5) }
    errors[.accuracy] = error(of: labels.indices) { isRight[$0] ? 1 : 0 }
    errors[.precision] = error(of: labels.indices.filter { predictions[$0] > 0.5 }) { labels[$0] }
    errors[.recall] = error(of: labels.indices.filter { labels[$0] > 0.5 }) { isRight[$0] ? 1 : 0 }
    errors[.specificity] = error(of: labels.indices.filter { labels[$0] <= 0.5 }) { isRight[$0] ? 1 : 0 }
    errors[.f1] = f1Error()
    errors[.auc] = areaError()
    errors[.averagePrecision] = precisionError(seed: seed)
    return errors
  }

  func error(
    of rows: some Collection<Int>, _ value: (Int) -> Double
  ) -> PerformanceEstimator.SamplingError {
    let moments = Moments(rows.map(value))
    return PerformanceEstimator.SamplingError(
      deviation: moments.count > 0 ? moments.populationStandardDeviation : 0,
      share: Double(moments.count) / Double(count))
  }

  /// F1 as a mean: true positives count c, the errors 0, everything else is not looked at.
  private func f1Error() -> PerformanceEstimator.SamplingError {
    let mass = ClassMass(positive: labels, predictions: predictions)
    let wrong = mass.falsePositive + mass.falseNegative
    let worth = (mass.truePositive + wrong) / max(mass.truePositive + wrong / 2, .leastNormalMagnitude)
    let rows = labels.indices.filter { labels[$0] > 0.5 || predictions[$0] > 0.5 }
    return error(of: rows) { labels[$0] > 0.5 && predictions[$0] > 0.5 ? worth : 0 }
  }

  /// The spread, over the rows of the smaller class, of the share of the other class ranked below.
  func areaError() -> PerformanceEstimator.SamplingError {
    let positives = labels.reduce(0, +)
    let minority = positives <= Double(count) / 2 ? 1.0 : 0
    let others = SortedSample(labels.indices.filter { labels[$0] != minority }.map { scores[$0] })
    return error(of: labels.indices.filter { labels[$0] == minority }) {
      // Ties count half; the original leaves them to the order of an unstable sort.
      Double(others.countBelow(scores[$0]) + others.countThrough(scores[$0])) / 2 / Double(max(others.count, 1))
    }
  }

  /// Average precision has no row to look at: fifty bootstraps of half the rows.
  private func precisionError(seed: UInt64) -> PerformanceEstimator.SamplingError {
    let size = min(count / 2, 50_000)
    // A large reference is drawn from in smaller handfuls: the spread is scaled by their size anyway.
    let drawn = min(size, 5000)
    var generator = SeededGenerator(seed: seed &+ 1)
    let values = (0..<50).compactMap { _ in
      let rows = (0..<drawn).map { _ in generator.integer(below: count) }
      return RankedMass(scores: rows.map { scores[$0] }, positive: rows.map { labels[$0] }).meanPrecision
    }
    let moments = Moments(values)
    return PerformanceEstimator.SamplingError(
      deviation: moments.count > 0 ? moments.populationStandardDeviation * Double(drawn).squareRoot() : 0, share: 1)
  }
}
