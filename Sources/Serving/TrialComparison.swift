import Learning
import Lifecycle
import Statistics

/// The challenger beside the champion: on the same rows in a shadow, on two groups of units else.
struct TrialComparison {
  var challenger: TrialArm
  var baseline: TrialArm
  var context: TrialContext
  var classCount: Int
  /// Whether both answered the same rows.
  var isPaired: Bool

  /// Challenger minus champion in the compared metric; nil where the two arms' own intervals say as much, and for a
  /// metric that has no influences.
  var metric: Measurement? {
    guard let id = context.metric.flatMap({ MetricID(rawValue: $0) }), isPaired || !challenger.units.isEmpty else {
      return nil
    }
    guard isPaired else { return apart(influences(id, challenger), influences(id, baseline)) }
    let rows = challenger.ids.indices.filter {
      baseline.ids.indices.contains($0) && isKnown(challenger, $0) && isKnown(baseline, $0)
    }
    guard let first = influences(id, challenger, rows), let second = influences(id, baseline, rows) else { return nil }
    return together(
      first.value - second.value, zip(first.influences, second.influences).map { $0 - $1 }, challenger, rows)
  }

  /// Challenger minus champion in value a row; nil where too little is known.
  func value(_ first: [Double], _ second: [Double]) -> Measurement? {
    if isPaired, first.count == second.count {
      let rows = first.indices.filter { first[$0].isFinite && second[$0].isFinite }
      guard rows.count > 1 else { return nil }
      let differences = rows.map { first[$0] - second[$0] }
      let mean = differences.reduce(0, +) / Double(rows.count)
      return together(mean, Self.centered(differences, mean), challenger, rows)
    }
    return apart(means(first, challenger), means(second, baseline))
  }

  // MARK: Parts

  private typealias Known = (found: MetricInfluences, arm: TrialArm, rows: [Int])

  private func isKnown(_ arm: TrialArm, _ row: Int) -> Bool {
    arm.outcomes[row].isFinite && arm.scores[row].isFinite && arm.predictions[row].isFinite
  }

  private func influences(_ id: MetricID, _ arm: TrialArm, _ rows: [Int]) -> MetricInfluences? {
    MetricInfluences(
      id, scores: arm.scores, predictions: arm.predictions, outcomes: arm.outcomes, rows: rows, task: context.task,
      classCount: classCount)
  }

  private func influences(_ id: MetricID, _ arm: TrialArm) -> Known? {
    let rows = arm.ids.indices.filter { isKnown(arm, $0) }
    return influences(id, arm, rows).map { ($0, arm, rows) }
  }

  private func means(_ values: [Double], _ arm: TrialArm) -> Known? {
    let rows = values.indices.filter { values[$0].isFinite }
    guard rows.count > 1 else { return nil }
    let known = rows.map { values[$0] }
    let mean = known.reduce(0, +) / Double(rows.count)
    return (MetricInfluences(value: mean, influences: Self.centered(known, mean)), arm, rows)
  }

  private static func centered(_ values: [Double], _ mean: Double) -> [Double] {
    let n = Double(values.count)
    let scale = (n / (n - 1)).squareRoot() / n
    return values.map { ($0 - mean) * scale }
  }

  private static func units(_ arm: TrialArm, _ rows: [Int]) -> [Int64]? {
    arm.units.isEmpty ? nil : rows.map { arm.units[$0] }
  }

  private func together(_ value: Double, _ influences: [Double], _ arm: TrialArm, _ rows: [Int]) -> Measurement? {
    Self.measurement(value, [MetricInfluences.variance(influences, units: Self.units(arm, rows))])
  }

  private func apart(_ first: Known?, _ second: Known?) -> Measurement? {
    guard let first, let second else { return nil }
    return Self.measurement(
      first.found.value - second.found.value,
      [first, second].map { MetricInfluences.variance($0.found.influences, units: Self.units($0.arm, $0.rows)) })
  }

  private static func measurement(_ value: Double, _ parts: [(value: Double, count: Int)]) -> Measurement? {
    let variance = parts.reduce(0) { $0 + $1.value }
    guard variance.isFinite else { return nil }
    let interval = Interval.normal(estimate: value, standardError: variance.squareRoot())
    return Measurement(
      value: value, lower: interval.lower, upper: interval.upper, count: parts.reduce(0) { $0 + $1.count })
  }
}
