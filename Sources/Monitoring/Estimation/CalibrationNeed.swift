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
    var generator = SeededGenerator(seed: seed)
    var (raw, calibrated, labels) = ([Double](), [Double](), [Double]())
    for _ in 0..<Self.splitCount {
      let split = Self.split(rows.labels, &generator)
      let fitted = LabelledScores(rows, rows: split.fit)
      guard let fit = MonotoneFit(fitted.scores, fitted.labels) else { continue }
      for row in split.tried {
        raw.append(rows.scores[row])
        calibrated.append(fit(rows.scores[row]))
        labels.append(rows.labels[row])
      }
    }
    isCalibrationNeeded = Self.error(calibrated, labels) < Self.error(raw, labels)
  }

  /// A tenth of each class apart.
  private static func split(
    _ labels: [Double], _ generator: inout SeededGenerator
  ) -> (fit: [Int], tried: [Int]) {
    var (fit, tried) = ([Int](), [Int]())
    for label in [0.0, 1.0] {
      var rows = labels.indices.filter { labels[$0] == label }
      generator.shuffle(&rows)
      let count = max(1, rows.count / 10)
      tried += rows.prefix(count)
      fit += rows.dropFirst(count)
    }
    return (fit, tried)
  }

  /// The expected calibration error over ten bins of equal count; fewer for few rows.
  private static func error(_ scores: [Double], _ labels: [Double]) -> Double {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    let binCount = order.count > 20 ? 10 : max(1, order.count / 2)
    return (0..<binCount).reduce(0) { error, bin in
      let rows = order[order.count * bin / binCount..<order.count * (bin + 1) / binCount]
      return error + abs(rows.reduce(0) { $0 + scores[$1] - labels[$1] })
    } / Double(max(order.count, 1))
  }
}
