/// Rows by what was true and what was predicted, for any number of classes, weighted.
public struct ClassConfusion: Sendable, Equatable {
  public let classCount: Int
  /// The weight of the rows of each true class (lines) predicted as each class (columns), line after line.
  public private(set) var weights: [Double]
  /// Sums of squared weights.
  private var squares: [Double]
  private var rowCounts: [Int]

  /// - Parameters:
  ///   - predictions: numbers of classes below `classCount`, as are the labels.
  /// - Precondition: as many predictions as labels.
  init(predictions: [Int], labels: [Int], weights rowWeights: RowWeights, classCount: Int) {
    precondition(predictions.count == labels.count)
    self.classCount = classCount
    weights = [Double](repeating: 0, count: classCount * classCount)
    squares = weights
    rowCounts = [Int](repeating: 0, count: classCount)
    for row in labels.indices {
      let cell = labels[row] * classCount + predictions[row]
      weights[cell] += rowWeights[row]
      squares[cell] += rowWeights[row] * rowWeights[row]
      rowCounts[labels[row]] += 1
    }
  }

  public subscript(label: Int, prediction: Int) -> Double { weights[label * classCount + prediction] }

  /// The classes that occur, as truth or as an answer: those that macro averages run over, as scikit-learn's do.
  public var present: [Int] { (0..<classCount).filter { trueWeight($0) + predictedWeight($0) > 0 } }

  public func trueWeight(_ label: Int) -> Double { (0..<classCount).reduce(0) { $0 + self[label, $1] } }
  public func predictedWeight(_ label: Int) -> Double { (0..<classCount).reduce(0) { $0 + self[$1, label] } }

  /// The share of a class's answers that are right; 0 where it never was the answer.
  public func precision(_ label: Int) -> Double { Self.ratio(self[label, label], predictedWeight(label)) }

  /// The share of a class's rows that are found; 0 where it has none.
  public func recall(_ label: Int) -> Double { Self.ratio(self[label, label], trueWeight(label)) }

  /// 2TP / (2TP + FP + FN) of one class against the others.
  public func f1(_ label: Int) -> Double {
    Self.ratio(2 * self[label, label], trueWeight(label) + predictedWeight(label))
  }

  private static func ratio(_ part: Double, _ whole: Double) -> Double { whole > 0 ? part / whole : 0 }
}

// MARK: - Metrics

extension ClassConfusion {
  /// `accuracy` and the macro averages, each the plain mean over the classes that occur.
  ///
  /// Their intervals by the delta method: a row's influence on a ratio depends on its cell alone.
  func metrics(effectiveCount: Double) -> MetricSet {
    var metrics = MetricSet()
    let total = weights.reduce(0, +)
    guard total > 0 else { return metrics }
    let hits = (0..<classCount).reduce(0) { $0 + self[$1, $1] }
    let ends = Interval.wilson(hits / total, count: effectiveCount)
    let count = rowCounts.reduce(0, +)
    metrics[.accuracy] = MetricEstimate(value: hits / total, lower: ends.lower, upper: ends.upper, count: count)
    metrics[.macroPrecision] = macro(total, effectiveCount, precision) { label, isTrue, isPredicted in
      isPredicted ? ((isTrue ? 1 : 0) - precision(label)) / predictedWeight(label) : 0
    }
    metrics[.macroRecall] = macro(total, effectiveCount, recall) { label, isTrue, isPredicted in
      isTrue ? ((isPredicted ? 1 : 0) - recall(label)) / trueWeight(label) : 0
    }
    metrics[.macroF1] = macro(total, effectiveCount, f1) { label, isTrue, isPredicted in
      let part: Double = isTrue && isPredicted ? 2 : 0
      let whole: Double = (isTrue ? 1 : 0) + (isPredicted ? 1 : 0)
      return (part - f1(label) * whole) / (trueWeight(label) + predictedWeight(label))
    }
    return metrics
  }

  /// - Parameter influence: of a row of the class's line or column on the class's ratio, for a weight of 1.
  private func macro(
    _ total: Double, _ effectiveCount: Double, _ value: (Int) -> Double, _ influence: (Int, Bool, Bool) -> Double
  ) -> MetricEstimate {
    let classes = present
    let mean = classes.reduce(0) { $0 + value($1) } / Double(classes.count)
    // A row counts for its own class and for the one it was taken for; what it does there is worked out once a class.
    let both = (0..<classCount).map { influence($0, true, true) }
    let missed = (0..<classCount).map { influence($0, true, false) }
    let wrong = (0..<classCount).map { influence($0, false, true) }
    var variance = 0.0
    for label in classes {
      for prediction in classes where squares[label * classCount + prediction] > 0 {
        let sum = label == prediction ? both[label] : missed[label] + wrong[prediction]
        variance += squares[label * classCount + prediction] * sum * sum
      }
    }
    let rows = rowCounts.reduce(0, +)
    guard variance > 0, effectiveCount > 1 else {
      let least = classes.map { rowCounts[$0] }.filter { $0 > 0 }.min() ?? 1
      let ends = Interval.wilson(mean, count: Double(least))
      return MetricEstimate(value: mean, lower: ends.lower, upper: ends.upper, count: rows)
    }
    let error = (variance * effectiveCount / (effectiveCount - 1)).squareRoot() / Double(classes.count)
    return Interval.normal(mean, error: error, within: 0...1, count: rows)
  }
}
