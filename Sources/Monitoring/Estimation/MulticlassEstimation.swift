import Statistics

/// The metrics of a model of several classes that can be estimated before outcomes are known: means over the classes,
/// each against the rest. Raw values are the ids.
public enum MacroMetric: String, Sendable, Hashable, CaseIterable {
  case auc = "macro_auc"
  case f1 = "macro_f1"
  case precision = "macro_precision"
  case recall = "macro_recall"
  case specificity = "macro_specificity"
  case accuracy

  /// The same for one class against the rest; nil for what looks at all classes together.
  var binary: EstimatedMetric? {
    switch self {
    case .auc: .auc
    case .f1: .f1
    case .precision: .precision
    case .recall: .recall
    case .specificity: .specificity
    case .accuracy: nil
    }
  }
}

/// Confidence-based performance estimation for several classes, in chunks of rows.
///
/// Each class is calibrated against the rest, then a row's probabilities are scaled to sum 1; the metrics of a class are
/// those of a binary model. Recipe and bands as in NannyML 0.13.1, whose values it reproduces.
public struct MulticlassEstimation: Sendable {
  /// Scored rows.
  public struct Rows: Sendable {
    /// A list for each class, a probability for each row.
    public var scores: [[Double]]
    /// Numbers of classes; anything else is no class.
    public var predictions: [Double]
    /// Numbers of classes; NaN where not known.
    public var labels: [Double]

    public init(scores: [[Double]], predictions: [Double], labels: [Double]) {
      precondition(scores.allSatisfy { $0.count == labels.count } && predictions.count == labels.count)
      self.scores = scores
      self.predictions = predictions
      self.labels = labels
    }

    public var count: Int { labels.count }
    public var classCount: Int { scores.count }

    /// One class against the rest; rows without a known label keep NaN.
    func binary(_ number: Int, _ range: Range<Int>) -> LabelledScores {
      LabelledScores(
        scores: Array(scores[number][range]), predictions: predictions[range].map { $0 == Double(number) ? 1 : 0 },
        labels: labels[range].map { $0.isNaN ? .nan : $0 == Double(number) ? 1 : 0 })
    }
  }

  /// Nil for a class whose scores are calibrated as they are.
  public let calibrations: [MonotoneFit?]
  private let errors: [[EstimatedMetric: PerformanceEstimator.SamplingError]]
  private let accuracyError: PerformanceEstimator.SamplingError
  private let limits: ChunkLimits<MacroMetric>

  /// NannyML's experiments found the spread of the classes' areas to be a fifth too small.
  private static let areaCorrection = 1.2

  /// - Parameters:
  ///   - reference: rows with labels that the model was not trained on.
  ///   - chunkSize: rows of a chunk; the last may have fewer.
  /// - Returns: nil below `PerformanceEstimator.rowCountMin` rows or where a class never occurs.
  public init?(reference: Rows, chunkSize: Int, seed: UInt64 = 42) {
    guard chunkSize > 0, reference.classCount > 1 else { return nil }
    let classes = (0..<reference.classCount).map { reference.binary($0, 0..<reference.count) }
    guard
      classes.allSatisfy({
        let positives = $0.labels.reduce(0, +)
        return $0.count >= PerformanceEstimator.rowCountMin && positives > 0 && positives < Double($0.count)
      })
    else { return nil }
    calibrations = classes.map {
      CalibrationNeed($0, seed: seed).isCalibrationNeeded ? MonotoneFit($0.scores, $0.labels) : nil
    }
    errors = classes.map { $0.macroErrors() }
    let known = reference.labels.indices.filter { !reference.labels[$0].isNaN }
    accuracyError = PerformanceEstimator.SamplingError(
      deviation: Moments(known.map { reference.predictions[$0] == reference.labels[$0] ? 1 : 0 })
        .populationStandardDeviation,
      share: 1)
    limits = ChunkLimits(count: reference.count, size: chunkSize, range: 0...1) { Self.realised(reference, $0) }
  }

  public func chunks(of rows: Rows) -> [EstimateChunk<MacroMetric>] {
    precondition(rows.classCount == calibrations.count, "scores of \(rows.classCount) classes")
    return limits.chunks(count: rows.count, estimates: { estimate(rows, $0) }, realised: { Self.realised(rows, $0) })
  }

  // MARK: Estimating

  private func estimate(_ rows: Rows, _ range: Range<Int>) -> [MacroMetric: PerformanceEstimate] {
    let used = range.filter { row in rows.scores.allSatisfy { $0[row].isFinite } }
    guard !used.isEmpty else { return [:] }
    let masses = masses(rows, used)
    var sums: [MacroMetric: Double] = [:]
    for number in masses.indices {
      let predictions = used.map { rows.predictions[$0] == Double(number) ? 1.0 : 0 }
      let mass = ClassMass(positive: masses[number], predictions: predictions)
      let ranked = RankedMass(scores: used.map { rows.scores[number][$0] }, positive: masses[number])
      for metric in MacroMetric.allCases {
        guard let binary = metric.binary else { continue }
        // An area that one class cannot give, no mean has: NaN stays NaN.
        sums[metric, default: 0] += metric == .auc ? ranked.auc ?? .nan : mass.value(of: binary) ?? .nan
      }
    }
    var estimates: [MacroMetric: PerformanceEstimate] = [:]
    for metric in MacroMetric.allCases {
      let value = sums[metric].map { $0 / Double(masses.count) } ?? accuracy(rows, used, masses)
      guard value.isFinite else { continue }
      let reach = 3 * standardError(of: metric, rows: used.count)
      estimates[metric] = PerformanceEstimate(
        value: value, lower: min(max(value - reach, 0), 1), upper: min(max(value + reach, 0), 1))
    }
    return estimates
  }

  /// Calibrated probabilities of each class, scaled to sum 1 in each row; even where all are 0.
  private func masses(_ rows: Rows, _ used: [Int]) -> [[Double]] {
    var masses = zip(rows.scores, calibrations).map { scores, fit in
      used.map { fit?(scores[$0]) ?? min(max(scores[$0], 0), 1) }
    }
    for place in used.indices {
      let sum = masses.reduce(0) { $0 + $1[place] }
      for number in masses.indices {
        masses[number][place] = sum > 0 ? masses[number][place] / sum : 1 / Double(masses.count)
      }
    }
    return masses
  }

  private func accuracy(_ rows: Rows, _ used: [Int], _ masses: [[Double]]) -> Double {
    var sum = 0.0
    for (place, row) in used.enumerated() {
      if let number = Int(exactly: rows.predictions[row]), masses.indices.contains(number) {
        sum += masses[number][place]
      }
    }
    return sum / Double(used.count)
  }

  /// The standard error of a metric on so many rows.
  public func standardError(of metric: MacroMetric, rows: Int) -> Double {
    guard let binary = metric.binary else { return accuracyError.standardError(rows: rows) }
    let squares = errors.reduce(0.0) { sum, errors in
      let error = errors[binary]?.standardError(rows: rows) ?? 0
      return sum + error * error
    }
    let error = squares.squareRoot() / Double(errors.count)
    return metric == .auc ? error * Self.areaCorrection : error
  }

  /// The same metrics once outcomes are known; none where nothing is known yet.
  private static func realised(_ rows: Rows, _ range: Range<Int>) -> [MacroMetric: Double] {
    let known = range.filter { !rows.labels[$0].isNaN }
    guard !known.isEmpty else { return [:] }
    var values: [MacroMetric: Double] = [
      .accuracy: Double(known.count { rows.predictions[$0] == rows.labels[$0] }) / Double(known.count)
    ]
    for metric in MacroMetric.allCases {
      guard let binary = metric.binary else { continue }
      var sum = 0.0
      for number in 0..<rows.classCount {
        let one = rows.binary(number, range)
        let value =
          metric == .auc
          ? RankedMass(scores: one.scores, positive: one.labels).auc
          : ClassMass(positive: one.labels, predictions: one.predictions).value(of: binary)
        sum += value ?? .nan
      }
      if sum.isFinite { values[metric] = sum / Double(rows.classCount) }
    }
    return values
  }
}

extension LabelledScores {
  /// What one row contributes to the sampling errors of one class against the rest.
  ///
  /// As NannyML has it, F1 counts a true positive as 1 here, where a binary model's counts it as what makes the mean F1.
  fileprivate func macroErrors() -> [EstimatedMetric: PerformanceEstimator.SamplingError] {
    let isRight = zip(predictions, labels).map { ($0 > 0.5) == ($1 > 0.5) }
    return [
      .auc: areaError(),
      .f1: error(of: labels.indices.filter { labels[$0] > 0.5 || predictions[$0] > 0.5 }) { isRight[$0] ? 1 : 0 },
      .precision: error(of: labels.indices.filter { predictions[$0] > 0.5 }) { labels[$0] },
      .recall: error(of: labels.indices.filter { labels[$0] > 0.5 }) { isRight[$0] ? 1 : 0 },
      .specificity: error(of: labels.indices.filter { labels[$0] <= 0.5 }) { isRight[$0] ? 1 : 0 },
    ]
  }
}
