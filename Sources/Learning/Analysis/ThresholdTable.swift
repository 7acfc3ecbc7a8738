/// What each threshold of a binary model would make of the rows: what a slider shows, and the profit curve.
public struct ThresholdTable: Sendable, Equatable {
  /// Scores at or above the threshold count as positive.
  public struct Row: Sendable, Equatable {
    public var threshold: Double
    /// Weight of the rows predicted positive, and its share of all.
    public var positives: Double
    public var positiveShare: Double
    /// Nil where no row is predicted positive.
    public var precision: Double?
    /// Nil where no row is positive.
    public var recall: Double?
    /// Nil where no row is or is predicted positive.
    public var f1: Double?
    /// Mean value of a row under the value model; nil without one.
    public var value: Double?
  }

  /// By descending threshold; the first predicts nothing positive, the last everything.
  public let rows: [Row]
  /// The best of all thresholds, also of those left out of `rows`; of equals the one with the fewest positives.
  public let bestByValue: Row?
  public let bestByF1: Row?

  /// - Parameters:
  ///   - scored: answers of a binary task; nil for others or without a known row.
  ///   - rowLimit: rows at most, 3 or more; evenly spread over the share predicted positive.
  public init?(_ scored: ScoredRows, rowLimit: Int = 200) {
    let scored = scored.known
    guard case .binary(let scores, _) = scored.answers, let all = Self.all(scored, scores) else { return nil }
    bestByValue = Self.best(all, \.value)
    bestByF1 = Self.best(all, \.f1)
    rows = Self.thinned(all, to: max(3, rowLimit))
  }

  private static func best(_ rows: [Row], _ goal: (Row) -> Double?) -> Row? {
    var best: (row: Row, goal: Double)?
    for row in rows {
      guard let reached = goal(row) else { continue }
      if let known = best, known.goal >= reached { continue }
      best = (row, reached)
    }
    return best?.row
  }

  /// One row for each distinct score and one before the first.
  private static func all(_ scored: ScoredRows, _ scores: [Double]) -> [Row]? {
    let weights = RowWeights(scored.weights, count: scored.count)
    guard weights.total > 0 else { return nil }
    let decisions: DecisionValues? = if case .decisions(let values)? = scored.worth { values } else { nil }
    let total = weights.sum { scored.labels[$0] > 0.5 ? 1 : 0 }
    var sums = Sums(decisions, weights)
    let order = descendingOrder(of: scores)
    var rows = [sums.row(threshold: max(1, order.first.map { scores[Int($0)] } ?? 1).nextUp, total, weights.total)]
    for (place, row) in order.enumerated() {
      sums.add(Int(row), isPositive: scored.labels[Int(row)] > 0.5, weights[Int(row)], decisions)
      let isLast = place + 1 == order.count
      if isLast || scores[Int(order[place + 1])] < scores[Int(row)] {
        rows.append(sums.row(threshold: scores[Int(row)], total, weights.total))
      }
    }
    return rows
  }

  private struct Sums {
    var predicted = 0.0
    var hits = 0.0
    var value: Double?
    var valuedWeight = 0.0

    /// Everything predicted negative.
    init(_ decisions: DecisionValues?, _ weights: RowWeights) {
      guard let decisions else { return }
      var sum = 0.0
      for row in decisions.positive.indices where Self.isKnown(decisions, row) {
        sum += weights[row] * decisions.negative[row]
        valuedWeight += weights[row]
      }
      value = sum
    }

    static func isKnown(_ decisions: DecisionValues, _ row: Int) -> Bool {
      decisions.positive[row].isFinite && decisions.negative[row].isFinite
    }

    mutating func add(_ row: Int, isPositive: Bool, _ weight: Double, _ decisions: DecisionValues?) {
      predicted += weight
      if isPositive { hits += weight }
      guard let decisions, Self.isKnown(decisions, row), let sum = value else { return }
      value = sum + weight * (decisions.positive[row] - decisions.negative[row])
    }

    func row(threshold: Double, _ positives: Double, _ total: Double) -> Row {
      Row(
        threshold: threshold, positives: predicted, positiveShare: predicted / total,
        precision: predicted > 0 ? hits / predicted : nil, recall: positives > 0 ? hits / positives : nil,
        f1: predicted + positives > 0 ? 2 * hits / (predicted + positives) : nil,
        value: valuedWeight > 0 ? value.map { $0 / valuedWeight } : nil)
    }
  }

  /// The first row, the last, and one for each equal step of the share predicted positive.
  private static func thinned(_ rows: [Row], to limit: Int) -> [Row] {
    guard rows.count > limit, let last = rows.last else { return rows }
    var kept: [Row] = []
    var lastStep = -1
    for row in rows.dropLast() {
      let step = min(Int(row.positiveShare * Double(limit - 2)), limit - 2)
      guard step > lastStep else { continue }
      kept.append(row)
      lastStep = step
    }
    return kept.prefix(limit - 1) + [last]
  }
}
