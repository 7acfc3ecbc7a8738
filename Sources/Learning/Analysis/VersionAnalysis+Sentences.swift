import Encoding
import Expressions

extension VersionAnalysis {
  /// What stands out, one plain sentence each, the gravest first; figures that are as they should be are not said.
  public var sentences: [String] {
    guard rowCount > 0 else { return ["No row has a known answer: nothing can be said."] }
    return [answersSentence, orderSentence, meanSentence, imbalanceSentence, staleSentence, biasSentence]
      .compactMap { $0 } + [sliceSentence, thresholdSentence, importanceSentence, fewSentence].compactMap { $0 }
  }

  private static func percent(_ share: Double) -> String { "\(NumberText.significant(100 * share, 3)) %" }

  private static func figure(_ value: Double) -> String { NumberText.significant(value, 3) }

  /// A model that gives one answer to all.
  private var answersSentence: String? {
    guard classes.count > 1 else { return nil }
    let figures = confusion.classFigures
    let never = figures.filter { $0.predicted == 0 }
    guard !never.isEmpty else { return nil }
    let names = never.map { "\"\($0.name)\"" }.joined(separator: ", ")
    let missed = never.reduce(0) { $0 + $1.support }
    let one = Int(missed) == 1
    let consequence =
      missed > 0
      ? one ? ": the one such row is missed" : ": all \(NumberText.grouped(Int(missed))) such rows are missed"
      : "; no row here is of that class"
    return "The model never says \(names)\(consequence)."
  }

  private var orderSentence: String? {
    guard let auc = metrics[.auc], auc.lower <= 0.5 else { return nil }
    return auc.upper < 0.5
      ? "The scores run the wrong way: the area under the ROC curve is \(Self.figure(auc.value))."
      : "The model orders rows no better than chance: the area under the ROC curve is \(Self.figure(auc.value))."
  }

  private var meanSentence: String? {
    guard let r2 = metrics[.r2], r2.value <= 0 else { return nil }
    return "Always answering these rows' mean would be nearer than the model."
  }

  private var imbalanceSentence: String? {
    let figures = confusion.classFigures
    let total = confusion.total
    guard total > 0, let rarest = figures.min(by: { $0.support < $1.support }),
      let commonest = figures.max(by: { $0.support < $1.support }), rarest.support > 0,
      rarest.support / total < 0.2 / Double(max(1, figures.count - 1))
    else { return nil }
    let accuracy = metrics[.accuracy]?.value ?? 0
    let beside = commonest.support / total
    let verdict =
      accuracy <= beside
      ? "and the model's accuracy, \(Self.percent(accuracy)), is no better" : "so accuracy says little"
    return "The classes are imbalanced: \"\(rarest.name)\" is \(Self.percent(rarest.support / total)) of the rows; "
      + "always saying \"\(commonest.name)\" is right for \(Self.percent(beside)), \(verdict)."
  }

  private var staleSentence: String? {
    guard let stale, stale.verdict == .stale, let test = stale.test, let newest = stale.newest else { return nil }
    return "The test rows are stale: \(metric.rawValue) is \(Self.figure(newest.value)) on the newest "
      + "\(NumberText.grouped(newest.count)) labelled rows, \(Self.figure(test.value)) on the test rows."
  }

  /// Answers that are too high or too low on the whole.
  private var biasSentence: String? {
    if let residuals {
      let count = residuals.bins.reduce(0) { $0 + $1.count }
      let mean = residuals.bins.reduce(0) { $0 + $1.meanResidual * Double($1.count) } / Double(max(1, count))
      guard let size = metrics[.mae]?.value, abs(mean) > 0.25 * size else { return nil }
      return "The answers are too \(mean > 0 ? "low" : "high") by \(Self.figure(abs(mean))) on average."
    }
    guard let share = positiveShare, let points = calibration.first?.points, !points.isEmpty else { return nil }
    let mean = points.reduce(0) { $0 + $1.meanScore * Double($1.count) } / Double(rowCount)
    guard abs(mean - share) > max(0.02, 0.15 * share) else { return nil }
    return "The scores promise too \(mean > share ? "much" : "little"): \(Self.percent(mean)) on average, "
      + "where \(Self.percent(share)) of the rows are \"\(classes.last ?? "positive")\"."
  }

  private var sliceSentence: String? {
    guard let worst = slices.first, worst.isWorse else { return nil }
    return "It does worst where \(worst.expression.text): \(sliceMetric.rawValue) \(Self.figure(worst.loss)) against "
      + "\(Self.figure(worst.rest)) elsewhere (\(NumberText.grouped(worst.rowCount)) rows)."
  }

  private var thresholdSentence: String? {
    guard let best = thresholds?.bestByValue, let value = best.value, let now = metrics[.value]?.value,
      let threshold, value > now + 0.05 * abs(now)
    else { return nil }
    return
      "On these rows a threshold of \(Self.figure(best.threshold)) instead of \(Self.figure(threshold)) would be worth "
      + "\(Self.figure(value)) a row instead of \(Self.figure(now))."
  }

  private var importanceSentence: String? {
    guard let columns = importance?.columns, let first = columns.first, first.mean > 0, columns.count > 2 else {
      return nil
    }
    let sum = columns.reduce(0) { $0 + max(0, $1.mean) }
    guard first.mean > 0.6 * sum else { return nil }
    return "Most of what it knows comes from \(first.name) alone."
  }

  private var fewSentence: String? {
    rowCount < 200 ? "These are only \(rowCount) rows: every figure is uncertain." : nil
  }

  /// The metric by which slices are compared: a mean of rows.
  var sliceMetric: MetricID { residuals == nil ? .logLoss : .mae }
}
