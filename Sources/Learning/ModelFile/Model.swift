import Encoding

/// A trained model with all that is needed to use it: how columns become numbers, what the numbers become, what the
/// answers mean, and how it came to be.
public struct Model: Sendable, Equatable {
  /// How the model was made.
  public struct Origin: Sendable, Equatable {
    /// The recipe's name.
    public var recipe: String
    public var algorithm: LearningAlgorithm
    /// Hyperparameters as the recipe gives them.
    public var parameters: [String: Double]
    public var seed: UInt64

    public init(recipe: String, algorithm: LearningAlgorithm, parameters: [String: Double], seed: UInt64) {
      self.recipe = recipe
      self.algorithm = algorithm
      self.parameters = parameters
      self.seed = seed
    }
  }

  /// How much a column counts, as a share of all of them.
  public struct Importance: Sendable, Equatable {
    public var column: String
    /// 0...1.
    public var share: Double

    public init(column: String, share: Double) {
      self.column = column
      self.share = share
    }
  }

  public let origin: Origin
  public let target: TargetEncoding
  public let pipeline: FeaturePipeline
  public let predictor: Predictor
  /// What is done to the predictor's answers: prior shift and calibration.
  public let correction: ScoreCorrection
  /// The probability from which on a row is predicted positive; nil for other tasks than binary.
  public let threshold: Double?
  /// The columns by descending importance: gain of their splits (trees), or the spread of what they add to the
  /// margin over the training rows (linear).
  public let importances: [Importance]
  /// Metrics of `train`, `validate`, `test`, and of the baseline on `test` as `baseline`.
  public let metrics: [String: MetricSet]
  /// Further bytes that travel with the model, by name, such as the `reference` profile. The names `features` and
  /// `predictor` are the model's own.
  public var attachments: [String: [UInt8]] = [:]

  /// - Precondition: the predictor reads as many numbers as the pipeline gives, and the correction fits the classes.
  public init(
    origin: Origin, target: TargetEncoding, pipeline: FeaturePipeline, predictor: Predictor,
    correction: ScoreCorrection = .none, threshold: Double?, importances: [Importance], metrics: [String: MetricSet],
    attachments: [String: [UInt8]] = [:]
  ) {
    precondition(predictor.featureCount == pipeline.outputCount && correction.isSound(for: target))
    self.origin = origin
    self.target = target
    self.pipeline = pipeline
    self.predictor = predictor
    self.correction = correction
    self.threshold = threshold
    self.importances = importances
    self.metrics = metrics
    self.attachments = attachments
  }

  public var task: LearningTask { target.task }

  /// The same model with another decision threshold.
  ///
  /// - Parameter metrics: what it makes of its parts with that threshold.
  /// - Precondition: the task is binary.
  public func with(threshold: Double, metrics: [String: MetricSet]) -> Model {
    precondition(task == .binary, "only two classes are told apart by a threshold")
    return Model(
      origin: origin, target: target, pipeline: pipeline, predictor: predictor, correction: correction,
      threshold: threshold, importances: importances, metrics: metrics, attachments: attachments)
  }

  /// The columns that the model reads.
  public var features: [String] { pipeline.columnNames }
}
