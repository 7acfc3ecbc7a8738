/// What one round of boosting came to.
public struct RoundReport: Sendable, Equatable {
  /// 1 for the first tree.
  public let round: Int
  /// Weighted mean loss of the training rows after the round: nats (`logistic`, `softmax`) or squared error (`squaredError`).
  public let trainLoss: Double
  /// The same for the validation rows, by their own weights; nil without them.
  public let validationLoss: Double?
  /// The round whose validation loss is the least so far; this round without validation.
  public let bestRound: Int
  /// Leaves of the round's trees.
  public let leafCount: Int

  public init(round: Int, trainLoss: Double, validationLoss: Double?, bestRound: Int, leafCount: Int) {
    self.round = round
    self.trainLoss = trainLoss
    self.validationLoss = validationLoss
    self.bestRound = bestRound
    self.leafCount = leafCount
  }
}
