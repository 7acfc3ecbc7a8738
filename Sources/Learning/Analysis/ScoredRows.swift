import Glibc

/// What a model answered about some rows, beside what was true: the one input of every analysis.
public struct ScoredRows: Sendable, Equatable {
  /// The answers, by the kind of task.
  public enum Answers: Sendable, Equatable {
    /// Probabilities of the positive class; those at or above the threshold are predicted positive.
    case binary(scores: [Double], threshold: Double)
    /// Probabilities row after row, one for each class; the most probable one is predicted, of equals the first.
    case classes(probabilities: [Double], names: [String])
    case numbers([Double])
  }

  /// What answers are worth under the value model.
  public enum Worth: Sendable, Equatable {
    /// Both answers of a binary task.
    case decisions(DecisionValues)
    /// The answers that were given; NaN where unknown.
    case answers([Double])
  }

  public var answers: Answers
  /// 1 and 0 (binary), the class's number from 0 on (classes), the number itself; NaN unknown.
  public var labels: [Double]
  /// 0 or more each; nil counts each row once.
  public var weights: [Double]?
  public var worth: Worth?

  /// - Precondition: all arrays are of one length, the probabilities one for each row and class.
  public init(_ answers: Answers, labels: [Double], weights: [Double]? = nil, worth: Worth? = nil) {
    switch answers {
    case .binary(let scores, _): precondition(scores.count == labels.count)
    case .classes(let probabilities, let names): precondition(probabilities.count == labels.count * names.count)
    case .numbers(let numbers): precondition(numbers.count == labels.count)
    }
    precondition(weights.map { $0.count == labels.count } ?? true)
    switch worth {
    case .decisions(let values)?:
      precondition(values.positive.count == labels.count && values.negative.count == labels.count)
    case .answers(let values)?: precondition(values.count == labels.count)
    case nil: break
    }
    self.answers = answers
    self.labels = labels
    self.weights = weights
    self.worth = worth
  }

  public var count: Int { labels.count }

  /// The given rows alone, in that order.
  public func gathering(_ rows: [Int]) -> ScoredRows {
    func chosen(_ numbers: [Double]) -> [Double] { rows.map { numbers[$0] } }
    let answers: Answers =
      switch self.answers {
      case .binary(let scores, let threshold): .binary(scores: chosen(scores), threshold: threshold)
      case .classes(let all, let names):
        .classes(
          probabilities: rows.flatMap { Array(all[$0 * names.count..<($0 + 1) * names.count]) }, names: names)
      case .numbers(let numbers): .numbers(chosen(numbers))
      }
    let worth: Worth? =
      switch self.worth {
      case .decisions(let values)?:
        .decisions(DecisionValues(positive: chosen(values.positive), negative: chosen(values.negative)))
      case .answers(let values)?: .answers(chosen(values))
      case nil: nil
      }
    return ScoredRows(answers, labels: chosen(labels), weights: weights.map(chosen), worth: worth)
  }

  /// Rows with an answer and a label, which are those that an analysis can say something about.
  public var knownRows: [Int] {
    switch answers {
    case .binary(let scores, _): labels.indices.filter { !scores[$0].isNaN && !labels[$0].isNaN }
    case .classes(let probabilities, let names):
      labels.indices.filter { row in
        labels[row] >= 0 && Int(labels[row]) < names.count
          && !(row * names.count..<(row + 1) * names.count).contains { probabilities[$0].isNaN }
      }
    case .numbers(let numbers): labels.indices.filter { numbers[$0].isFinite && labels[$0].isFinite }
    }
  }

  /// The rows that `knownRows` names; itself where that is all of them.
  public var known: ScoredRows {
    let rows = knownRows
    return rows.count == count ? self : gathering(rows)
  }

  /// What is predicted for a row: 1 or 0, the class's number, or the number.
  public func prediction(_ row: Int) -> Double {
    switch answers {
    case .binary(let scores, let threshold): scores[row] >= threshold ? 1 : 0
    case .classes(let probabilities, let names):
      Double(Self.mostProbable(probabilities[row * names.count..<(row + 1) * names.count]))
    case .numbers(let numbers): numbers[row]
    }
  }

  /// The probability of what is predicted or of the positive class, or the number.
  public func score(_ row: Int) -> Double {
    switch answers {
    case .binary(let scores, _): scores[row]
    case .classes(let probabilities, let names): probabilities[row * names.count + Int(prediction(row))]
    case .numbers(let numbers): numbers[row]
    }
  }

  /// What the answer to a row is worth; nil without a value model.
  func worth(of row: Int) -> Double? {
    switch worth {
    case .decisions(let values)?: prediction(row) > 0.5 ? values.positive[row] : values.negative[row]
    case .answers(let values)?: values[row]
    case nil: nil
    }
  }

  static func mostProbable(_ probabilities: ArraySlice<Double>) -> Int {
    var best = probabilities.startIndex
    for index in probabilities.indices where probabilities[index] > probabilities[best] { best = index }
    return best - probabilities.startIndex
  }
}

extension ScoredRows {
  /// How wrong each row is: −log of the probability given to what came true, or the error's square or size.
  ///
  /// - Parameter isSquared: for numbers, the square rather than the size.
  public func losses(isSquared: Bool = true) -> [Double] {
    switch answers {
    case .binary(let scores, _): labels.indices.map { logLoss(scores[$0], labels[$0] > 0.5) }
    case .classes(let probabilities, let names):
      labels.indices.map { row in
        guard labels[row] >= 0, Int(labels[row]) < names.count else { return .nan }
        return logLoss(probabilities[row * names.count + Int(labels[row])], true)
      }
    case .numbers(let numbers):
      labels.indices.map { row in
        let error = numbers[row] - labels[row]
        return isSquared ? error * error : abs(error)
      }
    }
  }

  /// The metrics with their closed intervals.
  public var metrics: MetricSet {
    switch answers {
    case .binary(let scores, let threshold):
      let values: DecisionValues? = if case .decisions(let values)? = worth { values } else { nil }
      return BinaryEvaluation(
        scores: scores, labels: labels, weights: weights, threshold: threshold, values: values, curvePointCount: 3
      ).metrics
    case .classes(let probabilities, let names):
      let values: [Double]? = if case .answers(let values)? = worth { values } else { nil }
      return MulticlassEvaluation(
        probabilities: probabilities, labels: labels, classCount: names.count, weights: weights, values: values
      ).metrics
    case .numbers(let numbers):
      let values: [Double]? = if case .answers(let values)? = worth { values } else { nil }
      return RegressionEvaluation(predictions: numbers, labels: labels, weights: weights, values: values).metrics
    }
  }
}
