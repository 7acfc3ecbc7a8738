import Lifecycle

/// What a session answered so far, as sums that only grow: the difference of two looks is what came between them.
public struct AnswerTotals: Sendable, Equatable {
  public var rows = 0
  /// Rows with a score.
  public var scored = 0
  /// Sum of the scores.
  public var scoreSum = 0.0
  /// Binary answers that were yes, of those that somebody gave.
  public var positives = 0
  /// Answers that are no more than a guess; nil for a task whose scores do not tell.
  public var unsure: Int?

  public init() {}

  mutating func add(scores: [Double], predictions: [Double], task: Lifecycle.LearningTask) {
    rows += scores.count
    var (sum, count, guesses) = (0.0, 0, 0)
    let bound = WindowFigures.confidenceMin(task)
    for score in scores where score.isFinite {
      sum += score
      count += 1
      if let bound, (task == .binary ? max(score, 1 - score) : score) < bound { guesses += 1 }
    }
    scored += count
    scoreSum += sum
    if bound != nil { unsure = (unsure ?? 0) + guesses }
    guard task == .binary else { return }
    for prediction in predictions where prediction > 0.5 { positives += 1 }
  }
}
