/// Picks the score from which on a row counts as positive.
public enum ThresholdChoice {
  /// The threshold that earns most; of equals the one with the fewest positives. Nil without a row of known value.
  ///
  /// - Parameters:
  ///   - scores: probabilities.
  ///   - values: what each row is worth for either answer; rows with NaN are left out.
  public static func mostValuable(scores: [Double], values: DecisionValues) -> Double? {
    let rows = scores.indices.filter {
      !scores[$0].isNaN && values.positive[$0].isFinite && values.negative[$0].isFinite
    }
    let gains = rows.map { values.positive[$0] - values.negative[$0] }
    var total = 0.0
    return best(rows.map { scores[$0] }, initial: 0) { position in
      total += gains[position]
      return total
    }
  }

  /// The threshold with the best F1; of equals the one with the fewest positives. Nil where no row is positive.
  public static func bestF1(scores: [Double], labels: [Double]) -> Double? {
    let rows = scores.indices.filter { !scores[$0].isNaN && !labels[$0].isNaN }
    let positives = rows.count { labels[$0] > 0.5 }
    guard positives > 0 else { return nil }
    var predicted = 0
    var hits = 0
    return best(rows.map { scores[$0] }, initial: 0) { position in
      predicted += 1
      if labels[rows[position]] > 0.5 { hits += 1 }
      return 2 * Double(hits) / Double(predicted + positives)
    }
  }

  /// Adds rows by descending score and returns the cut after which the goal was largest: halfway between the scores
  /// on its two sides, so that small changes of a score do not change the answer.
  ///
  /// - Parameters:
  ///   - initial: the goal where no row is positive.
  ///   - goal: called with each row's position as it becomes positive.
  private static func best(_ scores: [Double], initial: Double, _ goal: (Int) -> Double) -> Double? {
    guard !scores.isEmpty else { return nil }
    let order = descendingOrder(of: scores)
    var bestGoal = initial
    var bestCount = 0
    for (index, row) in order.enumerated() {
      let now = goal(Int(row))
      let isCut = index + 1 == order.count || scores[Int(order[index + 1])] < scores[Int(row)]
      if isCut, now > bestGoal { (bestGoal, bestCount) = (now, index + 1) }
    }
    if bestCount == 0 { return max(1, scores[Int(order[0])]).nextUp }
    if bestCount == order.count { return 0 }
    let (above, below) = (scores[Int(order[bestCount - 1])], scores[Int(order[bestCount])])
    let middle = below + (above - below) / 2
    return middle > below ? middle : above
  }
}
