/// Rows in descending order of a class's score, sorted once, so that its area against all other classes takes O(rows) for
/// each further weighting of the same rows.
struct ClassRanking: Sendable {
  private struct Ranked {
    var row: UInt32
    var isPositive: Bool
    /// True for the last row of its score.
    var endsTie: Bool
  }

  private let ranked: [Ranked]

  /// - Parameter labels: numbers of classes.
  init(_ label: Int, scores: [Double], labels: [Double]) {
    let order = descendingOrder(of: scores)
    ranked = order.indices.map { place in
      let row = Int(order[place])
      let endsTie = place + 1 == order.count || scores[Int(order[place + 1])] < scores[row]
      return Ranked(row: order[place], isPositive: labels[row] == Double(label), endsTie: endsTie)
    }
  }

  /// Area under the ROC curve, ties half; NaN where the weighted rows are of one side.
  func area(_ weights: UnsafeBufferPointer<Double>) -> Double {
    var (positive, negative, area) = (0.0, 0.0, 0.0)
    var (tiedPositive, tiedNegative) = (0.0, 0.0)
    ranked.withUnsafeBufferPointer { ranked in
      for place in 0..<ranked.count {
        let row = ranked[place]
        let weight = weights[Int(row.row)]
        if row.isPositive { tiedPositive += weight } else { tiedNegative += weight }
        guard row.endsTie else { continue }
        // A negative stands right below every positive that came before it.
        area += tiedNegative * (positive + tiedPositive / 2)
        positive += tiedPositive
        negative += tiedNegative
        (tiedPositive, tiedNegative) = (0, 0)
      }
    }
    return positive > 0 && negative > 0 ? area / (positive * negative) : .nan
  }
}
