/// What a training came to.
public struct TrainedRun: Sendable {
  public let model: Model
  public let train: PartEvaluation
  public let validate: PartEvaluation
  public let test: PartEvaluation
  /// What the best constant answer makes of the test rows: the training mean, or the shares of the classes there.
  ///
  /// For two classes `accuracy` is that of always answering the commoner class of the training rows, `f1`, `precision` and `recall`
  /// that of always answering positive, `value` that of the answer worth more on the rows that pick the threshold.
  public let baseline: MetricSet
  /// The loss after each round or iteration; one point each, also for rounds that early stopping dropped.
  public let lossCurve: [LossPoint]
  public internal(set) var timings: TrainingTimings
  /// What people should know: columns left out, rows without a target, and the like.
  public let notes: [String]
}

/// A model on one part.
public struct PartEvaluation: Sendable, Equatable {
  /// Rows with a known target; the others take no part.
  public let rows: [Int]
  /// The target of each row: 1 and 0, the number of the class, or the number.
  public let labels: [Double]
  /// The score of each row: a probability, or the number.
  public let scores: [Double]
  public internal(set) var metrics = MetricSet()
  /// Nil for other tasks than binary.
  public internal(set) var confusion: Confusion?
  /// Nil for other tasks than binary.
  public internal(set) var curves: BinaryCurves?
  /// Nil for other tasks than multiclass.
  public internal(set) var classConfusion: ClassConfusion?
  /// The number of the likeliest class of each row; nil for other tasks than multiclass.
  public internal(set) var predictions: [Double]?
  /// The probabilities of all classes, row after row; nil for other tasks than multiclass.
  public internal(set) var probabilities: [Double]?

  init(rows: [Int], labels: [Double], scores: [Double]) {
    self.rows = rows
    self.labels = labels
    self.scores = scores
  }
}

/// The loss after one round of boosting or one iteration of a linear fit: mean log-loss in nats (classes), or the root
/// of the mean squared error (regression).
public struct LossPoint: Sendable, Equatable {
  /// 1 for the first.
  public var round: Int
  public var train: Double
  /// Nil without a validate part.
  public var validate: Double?

  public init(round: Int, train: Double, validate: Double?) {
    self.round = round
    self.train = train
    self.validate = validate
  }
}

/// Seconds spent.
public struct TrainingTimings: Sendable, Equatable {
  public var features: Double = 0
  public var fit: Double = 0
  public var evaluate: Double = 0
}

/// How far a training is.
public struct TrainingProgress: Sendable, Equatable {
  public enum Phase: String, Sendable, Hashable, CaseIterable {
    case features, fit, evaluate
  }

  public var phase: Phase
  /// Rounds or iterations done, and at most to be done; 0 outside of `fit`.
  public var round: Int
  public var roundLimit: Int
  /// The loss after the round.
  public var loss: LossPoint?

  /// The share of the whole that is done; early stopping makes the rest shorter than it says.
  public var fraction: Double {
    switch phase {
    case .features: 0
    case .fit: 0.05 + 0.85 * Double(round) / Double(max(1, roundLimit))
    case .evaluate: 0.95
    }
  }
}
