import Statistics

/// Whether scores become better probabilities by a monotone fit, tried on rows the fit has not seen.
///
/// Ten stratified splits, nine tenths to fit and one to try; calibration is needed when the expected calibration error
/// over all tried rows falls. A model that separates the classes (AUC above 0.999) is left as it is.
struct CalibrationNeed {
  let isCalibrationNeeded: Bool

  private static let splitCount = 10
  private static let aucMax = 0.999

  init(_ rows: LabelledScores, seed: UInt64) {
    let auc = RankedMass(scores: rows.scores, positive: rows.labels).auc ?? 1
    guard auc <= Self.aucMax else {
      isCalibrationNeeded = false
      return
    }
    let order = SortedOrder.ascending(rows.scores)
    let (scores, outcomes) = (order.map { rows.scores[Int($0)] }, order.map { rows.labels[Int($0)] })
    var generator = SeededGenerator(seed: seed)
    var classes = [0.0, 1.0].map { label in outcomes.indices.filter { outcomes[$0] == label } }
    var (raw, calibrated, labels) = ([Double](), [Double](), [Double]())
    for _ in 0..<Self.splitCount {
      let isTried = Self.split(&classes, count: scores.count, &generator)
      guard let fit = MonotoneFit(ascending: scores, outcomes, leavingOut: isTried) else { continue }
      for row in scores.indices where isTried[row] {
        raw.append(scores[row])
        calibrated.append(fit(scores[row]))
        labels.append(outcomes[row])
      }
    }
    isCalibrationNeeded = Self.error(calibrated, labels) < Self.error(raw, labels)
  }

  /// A tenth of each class apart: the marks of those rows.
  ///
  /// - Parameter classes: rows of each class, in any order; left in another.
  private static func split(
    _ classes: inout [[Int]], count: Int, _ generator: inout SeededGenerator
  ) -> [Bool] {
    var isTried = [Bool](repeating: false, count: count)
    for number in classes.indices {
      let rows = classes[number].count
      for place in 0..<min(max(1, rows / 10), rows) {
        classes[number].swapAt(place, place + generator.integer(below: rows - place))
        isTried[classes[number][place]] = true
      }
    }
    return isTried
  }

  /// The expected calibration error over ten bins of equal count; fewer for few rows.
  private static func error(_ scores: [Double], _ labels: [Double]) -> Double {
    let order = SortedOrder.ascending(scores).map { Int($0) }
    let binCount = order.count > 20 ? 10 : max(1, order.count / 2)
    return (0..<binCount).reduce(0) { error, bin in
      let rows = order[order.count * bin / binCount..<order.count * (bin + 1) / binCount]
      return error + abs(rows.reduce(0) { $0 + scores[$1] - labels[$1] })
    } / Double(max(order.count, 1))
  }
}
