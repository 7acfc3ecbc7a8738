import Glibc
import Learning
import Lifecycle

/// A metric with what each row adds to its error: the value is the truth plus the sum of the influences, nearly, and so
/// their squares sum to its variance.
///
/// Two metrics on the same rows differ by the difference of their influences, row by row: what is hard for both cancels.
/// Rows of one unit are alike, and their influences are summed before they are squared.
struct MetricInfluences {
  var value: Double
  /// One for each row.
  var influences: [Double]

  /// - Parameters:
  ///   - rows: positions in the arrays at which everything is known.
  ///   - classCount: of a multiclass task.
  /// - Returns: nil for a metric that has no influences (`ece`, `average_precision`, what needs every class's
  ///   probability), and where the rows cannot give it.
  init?(
    _ metric: MetricID, scores: [Double], predictions: [Double], outcomes: [Double], rows: [Int],
    task: Lifecycle.LearningTask, classCount: Int
  ) {
    guard rows.count > 1 else { return nil }
    let (score, answer, truth) = ({ scores[rows[$0]] }, { predictions[rows[$0]] }, { outcomes[rows[$0]] })
    let count = rows.count
    func mean(_ loss: (Int) -> Double) -> MetricInfluences? { Self.ratio(count, loss, over: { _ in 1 }) }
    let found: MetricInfluences?
    switch (metric, task) {
    case (.auc, .binary): found = Self.area(rows.map { scores[$0] }, rows.map { outcomes[$0] > 0.5 })
    case (.brier, .binary): found = mean { (score($0) - truth($0)) * (score($0) - truth($0)) }
    case (.logLoss, .binary):
      found = mean { -log(max(truth($0) > 0.5 ? score($0) : 1 - score($0), Double.ulpOfOne)) }
    case (.accuracy, .binary), (.accuracy, .multiclass): found = mean { answer($0) == truth($0) ? 1 : 0 }
    case (.precision, .binary):
      found = Self.ratio(count, { answer($0) > 0.5 && truth($0) > 0.5 ? 1 : 0 }, over: { answer($0) > 0.5 ? 1 : 0 })
    case (.recall, .binary):
      found = Self.ratio(count, { answer($0) > 0.5 && truth($0) > 0.5 ? 1 : 0 }, over: { truth($0) > 0.5 ? 1 : 0 })
    case (.f1, .binary):
      found = Self.ratio(
        count, { answer($0) > 0.5 && truth($0) > 0.5 ? 2 : 0 },
        over: { (answer($0) > 0.5 ? 1 : 0) + (truth($0) > 0.5 ? 1 : 0) })
    case (.macroF1, .multiclass), (.macroPrecision, .multiclass), (.macroRecall, .multiclass):
      found = Self.macro(metric, count, answer, truth, classCount)
    case (.mae, .regression): found = mean { abs(score($0) - truth($0)) }
    case (.mape, .regression):
      found = rows.contains { outcomes[$0] == 0 } ? nil : mean { abs(score($0) - truth($0)) / abs(truth($0)) }
    case (.rmse, .regression): found = mean { (score($0) - truth($0)) * (score($0) - truth($0)) }?.root
    case (.r2, .regression):
      let center = (0..<count).reduce(0) { $0 + truth($1) } / Double(count)
      found =
        Self.ratio(
          count, { (score($0) - truth($0)) * (score($0) - truth($0)) },
          over: { (truth($0) - center) * (truth($0) - center) })?.complement
    default: found = nil
    }
    guard let found, found.value.isFinite else { return nil }
    self = found
  }

  init(value: Double, influences: [Double]) {
    self.value = value
    self.influences = influences
  }

  /// Σa / Σb by the delta method.
  private static func ratio(_ count: Int, _ a: (Int) -> Double, over b: (Int) -> Double) -> MetricInfluences? {
    var sums = (0.0, 0.0)
    for row in 0..<count {
      sums.0 += a(row)
      sums.1 += b(row)
    }
    guard sums.1 > 0 else { return nil }
    let value = sums.0 / sums.1
    // As the variance of a sample has one degree of freedom less.
    let scale = (Double(count) / Double(count - 1)).squareRoot() / sums.1
    return MetricInfluences(value: value, influences: (0..<count).map { (a($0) - value * b($0)) * scale })
  }

  private var root: MetricInfluences? {
    guard value > 0 else { return MetricInfluences(value: 0, influences: influences.map { _ in 0 }) }
    let root = value.squareRoot()
    return MetricInfluences(value: root, influences: influences.map { $0 / (2 * root) })
  }

  private var complement: MetricInfluences {
    MetricInfluences(value: 1 - value, influences: influences.map { -$0 })
  }

  private static func macro(
    _ metric: MetricID, _ count: Int, _ answer: @escaping (Int) -> Double, _ truth: @escaping (Int) -> Double,
    _ classCount: Int
  ) -> MetricInfluences? {
    var sum = MetricInfluences(value: 0, influences: [Double](repeating: 0, count: count))
    var present = 0.0
    for label in (0..<classCount).map(Double.init) {
      guard (0..<count).contains(where: { answer($0) == label || truth($0) == label }) else { continue }
      present += 1
      let hit = { (row: Int) in answer(row) == label && truth(row) == label ? 1.0 : 0 }
      let (said, been) = ({ answer($0) == label ? 1.0 : 0 }, { truth($0) == label ? 1.0 : 0 })
      let part: MetricInfluences? =
        switch metric {
        case .macroPrecision: ratio(count, hit, over: said)
        case .macroRecall: ratio(count, hit, over: been)
        default: ratio(count, { 2 * hit($0) }, over: { said($0) + been($0) })
        }
      guard let part else { continue }
      sum.value += part.value
      for row in 0..<count { sum.influences[row] += part.influences[row] }
    }
    guard present > 0 else { return nil }
    return MetricInfluences(value: sum.value / present, influences: sum.influences.map { $0 / present })
  }

  /// DeLong's placements: what share of the other class a row is on the right side of.
  private static func area(_ scores: [Double], _ positives: [Bool]) -> MetricInfluences? {
    let positive = positives.count { $0 }
    let negative = positives.count - positive
    guard positive > 1, negative > 1 else { return nil }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var placements = [Double](repeating: 0, count: scores.count)
    var (below, start) = ((positive: 0, negative: 0), 0)
    var total = 0.0
    while start < order.count {
      var (end, tied) = (start, (positive: 0, negative: 0))
      while end < order.count, scores[order[end]] == scores[order[start]] {
        if positives[order[end]] { tied.positive += 1 } else { tied.negative += 1 }
        end += 1
      }
      let right = (
        (Double(below.negative) + Double(tied.negative) / 2) / Double(negative),
        1 - (Double(below.positive) + Double(tied.positive) / 2) / Double(positive)
      )
      for row in order[start..<end] {
        placements[row] = positives[row] ? right.0 : right.1
        if positives[row] { total += right.0 }
      }
      below.positive += tied.positive
      below.negative += tied.negative
      start = end
    }
    let value = total / Double(positive)
    let (m, n) = (Double(positive), Double(negative))
    let scales = ((m / (m - 1)).squareRoot() / m, (n / (n - 1)).squareRoot() / n)
    return MetricInfluences(
      value: value,
      influences: placements.indices.map { (placements[$0] - value) * (positives[$0] ? scales.0 : scales.1) })
  }

  // MARK: Differences

  /// Variance of the value.
  ///
  /// - Parameter units: who asked, one for each influence; nil takes each row for itself.
  static func variance(_ influences: [Double], units: [Int64]?) -> (value: Double, count: Int) {
    guard let units else { return (influences.reduce(0) { $0 + $1 * $1 }, influences.count) }
    var sums: [Int64: Double] = [:]
    for (influence, unit) in zip(influences, units) { sums[unit, default: 0] += influence }
    // Not by the order of a dictionary, which differs from run to run.
    let squares = sums.values.map { $0 * $0 }.sorted().reduce(0, +)
    let count = Double(sums.count)
    return (sums.count > 1 ? squares * count / (count - 1) : .infinity, sums.count)
  }
}
