import Glibc

/// A metric of rows that count more or less, and what each row adds to it.
struct WeightedMetric: Sendable {
  private enum Form: Sendable {
    /// Of the ranking: rows by ascending score, and which of them are positive.
    case area(order: [Int], scores: [Double], isPositive: [Bool])
    /// Σwa / Σwb, or its root.
    case ratio([Double], over: [Double], isRoot: Bool)
  }

  private let form: Form
  let count: Int

  /// - Returns: nil for a metric that rows cannot give, such as those of every class's probability.
  init?(
    _ metric: String, task: ImpactSample.Task, scores: [Double], predictions: [Double], outcomes: [Double]
  ) {
    count = scores.count
    let rows = scores.indices
    let ones = [Double](repeating: 1, count: count)
    func mean(_ loss: (Int) -> Double, isRoot: Bool = false) -> Form {
      .ratio(rows.map(loss), over: ones, isRoot: isRoot)
    }
    let (answer, truth) = ({ predictions[$0] > 0.5 }, { outcomes[$0] > 0.5 })
    switch (metric, task) {
    case ("auc", .binary):
      form = .area(order: rows.sorted { scores[$0] < scores[$1] }, scores: scores, isPositive: rows.map(truth))
    case ("brier", .binary): form = mean { (scores[$0] - outcomes[$0]) * (scores[$0] - outcomes[$0]) }
    case ("log_loss", .binary):
      form = mean { -log(max(truth($0) ? scores[$0] : 1 - scores[$0], Double.ulpOfOne)) }
    case ("accuracy", .binary), ("accuracy", .multiclass): form = mean { predictions[$0] == outcomes[$0] ? 1 : 0 }
    case ("precision", .binary):
      form = .ratio(
        rows.map { answer($0) && truth($0) ? 1 : 0 }, over: rows.map { answer($0) ? 1 : 0 }, isRoot: false)
    case ("recall", .binary):
      form = .ratio(rows.map { answer($0) && truth($0) ? 1 : 0 }, over: rows.map { truth($0) ? 1 : 0 }, isRoot: false)
    case ("f1", .binary):
      form = .ratio(
        rows.map { answer($0) && truth($0) ? 2 : 0 }, over: rows.map { (answer($0) ? 1 : 0) + (truth($0) ? 1 : 0) },
        isRoot: false)
    case ("mae", .regression): form = mean { abs(scores[$0] - outcomes[$0]) }
    case ("mape", .regression) where !outcomes.contains(0):
      form = mean { abs(scores[$0] - outcomes[$0]) / abs(outcomes[$0]) }
    case ("rmse", .regression):
      form = mean({ (scores[$0] - outcomes[$0]) * (scores[$0] - outcomes[$0]) }, isRoot: true)
    default: return nil
    }
  }

  /// Nil where the rows that count do not give it, as those of one class alone.
  func value(weights: [Double]) -> Double? {
    switch form {
    case .area(let order, let scores, let isPositive):
      return Self.area(order, scores, isPositive, weights)
    case .ratio(let a, let b, let isRoot):
      var (top, bottom) = (0.0, 0.0)
      for row in a.indices {
        top += weights[row] * a[row]
        bottom += weights[row] * b[row]
      }
      guard bottom > 0 else { return nil }
      return isRoot ? (top / bottom).squareRoot() : top / bottom
    }
  }

  /// What each row adds when all count alike: the metric is the mean of these beside its own value, to first order.
  var influences: [Double]? {
    let ones = [Double](repeating: 1, count: count)
    guard let value = value(weights: ones), count > 0 else { return nil }
    switch form {
    case .area(let order, let scores, let isPositive): return Self.placements(order, scores, isPositive, value)
    case .ratio(let a, let b, let isRoot):
      let bottom = b.reduce(0, +) / Double(count)
      let plain = isRoot ? value * value : value
      let scale = isRoot && value > 0 ? 0.5 / value : 1
      return a.indices.map { (a[$0] - plain * b[$0]) / bottom * scale }
    }
  }

  /// Weighted area under the ROC curve: the weighted share of pairs in the right order, ties half.
  private static func area(_ order: [Int], _ scores: [Double], _ isPositive: [Bool], _ weights: [Double]) -> Double? {
    var (below, pairs, positives) = (0.0, 0.0, 0.0)
    var start = 0
    while start < order.count {
      var (tiedPositive, tiedNegative) = (0.0, 0.0)
      var end = start
      while end < order.count, scores[order[end]] == scores[order[start]] {
        if isPositive[order[end]] { tiedPositive += weights[order[end]] } else { tiedNegative += weights[order[end]] }
        end += 1
      }
      pairs += tiedPositive * (below + tiedNegative / 2)
      below += tiedNegative
      positives += tiedPositive
      start = end
    }
    return below > 0 && positives > 0 ? pairs / (below * positives) : nil
  }

  /// DeLong's placements about the area, each over the share of its class.
  private static func placements(
    _ order: [Int], _ scores: [Double], _ isPositive: [Bool], _ area: Double
  ) -> [Double] {
    let positives = Double(isPositive.count { $0 })
    let negatives = Double(isPositive.count) - positives
    let count = Double(isPositive.count)
    var influences = [Double](repeating: 0, count: order.count)
    var (below, belowPositive) = (0.0, 0.0)
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
      let tied = order[start..<end]
      let tiedPositive = Double(tied.count { isPositive[$0] })
      let tiedNegative = Double(tied.count) - tiedPositive
      for row in tied {
        influences[row] =
          isPositive[row]
          ? ((below + tiedNegative / 2) / negatives - area) * count / positives
          : ((positives - belowPositive - tiedPositive / 2) / positives - area) * count / negatives
      }
      below += tiedNegative
      belowPositive += tiedPositive
      start = end
    }
    return influences
  }
}
